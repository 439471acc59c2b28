"""A meeting in session at a moment: locked, with its attendance and its quorum."""

from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import access
from hotline.kit.database import Transaction
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import Viewer
from policy_board.agendas import tray
from policy_board.meetings import moving
from policy_board.seats import actions as seats
from policy_board.seats.rules import Interval, Quorum, quorum
from policy_board.sittings.access import DECISION


async def fetch(
    tx: Transaction, meeting_id: UUID, *, by: Viewer, path: str = "meetingId", version: int | None = None
) -> asyncpg.Record:
    """The meeting, locked behind its agenda as every edit locks that: whoever decides, comes, goes or closes does
    so one after the other. Raises NotFound and Stale."""
    await tx.connection.execute("SELECT FROM agenda WHERE meeting_id = $1 FOR UPDATE", meeting_id)
    return await moving.fetch(tx, meeting_id, by=by, path=path, version=version)


async def fetch_item(
    tx: Transaction, item_id: UUID, *, by: Viewer, path: str = "itemId"
) -> tuple[asyncpg.Record, asyncpg.Record]:
    """An item on an agenda and its meeting, both locked. Raises NotFound."""
    meeting_id = await tx.connection.fetchval(_MEETING_OF, item_id)
    if meeting_id is None:
        raise NotFound(path)
    meeting = await fetch(tx, meeting_id, by=by, path=path)
    return await tray.fetch(tx, item_id, by=by, path=path), meeting


async def fetch_decision(
    tx: Transaction, decision_id: UUID, *, by: Viewer, path: str = "decisionId"
) -> tuple[asyncpg.Record, asyncpg.Record, asyncpg.Record]:
    """A decision, whether it is the `last` of its item, its item and its meeting, both locked. Raises NotFound."""
    item_id = await tx.connection.fetchval("SELECT item_id FROM decision WHERE id = $1", decision_id)
    if item_id is None:
        raise NotFound(path)
    item, meeting = await fetch_item(tx, item_id, by=by, path=path)
    seen, values = access.where(DECISION, by, "decision", first=2)
    decision = await tx.connection.fetchrow(_DECISION.format(seen=seen), decision_id, *values)
    if decision is None:
        raise NotFound(path)
    return decision, item, meeting


async def tell(tx: Transaction, meeting_id: UUID) -> None:
    """Something happened in session: whoever follows the meeting or its agenda hears of it."""
    tx.notify("meeting", meeting_id)
    tx.notify("agenda", await tx.connection.fetchval("SELECT id FROM agenda WHERE meeting_id = $1", meeting_id))


async def attendance(tx: Transaction, meeting_id: UUID) -> list[Interval]:
    """Who was present when, as it stands."""
    return [Interval(*row) for row in await tx.connection.fetch(_ATTENDANCE, meeting_id)]


async def sessions(tx: Transaction, meeting_id: UUID) -> list[tuple[datetime, datetime | None]]:
    """When the meeting was in session: from, and until or None."""
    rows = await tx.connection.fetch(_SESSIONS, meeting_id)
    return [(row["since"], row["until"]) for row in rows]


async def quorum_at(tx: Transaction, meeting: asyncpg.Record, at: datetime | None = None) -> Quorum:
    """The quorum at a moment, now where none is said."""
    moment = at or tx.at
    return quorum(
        await seats.seats(tx),
        await attendance(tx, meeting["id"]),
        at=moment,
        share=await seats.share_at(tx, moment),
        least=meeting["quorum"],
    )


_MEETING_OF: Final = """
SELECT agenda.meeting_id FROM agenda_item item JOIN agenda ON agenda.id = item.agenda_id WHERE item.id = $1
"""

_DECISION: Final = """
SELECT decision.*, number = (SELECT max(number) FROM decision other WHERE other.item_id = decision.item_id) AS last
FROM decision WHERE id = $1 AND {seen}
"""

_ATTENDANCE: Final = """
SELECT person_id, arrived_at, left_at FROM attendance WHERE meeting_id = $1 AND struck_at IS NULL
ORDER BY arrived_at
"""

_SESSIONS: Final = """
SELECT step.at AS since, (
    SELECT min(later.at) FROM meeting_step later WHERE later.meeting_id = $1 AND later.at > step.at
) AS until
FROM meeting_step step WHERE step.meeting_id = $1 AND step.state = 'IN_SESSION' ORDER BY step.at
"""
