"""Fetching a message for an act: found only if the viewer may see it, and locked until the act is committed.

A message's time never runs back. An act that waited for another to commit, or that comes after the database's
clock was set back, is later than the last one all the same: its transaction's instant is moved past it, so that
timelines stay in order and custody tiles.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import access
from hotline.kit.database import Transaction
from hotline.kit.refusals import NotFound, Stale
from hotline.kit.viewer import Viewer
from hotline.messages.access import MESSAGE


async def fetch(
    tx: Transaction, message_id: UUID, *path: str, by: Viewer, version: int | None = None, incident: bool = False
) -> asyncpg.Record:
    """What acts ask of a message. Raises NotFound at `path`, and Stale where it is not the `version` that the act
    was decided on: somebody changed it since. `incident` locks the message that leads its incident as well, for
    acts on the one that may move the other."""
    seen, values = access.where(MESSAGE, by, "message", first=2)
    row = await _locked(tx, message_id, f"{_FETCH} AND {seen}", *values, incident=incident)
    if row is None:
        raise NotFound(*path)
    if version is not None and row["version"] != version:
        raise Stale("version")
    return row


async def fetch_for_system(tx: Transaction, message_id: UUID, *, incident: bool = False) -> asyncpg.Record:
    """The same for an act of the system itself."""
    row = await _locked(tx, message_id, _FETCH, incident=incident)
    if row is None:
        raise NotFound("id")
    return row


def closed_by(message: asyncpg.Record, by: Viewer) -> bool:
    """Whether the viewer closed it: then, reopened, it is for someone else (domain §3)."""
    return by.person is not None and message["closed_by_id"] == by.person


async def _locked(
    tx: Transaction, message_id: UUID, sql: str, *values: object, incident: bool = False
) -> asyncpg.Record | None:
    """Locked first and read then: a statement that waits for a lock reads other tables as they were before. A
    leader is locked before what is merged into it: whoever moves it goes on to them."""
    leader = await tx.connection.fetchval(_LOCK_LEADER, message_id) if incident else None
    await tx.connection.execute("SELECT FROM message WHERE id = $1 FOR UPDATE", message_id)
    row = await tx.connection.fetchrow(sql, message_id, *values)
    if row is not None:
        if incident and row["incident_id"] != leader:
            raise Stale("id")
        tx.at = max(tx.at, row["latest_at"] + _NEXT)
    return row


_NEXT: Final = timedelta(microseconds=1)


_FETCH: Final = """
SELECT id, tracking_code, state, kind, cycle, version, urgency, ground, special, category_id, district_id, unit_id,
    registered_at, dispatched_at, closed_by_id, holder_unit_id, holder_person_id, inspector_id,
    incident_id, merged_from, calls,
    -- What is merged was closed with its incident.
    coalesce(closed_at, (SELECT leader.closed_at FROM message leader WHERE leader.id = message.incident_id))
        AS closed_at,
    EXISTS (SELECT FROM inspection i WHERE i.message_id = message.id AND i.state = 'OPEN') AS inspected,
    EXISTS (SELECT FROM objection o WHERE o.message_id = message.id AND o.state = 'OPEN') AS objected,
    coalesce((SELECT max(f.recorded_at) FROM follow_up f WHERE f.message_id = message.id), registered_at)
        AS latest_at
FROM message WHERE id = $1
"""

_LOCK_LEADER: Final = """
SELECT leader.id FROM message JOIN message leader ON leader.id = message.incident_id
WHERE message.id = $1 FOR UPDATE OF leader
"""
