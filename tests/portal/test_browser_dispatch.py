"""The dispatcher's board: many at once, and somebody else who is quicker."""

from types import ModuleType

import pytest
from playwright.async_api import Page, expect

from hotline.follow_ups import actions as follow_ups
from hotline.follow_ups.tables import Audience
from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from hotline.messages.registering import Registration
from tests import world
from tests.drafts import URGENT, row
from tests.portal.looking import Visit, is_for_everyone

SOON = 20_000


@pytest.fixture
async def three(db: ModuleType) -> list[Registration]:
    return [await messages.register(URGENT, by=world.operator()) for _ in range(3)]


async def test_many_are_acknowledged_and_a_unit_sent_to_all_but_one_that_somebody_was_quicker_with(
    visit: Visit, three: list[Registration]
) -> None:
    page = await visit(Role.DISPATCHER)
    await page.goto("/dispatch?district=1&lang=en")
    await _choose(page, "toAcknowledge")
    await expect(page.locator("[data-chosen]")).to_have_text("3 chosen")
    await page.click(".acting .button:not(.second)")
    await expect(page.locator("#accepted")).to_have_text("3 acknowledged")
    await page.click("main a.button")
    # Back in the same district.
    await page.wait_for_url("**/dispatch?district=1")
    await _choose(page, "toAssign")
    await page.click(".acting .second")
    await expect(page.locator("main form li")).to_have_count(3)
    # One unit is responsible for all: it is the one proposed.
    await expect(page.locator("#unitCode")).to_have_value("1-roads")
    await page.fill("#note", "Take the lamp.")
    await messages.return_to_office(three[1].id, by=world.dispatcher(), version=2, reason="Not found.")
    await page.click("main form .button:not(.second)")
    await expect(page.locator("#accepted + ul > li")).to_have_count(2)
    await expect(page.locator(".summary li")).to_have_count(1)
    await expect(page.locator(".summary li")).to_contain_text(three[1].tracking_code)
    await expect(page.locator(".summary li")).to_contain_text("Returned")
    sent = await row("SELECT count(*) FROM follow_up WHERE kind = 'ASSIGNED' AND text = 'Take the lamp.'")
    assert sent["count"] == 2
    await page.click("main a.button")
    await expect(page.locator("#sent .row")).to_have_count(2)
    await expect(page.locator("#toAssign .row")).to_have_count(0)


async def test_what_is_acknowledged_already_is_not_taken_back_by_a_row_too_many(
    visit: Visit, three: list[Registration]
) -> None:
    await messages.acknowledge(three[0].id, by=world.dispatcher(), version=1)
    await messages.record_action(three[0].id, by=world.dispatcher(), version=2, note="A fence.")
    before = await row("SELECT version, holder_person_id FROM message WHERE id = $1", three[0].id)
    page = await visit(Role.DISPATCHER)
    await page.goto("/dispatch?lang=en")
    await _choose(page, "inAction", 1)
    await _choose(page, "toAcknowledge", 2)
    await page.click(".acting .button:not(.second)")
    await expect(page.locator("#accepted + ul > li")).to_have_count(2)
    await expect(page.locator(".summary li")).to_contain_text("acknowledged before")
    assert await row("SELECT version, holder_person_id FROM message WHERE id = $1", three[0].id) == before


async def test_the_board_works_without_javascript_and_says_what_is_missing(
    visit: Visit, three: list[Registration]
) -> None:
    page = await visit(Role.DISPATCHER, javascript=False)
    await page.goto("/dispatch?lang=en")
    await page.click(".acting .button:not(.second)")
    await expect(page.locator("[role=alert]")).to_contain_text("Choose at least one")
    await _choose(page, "toAcknowledge")
    await page.click(".acting .second")
    # No unit goes to what the centre has not confirmed; the reason stands beside each.
    await expect(page.locator("main form")).to_have_count(0)
    await expect(page.locator("#left-out + ul > li")).to_have_count(3)
    await page.goto("/dispatch")
    await _choose(page, "toAcknowledge")
    await page.click(".acting .button:not(.second)")
    await page.goto("/dispatch")
    await _choose(page, "toAssign")
    await page.click(".acting .second")
    await page.select_option("#unitCode", "")
    await page.evaluate("document.querySelector('main form').noValidate = true")
    await page.click("main form .button:not(.second)")
    await expect(page.locator("#unitCode-problem")).to_be_visible()
    await expect(page.locator("main form li")).to_have_count(3)
    assert (await row("SELECT count(*) FROM follow_up WHERE kind = 'ASSIGNED'"))["count"] == 0


async def test_the_board_renews_itself_and_what_was_ticked_stays_ticked(
    visit: Visit, three: list[Registration]
) -> None:
    page = await visit(Role.DISPATCHER)
    await page.goto("/dispatch?lang=en")
    ticked = page.locator(f"#row-msg_{three[2].id} input")
    await ticked.check()
    await messages.acknowledge(three[0].id, by=world.dispatcher(), version=1)
    await follow_ups.add_note(
        three[1].id, by=world.operator(), text="Also seen by others.", audience=Audience.INTERNAL
    )
    await expect(page.locator("#toAssign .row")).to_have_count(1, timeout=SOON)
    await expect(page.locator("#toAcknowledge .row")).to_have_count(2)
    await expect(ticked).to_be_checked()
    await expect(page.locator("[data-chosen]")).to_have_text("1 chosen")


async def test_others_may_look_at_the_board_as_far_as_their_rights_go_and_choose_nothing(
    visit: Visit, three: list[Registration]
) -> None:
    page = await visit(Role.HEAD_OF_OFFICE)
    await page.goto("/dispatch?lang=en")
    await expect(page.locator(".row")).to_have_count(3)
    await expect(page.locator(".acting, [name=chosen]")).to_have_count(0)
    page = await visit(Role.COUNCILLOR)
    response = await page.goto("/dispatch?lang=en")
    assert response is not None
    assert response.status == 403


@pytest.mark.parametrize("language", ["fa", "en"])
async def test_every_page_of_the_board_is_for_everyone(
    visit: Visit, three: list[Registration], language: str
) -> None:
    page = await visit(Role.DISPATCHER)
    await page.goto(f"/dispatch?lang={language}")
    await is_for_everyone(page)
    await _choose(page, "toAcknowledge", 2)
    await page.click(".acting .second")
    await is_for_everyone(page)
    await page.go_back()
    await page.click(".acting .button:not(.second)")
    await is_for_everyone(page)
    await page.goto("/dispatch")
    await _choose(page, "toAssign", 1)
    await page.click(".acting .second")
    await is_for_everyone(page)


async def _choose(page: Page, group: str, count: int = 3) -> None:
    boxes = page.locator(f"#{group} [name=chosen]")
    for place in range(count):
        await boxes.nth(place).check()
