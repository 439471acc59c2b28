"""What a member of the council finds on the first page: answers to their notes, and the board's next agenda."""

from datetime import timedelta
from types import ModuleType

import pytest
from playwright.async_api import expect

from hotline.kit.viewer import Role
from policy_board.agendas import freezing
from policy_board.annotations import actions as annotations
from tests import board, notes, world
from tests.conftest import Clock
from tests.portal.looking import Visit, is_for_everyone


async def answered() -> None:
    note, _ = await notes.noted()
    await annotations.answer(note, "شش نقطه است.", by=world.office_analyst(), version=1)


async def coming() -> None:
    agenda = await board.opened(["گزارش ۱۳۷", "آب‌گرفتگی", "الف", "ب", "پ", "ت"])
    await freezing.freeze(agenda, by=board.CHAIR, revision=6)


async def test_a_member_finds_answers_to_their_notes_for_two_weeks(
    visit: Visit, db: ModuleType, clock: Clock
) -> None:
    await answered()
    page = await visit(Role.COUNCILLOR)
    await page.goto("/")
    section = page.locator("section", has=page.locator("#answers"))
    await expect(section).to_contain_text("شش نقطه است.")
    await section.locator("h3 a").click()
    await expect(page.locator("#note-1 .thread")).to_contain_text("شش نقطه است.")
    await clock.forward(timedelta(days=15))
    await page.goto("/")
    await expect(page.locator("#answers")).to_have_count(0)


async def test_the_next_agenda_is_shown_once_it_is_frozen(visit: Visit, db: ModuleType) -> None:
    await board.opened(["هنوز در دست تنظیم"])
    page = await visit(Role.COUNCILLOR)
    await page.goto("/")
    await expect(page.locator("#coming")).to_have_count(0)
    await coming()
    await page.goto("/")
    section = page.locator("section", has=page.locator("#coming"))
    await expect(section).to_contain_text("گزارش ۱۳۷")
    await expect(section).to_contain_text("و ۲ موضوع دیگر")
    await section.locator("h3 a").click()
    await page.wait_for_url("**/meetings/2/agenda")


@pytest.mark.parametrize("language", ["fa", "en"])
async def test_a_members_first_page_is_for_everyone(visit: Visit, db: ModuleType, language: str) -> None:
    await answered()
    await coming()
    page = await visit(Role.COUNCILLOR)
    await page.goto(f"/?lang={language}")
    await expect(page.locator("#coming")).to_be_visible()
    await is_for_everyone(page)
