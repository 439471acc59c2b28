"""The one way a meeting changes state: by its version, with a step that says who, when and why."""

from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import access
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound, Stale
from hotline.kit.viewer import Viewer
from policy_board.meetings import rules
from policy_board.meetings.access import MEETING
from policy_board.meetings.tables import MeetingState


async def fetch(
    tx: Transaction, meeting_id: UUID, *, by: Viewer, path: str = "id", version: int | None = None
) -> asyncpg.Record:
    """The meeting, locked against whoever else would change it. Raises NotFound, and Stale where it is no longer
    at `version`."""
    seen, values = access.where(MEETING, by, "meeting", first=2)
    row = await tx.connection.fetchrow(
        f"SELECT * FROM meeting WHERE id = $1 AND {seen} FOR UPDATE", meeting_id, *values
    )
    if row is None:
        raise NotFound(path)
    if version is not None and row["version"] != version:
        raise Stale("version")
    return row


async def move(
    tx: Transaction, meeting: asyncpg.Record, to: MeetingState, *, by: Viewer, reason: str | None = None
) -> None:
    """Bring a meeting, as `fetch` locked it, into `to`. Raises the refusals of `rules.can_move`."""
    if refusal := rules.can_move(by.roles, state=MeetingState(meeting["state"]), to=to):
        raise refusal()
    await tx.connection.execute(_MOVE, meeting["id"], to)
    await step(tx, meeting["id"], to, by=by, reason=reason)


async def step(
    tx: Transaction, meeting_id: UUID, state: MeetingState, *, by: Viewer, reason: str | None = None
) -> None:
    await tx.connection.execute(_STEP, new_id(), meeting_id, state, tx.at, by.person, reason)
    tx.notify("meeting", meeting_id)


_MOVE: Final = "UPDATE meeting SET state = $2, version = version + 1 WHERE id = $1"

_STEP: Final = "INSERT INTO meeting_step (id, meeting_id, state, at, by_id, reason) VALUES ($1, $2, $3, $4, $5, $6)"
