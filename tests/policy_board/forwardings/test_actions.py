import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from asyncpg import UniqueViolationError

from hotline.kit import database
from hotline.kit.refusals import Forbidden, NotFound, Stale
from hotline.kit.viewer import Viewer
from policy_board.agendas import receiving
from policy_board.dossiers import actions as dossier_actions
from policy_board.dossiers import evidence
from policy_board.dossiers.rules import NotInState, NotWritten
from policy_board.forwardings import actions, rules
from policy_board.forwardings.sealing import sha256_of
from policy_board.forwardings.tables import LIVE, ForwardingState
from policy_board.solutions import actions as solutions
from policy_board.solutions.rules import Settled
from tests import dossiers, world
from tests.dossiers import DRAFT, SOLUTION
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")

S = ForwardingState


async def _forward(id_: UUID, solution: UUID, *, by: Viewer | None = None) -> UUID:
    return await actions.forward(
        id_, by=by or world.councillor(), version=1, solutions=[solution], reason="پیش از باران"
    )


async def _answer(forwarding: UUID, state: S, reason: str | None = None) -> None:
    async with database.transaction() as tx:
        await actions.answer(
            tx, forwarding, state=state, by=world.id_of("person", "BOARD_SECRETARY"), reason=reason
        )


async def _seal(forwarding: UUID) -> str:
    async with database.transaction() as tx:
        return await sha256_of(tx, forwarding)


async def test_forwarding_brings_the_dossier_before_the_board_with_its_solutions_and_evidence() -> None:
    id_, forwarding = await dossiers.forwarded()
    stored = await row("SELECT * FROM forwarding")
    assert (stored["id"], stored["state"], stored["by_id"]) == (forwarding, "WAITING", world.councillor().person)
    assert stored["sha256"] == await _seal(forwarding)
    assert (await dossiers.look(id_))["state"] == "FORWARDED"
    assert (
        len(await rows("SELECT FROM forwarded_solution")) == len(await rows("SELECT FROM forwarded_evidence")) == 1
    )


async def test_what_was_forwarded_stays_as_it_was_whatever_becomes_of_the_dossier() -> None:
    id_, forwarding = await dossiers.forwarded()
    sealed = await _seal(forwarding)
    await _answer(forwarding, S.RETURNED, "هزینه روشن نیست.")
    analyst = world.office_analyst()
    await dossier_actions.revise(id_, by=analyst, version=1, draft=replace(DRAFT, title="عنوان تازه"))
    (old,) = await rows("SELECT id FROM evidence")
    await evidence.freeze(old["id"], by=analyst)
    await evidence.remove(old["id"], by=analyst)
    (solution,) = await rows("SELECT id FROM solution")
    await solutions.endorse(solution["id"], by=dossiers.another_councillor())
    assert await _seal(forwarding) == sealed
    with pytest.raises(Settled):
        await solutions.amend(solution["id"], SOLUTION, by=world.councillor(), version=1)
    async with database.transaction() as tx:
        await tx.connection.execute("UPDATE frozen_figure SET counted = 0")
    assert await _seal(forwarding) != sealed


async def test_before_the_board_the_dossiers_words_stand_still() -> None:
    id_, _ = await dossiers.forwarded()
    before = await dossiers.stored()
    with pytest.raises(NotWritten):
        await dossier_actions.revise(
            id_, by=world.office_analyst(), version=1, draft=replace(DRAFT, title="عنوان تازه")
        )
    (solution,) = await rows("SELECT id FROM solution")
    with pytest.raises(rules.ForwardedAlready):
        await _forward(id_, solution["id"], by=world.head_of_office())
    assert await dossiers.stored() == before


async def test_of_many_who_forward_one_dossier_at_once_one_does() -> None:
    id_, solution = await dossiers.solved()
    viewers = [world.councillor(), dossiers.another_councillor(), world.head_of_office()] * 2
    came = await asyncio.gather(*(_forward(id_, solution, by=by) for by in viewers), return_exceptions=True)
    assert sorted(type(one).__name__ for one in came) == ["ForwardedAlready"] * 5 + ["UUID"]
    assert len(await rows("SELECT FROM forwarding")) == 1
    assert len(await rows("SELECT FROM forwarding_step")) == 1


async def test_the_database_itself_keeps_a_second_live_forwarding_out() -> None:
    await dossiers.forwarded()
    columns = "dossier_id, version_id, state, reason, sha256, at, by_id"
    with pytest.raises(UniqueViolationError, match="forwarding_live_once"):
        await rows(f"INSERT INTO forwarding (id, {columns}) SELECT $1, {columns} FROM forwarding", uuid4())


async def test_whoever_read_an_older_version_does_not_forward_the_newer() -> None:
    id_, solution = await dossiers.solved()
    await dossier_actions.revise(id_, by=world.office_analyst(), version=1, draft=replace(DRAFT, title="تازه"))
    before = await dossiers.stored()
    with pytest.raises(Stale):
        await _forward(id_, solution)
    assert await dossiers.stored() == before


async def test_a_forwarding_without_solutions_or_with_anothers_is_refused() -> None:
    id_, solution = await dossiers.solved()
    _, others = await dossiers.solved()
    withdrawn = await solutions.propose(id_, SOLUTION, by=world.head_of_office())
    await solutions.withdraw(withdrawn, by=world.head_of_office())
    before = await dossiers.stored()
    for chosen, refusal in (
        ([], rules.NoSolutions),
        ([solution, others], rules.NotOfDossier),
        ([withdrawn], rules.NotOfDossier),
    ):
        with pytest.raises(refusal):
            await actions.forward(id_, by=world.councillor(), version=1, solutions=chosen, reason="پیش از باران")
    assert await dossiers.stored() == before


async def test_neither_analysts_nor_others_forward_and_drafts_are_not_forwarded() -> None:
    id_, solution = await dossiers.solved()
    draft = await dossiers.evident()
    before = await dossiers.stored()
    with pytest.raises(Forbidden):
        await _forward(id_, solution, by=world.office_analyst())
    with pytest.raises(NotFound):
        await _forward(id_, solution, by=world.board_secretary())
    with pytest.raises(NotInState):
        await _forward(draft, solution, by=world.head_of_office())
    assert await dossiers.stored() == before


async def test_whoever_forwarded_it_takes_it_back_until_the_agenda_is_frozen() -> None:
    id_, forwarding = await dossiers.forwarded()
    await _answer(forwarding, S.SCHEDULED)
    with pytest.raises(rules.NotForwarder):
        await receiving.take_back(forwarding, by=world.head_of_office())
    async with database.transaction() as tx:
        await actions.freeze(tx, [forwarding])
    before = await dossiers.stored()
    with pytest.raises(rules.OnFrozenAgenda):
        await receiving.take_back(forwarding, by=world.councillor())
    assert await dossiers.stored() == before
    # Deferred, it stands on no frozen agenda any more.
    await _answer(forwarding, S.DEFERRED)
    await receiving.take_back(forwarding, by=world.councillor(), reason="راه دیگری هست")
    assert (await row("SELECT state FROM forwarding"))["state"] == "WITHDRAWN"
    assert (await dossiers.look(id_))["state"] == "READY"
    with pytest.raises(rules.NoLongerLive):
        await receiving.take_back(forwarding, by=world.councillor())


async def test_a_withdrawn_or_returned_dossier_may_be_forwarded_again() -> None:
    id_, forwarding = await dossiers.forwarded()
    await _answer(forwarding, S.RETURNED, "هزینه روشن نیست.")
    (solution,) = await rows("SELECT id FROM solution")
    again = await _forward(id_, solution["id"], by=world.head_of_office())
    states = await rows("SELECT id, state FROM forwarding ORDER BY at, id")
    assert [(one["id"], one["state"]) for one in states] == [(forwarding, "RETURNED"), (again, "WAITING")]


async def test_a_decision_stands_on_forwarding_and_dossier_or_on_neither() -> None:
    id_, forwarding = await dossiers.forwarded()
    await _answer(forwarding, S.SCHEDULED)
    before = await dossiers.stored()

    async def decide_and_break() -> None:
        async with database.transaction() as tx:
            await actions.answer(tx, forwarding, state=S.DECIDED, by=None, reason="تصویب شد")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await decide_and_break()
    assert await dossiers.stored() == before
    await _answer(forwarding, S.DECIDED, "تصویب شد")
    assert (await row("SELECT state FROM forwarding"))["state"] == "DECIDED"
    assert (await dossiers.look(id_))["state"] == "DECIDED"
    told = await rows("SELECT state, reason FROM forwarding_step ORDER BY at, id")
    assert [(step["state"], step["reason"]) for step in told] == [
        ("WAITING", None),
        ("SCHEDULED", None),
        ("DECIDED", "تصویب شد"),
    ]


async def test_what_is_returned_is_returned_with_a_reason() -> None:
    _, forwarding = await dossiers.forwarded()
    before = await dossiers.stored()
    with pytest.raises(rules.ReasonMissing):
        await _answer(forwarding, S.RETURNED)
    with pytest.raises(NotFound):
        await _answer(uuid4(), S.ACCEPTED)
    assert await dossiers.stored() == before


@pytest.mark.parametrize("state", S)
async def test_the_board_answers_only_as_the_table_of_transitions_allows(state: S) -> None:
    for to in S:
        id_, forwarding = await dossiers.forwarded()
        async with database.transaction() as tx:
            await tx.connection.execute("UPDATE forwarding SET state = $2 WHERE id = $1", forwarding, state)
        if to in rules.TRANSITIONS[state]:
            await _answer(forwarding, to, "دلیل")
            assert (await row("SELECT state FROM forwarding WHERE id = $1", forwarding))["state"] == to
            assert ((await dossiers.look(id_))["state"] == "FORWARDED") == (to in LIVE)
            continue
        with pytest.raises(rules.AnsweredElsewhere):
            await _answer(forwarding, to, "دلیل")
        assert (await dossiers.look(id_))["state"] == "FORWARDED"
