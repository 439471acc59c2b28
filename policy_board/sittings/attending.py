"""Who comes, goes and comes back. What is recorded is never rewritten: a correction strikes it with a reason, and
records anew. What was decided had its quorum, and no correction takes that away."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit.database import Transaction, transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound, Refusal, Stale
from hotline.kit.text import clean
from hotline.kit.viewer import Viewer
from policy_board.meetings.tables import MeetingState
from policy_board.sittings import moment, rules

# From and until; None while they are there.
Span = tuple[datetime, datetime | None]


async def arrive(meeting_id: UUID, person_id: UUID, *, by: Viewer, at: datetime | None = None) -> UUID:
    """A person comes, now or at a time of the session that was not recorded then; the id of their attendance.
    Raises NotFound, PresentAlready, TimeOutsideSession, AttendanceOverlaps and the refusals of `rules.can_hold`."""
    async with transaction() as tx:
        meeting = await _in_session(tx, meeting_id, by)
        if await _open(tx, meeting_id, person_id):
            raise rules.PresentAlready("personId")
        came = at or tx.at
        await _assert_spans(tx, meeting, [*await _spans(tx, meeting_id, person_id), (came, None)], path="at")
        return await record(tx, meeting_id, person_id, (came, None), by=by)


async def leave(meeting_id: UUID, person_id: UUID, *, by: Viewer, at: datetime | None = None) -> UUID:
    """A person goes, now or at a time that was not recorded then; the id of their attendance. Raises NotFound,
    NotPresent, TimeOutsideSession, AttendanceOverlaps, DecisionNeedsThem and the refusals of `rules.can_hold`."""
    async with transaction() as tx:
        meeting = await _in_session(tx, meeting_id, by)
        row = await _open(tx, meeting_id, person_id)
        if row is None:
            raise rules.NotPresent("personId")
        left = at or tx.at
        await _assert_spans(tx, meeting, [(row["arrived_at"], left)], path="at")
        await tx.connection.execute("UPDATE attendance SET left_at = $2 WHERE id = $1", row["id"], left)
        await moment.tell(tx, meeting_id)
        await _assert_decisions_stand(tx, meeting)
        return UUID(str(row["id"]))


async def correct_attendance(
    meeting_id: UUID, person_id: UUID, spans: Sequence[Span], *, seen: Collection[UUID], by: Viewer, reason: str
) -> None:
    """Say anew when a person was present, all of it: what was recorded otherwise is struck. `seen` is what stood
    when it was decided on. Raises NotFound, Stale, TimeOutsideSession, AttendanceOverlaps, DecisionNeedsThem, what
    is wrong with the reason and the refusals of `rules.can_correct_attendance`."""
    async with transaction() as tx:
        meeting = await moment.fetch(tx, meeting_id, by=by)
        if refusal := rules.can_correct_attendance(by.roles, state=MeetingState(meeting["state"])):
            raise refusal()
        reason = clean(reason, limit=rules.REASON, path="reason")
        rows = await tx.connection.fetch(_STANDING, meeting_id, person_id)
        if {row["id"] for row in rows} != set(seen):
            raise Stale("seenIds")
        await _assert_spans(tx, meeting, spans, path="spans")
        kept = {(row["arrived_at"], row["left_at"]) for row in rows} & set(spans)
        struck = [row["id"] for row in rows if (row["arrived_at"], row["left_at"]) not in kept]
        await tx.connection.execute(_STRIKE, struck, tx.at, by.person, reason)
        for span in spans:
            if span not in kept:
                await record(tx, meeting_id, person_id, span, by=by, reason=reason)
        await moment.tell(tx, meeting_id)
        await _assert_decisions_stand(tx, meeting)


async def record(
    tx: Transaction, meeting_id: UUID, person_id: UUID, span: Span, *, by: Viewer, reason: str | None = None
) -> UUID:
    """Raises NotFound, and AttendanceOverlaps where they are at another meeting."""
    if not await tx.connection.fetchval(_IS_PERSON, person_id):
        raise NotFound("personId")
    id_ = new_id()
    try:
        await tx.connection.execute(_RECORD, id_, meeting_id, person_id, *span, tx.at, by.person, reason)
    except asyncpg.ExclusionViolationError:
        raise rules.AttendanceOverlaps("personId") from None
    await moment.tell(tx, meeting_id)
    return id_


async def end(tx: Transaction, meeting_id: UUID) -> None:
    """The session ends: whoever is there goes."""
    await tx.connection.execute(_END, meeting_id, tx.at)
    await moment.tell(tx, meeting_id)


async def _in_session(tx: Transaction, meeting_id: UUID, by: Viewer) -> asyncpg.Record:
    meeting = await moment.fetch(tx, meeting_id, by=by)
    if refusal := rules.can_hold(by.roles, state=MeetingState(meeting["state"])):
        raise refusal()
    return meeting


async def _open(tx: Transaction, meeting_id: UUID, person_id: UUID) -> asyncpg.Record | None:
    return await tx.connection.fetchrow(_STANDING + " AND left_at IS NULL", meeting_id, person_id)


async def _spans(tx: Transaction, meeting_id: UUID, person_id: UUID) -> list[Span]:
    rows = await tx.connection.fetch(_STANDING, meeting_id, person_id)
    return [(row["arrived_at"], row["left_at"]) for row in rows]


async def _assert_spans(tx: Transaction, meeting: asyncpg.Record, spans: Sequence[Span], *, path: str) -> None:
    if problem := _unsound(spans, await moment.sessions(tx, meeting["id"]), now=tx.at):
        raise problem(path)


def _unsound(spans: Iterable[Span], sessions: Sequence[Span], *, now: datetime) -> type[Refusal] | None:
    """One after the other, each within one session and none in the future."""
    before: datetime | None = None
    for came, left in sorted(spans, key=lambda span: span[0]):
        if (left is not None and left <= came) or (before is not None and came < before):
            return rules.AttendanceOverlaps
        if not any(_within((came, left), session, now=now) for session in sessions):
            return rules.TimeOutsideSession
        before = left or datetime.max.replace(tzinfo=now.tzinfo)
    return None


def _within(span: Span, session: Span, *, now: datetime) -> bool:
    (came, left), (since, until) = span, session
    if left is None:
        return until is None and since <= came <= now
    return since <= came and left <= (until or now)


async def _assert_decisions_stand(tx: Transaction, meeting: asyncpg.Record) -> None:
    """Raises DecisionNeedsThem."""
    for row in await tx.connection.fetch(_DECISIONS, meeting["id"]):
        quorum = await moment.quorum_at(tx, meeting, row["decided_at"])
        votes = sum(row[name] or 0 for name in ("votes_for", "votes_against", "votes_abstain"))
        if not quorum.holds or votes > quorum.present or set(row["needs"]) - quorum.who:
            raise rules.DecisionNeedsThem(number=row["shown"])


# Whoever stands on a timeline may be present, members or guests.
_IS_PERSON: Final = "SELECT EXISTS (SELECT FROM person WHERE id = $1 AND active)"

_STANDING: Final = """
SELECT id, arrived_at, left_at FROM attendance WHERE meeting_id = $1 AND person_id = $2 AND struck_at IS NULL
"""

_RECORD: Final = """
INSERT INTO attendance (id, meeting_id, person_id, arrived_at, left_at, recorded_at, recorded_by_id, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""

_STRIKE: Final = """
UPDATE attendance SET struck_at = $2, struck_by_id = $3, struck_reason = $4 WHERE id = ANY($1::uuid[])
"""

_END: Final = """
UPDATE attendance SET left_at = $2 WHERE meeting_id = $1 AND left_at IS NULL AND struck_at IS NULL
"""

# What stands, and whom it needs by name.
_DECISIONS: Final = """
SELECT DISTINCT ON (item.place) item.number AS shown, decision.*, ARRAY(
    SELECT person_id FROM vote WHERE decision_id = decision.id
    UNION SELECT person_id FROM decision_objection WHERE decision_id = decision.id
) AS needs
FROM decision JOIN agenda_item item ON item.id = decision.item_id JOIN agenda ON agenda.id = item.agenda_id
WHERE agenda.meeting_id = $1 ORDER BY item.place, decision.number DESC
"""
