"""Bundles in a real browser: an analyst prepares one, the head publishes it, a councillor reads it on a phone."""

from types import ModuleType

import pytest
from playwright.async_api import Page, expect

from hotline.kit.viewer import Role
from policy_board.bundles import publishing
from tests import dossiers, world
from tests.api.processes import eventually
from tests.bundles import COUNCILLOR, invited, published
from tests.drafts import row, rows
from tests.portal.looking import POCKET, Visit, is_for_everyone, open_all


async def test_a_bundle_is_prepared_and_published_without_a_script(visit: Visit, db: ModuleType) -> None:
    for _ in range(2):
        await dossiers.ready()
    page = await visit(Role.OFFICE_ANALYST, javascript=False)
    await page.goto("/bundles/new?lang=en")
    await page.fill("#title", "بازدید آذر")
    await page.fill("#introduction", "**نخست** این را ببینید")
    await page.get_by_role("button", name="Begin it").click()
    await expect(page.locator("[role=status]")).to_contain_text("The bundle is begun")
    codes = page.locator(".arranged .code")
    for added in (1, 2):
        await page.select_option("#dossier", index=1)
        await page.get_by_role("button", name="Add it at the end").click()
        await expect(codes).to_have_count(added)
    before = await codes.all_inner_texts()
    await page.get_by_role("button", name="Move up").last.click()
    await expect(codes.first).to_have_text(before[1])
    # By keyboard: the place is typed.
    await page.locator("[name=to-1]").fill("۲")
    await page.locator("[value=to-1]").focus()
    await page.keyboard.press("Enter")
    await expect(codes.first).to_have_text(before[0])
    await page.get_by_role("button", name="Take out").last.click()
    await expect(codes).to_have_count(1)
    await page.locator(f"[name=person][value='psn_{COUNCILLOR}']").check()
    await page.locator("#members button").click()
    await expect(page.locator("[role=status]")).to_contain_text("Saved whom it is meant for")
    assert not await page.get_by_role("button", name="Publish…").count()

    head = await visit(Role.HEAD_OF_OFFICE, javascript=False)
    await head.goto("/bundles/1405/1/edit?lang=en")
    await head.get_by_role("button", name="Publish…").click()
    await expect(head.locator("main")).to_contain_text("What is published never changes")
    assert await rows("SELECT FROM revision") == []
    await head.get_by_role("button", name="Publish it").click()
    await expect(head.locator("[role=status]").first).to_contain_text("Published.")
    assert await rows("SELECT number, title FROM revision") == [{"number": 1, "title": "بازدید آذر"}]


async def test_a_day_that_is_not_in_the_calendar_is_told_and_all_that_was_typed_stays(
    visit: Visit, db: ModuleType
) -> None:
    page = await visit(Role.OFFICE_ANALYST)
    await page.goto("/bundles/new?lang=en")
    await page.fill("#title", "بازدید اسفند")
    await page.locator("[name=visitOn-day]").fill("۳۲")
    await page.get_by_role("button", name="Begin it").click()
    await expect(page.locator("#visitOn .problem")).to_have_text("Write a day, its month and its year.")
    await expect(page.locator("#title")).to_have_value("بازدید اسفند")
    assert await rows("SELECT FROM bundle") == []


async def test_whoever_was_slower_loses_nothing_typed(visit: Visit, db: ModuleType) -> None:
    bundle = await invited()
    page = await visit(Role.OFFICE_ANALYST)
    await page.goto("/bundles/1405/1/edit?lang=en")
    await page.fill("#introduction", "متن من")
    await publishing.publish(bundle, by=world.head_of_office(), version=3)
    await page.locator("#words").get_by_role("button", name="Save").click()
    await expect(page.locator("[role=alert]")).to_contain_text("Someone changed this")
    await expect(page.locator("#introduction")).to_have_value("متن من")
    assert (await row("SELECT introduction FROM bundle"))["introduction"] != "متن من"


async def test_a_councillor_reads_on_a_phone_and_the_office_sees_that_they_did(
    visit: Visit, db: ModuleType
) -> None:
    await published()
    page = await visit(Role.COUNCILLOR)
    await page.set_viewport_size({"width": POCKET[0], "height": POCKET[1]})
    await page.goto("/bundles?lang=en")
    await expect(page.locator(".row .chip")).to_have_text("New")
    await page.locator(".row a").click()
    await page.locator(".papers a").click()
    await expect(page.locator(".prose strong").first).to_have_text("همان نقاط")

    async def known() -> bool:
        return len(await rows("SELECT FROM opening WHERE person_id = $1", COUNCILLOR)) == 2

    await eventually(known)
    office = await visit(Role.OFFICE_ANALYST)
    await office.goto("/bundles/1405/1/1?lang=en")
    await expect(office.locator("#opened")).to_contain_text("1 of 1")


async def test_a_member_it_is_not_meant_for_finds_no_such_bundle(visit: Visit, db: ModuleType) -> None:
    await invited()
    page = await visit(Role.COUNCILLOR)
    for path in ("/bundles/1405/1", "/bundles/1405/1/1", "/bundles/1405/1/1/1"):
        answer = await page.goto(path)
        assert answer is not None
        assert answer.status == 404
    stranger = await visit(Role.OPERATOR)
    answer = await stranger.goto("/bundles")
    assert answer is not None
    assert answer.status == 403


@pytest.mark.parametrize("language", ["fa", "en"])
async def test_every_page_of_bundles_is_for_everyone(visit: Visit, db: ModuleType, language: str) -> None:
    bundle, _ = await published()
    await publishing.publish(bundle, by=world.head_of_office(), version=4, note="آمار نو شد.")
    for role, paths in (
        (Role.COUNCILLOR, ("/bundles", "/bundles/1405/1/1", "/bundles/1405/1/1/1", "/bundles/1405/1/2/changes")),
        (Role.HEAD_OF_OFFICE, ("/bundles", "/bundles/new", "/bundles/1405/1/edit", "/bundles/1405/1/2")),
    ):
        page: Page = await visit(role)
        for path in paths:
            await page.goto(f"{path}?lang={language}")
            await open_all(page)
            await is_for_everyone(page)
