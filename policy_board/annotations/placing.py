"""Where notes stand in each revision: found again when one is published, or said by a person where that failed.

A passage is followed from the latest revision in which it is known to stand: what was struck out and comes back is
found again, and an error never grows from one revision to the next.
"""

import asyncio
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import Viewer
from policy_board.annotations import rules
from policy_board.annotations.anchoring import Anchoring, Found, Place, follow
from policy_board.annotations.fetching import note_of, passage, tell
from policy_board.annotations.shadow import Shadow


async def reanchor(tx: Transaction, revision_id: UUID) -> None:
    """Find every note of the bundle in the papers of a revision being published, as part of publishing it."""
    for paper in await tx.connection.fetch(_PAPERS, revision_id):
        notes = await tx.connection.fetch(_NOTES, paper["bundle_id"], paper["dossier_id"], paper["number"])
        # Half a second of a core for a long paper: others are served meanwhile.
        found = await asyncio.to_thread(_follow, notes, paper["text"])
        for note, it in zip(notes, found, strict=True):
            await _put(tx, note["id"], paper["id"], it)


async def carry_on(tx: Transaction, note: asyncpg.Record, paper: asyncpg.Record) -> None:
    """A new note on its own paper, and on those published since, which its author may not have opened."""
    it = Found(Anchoring.EXACT, Place(note["start"], note["stop"], 1.0))
    await _put(tx, note["id"], paper["id"], it)
    later = await tx.connection.fetch(_LATER, paper["bundle_id"], paper["dossier_id"], paper["number"])
    for newer in later:
        standing = await tx.connection.fetch(_STANDING, note["id"], newer["number"])
        [it] = await asyncio.to_thread(_follow, standing, newer["text"])
        await _put(tx, note["id"], newer["id"], it)


async def place(placement_id: UUID, start: int, end: int, quote: str, *, by: Viewer) -> UUID:
    """Say where a lost note belongs; the note's id. Raises NotFound, OutsideTheText, QuoteNotThere, NothingSelected
    and the refusals of `rules.can_place`."""
    async with database.transaction() as tx:
        note, paper = await _lost(tx, placement_id, by=by)
        start, end = passage(paper["text"], start, end, quote)
        await tx.connection.execute(_SETTLE, placement_id, start, end, tx.at, by.person)
        tell(tx, note)
        return UUID(str(note["id"]))


async def leave(placement_id: UUID, *, by: Viewer) -> UUID:
    """Say that a lost note belongs nowhere any more; it is kept all the same. The note's id. Raises NotFound and
    the refusals of `rules.can_place`."""
    async with database.transaction() as tx:
        note, _ = await _lost(tx, placement_id, by=by)
        await tx.connection.execute(_SETTLE, placement_id, None, None, tx.at, by.person)
        tell(tx, note)
        return UUID(str(note["id"]))


async def _lost(tx: Transaction, placement_id: UUID, *, by: Viewer) -> tuple[asyncpg.Record, asyncpg.Record]:
    annotation_id = await tx.connection.fetchval("SELECT annotation_id FROM placement WHERE id = $1", placement_id)
    if annotation_id is None:
        raise NotFound("id")
    note = await note_of(tx, annotation_id, by=by)
    paper = await tx.connection.fetchrow(_PLACED, placement_id)
    assert paper is not None, "placements and papers are never removed"
    found = paper["found"] or paper["settled_at"] is not None
    if refusal := rules.can_place(by.roles, mine=note["made_by_id"] == by.person, found=found):
        raise refusal()
    return note, paper


def _follow(notes: Sequence[asyncpg.Record], text: str) -> list[Found]:
    target, origins = Shadow(text), dict[UUID, Shadow]()
    found = []
    for note in notes:
        if note["target"] == "WHOLE":
            found.append(Found(Anchoring.EXACT, Place(0, len(text), 1.0)))
            continue
        origin = origins.get(note["stood_on"]) or origins.setdefault(note["stood_on"], Shadow(note["stood_in"]))
        found.append(follow(origin, note["stood_from"], note["stood_to"], target))
    return found


async def _put(tx: Transaction, annotation_id: UUID, paper_id: UUID, it: Found) -> None:
    id_, where = new_id(), it.place
    confidence = where.confidence if where else max((one.confidence for one in it.candidates), default=0.0)
    span = (where.start, where.end) if where else (None, None)
    await tx.connection.execute(_PUT, id_, annotation_id, paper_id, it.anchoring, *span, confidence, tx.at)
    for number, one in enumerate(it.candidates, 1):
        await tx.connection.execute(_MIGHT, new_id(), id_, number, one.start, one.end, one.confidence)


_PAPERS: Final = """
SELECT paper.id, paper.dossier_id, paper.text, revision.bundle_id, revision.number
FROM revision_paper paper JOIN revision ON revision.id = paper.revision_id WHERE revision.id = $1
"""

# Where each stood last: the latest placement that has a place.
_STOOD: Final = """
SELECT note.id, note.target, stood.paper_id AS stood_on, stood.start AS stood_from, stood.stop AS stood_to,
       paper.text AS stood_in
FROM annotation note
CROSS JOIN LATERAL (
    SELECT placed.* FROM placement placed
    JOIN revision_paper sheet ON sheet.id = placed.paper_id JOIN revision ON revision.id = sheet.revision_id
    WHERE placed.annotation_id = note.id AND placed.start IS NOT NULL AND revision.number < {before}
    ORDER BY revision.number DESC LIMIT 1
) stood
JOIN revision_paper paper ON paper.id = stood.paper_id
"""

_NOTES: Final = f"""{_STOOD.format(before="$3")}
WHERE note.bundle_id = $1 AND note.dossier_id = $2 ORDER BY note.number
"""

_STANDING: Final = _STOOD.format(before="$2") + " WHERE note.id = $1"

_LATER: Final = """
SELECT paper.id, paper.text, revision.number
FROM revision_paper paper JOIN revision ON revision.id = paper.revision_id
WHERE revision.bundle_id = $1 AND paper.dossier_id = $2 AND revision.number > $3 ORDER BY revision.number
"""

_PLACED: Final = """
SELECT paper.text, placement.start IS NOT NULL AS found, placement.settled_at
FROM placement JOIN revision_paper paper ON paper.id = placement.paper_id WHERE placement.id = $1
"""

_PUT: Final = """
INSERT INTO placement (id, annotation_id, paper_id, anchoring, start, stop, confidence, placed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""

_MIGHT: Final = """
INSERT INTO placement_candidate (id, placement_id, place, start, stop, confidence) VALUES ($1, $2, $3, $4, $5, $6)
"""

_SETTLE: Final = """
UPDATE placement SET start = $2, stop = $3, settled_at = $4, settled_by_id = $5 WHERE id = $1
"""
