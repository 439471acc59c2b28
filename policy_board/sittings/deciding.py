"""Items are taken up, spoken of and decided. A decision is written down on the forwarding behind its item, on the
dossier and with it before whoever forwarded it, in the same transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit.database import Transaction, transaction
from hotline.kit.ids import new_id
from hotline.kit.jalali import TEHRAN
from hotline.kit.refusals import Refusal, Refusals, Stale
from hotline.kit.rows import encode, insert
from hotline.kit.viewer import Viewer
from policy_board.agendas import answering
from policy_board.agendas.rules import ItemElsewhere
from policy_board.agendas.tables import ItemState
from policy_board.meetings.tables import MeetingState
from policy_board.prose import clean_line
from policy_board.seats.rules import Quorum
from policy_board.sittings import deferring, moment, rules
from policy_board.sittings.rules import Draft
from policy_board.sittings.tables import Ballot, DeferralCause, Result


@dataclass(frozen=True)
class Said:
    """What was said of an item, and the version of the discussion it was written on: 0 where there was none."""

    text: str
    version: int


async def take_up(item_id: UUID, *, by: Viewer) -> None:
    """Make it the item at hand. Raises NotFound and the refusals of `rules.can_decide`."""
    async with transaction() as tx:
        item, _ = await _at_hand(tx, item_id, by)
        await tx.connection.execute(_TAKE_UP, new_id(), item_id, tx.at, by.person)
        await _discussed(tx, item)


async def note(item_id: UUID, said: Said, *, by: Viewer) -> None:
    """Write down what was said; an empty text is none. Raises NotFound, Stale, what is wrong with the text and the
    refusals of `rules.can_decide`."""
    async with transaction() as tx:
        item, _ = await _at_hand(tx, item_id, by)
        await _note(tx, item_id, said, by=by)
        await _discussed(tx, item)


async def decide(item_id: UUID, draft: Draft, *, by: Viewer, said: Said | None = None) -> UUID:
    """Record what the board decided of an item; the decision's id. Raises NotFound, DecidedMeanwhile, NoQuorum,
    Stale, all at once that `rules.problems` finds and is wrong with the texts, and the refusals of
    `rules.can_decide`."""
    async with transaction() as tx:
        item, meeting = await _at_hand(tx, item_id, by)
        quorum = await moment.quorum_at(tx, meeting)
        if not quorum.holds:
            raise rules.NoQuorum(present=quorum.present, needed=quorum.needed)
        if said is not None:
            await _note(tx, item_id, said, by=by)
        else:
            await tx.connection.execute(_TAKE_UP, new_id(), item_id, tx.at, by.person)
        await _discussed(tx, item)
        id_ = await write(tx, item_id, draft, quorum, by=by, number=1, decided_at=tx.at)
        # What is confidential is not told outside the board.
        told = None if item["confidential"] else await tx.connection.fetchval(_TEXT, id_)
        to = rules.BRINGS[draft.result]
        if to == ItemState.DECIDED:
            await tx.connection.execute("UPDATE agenda_item SET state = $2 WHERE id = $1", item_id, to)
            await answering.answer(tx, [item_id], rules.ANSWERS[to], by=by, reason=told)
        else:
            await deferring.defer(tx, [item], DeferralCause.DECIDED, by=by, until=draft.until, reason=told)
        tx.notify("agenda", item["agenda_id"])
        return id_


async def write(
    tx: Transaction,
    item_id: UUID,
    draft: Draft,
    quorum: Quorum,
    *,
    by: Viewer,
    number: int,
    decided_at: datetime,
    reason: str | None = None,
) -> UUID:
    """The rows of a decision, with its votes and objections; its id. Raises all at once that is unsound in it."""
    found = rules.problems(draft, quorum, today=decided_at.astimezone(TEHRAN).date())
    texts = {"text": _cleaned(found, draft.text, limit=rules.TEXT, path="text"), "body": None}
    if draft.result == Result.REFERRED and draft.body and draft.body.strip():
        texts["body"] = _cleaned(found, draft.body, limit=rules.BODY, path="body")
    objections = {
        person: _cleaned(found, text, limit=rules.TEXT, path="objections")
        for person, text in draft.objections.items()
    }
    if found:
        raise Refusals(found)
    id_, sums = new_id(), draft.counted()
    counts = (sums.votes_for, sums.votes_against, sums.votes_abstain) if sums else (None, None, None)
    await tx.connection.execute(
        _DECIDE,
        id_,
        item_id,
        number,
        draft.result,
        texts["text"],
        texts["body"],
        draft.until,
        draft.ballot,
        *counts,
        decided_at,
        quorum.present,
        quorum.members,
        quorum.needed,
        tx.at,
        by.person,
        reason,
    )
    if draft.ballot == Ballot.OPEN:
        votes = [{"id": new_id(), "decision_id": id_, "person_id": p, "choice": c} for p, c in draft.votes.items()]
        await tx.connection.execute(insert("vote", 1), encode(votes))
    for person, text in objections.items():
        await tx.connection.execute(_OBJECT, new_id(), id_, person, text, tx.at, by.person)
    tx.notify("agenda_item", item_id)
    return id_


async def object_to(decision_id: UUID, person_id: UUID, text: str, *, by: Viewer) -> UUID:
    """Put on record that a member who was present objects; the objection's id. Raises NotFound, VoterAbsent,
    ObjectionOnRecord, what is wrong with the text and the refusals of `rules.can_put_on_record`."""
    async with transaction() as tx:
        decision, item, meeting = await moment.fetch_decision(tx, decision_id, by=by)
        state = MeetingState(meeting["state"])
        if refusal := rules.can_put_on_record(by.roles, state=state, last=decision["last"]):
            raise refusal()
        if person_id not in (await moment.quorum_at(tx, meeting, decision["decided_at"])).who:
            raise rules.VoterAbsent("personId")
        text = clean_line(text, limit=rules.TEXT, path="text")
        id_ = new_id()
        if not await tx.connection.fetchval(_OBJECT, id_, decision_id, person_id, text, tx.at, by.person):
            raise rules.ObjectionOnRecord("personId")
        tx.notify("agenda_item", item["id"])
        tx.notify("agenda", item["agenda_id"])
        return id_


async def _at_hand(tx: Transaction, item_id: UUID, by: Viewer) -> tuple[asyncpg.Record, asyncpg.Record]:
    """The item and its meeting, locked. Raises NotFound, DecidedMeanwhile and the refusals of
    `rules.can_decide`."""
    item, meeting = await moment.fetch_item(tx, item_id, by=by)
    refusal = rules.can_decide(by.roles, state=MeetingState(meeting["state"]), item=ItemState(item["state"]))
    if refusal is ItemElsewhere and (standing := await tx.connection.fetchrow(_STANDING, item_id)):
        raise rules.DecidedMeanwhile(name=standing["name"], standing=standing["id"])
    if refusal:
        raise refusal()
    return item, meeting


async def _discussed(tx: Transaction, item: asyncpg.Record) -> None:
    await tx.connection.execute("UPDATE agenda_item SET state = 'DISCUSSED' WHERE id = $1", item["id"])
    tx.notify("agenda", item["agenda_id"])
    tx.notify("agenda_item", item["id"])


async def _note(tx: Transaction, item_id: UUID, said: Said, *, by: Viewer) -> None:
    """Raises Stale, and what is wrong with the text."""
    text = clean_line(said.text, limit=rules.DISCUSSION, path="discussion") if said.text.strip() else None
    if not await tx.connection.fetchval(_NOTE, new_id(), item_id, tx.at, by.person, text, said.version):
        raise Stale("discussionVersion")


def _cleaned(found: list[Refusal], text: str, *, limit: int, path: str) -> str:
    """The text as stored; what is wrong with it goes to what was found."""
    try:
        return clean_line(text, limit=limit, path=path)
    except Refusal as problem:
        found.append(problem)
        return ""


_TAKE_UP: Final = """
INSERT INTO discussion (id, item_id, taken_up_at, taken_up_by_id, version) VALUES ($1, $2, $3, $4, 1)
ON CONFLICT (item_id) DO UPDATE SET taken_up_at = excluded.taken_up_at, taken_up_by_id = excluded.taken_up_by_id
"""

# A first note also takes the item up.
_NOTE: Final = """
INSERT INTO discussion (id, item_id, taken_up_at, taken_up_by_id, text, version)
SELECT $1, $2, $3, $4, $5, 1 WHERE $6 = 0 OR EXISTS (SELECT FROM discussion WHERE item_id = $2)
ON CONFLICT (item_id) DO UPDATE SET text = excluded.text, version = discussion.version + 1
WHERE discussion.version = $6 RETURNING version
"""

_DECIDE: Final = """
INSERT INTO decision (id, item_id, number, result, text, body, until, ballot, votes_for, votes_against,
    votes_abstain, decided_at, present, members, needed, recorded_at, by_id, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
"""

_OBJECT: Final = """
INSERT INTO decision_objection (id, decision_id, person_id, text, at, by_id) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (decision_id, person_id) DO NOTHING RETURNING id
"""

_TEXT: Final = "SELECT text FROM decision WHERE id = $1"

_STANDING: Final = """
SELECT decision.id, person.name FROM decision JOIN person ON person.id = decision.by_id
WHERE decision.item_id = $1 ORDER BY decision.number DESC LIMIT 1
"""
