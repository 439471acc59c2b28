"""Notes made and changed by who writes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import access, database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.masking import mask
from hotline.kit.text import clean
from hotline.kit.viewer import ActorKind, Role, Viewer
from policy_board.annotations import rules
from policy_board.annotations.access import ANNOTATION
from policy_board.annotations.anchoring import select
from policy_board.annotations.drafting import forget
from policy_board.annotations.fetching import TEXT, change, note_of, paper_of, passage, remember, tell
from policy_board.annotations.placing import carry_on
from policy_board.annotations.tables import (
    AnnotationKind,
    AnnotationStatus,
    AnnotationTarget,
    AnnotationVisibility,
)
from policy_board.prose import read


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it is to be: on `start` to `end` of the paper's text, where `quote` stands; without them, on the
    whole paper. A passage that is a heading's words is on its section."""

    text: str
    kind: AnnotationKind = AnnotationKind.COMMENT
    visibility: AnnotationVisibility = AnnotationVisibility.BUNDLE
    start: int | None = None
    end: int | None = None
    quote: str | None = None


async def annotate(paper_id: UUID, note: Note, *, by: Viewer, mentions: Sequence[UUID] = ()) -> UUID:
    """A new note; its id. Raises NotFound, OutsideTheText, QuoteNotThere, NothingSelected, NotReadByThem, the
    refusals of `rules.can_annotate` and of texts."""
    text = mask(clean(note.text, limit=TEXT, path="text"))
    async with database.transaction() as tx:
        paper = await paper_of(tx, paper_id, by=by)
        if refusal := rules.can_annotate(by.roles):
            raise refusal()
        target, (start, end) = _aimed(paper, note)
        at = select(paper["text"], start, end)
        id_ = new_id()
        # Numbers have no gaps, and a revision published meanwhile must not miss the note: one after the other.
        await tx.connection.execute("SELECT FROM bundle WHERE id = $1 FOR NO KEY UPDATE", paper["bundle_id"])
        await tx.connection.execute(
            _ANNOTATE, id_, paper["bundle_id"], paper["dossier_id"], paper_id, target,
            at.quote, at.prefix, at.suffix, start, end, note.kind, note.visibility, text, tx.at, by.person,
        )  # fmt: skip
        await remember(tx, id_, by=by)
        await _mention(tx, id_, mentions)
        made = await note_of(tx, id_, by=by)
        await carry_on(tx, made, paper)
        await forget(tx, paper_id, start, end, by=by)
        tell(tx, made)
    return id_


async def edit(annotation_id: UUID, note: Note, *, by: Viewer, version: int) -> UUID:
    """Change its words, kind or readers; its id. Raises NotFound, Stale, NoteShared and the refusals of
    `rules.can_edit` and of texts."""
    text = mask(clean(note.text, limit=TEXT, path="text"))
    async with database.transaction() as tx:
        found = await note_of(tx, annotation_id, by=by, version=version)
        mine = found["made_by_id"] == by.person
        if refusal := rules.can_edit(by.roles, mine=mine, status=AnnotationStatus(found["status"])):
            raise refusal()
        if not rules.may_become(AnnotationVisibility(found["visibility"]), note.visibility):
            raise rules.NoteShared("visibility")
        await change(tx, found, by=by, text=text, kind=note.kind, visibility=note.visibility)
        if found["visibility"] == AnnotationVisibility.PRIVATE:
            tell(tx, await note_of(tx, annotation_id, by=by))
    return annotation_id


def _aimed(paper: asyncpg.Record, note: Note) -> tuple[AnnotationTarget, tuple[int, int]]:
    if note.start is None and note.end is None and note.quote is None:
        return AnnotationTarget.WHOLE, (0, len(paper["text"]))
    start, end = passage(paper["text"], note.start or 0, note.end or 0, note.quote or "")
    prose = read(paper["markdown"])
    shown = zip(prose.blocks, prose.parts(), strict=True)
    headings = {(block.start, block.end) for block, html in shown if html.startswith("<h")}
    return AnnotationTarget.SECTION if (start, end) in headings else AnnotationTarget.PASSAGE, (start, end)


async def _mention(tx: Transaction, annotation_id: UUID, persons: Sequence[UUID]) -> None:
    """Whoever is named must be able to read it: by their own rights, not by being named."""
    for person in dict.fromkeys(persons):
        held = await tx.connection.fetch(_ROLES, person)
        roles = frozenset(Role(row["role"]) for row in held)
        reader = Viewer(kind=ActorKind.PERSON, roles=roles, person=person)
        seen, values = access.where(ANNOTATION, reader, "annotation", first=2)
        readable = f"SELECT EXISTS (SELECT FROM annotation WHERE id = $1 AND {seen})"
        if not await tx.connection.fetchval(readable, annotation_id, *values):
            raise rules.NotReadByThem("mentions")
        await tx.connection.execute(_MENTION, new_id(), annotation_id, person, tx.at)


_ROLES: Final = """
SELECT held.role FROM person_role held JOIN person ON person.id = held.person_id
WHERE held.person_id = $1 AND person.active
"""

_MENTION: Final = "INSERT INTO annotation_mention (id, annotation_id, person_id, at) VALUES ($1, $2, $3, $4)"

_ANNOTATE: Final = """
INSERT INTO annotation (id, bundle_id, dossier_id, number, paper_id, target, quote, prefix, suffix, start, stop,
                        kind, visibility, status, text, version, made_at, made_by_id, changed_at)
SELECT $1, $2, $3, coalesce(max(number), 0) + 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'OPEN', $13, 1, $14, $15,
       $14
FROM annotation WHERE bundle_id = $2 AND dossier_id = $3
"""
