"""Fetching a message for an act: found only if the viewer may see it, and locked until the act is committed."""

from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import access
from hotline.kit.database import Transaction
from hotline.kit.refusals import NotFound, Stale
from hotline.kit.viewer import Viewer
from hotline.messages.access import MESSAGE


async def fetch(
    tx: Transaction, message_id: UUID, *path: str, by: Viewer, version: int | None = None
) -> asyncpg.Record:
    """What acts ask of a message. Raises NotFound at `path`, and Stale where it is not the `version` that the act
    was decided on: somebody changed it since."""
    seen, values = access.where(MESSAGE, by, "message", first=2)
    row = await tx.connection.fetchrow(f"{_FETCH} AND {seen} FOR UPDATE OF message", message_id, *values)
    if row is None:
        raise NotFound(*path)
    if version is not None and row["version"] != version:
        raise Stale("version")
    return row


async def fetch_for_system(tx: Transaction, message_id: UUID) -> asyncpg.Record:
    """The same for an act of the system itself."""
    row = await tx.connection.fetchrow(f"{_FETCH} FOR UPDATE OF message", message_id)
    if row is None:
        raise NotFound("id")
    return row


_FETCH: Final = """
SELECT id, state, kind, cycle, version, urgency, ground, special, category_id, district_id, unit_id,
    registered_at, dispatched_at, closed_at, closed_by_id, holder_unit_id, holder_person_id, inspector_id,
    incident_id, merged_from, calls,
    EXISTS (SELECT FROM inspection i WHERE i.message_id = message.id AND i.state = 'OPEN') AS inspected
FROM message WHERE id = $1
"""
