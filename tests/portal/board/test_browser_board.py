"""The page of the policy board: who sits on it and its quorum, changed by those who may and read by the others."""

import re

import pytest
from playwright.async_api import Page, expect

from hotline.kit.viewer import Role
from policy_board.seats import actions as seats
from policy_board.seats.rules import Share
from tests import board, world
from tests import sittings as held
from tests.board import CHAIR, SECRETARY
from tests.drafts import rows
from tests.portal.looking import Visit, is_for_everyone, open_all

CLERK = world.id_of("person", Role.CORRESPONDENCE_CLERK)
CLERKS_NAME = world.name_of(Role.CORRESPONDENCE_CLERK)
LIVE = "SELECT person_id FROM board_seat WHERE until IS NULL"


async def seats_of(page: Page, name: str) -> None:
    await page.goto("/board")
    await page.fill("#name", name)
    await page.get_by_role("button", name="بیاب").click()


@pytest.mark.parametrize("javascript", [True, False])
async def test_the_secretary_finds_somebody_and_seats_them_and_ends_the_seat(
    db: object, visit: Visit, javascript: bool
) -> None:
    await board.planned(quorum=4)
    page = await visit(Role.BOARD_SECRETARY, javascript=javascript)
    await page.goto("/meetings")
    await page.get_by_role("link", name="اعضا و حد نصاب").click()
    await seats_of(page, "clerk correspondence")
    await page.get_by_role("button", name=re.compile("^عضو شود")).click()
    # What follows is seen first: six members, of whom four must be there, and an account that sees no papers.
    check = page.locator("section", has=page.locator("#shall"))
    await expect(check).to_contain_text("۶ (اکنون ۵)")
    await expect(check).to_contain_text("۴ (اکنون ۳)")
    await expect(check).to_contain_text("حساب کاربری او اسناد شورا را نمی‌بیند")
    assert len(await rows(LIVE)) == 5
    await page.get_by_role("button", name="ثبت عضویت").click()
    await expect(page.locator("[role=status]")).to_have_text("او اکنون عضو شورا است.")
    await expect(page.locator(".quorum")).to_contain_text("۶ عضو")
    await page.get_by_role("button", name=f"پایان عضویت … {CLERKS_NAME}").click()
    await expect(check).to_contain_text("این جلسه‌ها حد نصاب خود را که بیشتر است نگه می‌دارند")
    await page.get_by_role("button", name="پایان عضویت").click()
    former = page.locator("section", has=page.locator("#former"))
    await expect(former).to_contain_text(CLERKS_NAME)
    await expect(former).to_contain_text(world.name_of(Role.BOARD_SECRETARY))


async def test_a_meeting_that_could_decide_nothing_any_more_is_named_before_a_seat_ends(
    db: object, visit: Visit
) -> None:
    await board.planned(quorum=5)
    await held.opened()
    page = await visit(Role.ADMINISTRATOR)
    await page.goto("/board")
    await page.get_by_role("button", name=re.compile("^پایان عضویت")).first.click()
    # An administrator sees no meetings, only what becomes of the number.
    await expect(page.locator("main dl")).to_contain_text("۴ (اکنون ۵)")
    assert await page.locator(".problem").count() == 0
    page = await visit(Role.BOARD_CHAIR)
    await page.goto("/board")
    await page.get_by_role("button", name=re.compile("^پایان عضویت")).first.click()
    await expect(page.locator(".problem + ul")).to_contain_text("دست‌کم ۵ عضو")
    await expect(page.locator(".note + ul")).to_contain_text("جلسه عادی")
    assert len(await rows(LIVE)) == 5


async def test_the_chair_says_another_quorum_and_a_share_that_is_none_comes_back_as_it_was_typed(
    db: object, visit: Visit
) -> None:
    page = await visit(Role.BOARD_CHAIR)
    await page.goto("/board")
    await page.get_by_text("حد نصاب دیگر").click()
    await page.check("[name=share][value=OTHER]")
    await page.fill("[name=numerator]", "۴")
    await page.fill("[name=denominator]", "۳")
    await page.get_by_role("button", name="پیامدها را ببینید").click()
    await expect(page.locator("[data-summary]")).to_contain_text("حد نصاب، سهمی از اعضاست")
    await expect(page.locator("[name=numerator]")).to_have_value("۴")
    assert len(await rows("SELECT * FROM quorum_rule")) == 1
    await page.fill("[name=numerator]", "2")
    await page.get_by_role("button", name="پیامدها را ببینید").click()
    await expect(page.locator("#shall")).to_contain_text("دست‌کم دوسوم اعضا")
    await expect(page.locator("main dl")).to_contain_text("۴ (اکنون ۳)")
    await page.get_by_role("button", name="ثبت حد نصاب تازه").click()
    rule = page.locator("section", has=page.locator("#rule"))
    await expect(rule).to_contain_text("دست‌کم دوسوم اعضا")
    await expect(rule).to_contain_text("بیش از نیمی از اعضا")
    # A meeting that is planned now is offered as many.
    await page.goto("/meetings/new")
    await expect(page.locator("#quorum")).to_have_value("۴")
    (_, told) = await rows("SELECT numerator, denominator, beyond FROM quorum_rule ORDER BY since")
    assert list(told.values()) == [2, 3, False]


async def test_a_name_that_is_none_is_refused_beside_its_field(db: object, visit: Visit) -> None:
    page = await visit(Role.BOARD_SECRETARY)
    answer = await page.goto("/board?name=%E2%80%AEx")
    assert answer is not None
    assert answer.status == 422
    await expect(page.locator("#name-problem")).to_contain_text("نویسه")
    await seats_of(page, "هیچ‌کس")
    await expect(page.locator("section", has=page.locator("#seat"))).to_contain_text(
        "کسی با این نام در سامانه نیست"
    )


async def test_the_council_reads_it_and_has_nothing_to_press(db: object, visit: Visit) -> None:
    page = await visit(Role.COUNCILLOR)
    await page.goto("/board")
    await expect(page.locator(".people li")).to_have_count(5)
    assert await page.locator("main form").count() == 0
    page = await visit(Role.OPERATOR)
    answer = await page.goto("/board")
    assert answer is not None
    assert answer.status == 403


@pytest.mark.parametrize("language", ["fa", "en"])
async def test_the_board_and_what_would_follow_are_for_everyone(db: object, visit: Visit, language: str) -> None:
    await seats.seat(CLERK, by=SECRETARY)
    await seats.unseat(CLERK, by=CHAIR)
    await seats.rule(Share(3, 5, True), by=CHAIR)
    await board.planned(quorum=5)
    page = await visit(Role.BOARD_CHAIR)
    await page.goto(f"/board?name=example&lang={language}")
    await open_all(page)
    await is_for_everyone(page)
    await page.locator("[action='/board/endings'] button").first.click()
    await is_for_everyone(page)
