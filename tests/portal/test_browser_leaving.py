"""Signing out leaves nothing of whoever was here on the device, and asks before it takes what was not sent."""

from types import ModuleType

from playwright.async_api import Dialog, Page, expect

from hotline.kit.viewer import Role
from tests.portal.looking import Visit

KEEP = "localStorage.setItem('payesh-draft-someone-minutes', 'half a sentence')"
KEPT = "Object.keys(localStorage)"


async def chosen(page: Page) -> dict[str, str]:
    cookies = await page.context.cookies()
    return {cookie["name"]: cookie["value"] for cookie in cookies if cookie["name"] != "payesh_session"}


async def test_signing_out_empties_the_device_but_for_language_colours_and_shortcuts(
    visit: Visit, db: ModuleType
) -> None:
    page, asked = await visit(Role.COUNCILLOR), []

    async def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        await (dialog.accept() if len(asked) > 1 else dialog.dismiss())

    page.on("dialog", answer)
    await page.goto("/?lang=en")
    await page.click("[data-theme-toggle]")
    await page.click("[data-help-open]")
    await page.uncheck("[data-shortcuts]")
    await page.get_by_role("button", name="Close").click()
    await page.evaluate(KEEP)
    before = await chosen(page)
    assert set(before) == {"payesh_language", "payesh_theme", "payesh_shortcuts"}
    await page.click("text=Sign out")
    assert asked == ["Something was typed on this device and not sent yet. If you sign out, it is lost."]
    assert await page.evaluate(KEPT) == ["payesh-draft-someone-minutes"]
    await page.click("text=Sign out")
    await expect(page.locator("h1")).to_have_text("Sign in")
    assert len(asked) == 2
    assert await page.evaluate(KEPT) == []
    assert await chosen(page) == before


async def test_whoever_has_sent_everything_is_asked_nothing(visit: Visit, db: ModuleType) -> None:
    page, asked = await visit(Role.COUNCILLOR), []
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    await page.goto("/?lang=en")
    await page.click("text=Sign out")
    await expect(page.locator("h1")).to_have_text("Sign in")
    assert asked == []
