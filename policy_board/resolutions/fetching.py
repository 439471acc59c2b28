"""Resolutions as acts need them: fetched where the viewer sees them, locked, and moved from state to state."""

from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import access
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound, Stale
from hotline.kit.viewer import Viewer
from policy_board.resolutions.access import MINE, RESOLUTION
from policy_board.resolutions.tables import ResolutionState

# Whoever follows resolutions, or one of them.
TOPIC: Final = "resolution"


async def fetch(tx: Transaction, resolution_id: UUID, *, by: Viewer, version: int) -> asyncpg.Record:
    """The resolution, locked, and whether it is the viewer's to answer for (`mine`). Raises NotFound, and Stale
    where it is not of this version any more."""
    seen, values = access.where(RESOLUTION, by, "resolution", first=4)
    mine = access.bind(
        MINE.replace("{t}", "resolution"), {"managed": "$2::uuid[]", "person": "$3::uuid"}.__getitem__
    )
    row = await tx.connection.fetchrow(
        f"SELECT *, {mine} AS mine FROM resolution WHERE id = $1 AND {seen} FOR UPDATE",
        resolution_id,
        by.managed,
        by.person,
        *values,
    )
    if row is None:
        raise NotFound("id")
    if row["version"] != version:
        raise Stale("version")
    return row


async def step(
    tx: Transaction, resolution_id: UUID, state: ResolutionState, *, by: UUID | None, text: str | None = None
) -> UUID:
    """Add to the history of states, the first included; the step's id."""
    id_ = new_id()
    await tx.connection.execute(_STEP, id_, resolution_id, state, tx.at, by, text)
    tx.notify(TOPIC, resolution_id)
    return id_


_STEP: Final = (
    "INSERT INTO resolution_step (id, resolution_id, state, at, by_id, text) VALUES ($1, $2, $3, $4, $5, $6)"
)
