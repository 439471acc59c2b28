"""The agenda as two secretaries in two browsers build it, the chair freezes it and the council reads it."""

from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from hotline.kit.viewer import Role
from policy_board.agendas import actions as agendas
from policy_board.agendas import freezing, presence, templates, tray
from policy_board.agendas.editing import Where
from policy_board.agendas.tray import ItemDraft
from tests import board, world
from tests.board import CHAIR, COLLEAGUE, SECRETARY
from tests.drafts import rows
from tests.portal.looking import Visit, is_for_everyone

TITLES = ["گزارش عملکرد سامانه", "چاله‌های معابر منطقه ۱", "روشنایی پارک‌ها", "جمع‌آوری پسماند"]
AGENDA = "/meetings/1/agenda"


@pytest.fixture
async def agenda(db: object) -> UUID:
    """An open agenda, with two who may build it."""
    grant = """
    INSERT INTO person_role (id, person_id, role) VALUES (gen_random_uuid(), $1, 'BOARD_SECRETARY') RETURNING id
    """
    await rows(grant, COLLEAGUE.person)
    return await board.opened(TITLES)


async def shown(page: Page) -> list[str]:
    return [text.strip() for text in await page.locator("#lines .title bdi").all_text_contents()]


async def test_a_secretary_moves_items_by_buttons_and_to_a_place_and_is_told_where_they_went(
    agenda: UUID, visit: Visit
) -> None:
    page = await visit(Role.BOARD_SECRETARY)
    await page.goto(AGENDA)
    one, two, three, four = TITLES
    await page.locator(".line").nth(0).get_by_role("button", name="یکی پایین‌تر").click()
    await expect(page.locator("#said")).to_contain_text("از شمارهٔ ۱ به شمارهٔ ۲ رفت")
    assert await shown(page) == [two, one, three, four]
    field = page.locator(".line").nth(3).locator("[name=place]")
    await field.fill("۱")
    await field.press("Enter")
    await expect(page.locator("#said")).to_contain_text("از شمارهٔ ۴ به شمارهٔ ۱ رفت")
    assert await shown(page) == [four, two, one, three] == await board.titles(agenda)
    await page.locator(".line").nth(2).get_by_role("button", name="زیر بالایی").click()
    await expect(page.locator(".line.part .number")).to_have_text("۲.۱")
    await page.fill("#new-title", "موضوع خودم")
    await page.locator("#own-form button").click()
    await expect(page.locator("#said")).to_contain_text("موضوع خودم")
    await expect(page.locator("#new-title")).to_have_value("")


async def test_everything_can_be_done_without_javascript(agenda: UUID, visit: Visit) -> None:
    page = await visit(Role.BOARD_SECRETARY, javascript=False)
    await page.goto(AGENDA)
    await page.locator(".line").nth(1).get_by_role("button", name="یکی بالاتر").click()
    await page.fill("#new-title", "موضوع خودم")
    await page.fill("#new-minutes", "۱۵")
    await page.fill("#new-place", "1")
    await page.locator("#own-form button").click()
    assert (await shown(page))[:2] == ["موضوع خودم", TITLES[1]]
    assert (await board.lines(agenda))[0].minutes == 15


async def test_each_of_two_secretaries_sees_what_the_other_does_and_that_they_are_there(
    agenda: UUID, visit: Visit
) -> None:
    one, other = await visit(Role.BOARD_SECRETARY), await visit(Role.BOARD_MEMBER)
    await one.goto(AGENDA)
    await other.goto(AGENDA)
    await expect(one.locator("#present")).to_contain_text(COLLEAGUE.name)
    await expect(other.locator("#present")).to_contain_text(SECRETARY.name)
    await other.locator(".line").nth(0).get_by_role("button", name="یکی پایین‌تر").click()
    await expect(one.locator("#lines .title bdi").first).to_have_text(TITLES[1])
    await expect(one.locator("#side .timeline li").first).to_contain_text(COLLEAGUE.name)


async def test_whoever_was_slower_reads_what_the_other_did_and_can_do_theirs_all_the_same(
    agenda: UUID, visit: Visit
) -> None:
    page = await visit(Role.BOARD_SECRETARY, javascript=False)
    await page.goto(AGENDA)
    first, second, *_ = await board.items(agenda)
    await agendas.move(agenda, second, by=COLLEAGUE, revision=4, where=Where(place=4))
    await page.locator(".line").nth(0).get_by_role("button", name="یکی پایین‌تر").click()
    alert = page.get_by_role("alert")
    await expect(alert).to_contain_text(COLLEAGUE.name)
    await expect(alert).to_contain_text(f"{TITLES[1]}\u2069» را از شمارهٔ ۲ به شمارهٔ ۴ برد")
    assert (await board.items(agenda))[0] == first
    await alert.get_by_role("button", name="با این حال انجام بده").click()
    assert (await board.items(agenda))[-2:] == [second, first]


async def test_an_item_is_dragged_to_its_place(agenda: UUID, visit: Visit) -> None:
    page = await visit(Role.BOARD_SECRETARY)
    await page.goto(AGENDA)
    grip, target = page.locator("[data-grip]").nth(3), page.locator(".line").nth(0)
    await expect(grip).to_be_visible()
    await grip.drag_to(target, target_position={"x": 200, "y": 5})
    await expect(page.locator("#said")).to_contain_text("از شمارهٔ ۴ به شمارهٔ ۱ رفت")
    assert (await board.titles(agenda))[0] == TITLES[3]


async def test_what_another_changes_waits_until_the_dragged_item_is_dropped(agenda: UUID, visit: Visit) -> None:
    page = await visit(Role.BOARD_SECRETARY)
    await page.goto(AGENDA)
    await expect(page.locator("[data-grip]").nth(3)).to_be_visible()
    await page.locator("[data-grip]").nth(3).hover()
    await page.mouse.down()
    await page.locator("[data-grip]").nth(2).hover()
    async with page.expect_response(lambda answer: answer.request.method == "GET" and answer.url.endswith(AGENDA)):
        second = (await board.items(agenda))[1]
        await agendas.change(agenda, second, by=COLLEAGUE, revision=4, values={"title": "عنوان تازه"})
    await page.locator(".line").nth(0).hover(position={"x": 200, "y": 5})
    await page.mouse.up()
    await expect(page.locator("#said")).to_contain_text("از شمارهٔ ۴ به شمارهٔ ۱ رفت")
    assert await shown(page) == [TITLES[3], TITLES[0], "عنوان تازه", TITLES[2]]


async def test_the_chair_looks_once_more_freezes_and_the_council_reads_what_is_not_confidential(
    agenda: UUID, visit: Visit
) -> None:
    secret = (await board.items(agenda))[1]
    await agendas.change(agenda, secret, by=SECRETARY, revision=4, values={"confidential": True})
    reader = await visit(Role.COUNCILLOR)
    assert (await reader.goto(AGENDA)).status == 404  # type: ignore[union-attr]  # a page was asked for
    page = await visit(Role.BOARD_CHAIR)
    await page.goto(AGENDA)
    await page.get_by_role("button", name="یک بار دیگر ببینید").click()
    await expect(page.locator(".agenda li")).to_have_count(4)
    await page.get_by_role("button", name="قطعی کن").click()
    await expect(page.get_by_role("status").first).to_contain_text("قطعی")
    await reader.goto(AGENDA)
    assert await shown(reader) == [TITLES[0], *TITLES[2:]]


async def test_what_is_not_accepted_keeps_what_was_typed(agenda: UUID, visit: Visit) -> None:
    page = await visit(Role.BOARD_SECRETARY, javascript=False)
    await page.goto("/meetings/new")
    await page.fill("#title", "جلسه فوق‌العاده")
    await page.fill("#place", "تالار")
    await page.fill("#budget", "۳")
    await page.locator("main form button").click()
    await expect(page.locator(".summary")).to_contain_text("۵ دقیقه تا ۱۲ ساعت")
    assert await page.input_value("#title") == "جلسه فوق‌العاده"
    assert len(await rows("SELECT * FROM meeting")) == 1


async def filled(agenda: UUID) -> None:
    first, second, *_ = await board.items(agenda)
    await agendas.move(agenda, second, by=COLLEAGUE, revision=4, where=Where(under=first))
    await agendas.change(agenda, first, by=SECRETARY, revision=5, values={"minutes": 40, "confidential": True})
    await tray.propose(ItemDraft("بودجه ناوگان", "برای سال آینده", 20), by=SECRETARY)
    await tray.propose(ItemDraft("آموزش اپراتورها", None, 15, confidential=True), by=world.board_member())
    await templates.save_template("جلسه عادی", [ItemDraft("تصویب صورت‌جلسه پیشین", None, 5)], by=SECRETARY)
    await presence.be_there(agenda, by=COLLEAGUE)
    await freezing.keep_version(agenda, by=SECRETARY)
    await agendas.move(agenda, first, by=SECRETARY, revision=6, where=Where(place=3))
    await freezing.keep_version(agenda, by=SECRETARY)


PAGES = (
    "/meetings",
    "/meetings/new",
    "/meetings/1",
    AGENDA,
    f"{AGENDA}?read=1",
    f"{AGENDA}/history?from=1&to=2",
    "/tray",
)


@pytest.mark.parametrize("language", ["fa", "en"])
async def test_every_page_of_the_board_is_for_everyone(agenda: UUID, visit: Visit, language: str) -> None:
    await filled(agenda)
    page = await visit(Role.BOARD_SECRETARY)
    for path in PAGES:
        await page.goto(path + ("&" if "?" in path else "?") + f"lang={language}")
        await is_for_everyone(page)


async def test_the_frozen_agenda_is_for_everyone(agenda: UUID, visit: Visit) -> None:
    await filled(agenda)
    await freezing.freeze(agenda, by=CHAIR, revision=7)
    page = await visit(Role.BOARD_CHAIR)
    await page.goto(AGENDA)
    await is_for_everyone(page)
