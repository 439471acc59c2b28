"""A meeting in session as the secretary holds it in a browser, and as the council sees what came of it."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from hotline.kit import database
from hotline.kit.jalali import TEHRAN
from hotline.kit.viewer import Role
from policy_board.agendas import receiving
from policy_board.seats import actions as seats
from policy_board.sittings import actions as sittings
from tests import dossiers, world
from tests import sittings as held
from tests.board import SECRETARY
from tests.conftest import Clock
from tests.drafts import rows
from tests.portal.looking import Visit, is_for_everyone
from tests.sittings import APPROVED

SESSION = "/meetings/1/session"
NAMES = {role: world.name_of(role) for role in world.SEATED}
NAMES_OF_GUESTS = (world.name_of(Role.OPERATOR), world.name_of(Role.DISPATCHER))


@pytest.fixture
async def meeting(db: object) -> UUID:
    """A frozen agenda with a forwarded dossier and two matters of the secretary's own."""
    _, forwarding = await dossiers.forwarded()
    item = await receiving.take_on(forwarding, by=SECRETARY)
    return await held.frozen(["گزارش عملکرد سامانه", "روشنایی پارک‌ها"], forwarded=[item])


async def opened(page: Page, *, present: int = 3) -> None:
    await page.goto(SESSION)
    for box in (await page.locator("[name=present]").all())[:present]:
        await box.check()
    await page.get_by_role("button", name="آغاز جلسه").click()


async def take_up(page: Page, title: str) -> None:
    await page.get_by_role("button", name=re.compile(f"طرح این موضوع.*{title}")).click()


@pytest.mark.parametrize("javascript", [True, False])
async def test_a_meeting_is_held_from_opening_to_closing(meeting: UUID, visit: Visit, javascript: bool) -> None:
    page = await visit(Role.BOARD_SECRETARY, javascript=javascript)
    await opened(page)
    await expect(page.locator(".quorum")).to_contain_text("۳ عضو حاضر")
    await expect(page.locator(".quorum")).to_contain_text("رسمیت دارد")
    await take_up(page, dossiers.DRAFT.title)
    await page.fill("#discussion", "نظر شهرداری منطقه شنیده شد.")
    await page.fill("#text", APPROVED.text)
    await page.check("[name=result][value=APPROVED]")
    # Somebody comes meanwhile, and nothing that was typed is lost.
    await page.locator("#present").get_by_role("button", name=re.compile("^وارد شد")).first.click()
    await expect(page.locator(".quorum")).to_contain_text("۴ عضو حاضر")
    await expect(page.locator("#text")).to_have_value(APPROVED.text)
    await expect(page.locator("#discussion")).to_have_value("نظر شهرداری منطقه شنیده شد.")
    await page.check("[name=ballot][value=OPEN]")
    for vote in (await page.locator(".voting [value=FOR]").all())[:3]:
        await vote.check()
    await page.locator("#deciding .button:not(.second):not(.unseen)").last.click()
    await expect(page.locator("h1")).to_have_text("یک بار دیگر ببینید")
    assert await rows("SELECT * FROM decision") == []
    await page.get_by_role("button", name="ثبت تصمیم").click()
    await expect(page.locator(".decided .words")).to_have_text(APPROVED.text)
    (decision,) = await rows("SELECT result, present, votes_for FROM decision")
    assert list(decision.values()) == ["APPROVED", 4, 3]
    await page.get_by_text("پایان جلسه").first.click()
    await page.get_by_role("button", name="پایان جلسه").click()
    await expect(page.locator("h1")).to_have_text("تصمیم‌های جلسه")
    states = await rows("SELECT state, count(*) FROM agenda_item GROUP BY state ORDER BY state")
    assert [tuple(one.values()) for one in states] == [("ACCEPTED", 2), ("DECIDED", 1), ("DEFERRED", 2)]


async def test_without_a_quorum_it_is_refused_with_numbers_and_what_was_typed_stays(
    meeting: UUID, visit: Visit
) -> None:
    page = await visit(Role.BOARD_SECRETARY)
    await opened(page, present=2)
    await expect(page.locator(".quorum.late")).to_contain_text("۲ عضو حاضر")
    await take_up(page, "روشنایی پارک‌ها")
    await page.fill("#text", "روشنایی کامل شود.")
    await page.check("[name=result][value=REJECTED]")
    await page.locator("#deciding .button:not(.second):not(.unseen)").last.click()
    await page.get_by_role("button", name="ثبت تصمیم").click()
    await expect(page.locator("[data-summary]")).to_contain_text("2 عضو حاضرند و 3 عضو لازم است")
    await expect(page.locator("#text")).to_have_value("روشنایی کامل شود.")
    assert await rows("SELECT * FROM decision") == []


async def test_of_two_secretaries_who_decide_at_once_the_second_sees_what_stands_and_keeps_their_words(
    meeting: UUID, visit: Visit
) -> None:
    page = await visit(Role.BOARD_SECRETARY)
    await opened(page)
    await take_up(page, "روشنایی پارک‌ها")
    await page.fill("#text", "متن من")
    await page.check("[name=result][value=APPROVED]")
    await page.locator("#deciding .button:not(.second):not(.unseen)").last.click()
    _, item, _ = await held.items(meeting)
    await sittings.decide(item, APPROVED, by=world.board_chair())
    await page.get_by_role("button", name="ثبت تصمیم").click()
    meanwhile = page.locator("section", has=page.locator("#meanwhile"))
    await expect(meanwhile).to_contain_text(APPROVED.text)
    await expect(meanwhile).to_contain_text("متن من")
    assert len(await rows("SELECT * FROM decision")) == 1


async def test_attendance_is_put_right_with_a_reason(meeting: UUID, visit: Visit) -> None:
    page = await visit(Role.BOARD_SECRETARY)
    await opened(page, present=5)
    await page.get_by_role("link", name=re.compile("^اصلاح")).first.click()
    await page.fill("[name=from-0]", "نه")
    await page.fill("#reason", "اشتباه ثبت شده بود")
    await page.get_by_role("button", name="ثبت اصلاح").click()
    await expect(page.locator("[data-summary]")).to_contain_text("ساعت را مانند ۹:۰۵ بنویسید")
    await expect(page.locator("#reason")).to_have_value("اشتباه ثبت شده بود")
    await page.fill("[name=from-0]", "")
    await page.get_by_role("button", name="ثبت اصلاح").click()
    await expect(page.locator(".quorum")).to_contain_text("۴ عضو حاضر")
    (struck,) = await rows("SELECT struck_reason FROM attendance WHERE struck_at IS NOT NULL")
    assert struck["struck_reason"] == "اشتباه ثبت شده بود"


async def test_a_guest_comes_while_a_decision_is_written_and_counts_for_no_quorum(
    meeting: UUID, visit: Visit
) -> None:
    page = await visit(Role.BOARD_SECRETARY, javascript=False)
    await opened(page, present=2)
    await take_up(page, "روشنایی پارک‌ها")
    await page.fill("#discussion", "مدیر منطقه\nتوضیح داد.")
    await page.get_by_role("button", name="افزودن میهمان …").click()
    await page.fill("#name", "\u202ex")
    await page.get_by_role("button", name="بیاب").click()
    await expect(page.locator("#name-problem")).to_be_visible()
    await page.fill("#name", "operator")
    await page.locator("#name").press("Enter")
    await page.get_by_role("button", name=re.compile("^وارد شد")).click()
    await expect(page.locator("#discussion")).to_have_value("مدیر منطقه\nتوضیح داد.")
    guest = page.locator(".people li").last
    await expect(guest).to_contain_text(f"{NAMES_OF_GUESTS[0]} میهمان")
    await expect(page.locator(".quorum")).to_contain_text("۲ عضو حاضر")
    await page.locator("#people + ul button").last.click()
    await expect(guest).to_contain_text("خروج در")


async def test_a_guest_who_was_forgotten_is_put_on_record_after_the_meeting(
    meeting: UUID, visit: Visit, clock: Clock
) -> None:
    version = await held.version_of(meeting)
    await sittings.open_session(meeting, by=SECRETARY, version=version, present=held.QUORATE)
    begun = await database.now()
    await clock.forward(timedelta(hours=1))
    await held.close(meeting)
    await seats.unseat(held.QUORATE[0], by=SECRETARY)
    page = await visit(Role.BOARD_CHAIR)
    await page.goto(SESSION)
    await page.get_by_role("link", name="افزودن میهمان …").click()
    await page.fill("#name", "dispatcher")
    await page.get_by_role("button", name="بیاب").click()
    await page.get_by_role("link", name=re.compile("^حاضر بود")).click()
    await expect(page.locator("h1")).to_contain_text(NAMES_OF_GUESTS[1])
    came, left = (begun.astimezone(TEHRAN) + timedelta(minutes=minutes) for minutes in (10, 20))
    await page.fill("[name=from-0]", f"{came:%H:%M}")
    await page.fill("[name=until-0]", f"{left:%H:%M}")
    await page.fill("#reason", "ثبت نشده بود")
    await page.get_by_role("button", name="ثبت اصلاح").click()
    # Whoever was a member then is no guest for having left the board since.
    await expect(page.locator(".people li", has_text="میهمان")).to_have_count(1)
    await expect(page.locator(".people li").last).to_contain_text(f"{NAMES_OF_GUESTS[1]} میهمان")


async def test_the_council_sees_who_was_there_and_what_was_decided_and_nothing_to_press(
    meeting: UUID, visit: Visit
) -> None:
    await sittings.open_session(meeting, by=SECRETARY, version=await held.version_of(meeting), present=held.QUORATE)
    _, _, item = await held.items(meeting)
    await sittings.decide(item, APPROVED, by=SECRETARY)
    page = await visit(Role.COUNCILLOR)
    await page.goto("/")
    await expect(page.locator("section", has=page.locator("#forwarded"))).to_contain_text(APPROVED.text)
    await page.goto(SESSION)
    await expect(page.locator(".decided .words")).to_have_text(APPROVED.text)
    assert await page.locator("main form").count() == 0


async def test_whoever_looks_on_sees_who_comes_and_what_is_decided_as_it_happens(
    meeting: UUID, visit: Visit
) -> None:
    version = await held.version_of(meeting)
    await sittings.open_session(meeting, by=SECRETARY, version=version, present=held.QUORATE)
    page = await visit(Role.BOARD_MEMBER)
    await page.goto(SESSION)
    await expect(page.locator(".quorum")).to_contain_text("۳ عضو حاضر")
    await sittings.arrive(meeting, held.MEMBERS[3], by=SECRETARY)
    await expect(page.locator(".quorum")).to_contain_text("۴ عضو حاضر", timeout=15_000)
    await sittings.decide((await held.items(meeting))[0], APPROVED, by=SECRETARY)
    await expect(page.locator(".decided .words")).to_have_text(APPROVED.text, timeout=15_000)


@pytest.mark.parametrize("language", ["fa", "en"])
async def test_every_page_of_a_session_is_for_everyone(meeting: UUID, visit: Visit, language: str) -> None:
    await sittings.open_session(meeting, by=SECRETARY, version=await held.version_of(meeting), present=held.QUORATE)
    one, other, _ = await held.items(meeting)
    decision = await sittings.decide(one, APPROVED, by=SECRETARY)
    await sittings.take_up(other, by=SECRETARY)
    page = await visit(Role.BOARD_CHAIR)
    person = f"psn_{held.MEMBERS[0]}"
    for address in (
        SESSION,
        f"{SESSION}/attendance/{person}",
        f"{SESSION}/guests",
        f"{SESSION}/decisions/dec_{decision}/correction",
        "/meetings/1",
    ):
        answer = await page.goto(f"{address}?lang={language}")
        assert answer is not None
        assert answer.status == 200, address
        await is_for_everyone(page)
