"""Standing items, as the board's secretary keeps them."""

from types import ModuleType

import pytest
from playwright.async_api import Locator, Page, expect

from hotline.kit.viewer import Role
from policy_board.agendas import templates, tray
from tests import board
from tests.drafts import rows
from tests.portal.looking import Visit, is_for_everyone

_KEPT = "SELECT title, minutes, confidential FROM agenda_template_line ORDER BY place"


async def kept() -> None:
    items = [tray.ItemDraft("تصویب صورت‌جلسه", None, 5), tray.ItemDraft("گزارش ۱۳۷", None, 15, True)]
    await templates.save_template("جلسه عادی", items, by=board.SECRETARY)


def _section(page: Page, name: str) -> Locator:
    return page.locator("section.card").filter(has=page.get_by_role("heading", name=name))


@pytest.mark.parametrize("javascript", [True, False])
async def test_the_secretary_keeps_standing_items_and_changes_their_order(
    visit: Visit, db: ModuleType, javascript: bool
) -> None:
    page = await visit(Role.BOARD_SECRETARY, javascript=javascript)
    await page.goto("/standing")
    new = _section(page, "موضوع‌های ثابت تازه")
    await new.locator("[name=name]").fill("جلسه عادی")
    await new.locator("[name=title-0]").fill("گزارش ۱۳۷")
    await new.locator("[name=minutes-0]").fill("۱۵")
    await new.locator("[name=title-2]").fill("تصویب صورت‌جلسه")
    await new.locator("button").click()
    section = _section(page, "جلسه عادی")
    await expect(section.locator("[name=title-1]")).to_have_value("تصویب صورت‌جلسه")
    await section.locator("[name=place-1]").fill("۰")
    await section.locator("button", has_text="ذخیره").click()
    await expect(section.locator("[name=title-0]")).to_have_value("تصویب صورت‌جلسه")
    assert [(one["title"], one["minutes"]) for one in await rows(_KEPT)] == [
        ("تصویب صورت‌جلسه", None),
        ("گزارش ۱۳۷", 15),
    ]


async def test_what_is_refused_comes_back_as_it_was_typed(visit: Visit, db: ModuleType) -> None:
    await kept()
    page = await visit(Role.BOARD_SECRETARY)
    await page.goto("/standing")
    section = _section(page, "جلسه عادی")
    await section.locator("[name=minutes-0]").fill("900")
    await section.locator("[name=title-2]").fill("سایر موارد")
    await section.locator("button", has_text="ذخیره").click()
    await expect(section.locator("[data-summary]")).to_be_visible()
    await expect(section.locator("[name=title-2]")).to_have_value("سایر موارد")
    await expect(section.locator("[name=minutes-0]")).to_have_value("۹۰۰")
    assert [one["title"] for one in await rows(_KEPT)] == ["تصویب صورت‌جلسه", "گزارش ۱۳۷"]


async def test_standing_items_that_are_dropped_are_gone(visit: Visit, db: ModuleType) -> None:
    await kept()
    page = await visit(Role.BOARD_SECRETARY)
    await page.goto("/standing")
    await page.click("text=دیگر نگه داشته نشود")
    await page.click("text=کنار بگذارید")
    await expect(page.get_by_role("status").first).to_contain_text("کنار گذاشته شد")
    assert await rows("SELECT FROM agenda_template") == []


async def test_the_chair_reads_them_and_a_member_of_the_council_does_not(visit: Visit, db: ModuleType) -> None:
    await kept()
    chair = await visit(Role.BOARD_CHAIR)
    await chair.goto("/standing")
    await expect(chair.locator("main")).to_contain_text("گزارش ۱۳۷")
    await expect(chair.locator("main form")).to_have_count(0)
    councillor = await visit(Role.COUNCILLOR)
    answer = await councillor.goto("/standing")
    assert answer is not None
    assert answer.status == 403


@pytest.mark.parametrize("language", ["fa", "en"])
async def test_standing_items_are_for_everyone(visit: Visit, db: ModuleType, language: str) -> None:
    await kept()
    page = await visit(Role.BOARD_SECRETARY)
    await page.goto(f"/standing?lang={language}")
    await is_for_everyone(page)
