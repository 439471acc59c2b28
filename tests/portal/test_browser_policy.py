"""The administrator's pages: what is promised, and when the city works."""

from datetime import timedelta
from types import ModuleType

import pytest
from playwright.async_api import expect

from hotline.calendars import actions as calendars
from hotline.calendars.rules import OFFICE_HOURS
from hotline.kit import database
from hotline.kit.viewer import Role
from portal.dates import year_of
from tests import world
from tests.drafts import row, rows
from tests.portal.looking import Visit, is_for_everyone, open_all

PATHS = ("/policy", "/policy/new", "/calendar")


async def test_an_administrator_adopts_the_next_version_and_reads_what_it_changed(
    visit: Visit, db: ModuleType
) -> None:
    page = await visit(Role.ADMINISTRATOR, javascript=False)
    await page.goto("/?lang=en")
    await page.click("nav >> text=Policy")
    await page.click("text=Adopt the next version")
    await page.fill("#note", "For the storm season.")
    field = page.locator("#firstActionMinutes-open-manhole")
    await page.locator("details", has=field).locator("summary").click()
    await field.fill("soon")
    await page.click("text=Look at it once more")
    # Refused beside its field, with all that was typed.
    await expect(page.locator("#firstActionMinutes-open-manhole-problem")).to_be_visible()
    assert await field.input_value() == "soon"
    assert await page.input_value("#note") == "For the storm season."
    await field.fill("۱:۳۰")
    await page.fill("[name=percent-0]", "40")
    await page.click("text=Look at it once more")
    await expect(page.locator("main")).to_contain_text("First action: 2 hours, from now on 1 hour 30 minutes")
    await expect(page.locator("main")).to_contain_text("At 40% of the time")
    assert await rows("SELECT FROM policy_version WHERE number = 2") == []
    await page.click("text=Change it")
    assert await field.input_value() == "1:30"
    await page.click("text=Look at it once more")
    await page.get_by_role("button", name="Adopt it").click()
    await expect(page.locator("main")).to_contain_text("not yet in force")
    await expect(page.locator("main")).to_contain_text("First action: 2 hours, from now on 1 hour 30 minutes")
    await expect(page.locator("main")).to_contain_text("The escalation ladder is another")
    stored = await row(
        "SELECT first_action_minutes FROM policy_target JOIN policy_version ON policy_version.id = policy_id"
        " JOIN category ON category.id = category_id WHERE number = 2 AND code = 'open-manhole'"
    )
    assert stored == {"first_action_minutes": 90}


async def test_a_promise_that_makes_no_sense_is_refused_beside_its_request_type(
    visit: Visit, db: ModuleType
) -> None:
    page = await visit(Role.ADMINISTRATOR, javascript=False)
    await page.goto("/policy/new?lang=en")
    await page.fill("#note", "x")
    field = page.locator("#resolutionMinutes-open-manhole")
    await page.locator("details", has=field).locator("summary").click()
    await field.fill("0:01")
    await page.click("text=Look at it once more")
    await page.get_by_role("button", name="Adopt it").click()
    await expect(page.locator("#type-open-manhole .problem")).to_contain_text("cannot be due after the resolution")
    assert await field.input_value() == "0:01"
    assert await rows("SELECT FROM policy_version WHERE number = 2") == []


async def test_a_holiday_is_declared_and_withdrawn(visit: Visit, db: ModuleType) -> None:
    ahead = (await database.now() + timedelta(days=40)).date()
    page = await visit(Role.ADMINISTRATOR, javascript=False)
    await page.goto("/calendar?lang=en")
    await page.fill("#nameEn", "City day")
    await page.click("text=Declare it")
    await expect(page.locator("#day-problem")).to_be_visible()
    assert await page.input_value("#nameEn") == "City day"
    await page.fill("[name=day-day]", str(ahead.day))
    await page.select_option("[name=day-month]", str(ahead.month))
    await page.fill("[name=day-year]", str(ahead.year))
    await page.click("text=Declare it")
    await expect(page.locator("[role=status]")).to_contain_text("closed on that day")
    assert await row("SELECT name_fa, name_en FROM holiday WHERE day = $1", ahead) == {
        "name_fa": "City day",
        "name_en": "City day",
    }
    await page.locator(".holiday", has_text="City day").get_by_role("button").click()
    await expect(page.locator("[role=status]")).to_contain_text("It is a working day")
    assert await rows("SELECT FROM holiday WHERE day = $1", ahead) == []


async def test_other_opening_hours_are_set_from_a_day_on(visit: Visit, db: ModuleType) -> None:
    ahead = (await database.now() + timedelta(days=40)).date()
    page = await visit(Role.ADMINISTRATOR, javascript=False)
    await page.goto("/calendar?lang=en")
    await page.click("text=Set other opening hours")
    await page.fill("[name=validFrom-day]", str(ahead.day))
    await page.select_option("[name=validFrom-month]", str(ahead.month))
    await page.fill("[name=validFrom-year]", str(ahead.year))
    await page.fill("[name=opens-4-1]", "9")
    await page.click("text=Set these hours")
    await expect(page.locator("#hours .problem")).to_be_visible()
    assert await page.input_value("[name=opens-4-1]") == "9"
    await page.fill("[name=closes-4-1]", "۱۲")
    await page.click("text=Set these hours")
    await expect(page.locator("[role=status]")).to_contain_text("The hours are set")
    found = await row("SELECT opens::text FROM working_day WHERE valid_from = $1 AND weekday = 4", ahead)
    assert found["opens"].startswith("09:00")


@pytest.mark.parametrize("role", [Role.COUNCILLOR, Role.OPERATOR])
async def test_others_read_what_is_promised_and_change_nothing(visit: Visit, db: ModuleType, role: Role) -> None:
    page = await visit(role)
    await page.goto("/policy?lang=en")
    await expect(page.locator("h2#shown")).to_contain_text("Version 1")
    await expect(page.locator("text=Adopt the next version")).to_have_count(0)
    await page.goto("/calendar?lang=en")
    await expect(page.locator("main form")).to_have_count(0)
    assert (await page.request.get("/policy/new")).status == 403
    await expect(page.locator("nav a[href='/policy']")).to_have_count(0)


@pytest.mark.parametrize("language", ["fa", "en"])
async def test_the_administrators_pages_are_for_everyone(visit: Visit, db: ModuleType, language: str) -> None:
    ahead = (await database.now() + timedelta(days=9)).date()
    await calendars.declare_holiday(ahead, by=world.administrator(), name_fa="تعطیل", name_en="Holiday")
    await calendars.set_working_week(OFFICE_HOURS, by=world.administrator(), valid_from=ahead)
    page = await visit(Role.ADMINISTRATOR)
    for path in (*PATHS, f"/calendar?year={year_of(ahead, language)}"):
        await page.goto(path + ("&" if "?" in path else "?") + f"lang={language}")
        await open_all(page)
        await is_for_everyone(page)
