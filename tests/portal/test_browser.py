"""The portal as people meet it: in a browser, on a phone and at a desk, by day and by night, in both languages."""

from types import ModuleType

import pytest
from playwright.async_api import expect

from hotline.follow_ups import actions as follow_ups
from hotline.follow_ups.tables import Audience
from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from tests import world
from tests.drafts import CLAIMED, PHONE, ROUTINE, URGENT, row
from tests.portal.looking import Visit, is_for_everyone

# Pages that each role opens; "{urgent}" and "{waiting}" stand for messages.
PAGES = {
    Role.PUBLIC: ("/sign-in", "/sign-in?next=/queue"),
    Role.COUNCILLOR: ("/", "/queue", "/queue?text=از", "{urgent}", "{urgent}/cycle", "/nowhere"),
    Role.OPERATOR: ("/", "/queue?state=REGISTERED", "{urgent}", "{waiting}", "/messages/new", "/messages?code=1"),
    Role.HEAD_OF_OFFICE: ("/", "/deliveries", "{urgent}", "{urgent}/cycle"),
    Role.MANAGER: ("/", "/queue"),
    Role.ADMINISTRATOR: ("/", "/deliveries?state=STUCK"),
}


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("role", PAGES)
async def test_a_page_is_for_everyone(visit: Visit, cycle: dict[str, str], role: Role, language: str) -> None:
    page = await visit(role)
    for path in PAGES[role]:
        path = path.format(**cycle)
        await page.goto(path + ("&" if "?" in path else "?") + f"lang={language}")
        assert await page.get_attribute("html", "lang") == language
        await is_for_everyone(page)


async def test_whoever_has_not_signed_in_signs_in_and_goes_on(visit: Visit, cycle: dict[str, str]) -> None:
    page = await visit(Role.PUBLIC)
    await page.goto("/queue?urgency=URGENT")
    await page.fill("#username", "operator")
    await page.fill("#password", "wrong")
    await page.click("main button")
    await expect(page.locator("[data-summary]")).to_be_visible()
    assert await page.input_value("#username") == "operator"
    await page.fill("#password", world.PASSWORD)
    await page.click("main button")
    await page.wait_for_url("**/queue?urgency=URGENT")


async def test_an_operator_works_without_javascript(visit: Visit) -> None:
    page = await visit(Role.OPERATOR, javascript=False)
    await page.goto("/messages/new?lang=en")
    await page.fill("#body", "دریچه چاه باز است.")
    await page.check("[name=ground][value=HAZARD]")
    await page.fill("#phone", PHONE)
    await page.click("main form button.button")
    # An urgent message needs its request type: said beside the field, and what was typed is still there.
    await expect(page.locator("#categoryCode-problem")).to_be_visible()
    assert await page.input_value("#body") == "دریچه چاه باز است."
    assert await page.input_value("#phone") == PHONE
    await page.select_option("#categoryCode", "open-manhole")
    await page.select_option("#districtNumber", "1")
    await page.click("main form button.button")
    await expect(page.locator(".done .huge")).to_contain_text("137/")
    await page.click(".done a")
    await expect(page.locator("h1")).to_have_text("Open manhole")
    await page.get_by_text("What else you can do").click()
    await page.get_by_text("Add a note").first.click()
    await page.fill("#note-text", "Called the citizen back.")
    await page.click("form[action$=note] button")
    await expect(page.locator(".timeline .note")).to_have_text("Called the citizen back.")


async def test_an_operator_triages_what_a_citizen_claims(visit: Visit, cycle: dict[str, str]) -> None:
    page = await visit(Role.OPERATOR)
    await page.goto(cycle["waiting"] + "?lang=en")
    await expect(page.locator("[name=ground][value=HAZARD]")).to_be_checked()
    await page.select_option("#triage-categoryCode", "open-manhole")
    await page.select_option("#triage-districtNumber", "2")
    await page.click("form[action$=triage] button")
    await expect(page.locator("[role=status]")).to_be_visible()
    await expect(page.locator(".head .chips")).to_contain_text("Dispatched")


async def test_a_triage_decided_on_an_old_page_is_refused_and_kept(visit: Visit, cycle: dict[str, str]) -> None:
    page = await visit(Role.OPERATOR)
    await page.goto(cycle["waiting"] + "?lang=en")
    await page.select_option("#triage-categoryCode", "litter")
    await page.select_option("#triage-districtNumber", "2")
    await page.fill("#triage-note", "Seen on the camera.")
    await page.evaluate("document.querySelector('[name=version]').value = '77'")
    await page.click("form[action$=triage] button")
    await expect(page.locator("[data-summary]")).to_be_focused()
    assert await page.input_value("#triage-note") == "Seen on the camera."
    assert (await row("SELECT state FROM message WHERE claimed_ground IS NOT NULL"))["state"] == "REGISTERED"


async def test_contact_is_shown_once_and_written_down(visit: Visit, cycle: dict[str, str]) -> None:
    page = await visit(Role.OPERATOR)
    await page.goto(cycle["urgent"] + "?lang=en")
    assert PHONE not in await page.content()
    await page.select_option("#reason", "CALL_BACK")
    await page.click("form[action$=contact] button")
    await expect(page.get_by_text(PHONE)).to_be_visible()
    assert (await row("SELECT reason FROM access_record"))["reason"] == "CALL_BACK"
    await page.goto(cycle["urgent"])
    assert PHONE not in await page.content()


async def test_a_councillor_sees_the_cycle_and_no_personal_data(visit: Visit, cycle: dict[str, str]) -> None:
    page = await visit(Role.COUNCILLOR)
    for path in ("/", "/queue", cycle["urgent"]):
        await page.goto(path + "?lang=en")
        await expect(page.locator("main")).to_contain_text("Open manhole")
        content = await page.content()
        assert PHONE not in content
        assert "کنار پارک" not in content
    await expect(page.locator(".timeline")).to_contain_text("Dispatched")
    await expect(page.locator(".timeline")).not_to_contain_text("for the staff alone")
    await expect(page.locator("form[action$=note], form[action$=triage], form[action$=contact]")).to_have_count(0)


async def test_a_tracking_code_is_found_in_persian_digits(visit: Visit, cycle: dict[str, str]) -> None:
    page = await visit(Role.COUNCILLOR)
    await page.goto("/?lang=fa")
    code = "137/" + cycle["urgent"].removeprefix("/messages/")
    await page.fill("#code", code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")))
    await page.press("#code", "Enter")
    await page.wait_for_url("**" + cycle["urgent"])


async def test_messages_are_found_by_their_words_however_spelled(visit: Visit, cycle: dict[str, str]) -> None:
    page = await visit(Role.COUNCILLOR)
    await page.goto("/queue?lang=en&urgency=URGENT")
    await page.fill("#text", "دريجه‌ها")
    await page.press("#text", "Enter")
    await page.wait_for_url("**text=**urgency=URGENT**")
    await expect(page.locator(".row h3")).to_have_text("Open manhole")
    assert await page.input_value("#text") == "دريجه‌ها"
    await page.goto("/queue?lang=en&text=" + cycle["urgent"].removeprefix("/messages/"))
    await expect(page.locator(".row h3")).to_have_text("Open manhole")


async def test_a_search_for_nothing_says_so_beside_the_field(visit: Visit, cycle: dict[str, str]) -> None:
    page = await visit(Role.COUNCILLOR)
    await page.goto("/queue?lang=en&text=%D8%A7%D8%B2")
    await expect(page.locator("#text-problem")).to_contain_text("at least one word")
    await expect(page.locator(".row")).to_have_count(3)


async def test_a_message_is_taken_in_hand_from_the_queue(visit: Visit, cycle: dict[str, str]) -> None:
    page = await visit(Role.OPERATOR)
    await page.goto("/queue?state=REGISTERED&lang=en")
    await page.click(".row form button")
    await page.wait_for_url("**" + cycle["waiting"] + "?done=take")
    await page.goto("/queue?inMyHand=yes&state=REGISTERED")
    await expect(page.locator(".row")).to_have_count(1)


async def test_everything_goes_by_keyboard(visit: Visit, cycle: dict[str, str]) -> None:
    page = await visit(Role.OPERATOR)
    await page.goto("/queue?lang=en")
    await page.keyboard.press("j")
    await expect(page.locator("[data-row] h3 a").first).to_be_focused()
    await page.keyboard.press("/")
    await expect(page.locator("#text")).to_be_focused()
    await page.locator("h1").click()
    await page.keyboard.press("Shift+?")
    await expect(page.locator("#help")).to_be_visible()
    await page.uncheck("[data-shortcuts]")
    await page.keyboard.press("Escape")
    await page.keyboard.press("j")
    await expect(page.locator("[data-row] h3 a").first).not_to_be_focused()


async def test_the_chosen_colours_are_remembered(visit: Visit, cycle: dict[str, str]) -> None:
    page = await visit(Role.COUNCILLOR)
    await page.goto("/")
    await page.click("[data-theme-toggle]")
    await page.goto("/queue")
    assert await page.get_attribute("html", "data-theme") == "dark"


async def test_developers_ask_the_real_api(visit: Visit, cycle: dict[str, str]) -> None:
    page = await visit(Role.OPERATOR)
    await page.goto("/developers?lang=en")
    await page.click("button.graphiql-execute-button")
    await expect(page.locator(".graphiql-response")).to_contain_text("OPERATOR")


@pytest.fixture
async def cycle(db: ModuleType) -> dict[str, str]:
    """Where an urgent, a waiting and a routine message stand."""
    urgent = await messages.register(URGENT, by=world.operator())
    waiting = await messages.register(CLAIMED, by=world.frontend())
    await messages.register(ROUTINE, by=world.operator())
    await follow_ups.add_note(
        urgent.id, by=world.operator(), text="for the staff alone", audience=Audience.INTERNAL
    )
    found = {"urgent": urgent.tracking_code, "waiting": waiting.tracking_code}
    return {name: "/messages/" + code.removeprefix("137/") for name, code in found.items()}
