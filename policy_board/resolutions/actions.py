"""What becomes of a resolution: reported with proof, verified by somebody else or returned; its warnings noted."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from hotline.city.reference import reference
from hotline.escalations.rules import can_acknowledge
from hotline.escalations.tables import Told
from hotline.files.kinds import PHOTOS
from hotline.kit import access, database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import Viewer
from policy_board.prose import clean_line
from policy_board.resolutions import rules
from policy_board.resolutions.access import RESOLUTION_WARNING
from policy_board.resolutions.fetching import TOPIC, fetch, step
from policy_board.resolutions.resolving import resolve as resolve
from policy_board.resolutions.tables import ResolutionState


async def report(resolution_id: UUID, *, by: Viewer, version: int, text: str, files: Sequence[UUID] = ()) -> None:
    """Report it as done, with photos that one has just sent. It presses no more, until it is returned. Raises
    NotFound, Stale, ProofWrong, the refusals of the text and of `rules.can_report`."""
    async with database.transaction() as tx:
        row = await fetch(tx, resolution_id, by=by, version=version)
        if refusal := rules.can_report(by.roles, state=ResolutionState(row["state"]), mine=row["mine"]):
            raise refusal()
        text = clean_line(text, limit=rules.TEXT, path="text")
        step_id = await _move(tx, resolution_id, ResolutionState.REPORTED, by=by, text=text)
        await _prove(tx, step_id, files, by=by)


async def verify(resolution_id: UUID, *, by: Viewer, version: int, note: str | None = None) -> None:
    """Say that it is done: its effect counts from the day after it was reported. Raises NotFound, Stale and the
    refusals of the note and of `rules.can_judge`."""
    async with database.transaction() as tx:
        await _judged(tx, resolution_id, by, version)
        note = clean_line(note, limit=rules.REASON, path="note") if note and note.strip() else None
        await _move(tx, resolution_id, ResolutionState.VERIFIED, by=by, text=note)


async def give_back(resolution_id: UUID, *, by: Viewer, version: int, reason: str) -> None:
    """Say that it is not done: its time goes on as if it had never stood still. Raises NotFound, Stale and the
    refusals of the reason and of `rules.can_judge`."""
    city = await reference()
    async with database.transaction() as tx:
        row = await _judged(tx, resolution_id, by, version)
        reason = clean_line(reason, limit=rules.REASON, path="reason")
        policy = next(policy for policy in city.policies if policy.id == row["policy_id"])
        again = rules.next_at(
            policy.ladder,
            row["made_at"],
            row["due_at"],
            fired=row["rung"],
            returned=row["returned_item_id"] is not None,
        )
        await _move(tx, resolution_id, ResolutionState.RETURNED, by=by, text=reason)
        await tx.connection.execute("UPDATE resolution SET next_rung_at = $2 WHERE id = $1", resolution_id, again)


async def acknowledge(warning_id: UUID, *, by: Viewer) -> UUID:
    """Take note of a warning: it climbs no further; the resolution's id. Raises NotFound and the refusals of
    `escalations.rules.can_acknowledge`."""
    async with database.transaction() as tx:
        seen, values = access.where(RESOLUTION_WARNING, by, "resolution_warning", first=2)
        row = await tx.connection.fetchrow(
            f"SELECT * FROM resolution_warning WHERE id = $1 AND {seen} FOR UPDATE", warning_id, *values
        )
        if row is None:
            raise NotFound("id")
        refusal = can_acknowledge(
            by.roles,
            asked=row["tell"] != Told.HOLDER,
            mine=by.person is not None and row["person_id"] == by.person,
            acknowledged=row["acknowledged_at"] is not None,
        )
        if refusal:
            raise refusal()
        await tx.connection.execute(_ACKNOWLEDGE, warning_id, tx.at, by.person)
        tx.notify(TOPIC, row["resolution_id"])
        return UUID(str(row["resolution_id"]))


async def _judged(tx: Transaction, resolution_id: UUID, by: Viewer, version: int) -> asyncpg.Record:
    row = await fetch(tx, resolution_id, by=by, version=version)
    reporter = await tx.connection.fetchval(_REPORTER, resolution_id)
    own = reporter is not None and reporter == by.person
    if refusal := rules.can_judge(by.roles, state=ResolutionState(row["state"]), own=own):
        raise refusal()
    return row


async def _move(tx: Transaction, resolution_id: UUID, to: ResolutionState, *, by: Viewer, text: str | None) -> UUID:
    await tx.connection.execute(_MOVE, resolution_id, to, tx.at, to == rules.VERIFIED)
    return await step(tx, resolution_id, to, by=by.person, text=text)


async def _prove(tx: Transaction, step_id: UUID, files: Sequence[UUID], *, by: Viewer) -> None:
    """Files that the viewer sent, and that are nobody's yet."""
    asked = list(dict.fromkeys(files))
    free = await tx.connection.fetch(_FREE, asked, by.person, list(PHOTOS))
    if len(free) < len(asked) or len(asked) > rules.PROOFS:
        raise rules.ProofWrong("fileIds")
    for file_id in asked:
        await tx.connection.execute(_PROVE, new_id(), step_id, file_id)


_MOVE: Final = """
UPDATE resolution SET state = $2, version = version + 1, next_rung_at = NULL,
    done_at = CASE WHEN $4 THEN (
        SELECT max(at) FROM resolution_step WHERE resolution_id = $1 AND state = 'REPORTED'
    ) END,
    next_effect_at = CASE WHEN $4 THEN $3::timestamptz END
WHERE id = $1
"""

_REPORTER: Final = """
SELECT by_id FROM resolution_step WHERE resolution_id = $1 AND state = 'REPORTED' ORDER BY at DESC, id DESC LIMIT 1
"""

_ACKNOWLEDGE: Final = """
UPDATE resolution_warning SET acknowledged_at = $2, acknowledged_by_id = $3, climbs_at = NULL WHERE id = $1
"""

_FREE: Final = """
SELECT id FROM file WHERE id = ANY($1) AND uploaded_by_id = $2 AND message_id IS NULL AND media_type = ANY($3)
    AND NOT EXISTS (SELECT FROM resolution_proof WHERE file_id = file.id)
FOR UPDATE
"""

_PROVE: Final = "INSERT INTO resolution_proof (id, step_id, file_id) VALUES ($1, $2, $3)"
