"""The first page: what waits for a superior, whom to call, and the districts compared fairly."""

from datetime import timedelta
from types import ModuleType

import pytest
from playwright.async_api import expect

from hotline.city.reference import reference
from hotline.city.tables import PostKind
from hotline.clocks import sweeping
from hotline.kit import database
from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from hotline.messages.tables import MessageState
from tests import cycle, world
from tests.conftest import Clock
from tests.drafts import PHONE, URGENT, row, rows
from tests.hotline.escalations.superiors import CENTRE, at_the_centre, hold, sweep
from tests.portal.looking import Visit, is_for_everyone


@pytest.mark.parametrize("javascript", [True, False])
async def test_a_superior_sees_first_what_waits_and_takes_it_up(
    visit: Visit, db: ModuleType, clock: Clock, javascript: bool
) -> None:
    await told(Role.MANAGER, clock)
    page = await visit(Role.MANAGER, javascript=javascript)
    await page.goto("/?lang=en")
    first = page.locator("main section").first
    await expect(first).to_contain_text("The first action is still to be taken.")
    await expect(first.locator(".chip.late")).to_contain_text("late")
    await expect(first).to_contain_text("Open manhole")
    await expect(first).to_contain_text("In whose hands: Operations Centre")
    await first.get_by_role("button", name="I have seen it, I take it up").click()
    await page.wait_for_url("**/?done=taking-note")
    await expect(page.locator("[role=status]")).to_contain_text("You have taken note")
    await expect(page.locator("#inbox")).to_have_count(0)
    stored = await row("SELECT acknowledged_by_id, climbs_at FROM escalation WHERE tell = 'MANAGER'")
    assert stored == {"acknowledged_by_id": world.manager().person, "climbs_at": None}


async def test_a_warning_told_to_another_meanwhile_is_refused_and_said(
    visit: Visit, db: ModuleType, clock: Clock
) -> None:
    await told(Role.MANAGER, clock)
    page = await visit(Role.MANAGER)
    await page.goto("/?lang=en")
    await rows("UPDATE escalation SET person_id = $1", world.head_of_office().person)
    await page.get_by_role("button", name="I take it up").click()
    await expect(page.locator("[data-summary]")).to_be_visible()
    assert await rows("SELECT FROM escalation WHERE acknowledged_at IS NOT NULL") == []


async def test_whoever_may_call_sees_whom_to_call_about_what_and_no_number(
    visit: Visit, db: ModuleType, clock: Clock
) -> None:
    await cycle.at(MessageState.FEEDBACK_SOUGHT)
    await clock.forward(timedelta(hours=8, minutes=1))
    page = await visit(Role.OPERATOR)
    await page.goto("/?lang=en")
    calls = page.locator("section[aria-labelledby=calls]")
    await expect(calls).to_contain_text("Open manhole")
    await expect(calls).to_contain_text("The text message was not answered")
    await expect(calls.locator(".chips [data-clock]")).to_be_visible()
    assert PHONE not in await page.content()
    await calls.locator("h3 a").click()
    await expect(page.locator("#next")).to_contain_text("Record the citizen's answer")


async def test_each_figure_of_a_district_leads_to_its_very_cases(visit: Visit, due: None) -> None:
    page = await visit(Role.COUNCILLOR)
    for name, count in (("Due: 3", 3), ("In time: 33%", 1)):
        await page.goto("/?lang=en")
        await page.get_by_role("link", name=f"District 1, {name}").click()
        await expect(page.locator(".row")).to_have_count(count)
        await expect(page.locator("main")).to_contain_text("Due in chosen days")
    await page.goto("/?lang=en")
    # Alone in the city it is the city's own share, and chance explains it.
    await expect(page.locator(".rates .chip")).to_have_count(0)


async def test_who_does_not_see_every_message_is_led_to_none(visit: Visit, due: None) -> None:
    page = await visit(Role.MANAGER)
    await page.goto("/?lang=en")
    await expect(page.locator(".rates tbody tr")).to_have_count(1)
    await expect(page.locator(".rates a")).to_have_count(0)


@pytest.mark.parametrize("language", ["fa", "en"])
async def test_a_full_first_page_is_for_everyone(visit: Visit, due: None, clock: Clock, language: str) -> None:
    await told(Role.HEAD_OF_OFFICE, clock)
    page = await visit(Role.HEAD_OF_OFFICE)
    await page.goto(f"/?lang={language}")
    await expect(page.locator("#inbox")).to_be_visible()
    await is_for_everyone(page)


async def told(role: Role, clock: Clock) -> None:
    """Somebody of that role stands over the centre, where a first action has just become late."""
    await hold(CENTRE, PostKind.MANAGER, world.id_of("person", role))
    await at_the_centre()
    await clock.forward(timedelta(hours=2, minutes=5))
    await sweep()


@pytest.fixture
async def due(db: ModuleType, clock: Clock) -> None:
    """Three first actions of district 1 were due, and one of them came in time."""
    ids = [(await messages.register(URGENT, by=world.operator())).id for _ in range(3)]
    await cycle.take("act", ids[0])
    await clock.forward(timedelta(hours=3))
    async with database.transaction() as tx:
        await sweeping.reach(tx, city=await reference(), limit=100)
