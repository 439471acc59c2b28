"""One's own account: the password, and where one is signed in."""

from types import ModuleType

import pytest
from playwright.async_api import expect

from hotline.kit import database
from hotline.kit.viewer import Role
from hotline.people import actions as people
from portal.account.pages import device
from tests import world
from tests.portal.looking import Visit, is_for_everyone

NEW = "copper lantern by the river"


async def test_a_councillor_changes_the_password_and_signs_in_with_it(visit: Visit, db: ModuleType) -> None:
    page = await visit(Role.COUNCILLOR, javascript=False)
    await people.sign_in("councillor", world.PASSWORD, address="192.0.2.7", agent="Firefox on Windows")
    await page.goto("/?lang=en")
    await page.click("header >> text=Example Councillor")
    await expect(page.locator("main")).to_contain_text("Firefox · Windows")
    await page.fill("#current", "a slip of the finger")
    await page.fill("#new", NEW)
    await page.click("text=Change the password")
    await expect(page.locator("#current-problem")).to_have_text("This is not your password.")
    # Not a word of it comes back.
    assert await page.input_value("#current") == await page.input_value("#new") == ""
    await page.fill("#current", world.PASSWORD)
    await page.fill("#new", "password123")
    await page.click("text=Change the password")
    await expect(page.locator("#new-problem")).to_contain_text("easily guessed")
    await page.fill("#current", world.PASSWORD)
    await page.fill("#new", NEW)
    await page.click("text=Change the password")
    await expect(page.get_by_role("status")).to_contain_text("Your password is changed")
    await expect(page.locator(".row", has_text="Firefox")).to_contain_text("Ended")
    await page.click("text=Sign out")
    await page.fill("#username", "councillor")
    await page.fill("#password", NEW)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.locator("header")).to_contain_text("Example Councillor")


async def test_a_session_is_ended_from_another_and_then_holds_no_more(visit: Visit, db: ModuleType) -> None:
    left_open, page = await visit(Role.INSPECTOR), await visit(Role.INSPECTOR)
    await left_open.goto("/account?lang=en")
    await page.goto("/account?lang=en")
    await page.get_by_role("button", name="Sign out there").click()
    await expect(page.get_by_role("status")).to_contain_text("signed out there")
    await left_open.reload()
    await expect(left_open.locator("h1")).to_have_text("Sign in")


async def test_an_inspector_says_where_notices_reach_them(visit: Visit, db: ModuleType) -> None:
    page = await visit(Role.INSPECTOR, javascript=False)
    await page.goto("/account?lang=en")
    await page.click("text=Where notices reach you")
    await page.fill("#phone", "031 1234")
    await page.fill("#email", "inspector@example.org")
    await page.click("text=Save it")
    await expect(page.locator("#phone-problem")).to_contain_text("not a phone number")
    # Nothing was kept, and nothing typed is lost.
    await expect(page.locator("#email")).to_have_value("inspector@example.org")
    assert await _contact("inspector") == (None, None)
    await page.fill("#phone", "۰۹۱۳ ۱۲۳ ۴۵۶۷")
    await page.click("text=Save it")
    await expect(page.get_by_role("status")).to_contain_text("Notices reach you there")
    assert await _contact("inspector") == ("09131234567", "inspector@example.org")
    await page.goto("/account/contact")
    await page.fill("#phone", "")
    await page.click("text=Save it")
    assert await _contact("inspector") == (None, "inspector@example.org")


async def test_what_is_typed_can_be_looked_at(visit: Visit, db: ModuleType) -> None:
    page = await visit(Role.COUNCILLOR)
    await page.goto("/account?lang=en")
    await page.get_by_label("Show what I type").check()
    assert await page.get_attribute("#new", "type") == "text"
    await page.get_by_label("Show what I type").uncheck()
    assert await page.get_attribute("#current", "type") == "password"


@pytest.mark.parametrize("language", ["fa", "en"])
async def test_the_account_is_for_everyone(visit: Visit, db: ModuleType, language: str) -> None:
    page = await visit(Role.COUNCILLOR)
    for agent in ("Firefox on Android", ""):
        await people.sign_in("councillor", world.PASSWORD, address="192.0.2.7", agent=agent)
    for path in ("/account", "/account/contact"):
        await page.goto(f"{path}?lang={language}")
        await is_for_everyone(page)


async def test_whoever_is_not_signed_in_signs_in_first(visit: Visit, db: ModuleType) -> None:
    page = await visit(Role.PUBLIC)
    await page.goto("/account?lang=en")
    await expect(page.locator("h1")).to_have_text("Sign in")


@pytest.mark.parametrize(
    ("agent", "known"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge · Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome · Android",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iPhone"),
        ("curl/8", ""),
    ],
)
def test_a_browser_is_called_what_people_call_it(agent: str, known: str) -> None:
    assert device(agent) == known


async def _contact(username: str) -> tuple[str | None, str | None]:
    row = await database.reads().fetchrow("SELECT pii_phone, pii_email FROM person WHERE username = $1", username)
    assert row is not None
    return row["pii_phone"], row["pii_email"]
