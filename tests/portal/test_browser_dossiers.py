"""Dossiers in a real browser: an analyst writes one, members speak to it and put it before the board."""

from dataclasses import replace
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from playwright.async_api import expect

from hotline.city.reference import reference
from hotline.escalations import sweeping
from hotline.kit import database
from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from policy_board.dossiers import actions as dossier_actions
from policy_board.dossiers import questions
from tests import dossiers, world
from tests.dossiers import DRAFT
from tests.drafts import ROUTINE, URGENT, row, rows
from tests.portal.looking import POCKET, Visit, is_for_everyone


async def test_an_analyst_writes_a_dossier_gives_it_evidence_and_shows_it(visit: Visit, db: ModuleType) -> None:
    await messages.register(ROUTINE, by=world.operator())
    page = await visit(Role.OFFICE_ANALYST, javascript=False)
    await page.goto("/dossiers/new?lang=en")
    await page.fill("#title", "زباله‌های جمع‌نشده")
    await page.fill("#statement", "**هر روز** می‌ماند <script>alert(1)</script>")
    await page.fill("#section-1-body", "- یک\n- دو")
    # A look first, a section less: whatever was typed stays.
    await page.get_by_role("button", name="Leave section 3 out").click()
    await page.get_by_role("button", name="Look at it first").click()
    await expect(page.locator(".look strong")).to_have_text("هر روز")
    await expect(page.locator(".look")).to_contain_text("<script>alert(1)</script>")
    await expect(page.locator("#section-1-body")).to_have_value("- یک\n- دو")
    await page.get_by_role("button", name="Save", exact=True).last.click()
    await expect(page.locator("[role=status]")).to_contain_text("The dossier is begun")
    await page.get_by_role("link", name="Add evidence").click()
    await page.select_option("#category", "litter")
    await page.select_option("#period", "")
    await page.get_by_role("button", name="See what is found").click()
    await expect(page.locator("#found + table")).to_contain_text("Messages")
    await page.fill("#title", "همهٔ زباله‌ها")
    await page.get_by_role("button", name="Add it, frozen as of now").click()
    await page.get_by_role("link", name="Messages، now: 1").first.click()
    await expect(page.locator(".row")).to_have_count(1)
    await page.get_by_role("link", name="Back to the dossier").click()
    await page.get_by_role("button", name="Show it to the members").click()
    await page.get_by_role("button", name="Yes, do it").click()
    await expect(page.locator("[role=status]")).to_contain_text("The members see it now")
    assert await rows("SELECT state, version FROM dossier") == [{"state": "READY", "version": 1}]


async def test_whoever_was_slower_keeps_what_they_typed_and_sees_what_the_other_changed(
    visit: Visit, db: ModuleType
) -> None:
    id_ = await dossiers.draft()
    page = await visit(Role.OFFICE_ANALYST)
    await page.goto("/dossiers/1405/1/edit?lang=en")
    await page.fill("#statement", "متن من")
    theirs = replace(DRAFT, statement="متن دیگری")
    await dossier_actions.revise(id_, by=world.head_of_office(), version=1, draft=theirs)
    await page.get_by_role("button", name="Save", exact=True).last.click()
    await expect(page.locator("#theirs")).to_contain_text("Somebody saved version 2 meanwhile")
    await expect(page.locator("#statement")).to_have_value("متن من")
    assert (await row("SELECT version FROM dossier")) == {"version": 2}
    await page.get_by_role("button", name="Save", exact=True).last.click()
    await expect(page.locator("[role=status]")).to_contain_text("The new version is saved")
    await page.get_by_role("link", name="What changed").click()
    await expect(page.locator("main del").first).to_contain_text("دیگری")
    await expect(page.locator("main ins").first).to_contain_text("من")


async def test_what_was_typed_and_not_saved_can_be_brought_back(visit: Visit, db: ModuleType) -> None:
    page = await visit(Role.OFFICE_ANALYST)
    await page.goto("/dossiers/new?lang=en")
    await page.get_by_role("button", name="Add a section").click()
    await expect(page.locator("#section-3-body")).to_be_visible()
    await page.wait_for_load_state()
    await page.fill("#title", "ناتمام")
    await page.fill("#section-3-body", "بخش چهارم")
    await page.goto("/dossiers/new?lang=en")
    await page.get_by_role("button", name="Bring it back").click()
    await expect(page.locator("#title")).to_have_value("ناتمام")
    await expect(page.locator("#section-3-body")).to_have_value("بخش چهارم")


@pytest.mark.parametrize("javascript", [True, False])
async def test_a_councillor_answers_proposes_and_puts_a_dossier_before_the_board(
    visit: Visit, db: ModuleType, javascript: bool
) -> None:
    id_ = await dossiers.ready()
    await questions.ask(id_, by=world.office_analyst(), text="کدام نقاط؟")
    page = await visit(Role.COUNCILLOR, javascript=javascript)
    await page.set_viewport_size({"width": POCKET[0], "height": POCKET[1]})
    await page.goto("/?lang=en")
    await page.locator("section[aria-labelledby=awaiting] h3 a").click()
    await page.get_by_label("Your answer").fill("سه‌راه سیمین")
    await page.get_by_role("button", name="Send the answer").click()
    await expect(page.locator(".answer")).to_contain_text("سه‌راه سیمین")
    await page.get_by_role("link", name="Propose a solution").first.click()
    await page.fill("#title", "لایروبی")
    await page.fill("#what", "پیش از باران")
    await page.fill("#who", "عمران")
    await page.fill("#days", "هفتاد")
    await page.fill("#effect", "کمتر شدن پیام‌ها")
    await page.select_option("[name=categories] >> nth=0", "litter")
    await page.get_by_role("button", name="Propose it").click()
    # A number in words is none; all else is still there.
    await expect(page.locator("#days-problem")).to_be_visible()
    await expect(page.locator("#what")).to_have_value("پیش از باران")
    await page.fill("#days", "۷۰")
    await page.get_by_role("button", name="Propose it").click()
    await page.get_by_role("link", name="Put it before the policy board").click()
    await page.fill("#reason", "فصل باران نزدیک است")
    await page.get_by_role("button", name="Go on").click()
    await expect(page.locator(".check")).to_contain_text("لایروبی")
    assert await rows("SELECT FROM forwarding") == []
    await page.get_by_role("button", name="Put it before the board").click()
    await expect(page.locator("#forwardings + section")).to_contain_text("In the secretary's tray")
    assert (await dossiers.look(id_))["state"] == "FORWARDED"
    await page.goto("/?lang=en")
    await expect(page.locator("section[aria-labelledby=forwarded]")).to_contain_text(DRAFT.title)


async def test_another_member_stands_behind_a_solution(visit: Visit, db: ModuleType) -> None:
    await dossiers.solved()
    await rows("UPDATE solution SET proposed_by_id = $1", dossiers.another_councillor().person)
    page = await visit(Role.COUNCILLOR)
    await page.goto("/dossiers/1405/1?lang=en")
    await page.get_by_role("button", name="I stand behind it", exact=True).click()
    await expect(page.locator("main")).to_contain_text("1 members stand behind it")
    await page.get_by_role("button", name="I stand behind it no longer").click()
    await expect(page.locator("main")).to_contain_text("0 members stand behind it")


async def test_a_draft_is_nothing_to_a_councillor(visit: Visit, db: ModuleType) -> None:
    await dossiers.evident()
    page = await visit(Role.COUNCILLOR)
    answer = await page.goto("/dossiers/1405/1?lang=en")
    assert answer is not None
    assert answer.status == 404
    for path in ("edit", "versions", "evidence/new", "solutions/new", "forwardings/new"):
        answer = await page.goto(f"/dossiers/1405/1/{path}")
        assert answer is not None
        assert answer.status in (403, 404), path


@pytest.mark.parametrize("language", ["fa", "en"])
async def test_every_page_of_dossiers_is_for_everyone(visit: Visit, db: ModuleType, language: str) -> None:
    id_, _ = await dossiers.forwarded()
    await dossiers.solved()
    await rows("UPDATE solution SET proposed_by_id = $1", dossiers.another_councillor().person)
    evidence = (await row("SELECT id FROM evidence WHERE dossier_id = $1", id_))["id"]
    seen = {
        Role.COUNCILLOR: (
            *("/", "/dossiers", "/dossiers/1405/1", "/dossiers/1405/2", "/dossiers/1405/2/forwardings/new"),
            *("/dossiers/1405/2/solutions/new", f"/dossiers/1405/1/evidence/evd_{evidence}?mark=OPEN"),
        ),
        Role.OFFICE_ANALYST: (
            *("/dossiers/new", "/dossiers/1405/2", "/dossiers/1405/2/edit", "/dossiers/1405/2/evidence/new"),
            "/dossiers/1405/2/versions",
        ),
        Role.BOARD_SECRETARY: ("/dossiers", "/dossiers/1405/1"),
    }
    for role, paths in seen.items():
        page = await visit(role)
        for path in paths:
            await page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
            await is_for_everyone(page)


async def test_a_candidate_at_a_stage_leads_to_its_messages_and_to_a_dossier_of_them(
    visit: Visit, db: ModuleType, clock: Any
) -> None:
    for _ in range(12):
        await messages.register(URGENT, by=world.operator())
    await clock.forward(timedelta(hours=3))
    city = await reference()
    async with database.transaction() as tx:
        await sweeping.sweep(tx, city=city, limit=100)
    # The city's other districts, where none was late.
    await rows(
        "INSERT INTO daily_figure (id, day, district_id, category_id, registered, urgent, first_action_met,"
        " first_action_breached, closed, objected)"
        " SELECT gen_random_uuid(), day, $1, category_id, 300, 300, 300, 0, 0, 0 FROM figure_delta LIMIT 1",
        world.id_of("district", 2),
    )
    page = await visit(Role.OFFICE_ANALYST, javascript=False)
    await page.goto("/dossiers/candidates?lang=en")
    (said,) = await page.locator(".challenges li", has_text="sent").all()
    await expect(said).to_contain_text(
        "Time for the first action ran out after the message was sent, before its receipt was confirmed in 12 of 12"
    )
    await expect(said).to_contain_text("in the whole city 4%")
    await said.get_by_role("link", name="See the messages").click()
    await expect(page.locator("#messages h2")).to_have_text("12 messages")
    await expect(page.locator("form[action='/queue'] p")).to_contain_text("Late: First action (Dispatched)")
    await page.go_back()
    await page.locator(".challenges li", has_text="sent").get_by_role("link", name="Begin a dossier of it").click()
    await page.fill("#statement", "پیام‌ها می‌مانند")
    await page.get_by_role("button", name="Save", exact=True).last.click()
    await expect(page.locator("[role=status]")).to_contain_text("The dossier is begun")
    await expect(page.locator(".dossier")).to_contain_text("Late: First action (Dispatched)")
    assert await rows("SELECT count(*)::int AS n FROM frozen_message") == [{"n": 12}]


async def test_the_candidates_are_for_everyone(visit: Visit, db: ModuleType, clock: Any) -> None:
    await messages.register(URGENT, by=world.operator())
    for district, late in ((1, 5), (2, 60)):
        await rows(
            "INSERT INTO daily_figure (id, day, district_id, category_id, registered, urgent, first_action_met,"
            " first_action_breached, closed, objected)"
            " SELECT gen_random_uuid(), day, $1, category_id, 100, 100, $2, $3, 0, 0 FROM figure_delta LIMIT 1",
            world.id_of("district", district),
            100 - late,
            late,
        )
    page = await visit(Role.OFFICE_ANALYST)
    for language in ("fa", "en"):
        await page.goto(f"/dossiers/candidates?lang={language}")
        await expect(page.locator(".challenges li")).to_have_count(1)
        await is_for_everyone(page)
