"""Decisions: with a quorum or not at all, by those who were present, once, and for good."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import asyncpg
import pytest

from hotline.kit import database
from hotline.kit.refusals import Forbidden, NotFound, Refusals, Stale
from hotline.kit.viewer import Role
from policy_board.agendas import receiving
from policy_board.agendas.rules import ItemElsewhere
from policy_board.sittings import actions as sittings
from policy_board.sittings import rules
from policy_board.sittings.actions import Said
from policy_board.sittings.rules import Draft, Sums
from policy_board.sittings.tables import Ballot, Choice, Result
from tests import board, dossiers, world
from tests import sittings as held
from tests.board import CHAIR, COLLEAGUE, SECRETARY
from tests.drafts import row, rows
from tests.sittings import APPROVED, DEFERRED, MEMBERS, QUORATE

pytestmark = pytest.mark.usefixtures("db")

OPEN = replace(
    APPROVED, ballot=Ballot.OPEN, votes=dict(zip(QUORATE, (Choice.FOR, Choice.FOR, Choice.AGAINST), strict=True))
)


async def test_a_decision_keeps_the_quorum_of_its_moment() -> None:
    item, other = await held.items(await held.opened())
    await sittings.decide(item, APPROVED, by=SECRETARY)
    found = await row("SELECT result, text, present, members, needed, number, by_id FROM decision")
    assert list(found.values()) == ["APPROVED", APPROVED.text, 3, 5, 3, 1, SECRETARY.person]
    states = await rows("SELECT id, state FROM agenda_item ORDER BY place")
    assert [tuple(one.values()) for one in states] == [(item, "DECIDED"), (other, "SCHEDULED")]


async def test_without_a_quorum_nothing_is_decided_and_it_says_how_many_there_are() -> None:
    item, _ = await held.items(await held.opened(present=MEMBERS[:2]))
    before = await held.stored()
    with pytest.raises(rules.NoQuorum, match="2 members are present, 3 are needed"):
        await sittings.decide(item, APPROVED, by=SECRETARY)
    assert await held.stored() == before


async def test_who_is_no_member_does_not_make_the_quorum() -> None:
    guest = world.id_of("person", Role.OFFICE_ANALYST)
    item, _ = await held.items(await held.opened(present=[*MEMBERS[:2], guest]))
    with pytest.raises(rules.NoQuorum):
        await sittings.decide(item, APPROVED, by=SECRETARY)


async def test_a_meeting_may_ask_for_more_than_the_rule() -> None:
    item, _ = await held.items(await held.opened(quorum=4))
    with pytest.raises(rules.NoQuorum, match="3 members are present, 4 are needed"):
        await sittings.decide(item, APPROVED, by=SECRETARY)


async def test_an_open_vote_names_who_voted_how() -> None:
    item, _ = await held.items(await held.opened())
    await sittings.decide(item, OPEN, by=SECRETARY)
    assert {one["person_id"]: one["choice"] for one in await rows("SELECT * FROM vote")} == OPEN.votes
    sums = await row("SELECT votes_for, votes_against, votes_abstain FROM decision")
    assert list(sums.values()) == [2, 1, 0]


async def test_of_a_secret_vote_the_sums_alone_are_kept() -> None:
    item, _ = await held.items(await held.opened())
    await sittings.decide(item, replace(APPROVED, ballot=Ballot.SECRET, sums=Sums(2, 0, 1)), by=SECRETARY)
    assert await rows("SELECT * FROM vote") == []
    sums = await row("SELECT votes_for, votes_against, votes_abstain FROM decision")
    assert list(sums.values()) == [2, 0, 1]


@pytest.mark.parametrize(
    ("draft", "refusal"),
    [
        (replace(APPROVED, ballot=Ballot.OPEN, votes={MEMBERS[4]: Choice.FOR}), rules.VoterAbsent),
        (replace(APPROVED, ballot=Ballot.OPEN), rules.VotesMissing),
        (replace(APPROVED, ballot=Ballot.SECRET), rules.VotesOdd),
        (replace(APPROVED, ballot=Ballot.SECRET, sums=Sums(2, 1, 1)), rules.VotesTooMany),
        (replace(APPROVED, ballot=Ballot.SECRET, sums=Sums(5, -2, 0)), rules.VotesMissing),
        (replace(APPROVED, ballot=Ballot.SECRET, sums=Sums(1, 1, 1)), rules.VotesContradict),
        (replace(OPEN, ballot=Ballot.CONSENT), rules.VotesOdd),
        (replace(APPROVED, sums=Sums(3, 0, 0)), rules.VotesOdd),
        (replace(APPROVED, objections={MEMBERS[4]: "x"}), rules.VoterAbsent),
        (replace(APPROVED, result=Result.REFERRED), rules.DestinationMissing),
        (replace(APPROVED, body="شورای شهر"), rules.DestinationOdd),
        (replace(APPROVED, until=date(2100, 1, 1)), rules.DestinationOdd),
        (replace(DEFERRED, until=date(2020, 1, 1)), rules.DeferredToPast),
    ],
)
async def test_an_unsound_decision_is_refused_and_nothing_changed(draft: Draft, refusal: Any) -> None:
    item, _ = await held.items(await held.opened())
    before = await held.stored()
    with pytest.raises(Refusals) as caught:
        await sittings.decide(item, draft, by=SECRETARY)
    assert [type(problem) for problem in caught.value.problems] == [refusal]
    assert await held.stored() == before


async def test_all_that_is_wrong_is_said_at_once() -> None:
    item, _ = await held.items(await held.opened())
    wrong = Draft(Result.REFERRED, " ", ballot=Ballot.OPEN, objections={MEMBERS[4]: "x"})
    with pytest.raises(Refusals) as caught:
        await sittings.decide(item, wrong, by=SECRETARY)
    assert {problem.path for problem in caught.value.problems} == {
        ("body",),
        ("objections",),
        ("votes",),
        ("text",),
    }


async def test_of_two_who_decide_at_once_one_is_told_who_was_first() -> None:
    item, _ = await held.items(await held.opened())
    rejected = replace(APPROVED, result=Result.REJECTED)
    outcomes = await asyncio.gather(
        sittings.decide(item, APPROVED, by=SECRETARY),
        sittings.decide(item, rejected, by=COLLEAGUE),
        return_exceptions=True,
    )
    (lost,) = (one for one in outcomes if isinstance(one, Exception))
    assert isinstance(lost, rules.DecidedMeanwhile)
    (kept,) = await rows("SELECT result, person.name FROM decision JOIN person ON person.id = by_id")
    assert kept["name"] in str(lost)


@pytest.mark.parametrize("role", sorted(set(world.PEOPLE) - {Role.BOARD_SECRETARY, Role.BOARD_CHAIR}))
async def test_nobody_but_the_secretary_and_the_chair_records_a_decision(role: Role) -> None:
    item, _ = await held.items(await held.opened())
    before = await held.stored()
    with pytest.raises((Forbidden, NotFound)):
        await sittings.decide(item, APPROVED, by=world.viewer(role))
    assert await held.stored() == before


async def test_nothing_is_decided_before_the_meeting_is_opened_or_after_it_is_closed() -> None:
    meeting = await held.frozen()
    item, _ = await held.items(meeting)
    with pytest.raises(rules.NotInSession):
        await sittings.decide(item, APPROVED, by=SECRETARY)
    await sittings.open_session(meeting, by=CHAIR, version=await held.version_of(meeting), present=QUORATE)
    await held.close(meeting)
    with pytest.raises(rules.NotInSession):
        await sittings.decide(item, APPROVED, by=SECRETARY)
    assert await rows("SELECT * FROM decision") == []


async def test_what_was_said_is_kept_with_the_decision_and_stands_still_then() -> None:
    item, _ = await held.items(await held.opened())
    await sittings.take_up(item, by=SECRETARY)
    await sittings.note(item, Said("نظر شهرداری منطقه شنیده شد.", 1), by=SECRETARY)
    with pytest.raises(Stale):
        await sittings.note(item, Said("x", 1), by=COLLEAGUE)
    await sittings.decide(item, APPROVED, by=SECRETARY, said=Said("نظر منطقه و سازمان شنیده شد.", 2))
    assert (await row("SELECT text FROM discussion"))["text"] == "نظر منطقه و سازمان شنیده شد."
    with pytest.raises(rules.DecidedMeanwhile):
        await sittings.note(item, Said("y", 3), by=SECRETARY)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE decision SET text = 'x'",
        "DELETE FROM decision",
        "UPDATE vote SET choice = 'ABSTAIN'",
        "DELETE FROM vote",
        "UPDATE decision_objection SET text = 'x'",
        "UPDATE agenda_item SET title = 'x' WHERE state = 'DECIDED'",
        "DELETE FROM agenda_item WHERE state = 'DECIDED'",
        "UPDATE discussion SET text = 'x'",
        "UPDATE deferral SET cause = 'NOT_REACHED'",
        "TRUNCATE decision CASCADE",
        "INSERT INTO vote (id, decision_id, person_id, choice) SELECT gen_random_uuid(), decision_id, (SELECT"
        " person_id FROM board_seat WHERE person_id NOT IN (SELECT person_id FROM vote) LIMIT 1), 'FOR' FROM vote"
        " LIMIT 1",
    ],
)
async def test_the_database_itself_keeps_what_was_decided(change: str) -> None:
    item, other = await held.items(await held.opened())
    await sittings.decide(item, replace(OPEN, objections={QUORATE[2]: "با هزینهٔ آن مخالفم."}), by=SECRETARY)
    await sittings.decide(other, DEFERRED, by=SECRETARY)
    before = await held.stored()
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        async with database.transaction() as tx:
            await tx.connection.execute(change)
    assert await held.stored() == before


async def test_a_decision_is_on_the_forwarding_and_the_dossier_at_once_with_its_words() -> None:
    dossier, forwarding = await dossiers.forwarded()
    item = await receiving.take_on(forwarding, by=SECRETARY)
    await held.opened("", forwarded=[item])
    await sittings.decide(item, APPROVED, by=SECRETARY)
    found = await row("SELECT f.state, d.state AS dossier FROM forwarding f JOIN dossier d ON d.id = f.dossier_id")
    assert list(found.values()) == ["DECIDED", "DECIDED"]
    step = await row("SELECT step.at, reason FROM forwarding_step step WHERE state = 'DECIDED'")
    decision = await row("SELECT decided_at, text FROM decision")
    assert list(step.values()) == list(decision.values())
    assert (await dossiers.look(dossier))["state"] == "DECIDED"


async def test_objections_are_put_on_record_once_by_those_who_were_present() -> None:
    item, _ = await held.items(await held.opened())
    decision = await sittings.decide(item, APPROVED, by=SECRETARY)
    await sittings.object_to(decision, QUORATE[1], "هزینهٔ آن دیده نشده است.", by=SECRETARY)
    with pytest.raises(rules.ObjectionOnRecord):
        await sittings.object_to(decision, QUORATE[1], "باز هم", by=SECRETARY)
    with pytest.raises(rules.VoterAbsent):
        await sittings.object_to(decision, MEMBERS[4], "نبودم", by=SECRETARY)
    (one,) = await rows("SELECT person_id, text FROM decision_objection")
    assert list(one.values()) == [QUORATE[1], "هزینهٔ آن دیده نشده است."]


async def test_a_correction_is_a_further_decision_with_a_reason_and_the_quorum_of_then() -> None:
    meeting = await held.opened()
    item, _ = await held.items(meeting)
    first = await sittings.decide(item, OPEN, by=SECRETARY)
    await held.close(meeting)
    second = await sittings.correct_decision(
        first, replace(OPEN, text="تا پایان مهر."), by=CHAIR, reason="اشتباه در تاریخ"
    )
    found = await rows("SELECT id, number, text, reason, present, decided_at FROM decision ORDER BY number")
    assert [(one["id"], one["number"], one["reason"]) for one in found] == [
        (first, 1, None),
        (second, 2, "اشتباه در تاریخ"),
    ]
    assert found[0]["decided_at"] == found[1]["decided_at"]
    with pytest.raises(ItemElsewhere):
        await sittings.correct_decision(first, APPROVED, by=CHAIR, reason="x")
    with pytest.raises(rules.CorrectionCrosses):
        await sittings.correct_decision(second, DEFERRED, by=CHAIR, reason="x")
    with pytest.raises(Forbidden):
        await sittings.correct_decision(second, APPROVED, by=SECRETARY, reason="x")
    assert len(await rows("SELECT * FROM decision")) == 2


async def test_a_board_without_members_decides_nothing() -> None:
    async with database.transaction() as tx:
        await tx.connection.execute("DELETE FROM board_seat")
    agenda = await held.opened()
    item, _ = await held.items(agenda)
    with pytest.raises(rules.NoQuorum, match="0 members are present, 1 are needed"):
        await sittings.decide(item, APPROVED, by=SECRETARY)
    assert await board.titles((await row("SELECT id FROM agenda"))["id"]) == ["a", "b"]
