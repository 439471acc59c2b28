"""The office's lists: whom to call, and what was kept as a note."""

from datetime import timedelta
from types import ModuleType

import pytest
from playwright.async_api import expect

from hotline.feedback import hearing
from hotline.kit import database
from hotline.kit.jalali import TEHRAN
from hotline.kit.text import digits, latin_digits
from hotline.kit.viewer import Role
from hotline.messages import centre_reports
from hotline.messages.centre_reports import Report
from hotline.messages.tables import MessageState
from portal.dates import fields_of
from tests import cycle, world
from tests.conftest import Clock
from tests.drafts import PHONE
from tests.portal.looking import Visit, is_for_everyone


async def test_all_calls_are_listed_and_one_is_taken_in_hand(visit: Visit, db: ModuleType, clock: Clock) -> None:
    id_ = await cycle.at(MessageState.FEEDBACK_SOUGHT)
    await clock.forward(timedelta(hours=8, minutes=1))
    page = await visit(Role.HEAD_OF_OFFICE, javascript=False)
    await page.goto("/?lang=en")
    await page.click("nav >> text=Calls")
    await expect(page.locator(".row")).to_have_count(1)
    assert PHONE not in await page.content()
    await page.select_option("#whose", "MINE")
    await page.click("main form.find button")
    await expect(page.locator("main")).to_contain_text("No call waits here")
    # Whoever asks the citizen has it in hand, until another of the office takes it.
    await page.goto("/calls?whose=NOBODYS")
    await expect(page.locator(".row")).to_have_count(0)
    await page.goto("/calls")
    await page.click(".row .act button")
    assert (await cycle.look(id_))["holder_person_id"] == world.head_of_office().person
    await page.goto("/calls?whose=MINE")
    await expect(page.locator(".row .chips")).to_contain_text("In my hand")


async def test_what_was_not_understood_and_what_did_not_fit_stands_as_notes(visit: Visit, heard: str) -> None:
    page = await visit(Role.HEAD_OF_OFFICE, javascript=False)
    await page.goto("/inbound?lang=en")
    notes = page.locator(".row")
    await expect(notes).to_have_count(2)
    # The phone number in it is covered, here as everywhere.
    await expect(notes.nth(0)).to_contain_text("It is no verdict")
    await expect(notes.nth(0)).to_contain_text("درست نشد")
    assert PHONE not in await page.content()
    await expect(notes.nth(1)).to_contain_text("a state that we do not know")
    assert await notes.nth(1).locator("a").get_attribute("href") == "/messages/" + heard.removeprefix("137/")
    await page.select_option("#result", "APPLIED")
    await page.click("main form.find button")
    await expect(page.locator("main")).to_contain_text("No note was kept")


async def test_an_operator_reads_text_messages_and_an_administrator_reads_none(visit: Visit, heard: str) -> None:
    page = await visit(Role.OPERATOR)
    await page.goto("/inbound?lang=en")
    await expect(page.locator(".row")).to_have_count(1)
    await expect(page.locator("#source")).to_have_count(0)
    page = await visit(Role.ADMINISTRATOR)
    await page.goto("/inbound?lang=en")
    await expect(page.locator(".row")).to_have_count(2)
    assert "درست نشد" not in await page.content()
    assert heard not in await page.content()


@pytest.mark.parametrize("role", [Role.COUNCILLOR, Role.INSPECTOR, Role.MANAGER])
async def test_others_are_offered_neither_list_and_given_none(visit: Visit, heard: str, role: Role) -> None:
    page = await visit(role)
    await page.goto("/?lang=en")
    for path in ("/calls", "/inbound"):
        await expect(page.locator(f"nav a[href='{path}']")).to_have_count(0)
        assert (await page.request.get(path)).status == 403


@pytest.mark.parametrize("language", ["fa", "en"])
async def test_the_lists_are_for_everyone(visit: Visit, heard: str, clock: Clock, language: str) -> None:
    await cycle.at(MessageState.FEEDBACK_SOUGHT)
    await clock.forward(timedelta(hours=8, minutes=1))
    page = await visit(Role.HEAD_OF_OFFICE)
    for path in ("/calls", "/inbound"):
        await page.goto(f"{path}?lang={language}")
        await is_for_everyone(page)


@pytest.fixture
async def heard(db: ModuleType, clock: Clock) -> str:
    """A state of the centre's that nobody knows, and an SMS that is no verdict; the code of the first's message."""
    id_ = await cycle.at(MessageState.ACKNOWLEDGED)
    code = str((await cycle.look(id_))["tracking_code"])
    await centre_reports.hear(Report("event-1", code, "LUNCH"))
    await clock.forward(timedelta(minutes=1))
    await hearing.hear_sms("sms-1", sender=PHONE, text=f"درست نشد، {PHONE}")
    return code


@pytest.mark.parametrize("language", ["fa", "en"])
async def test_messages_of_a_day_are_found_by_the_day_as_people_write_it(
    visit: Visit, db: ModuleType, clock: Clock, language: str
) -> None:
    await cycle.at(MessageState.CLOSED)
    today = (await database.now()).astimezone(TEHRAN).date()
    await clock.forward(timedelta(days=2))
    await cycle.at(MessageState.CLOSED)
    page = await visit(Role.OPERATOR, javascript=False)
    await page.goto(f"/queue?lang={language}")
    await page.locator("form summary").click()
    for name, value in fields_of(today, "from", language).items():
        field = page.locator(f"[name={name}]")
        await (field.select_option(value) if "month" in name else field.fill(digits(value, "fa")))
    await page.locator("form .buttons button").click()
    # One day alone is that day, and its messages are shown open or not; the form says so again.
    await expect(page.locator(".row")).to_have_count(1)
    to = fields_of(today, "to", language)
    assert latin_digits(await page.input_value("[name=to-day]")) == to["to-day"]
    assert await page.input_value("[name=to-month]") == to["to-month"]
