"""Dossiers as acts need them: fetched where the viewer sees them, locked, and moved from state to state."""

from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import access
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound, Stale
from hotline.kit.viewer import Viewer
from policy_board.dossiers.access import DOSSIER
from policy_board.dossiers.rules import TRANSITIONS, NotInState
from policy_board.dossiers.tables import DossierState

# Whoever follows dossiers, or one of them.
TOPIC: Final = "dossier"


async def fetch(
    tx: Transaction, dossier_id: UUID, *, by: Viewer, version: int | None = None, path: str = "id"
) -> asyncpg.Record:
    """The dossier, locked. Raises NotFound, and Stale where it is not of this version any more."""
    seen, values = access.where(DOSSIER, by, "dossier", first=2)
    row = await tx.connection.fetchrow(
        f"SELECT * FROM dossier WHERE id = $1 AND {seen} FOR UPDATE", dossier_id, *values
    )
    if row is None:
        raise NotFound(path)
    if version is not None and row["version"] != version:
        raise Stale("version")
    return row


async def fetch_of(tx: Transaction, table: str, id_: UUID, *, by: Viewer, path: str = "id") -> asyncpg.Record:
    """The dossier that a row of one of its tables belongs to, likewise."""
    # sql: a table that the action names
    dossier_id = await tx.connection.fetchval(f"SELECT dossier_id FROM {table} WHERE id = $1", id_)
    if dossier_id is None:
        raise NotFound(path)
    return await fetch(tx, dossier_id, by=by, path=path)


async def step(
    tx: Transaction, dossier_id: UUID, to: DossierState, *, by: UUID | None, note: str | None = None
) -> None:
    """Bring a locked dossier into another state, and write down who did. Raises NotInState."""
    before = await tx.connection.fetchval("SELECT state FROM dossier WHERE id = $1", dossier_id)
    if to not in TRANSITIONS[DossierState(before)]:
        raise NotInState()
    await tx.connection.execute(
        "UPDATE dossier SET state = $2, changed_at = $3 WHERE id = $1", dossier_id, to, tx.at
    )
    await note_step(tx, dossier_id, to, by=by, note=note)


async def note_step(
    tx: Transaction, dossier_id: UUID, state: DossierState, *, by: UUID | None, note: str | None
) -> None:
    """Add to the history of states, the first included."""
    await tx.connection.execute(_STEP, new_id(), dossier_id, state, tx.at, by, note)
    tx.notify(TOPIC, dossier_id)


async def changed(tx: Transaction, dossier_id: UUID) -> None:
    """Something of the dossier changed, other than its state."""
    await tx.connection.execute("UPDATE dossier SET changed_at = $2 WHERE id = $1", dossier_id, tx.at)
    tx.notify(TOPIC, dossier_id)


_STEP: Final = "INSERT INTO dossier_step (id, dossier_id, state, at, by_id, note) VALUES ($1, $2, $3, $4, $5, $6)"
