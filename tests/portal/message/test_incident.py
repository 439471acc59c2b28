"""An incident on the pages of its messages: merged and split in a few clicks."""

from dataclasses import replace

from playwright.async_api import expect

from hotline.kit.viewer import Role
from tests.drafts import ROUTINE
from tests.incidents import merge, message, registered, state
from tests.portal.looking import Visit, is_for_everyone

KNOWN = replace(ROUTINE, body="چاله عمیق خیابان حافظ روبه‌روی نانوایی را پر کنید", category_code="pothole")


async def test_a_likely_duplicate_is_merged_from_its_page_and_split_off_again(visit: Visit) -> None:
    leader, follower = await registered(KNOWN), await registered(KNOWN)
    page = await visit(Role.OPERATOR, javascript=False)
    code = (await message(follower))["tracking_code"].removeprefix("137/")
    await page.goto(f"/messages/{code}?lang=en")
    await page.click("text=Merge into this one")
    await page.click("[name=checked]")
    await expect(page.locator("main")).to_contain_text("part of an incident of 2 callers")
    assert (await message(follower))["incident_id"] == leader
    await page.click("text=What else you can do")
    await page.click("summary:has-text('Split it off')")
    await page.click("#splitting button")
    await page.click("[name=checked]")
    await expect(page.locator(".done")).to_be_visible()
    assert await state(follower) == "DISPATCHED"


async def test_who_leads_shows_all_who_called(visit: Visit) -> None:
    leader = await registered(KNOWN)
    for _ in range(2):
        await merge(await registered(KNOWN), leader)
    page = await visit(Role.OPERATOR)
    code = (await message(leader))["tracking_code"].removeprefix("137/")
    for language in ("en", "fa"):
        await page.goto(f"/messages/{code}?lang={language}")
        assert await page.locator("[aria-labelledby=incident] li").count() == 2
        await is_for_everyone(page)
