"""Resolutions are made of what was approved, reported by who answers for them, and verified by somebody else."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from hotline.files.store import Store
from hotline.kit.refusals import Forbidden, NotFound, Refusal, Refusals, Stale
from hotline.kit.viewer import Role
from policy_board.resolutions import actions as resolutions
from policy_board.resolutions import proof, rules
from policy_board.resolutions.tables import ResolutionState
from policy_board.sittings import correcting
from policy_board.sittings.rules import Draft as DecisionDraft
from policy_board.sittings.tables import Result
from tests import resolutions as r
from tests import world
from tests.board import CHAIR, SECRETARY
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")
MANAGER = world.manager()


async def test_a_resolution_cites_its_decision_its_dossier_and_the_solutions_that_were_before_the_board() -> None:
    id_ = await r.made(forwarded=True)
    found = await r.look(id_)
    dossier = await row("SELECT id FROM dossier")
    assert (found["state"], found["dossier_id"], found["confidential"]) == ("OPEN", dossier["id"], False)
    cited = await rows("SELECT solution_id FROM resolution_solution WHERE resolution_id = $1", id_)
    assert cited == await rows("SELECT id AS solution_id FROM solution")
    (step,) = await rows("SELECT state, by_id FROM resolution_step")
    assert tuple(step.values()) == ("OPEN", SECRETARY.person)


async def test_it_is_due_at_the_end_of_its_day_in_the_city() -> None:
    found = await r.look(await r.made(20))
    end = await row("SELECT ($1::date + 1)::timestamp AT TIME ZONE 'Asia/Tehran' AS at", found["due_on"])
    assert found["due_at"] == end["at"]


async def test_resolutions_made_at_once_are_numbered_without_a_gap() -> None:
    decision, draft = await r.decided(), await r.draft()
    await asyncio.gather(*(resolutions.resolve(decision, draft, by=SECRETARY) for _ in range(5)))
    assert [one["sequence"] for one in await rows("SELECT sequence FROM resolution ORDER BY 1")] == [1, 2, 3, 4, 5]


async def test_all_that_is_wrong_with_a_draft_is_said_at_once_and_nothing_is_stored() -> None:
    decision, before = await r.decided(), await r.stored()
    wrong = await r.draft(-1, text=" ", unit="nowhere", categories=["litter", "nothing"])
    with pytest.raises(Refusals) as caught:
        await resolutions.resolve(decision, wrong, by=SECRETARY)
    assert [problem.path for problem in caught.value.problems] == [
        ("text",),
        ("dueOn",),
        ("categories",),
        ("unit",),
    ]
    assert await r.stored() == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"categories": []}, "TYPES_WRONG"),
        ({"days": 1200}, "DUE_WRONG"),
        ({"unit": "2-roads"}, "NO_MANAGER"),
        ({"person": world.id_of("person", Role.COUNCILLOR)}, "NOT_FOUND"),
        ({"text": "الف\u202eب"}, "TEXT_UNCLEAN"),
    ],
)
async def test_what_nobody_could_answer_for_or_judge_is_refused(changes: dict[str, Any], code: str) -> None:
    decision, before = await r.decided(), await r.stored()
    with pytest.raises(Refusals) as caught:
        await resolutions.resolve(decision, await r.draft(**changes), by=SECRETARY)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert await r.stored() == before


@pytest.mark.parametrize("result", [Result.REJECTED, Result.DEFERRED])
async def test_of_what_was_not_approved_nothing_is_resolved(result: Result) -> None:
    decision = await r.decided(what=DecisionDraft(result, "نه"))
    with pytest.raises(rules.NotApproved):
        await resolutions.resolve(decision, await r.draft(), by=SECRETARY)
    assert await rows("SELECT * FROM resolution") == []


async def test_a_decision_that_was_corrected_stands_no_more() -> None:
    decision = await r.decided()
    better = DecisionDraft(Result.APPROVED, "دقیق‌تر")
    await correcting.correct_decision(decision, better, by=CHAIR, reason="اشتباه در ثبت")
    with pytest.raises(rules.NotApproved):
        await resolutions.resolve(decision, await r.draft(), by=SECRETARY)
    assert await rows("SELECT * FROM resolution") == []


@pytest.mark.parametrize("role", sorted(set(world.PEOPLE) - {Role.BOARD_SECRETARY, Role.BOARD_CHAIR}))
async def test_nobody_else_makes_one(role: Role) -> None:
    decision, before = await r.decided(), await r.stored()
    with pytest.raises((Forbidden, NotFound)):
        await resolutions.resolve(decision, await r.draft(), by=world.viewer(role))
    assert await r.stored() == before


async def test_it_is_reported_with_proof_and_verified() -> None:
    id_ = await r.made()
    await r.report(id_)
    assert (await r.look(id_))["next_rung_at"] is None
    await r.verify(id_)
    found = await r.look(id_)
    reported = await row("SELECT at FROM resolution_step WHERE state = 'REPORTED'")
    assert (found["state"], found["done_at"], found["version"]) == ("VERIFIED", reported["at"], 3)


async def test_what_was_returned_is_reported_again_and_counts_as_done_from_then(clock: Any) -> None:
    id_ = await r.made()
    await r.report(id_)
    await r.give_back(id_)
    assert (await r.look(id_))["next_rung_at"] is not None
    await clock.forward(timedelta(days=2))
    await r.report(id_)
    await r.verify(id_)
    steps = await rows("SELECT state, at FROM resolution_step ORDER BY at, id")
    assert [step["state"] for step in steps] == ["OPEN", "REPORTED", "RETURNED", "REPORTED", "VERIFIED"]
    assert (await r.look(id_))["done_at"] == steps[3]["at"]


async def test_nobody_verifies_or_returns_what_they_reported_themselves() -> None:
    id_ = await r.made()
    both = replace(MANAGER, roles=MANAGER.roles | {Role.BOARD_SECRETARY})
    await r.report(id_, by=both)
    before = await r.stored()
    with pytest.raises(rules.OwnReport):
        await resolutions.verify(id_, by=both, version=2)
    with pytest.raises(rules.OwnReport):
        await resolutions.give_back(id_, by=both, version=2, reason="x")
    assert await r.stored() == before


@pytest.mark.parametrize("role", sorted(set(world.PEOPLE) - {Role.MANAGER}))
async def test_nobody_but_a_manager_reports(role: Role) -> None:
    id_ = await r.made()
    before = await r.stored()
    with pytest.raises((Forbidden, NotFound)):
        await r.report(id_, by=world.viewer(role))
    assert await r.stored() == before


async def test_a_manager_of_other_units_neither_sees_nor_reports_it() -> None:
    decision = await r.decided()
    id_ = await resolutions.resolve(decision, await r.draft(), by=SECRETARY)
    other = replace(MANAGER, managed=(world.id_of("unit", "fire"),), person=world.id_of("person", Role.INSPECTOR))
    with pytest.raises(NotFound):
        await r.report(id_, by=other)
    draft = await r.draft(unit="fire", person=MANAGER.person)
    named = await resolutions.resolve(decision, draft, by=SECRETARY)
    await r.report(named)
    assert (await r.look(named))["state"] == "REPORTED"


@pytest.mark.parametrize(
    "role", sorted(set(world.PEOPLE) - {Role.BOARD_SECRETARY, Role.BOARD_CHAIR, Role.HEAD_OF_OFFICE})
)
async def test_nobody_else_verifies_or_returns(role: Role) -> None:
    id_ = await r.made()
    await r.report(id_)
    before = await r.stored()
    with pytest.raises((Forbidden, NotFound)):
        await resolutions.verify(id_, by=world.viewer(role), version=2)
    with pytest.raises((Forbidden, NotFound)):
        await resolutions.give_back(id_, by=world.viewer(role), version=2, reason="x")
    assert await r.stored() == before


@pytest.mark.parametrize("state", ResolutionState)
@pytest.mark.parametrize("to", ResolutionState)
def test_a_state_follows_only_from_those_the_domain_names(state: ResolutionState, to: ResolutionState) -> None:
    allowed = {
        ResolutionState.REPORTED: rules.can_report(MANAGER.roles, state=state, mine=True) is None,
        ResolutionState.VERIFIED: rules.can_judge(SECRETARY.roles, state=state, own=False) is None,
        ResolutionState.RETURNED: rules.can_judge(SECRETARY.roles, state=state, own=False) is None,
        ResolutionState.OPEN: False,
    }
    assert allowed[to] is (to in rules.TRANSITIONS[state])


async def test_of_two_who_judge_at_once_the_second_is_told_and_changes_nothing() -> None:
    id_ = await r.made()
    await r.report(id_)
    results = await asyncio.gather(
        resolutions.verify(id_, by=SECRETARY, version=2),
        resolutions.give_back(id_, by=CHAIR, version=2, reason="x"),
        return_exceptions=True,
    )
    assert sorted(type(one) for one in results if one) == [Stale]
    assert len(await rows("SELECT * FROM resolution_step")) == 3


async def test_a_photo_proves_one_report_and_is_shown_to_those_who_judge_it(tmp_path: Any) -> None:
    store, decision = Store(tmp_path.as_uri()), await r.decided()
    id_, other = [await resolutions.resolve(decision, await r.draft(), by=SECRETARY) for _ in range(2)]
    photo = await r.photo(store, MANAGER)
    await r.report(id_, files=[photo])
    for viewer in (SECRETARY, CHAIR, MANAGER, world.head_of_office()):
        assert (await proof.copy(photo, by=viewer, store=store)).media_type == "image/jpeg"
    for role in (Role.COUNCILLOR, Role.BOARD_MEMBER, Role.OPERATOR, Role.EXECUTIVE_AGENT):
        with pytest.raises(NotFound):
            await proof.copy(photo, by=world.viewer(role), store=store)
    with pytest.raises(rules.ProofWrong):
        await r.report(other, files=[photo])
    assert (await r.look(other))["state"] == "OPEN"


async def test_a_photo_that_somebody_else_sent_proves_nothing(tmp_path: Any) -> None:
    store, id_ = Store(tmp_path.as_uri()), await r.made()
    photo = await r.photo(store, world.head_of_office())
    before = await r.stored()
    with pytest.raises(rules.ProofWrong):
        await r.report(id_, files=[photo])
    assert await r.stored() == before


@pytest.mark.parametrize("text", [" ", "x" * 4001, "a\x00b"])
async def test_a_report_that_cannot_be_stored_changes_nothing(text: str) -> None:
    id_ = await r.made()
    before = await r.stored()
    with pytest.raises(Refusal):
        await resolutions.report(id_, by=MANAGER, version=1, text=text)
    assert await r.stored() == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE resolution SET text = 'x'",
        "UPDATE resolution SET due_at = due_at + interval '1 day'",
        "UPDATE resolution SET person_id = NULL",
        "DELETE FROM resolution",
        "UPDATE resolution_step SET text = 'x'",
        "DELETE FROM resolution_category",
    ],
)
async def test_the_database_itself_keeps_what_was_resolved(sql: str, db: Any) -> None:
    await r.made(person=MANAGER.person)
    before = await r.stored()
    with pytest.raises(asyncpg.PostgresError):
        async with db.transaction() as tx:
            await tx.connection.execute(sql)
    assert await r.stored() == before
