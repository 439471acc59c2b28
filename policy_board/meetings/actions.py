"""Planning a meeting, and arranging its day, place, length and quorum."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import Refusal, Refusals
from hotline.kit.text import clean
from hotline.kit.viewer import Viewer
from policy_board.meetings import rules
from policy_board.meetings.moving import fetch, move, step
from policy_board.meetings.tables import MeetingState

TITLE: Final = 200
REASON: Final = 500


@dataclass(frozen=True)
class Arrangement:
    """When and where a meeting is, how many minutes it has, and how many members decide."""

    title: str
    place: str
    starts_at: datetime
    budget: int
    quorum: int


async def plan(arrangement: Arrangement, *, by: Viewer) -> UUID:
    """Call a meeting; its id. Raises the refusals of `rules.can_plan` and what is wrong with the arrangement."""
    if refusal := rules.can_plan(by.roles):
        raise refusal()
    async with database.transaction() as tx:
        values = _checked(tx, arrangement)
        # Numbers have no gap: whoever plans at the same time waits here.
        await tx.connection.execute("SELECT pg_advisory_xact_lock(hashtext('meeting number'))")
        id_ = new_id()
        await tx.connection.execute(_PLAN, id_, *values)
        await step(tx, id_, MeetingState.PLANNED, by=by)
        return id_


async def arrange(meeting_id: UUID, arrangement: Arrangement, *, by: Viewer, version: int) -> None:
    """Change when, where or how long it is. Raises NotFound, Stale, the refusals of `rules.can_arrange` and what is
    wrong with the arrangement."""
    async with database.transaction() as tx:
        meeting = await fetch(tx, meeting_id, by=by, version=version)
        if refusal := rules.can_arrange(by.roles, state=MeetingState(meeting["state"])):
            raise refusal()
        await tx.connection.execute(_ARRANGE, meeting_id, *_checked(tx, arrangement))
        tx.notify("meeting", meeting_id)


async def reconvene(meeting_id: UUID, arrangement: Arrangement, *, by: Viewer, version: int) -> None:
    """Plan a postponed meeting for another day. Raises NotFound, Stale, the refusals of `rules.can_move` and what
    is wrong with the arrangement."""
    async with database.transaction() as tx:
        meeting = await fetch(tx, meeting_id, by=by, version=version)
        await move(tx, meeting, MeetingState.PLANNED, by=by)
        await tx.connection.execute(_ARRANGE, meeting_id, *_checked(tx, arrangement))


def _checked(tx: Transaction, arrangement: Arrangement) -> tuple[object, ...]:
    """The values as stored, all that is wrong with them said at once."""
    problems: list[Refusal] = []
    texts: list[str] = []
    for name in ("title", "place"):
        try:
            texts.append(clean(getattr(arrangement, name), limit=TITLE, path=name))
        except Refusal as problem:
            problems.append(problem)
    if arrangement.starts_at <= tx.at:
        problems.append(rules.MeetingPast("startsAt"))
    if not 5 <= arrangement.budget <= 720:
        problems.append(rules.BudgetWrong("budget"))
    if not 1 <= arrangement.quorum <= 99:
        problems.append(rules.QuorumWrong("quorum"))
    if problems:
        raise Refusals(problems)
    return *texts, arrangement.starts_at, arrangement.budget, arrangement.quorum


_PLAN: Final = """
INSERT INTO meeting (id, number, title, place, starts_at, budget, quorum, state, version)
SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, 'PLANNED', 1 FROM meeting
"""

_ARRANGE: Final = """
UPDATE meeting SET title = $2, place = $3, starts_at = $4, budget = $5, quorum = $6, version = version + 1
WHERE id = $1
"""
