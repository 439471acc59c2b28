"""Fetching a message for an act: found only if the viewer may see it, and locked until the act is committed."""

from uuid import UUID

import asyncpg

from hotline.kit import access
from hotline.kit.database import Transaction
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import Viewer
from hotline.messages.access import MESSAGE


async def fetch(tx: Transaction, message_id: UUID, *path: str, by: Viewer) -> asyncpg.Record:
    """Its id, state, cycle, version, registered_at, holders and dispatched_at. Raises NotFound at `path`."""
    seen, values = access.where(MESSAGE, by, "message", first=2)
    row = await tx.connection.fetchrow(
        "SELECT id, state, cycle, version, registered_at, dispatched_at, holder_unit_id, holder_person_id"
        f" FROM message WHERE id = $1 AND {seen} FOR UPDATE OF message",
        message_id,
        *values,
    )
    if row is None:
        raise NotFound(*path)
    return row
