"""Pages that renew themselves: what another does is seen without a reload, and nothing of one's own is lost."""

from types import ModuleType

import pytest
from playwright.async_api import Page, expect

from api.viewers import COOKIE
from hotline.follow_ups import actions as follow_ups
from hotline.follow_ups.tables import Audience
from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from hotline.messages.registering import Registration
from hotline.people import actions as people
from tests import world
from tests.drafts import URGENT
from tests.portal.looking import Visit

# What a renewal may take on a busy machine, in milliseconds.
SOON = 20_000


@pytest.fixture
async def message(db: ModuleType) -> Registration:
    return await messages.register(URGENT, by=world.operator())


async def test_what_another_does_to_a_message_is_seen_without_a_reload(visit: Visit, message: Registration) -> None:
    page = await visit(Role.HEAD_OF_OFFICE)
    await page.goto(f"/messages/{message.tracking_code.removeprefix('137/')}?lang=en")
    await page.evaluate("window.neverReloaded = true")
    said = "Looked at from the street."
    await follow_ups.add_note(message.id, by=world.operator(), text=said, audience=Audience.COUNCIL)
    await expect(page.locator("main")).to_contain_text(said, timeout=SOON)
    await expect(page.locator("[data-live]")).to_have_text("Updated")
    assert await page.evaluate("window.neverReloaded")


async def test_the_queue_renews_itself_and_keeps_its_reader_in_place(visit: Visit, message: Registration) -> None:
    page = await visit(Role.OPERATOR)
    await page.goto("/queue?lang=en")
    await page.fill("#text", "half a word")
    await page.locator(".row h3 a").first.focus()
    await messages.register(URGENT, by=world.operator())
    await expect(page.locator(".row")).to_have_count(2, timeout=SOON)
    await expect(page.locator(".row h3 a").first).to_be_focused()
    assert await page.input_value("#text") == "half a word"


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.COUNCILLOR])
async def test_the_home_page_renews_itself(visit: Visit, message: Registration, role: Role) -> None:
    page = await visit(role)
    await page.goto("/?lang=en")
    await page.evaluate("window.neverReloaded = true")
    await expect(page.locator("#newly .row")).to_have_count(1)
    await messages.register(URGENT, by=world.operator())
    await expect(page.locator("#newly .row")).to_have_count(2, timeout=SOON)
    assert await page.evaluate("window.neverReloaded")


async def test_a_hidden_page_holds_no_stream_and_hears_what_it_missed(visit: Visit, message: Registration) -> None:
    page = await visit(Role.OPERATOR)
    await page.add_init_script(_COUNTING)
    await page.goto("/queue?lang=en")
    assert await _streams(page) == 1
    await _turn(page, hidden=True)
    assert await _streams(page) == 0
    await messages.register(URGENT, by=world.operator())
    await expect(page.locator(".row")).to_have_count(1)
    await _turn(page, hidden=False)
    await expect(page.locator(".row")).to_have_count(2, timeout=SOON)
    assert await _streams(page) == 1


async def test_a_page_that_finds_its_session_ended_keeps_what_was_typed(
    visit: Visit, message: Registration
) -> None:
    page = await visit(Role.OPERATOR)
    await page.goto("/queue?lang=en")
    await page.fill("#text", "half a word")
    await page.context.clear_cookies()
    async with page.expect_response("**/sign-in*"):
        await page.evaluate("document.dispatchEvent(new Event('clock:late'))")
    await expect(page.locator("[data-live]")).to_contain_text("You are signed out")
    await expect(page.locator(".row")).to_have_count(1)
    assert await page.input_value("#text") == "half a word"


# Counts the streams a page holds open.
_COUNTING = """
window.openStreams = new Set();
window.EventSource = class extends EventSource {
  constructor(...given) { super(...given); openStreams.add(this); }
  close() { super.close(); openStreams.delete(this); }
};
"""


async def _streams(page: Page) -> int:
    count: int = await page.evaluate("openStreams.size")
    return count


async def _turn(page: Page, *, hidden: bool) -> None:
    """As if its tab went behind another, or came to the front."""
    await page.evaluate(
        "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        hidden,
    )


async def end_sessions(page: Page) -> None:
    for cookie in await page.context.cookies():
        if cookie["name"] == COOKIE:
            await people.sign_out(cookie["value"])


async def test_a_board_whose_session_has_ended_gives_way_to_signing_in(visit: Visit, message: Registration) -> None:
    page = await visit(Role.DISPATCHER)
    await page.goto("/queue?lang=en")
    await expect(page.locator(".row")).to_have_count(1)
    await end_sessions(page)
    await expect(page.locator("h1")).to_have_text("Sign in", timeout=SOON)


async def test_whoever_was_typing_when_their_session_ended_loses_nothing_and_is_told(
    visit: Visit, message: Registration
) -> None:
    page = await visit(Role.DISPATCHER)
    await page.goto("/queue?lang=en")
    await page.fill("#text", "half a word")
    await end_sessions(page)
    await expect(page.locator("[data-live]")).to_contain_text("You are signed out", timeout=SOON)
    assert await page.input_value("#text") == "half a word"


async def test_a_board_that_was_out_of_sight_when_its_session_ended_gives_way_too(
    visit: Visit, message: Registration
) -> None:
    page = await visit(Role.DISPATCHER)
    await page.goto("/queue?lang=en")
    hidden = "(now) => { Object.defineProperty(document, 'hidden', { value: now, configurable: true });"
    tell = " document.dispatchEvent(new Event('visibilitychange')); }"
    await page.evaluate(hidden + tell, True)
    await end_sessions(page)
    await page.evaluate(hidden + tell, False)
    await expect(page.locator("h1")).to_have_text("Sign in", timeout=SOON)
