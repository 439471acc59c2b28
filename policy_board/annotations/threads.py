"""What is written under notes, and what becomes of them by it."""

from datetime import date
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.masking import mask
from hotline.kit.text import clean
from hotline.kit.viewer import Viewer
from policy_board.annotations import rules
from policy_board.annotations.drafting import forget_reply
from policy_board.annotations.fetching import TEXT, change, note_of, tell
from policy_board.annotations.tables import AnnotationStatus, AnnotationVisibility


async def reply(annotation_id: UUID, text: str, *, by: Viewer) -> UUID:
    """Write in its thread; the note's id. Raises NotFound and the refusals of `rules.can_reply` and of texts."""
    async with database.transaction() as tx:
        note = await note_of(tx, annotation_id, by=by)
        if refusal := rules.can_reply(by.roles):
            raise refusal()
        await _write(tx, note, text, None, by=by)
        tell(tx, note)
    return annotation_id


async def answer(annotation_id: UUID, text: str, *, by: Viewer, version: int) -> UUID:
    """The office's answer; the note's id. Raises NotFound, Stale and the refusals of `rules.can_answer` and of
    texts."""
    async with database.transaction() as tx:
        note = await note_of(tx, annotation_id, by=by, version=version)
        private, status = note["visibility"] == AnnotationVisibility.PRIVATE, AnnotationStatus(note["status"])
        if refusal := rules.can_answer(by.roles, private=private, status=status):
            raise refusal()
        await _write(tx, note, text, AnnotationStatus.ANSWERED, by=by)
    return annotation_id


async def settle(annotation_id: UUID, reason: str, *, by: Viewer, version: int, accept: bool) -> UUID:
    """Accept or decline it, with the reason; the note's id. Raises NotFound, Stale and the refusals of
    `rules.can_settle` and of texts."""
    async with database.transaction() as tx:
        note = await note_of(tx, annotation_id, by=by, version=version)
        if refusal := rules.can_settle(by.roles, status=AnnotationStatus(note["status"])):
            raise refusal()
        status = AnnotationStatus.ACCEPTED if accept else AnnotationStatus.DECLINED
        await _write(tx, note, reason, status, by=by)
    return annotation_id


async def reopen(annotation_id: UUID, reason: str, *, by: Viewer, version: int) -> UUID:
    """Say why the answer is none; the note's id. Raises NotFound, Stale and the refusals of `rules.can_reopen` and
    of texts."""
    async with database.transaction() as tx:
        note = await note_of(tx, annotation_id, by=by, version=version)
        mine = note["made_by_id"] == by.person
        if refusal := rules.can_reopen(by.roles, mine=mine, status=AnnotationStatus(note["status"])):
            raise refusal()
        await _write(tx, note, reason, AnnotationStatus.OPEN, by=by)
    return annotation_id


async def assign(
    annotation_id: UUID, person_id: UUID | None, *, by: Viewer, version: int, due_on: date | None
) -> UUID:
    """Say who of the office sees to it and by when, or that nobody does; the note's id. Raises NotFound, Stale,
    NotReadByThem and the refusals of `rules.can_assign`."""
    async with database.transaction() as tx:
        note = await note_of(tx, annotation_id, by=by, version=version)
        private, status = note["visibility"] == AnnotationVisibility.PRIVATE, AnnotationStatus(note["status"])
        if refusal := rules.can_assign(by.roles, private=private, status=status):
            raise refusal()
        if person_id is not None and not await tx.connection.fetchval(_IS_OF_THE_OFFICE, person_id, rules.OFFICE):
            raise rules.NotReadByThem("assigneeId")
        await change(tx, note, by=by, assignee_id=person_id, due_on=due_on)
    return annotation_id


async def _write(
    tx: Transaction, note: asyncpg.Record, text: str, status: AnnotationStatus | None, *, by: Viewer
) -> None:
    text = mask(clean(text, limit=TEXT, path="text"))
    await tx.connection.execute(_REPLY, new_id(), note["id"], text, status, tx.at, by.person)
    await forget_reply(tx, note["id"], by=by)
    if status is not None:
        await change(tx, note, by=by, status=status)


_IS_OF_THE_OFFICE: Final = """
SELECT EXISTS (SELECT FROM person_role held JOIN person ON person.id = held.person_id
               WHERE held.person_id = $1 AND person.active AND held.role = ANY($2))
"""

_REPLY: Final = """
INSERT INTO annotation_reply (id, annotation_id, text, status, at, by_id) VALUES ($1, $2, $3, $4, $5, $6)
"""
