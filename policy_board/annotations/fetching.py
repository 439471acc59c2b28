"""Papers and notes fetched for an act, under the viewer's rights, and notes written on with their history."""

from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import access
from hotline.kit.access import Access
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound, Stale
from hotline.kit.viewer import Viewer
from policy_board.annotations import rules
from policy_board.annotations.access import ANNOTATION
from policy_board.annotations.shadow import Shadow
from policy_board.bundles.access import REVISION_PAPER
from policy_board.bundles.actions import TOPIC

# Letters of a note, and of what is written under it.
TEXT: Final = 5_000


async def paper_of(tx: Transaction, paper_id: UUID, *, by: Viewer, path: str = "paperId") -> asyncpg.Record:
    """The paper with its bundle's id. Raises NotFound."""
    seen, values = access.where(REVISION_PAPER, by, "paper", first=2)
    found = await tx.connection.fetchrow(_PAPER + seen, paper_id, *values)
    if found is None:
        raise NotFound(path)
    return found


async def note_of(
    tx: Transaction, annotation_id: UUID, *, by: Viewer, version: int | None = None, over: Access = ANNOTATION
) -> asyncpg.Record:
    """The note, locked. Raises NotFound and Stale."""
    seen, values = access.where(over, by, "annotation", first=2)
    found = await tx.connection.fetchrow(
        f"SELECT * FROM annotation WHERE id = $1 AND {seen} FOR UPDATE", annotation_id, *values
    )
    if found is None:
        raise NotFound("id")
    if version is not None and found["version"] != version:
        raise Stale("version")
    return found


def passage(text: str, start: int, end: int, quote: str) -> tuple[int, int]:
    """The passage without the spaces at its ends. Raises OutsideTheText, QuoteNotThere and NothingSelected."""
    if not 0 <= start < end <= len(text):
        raise rules.OutsideTheText("start")
    if text[start:end] != quote:
        raise rules.QuoteNotThere("quote")
    start += len(quote) - len(quote.lstrip())
    end -= len(quote) - len(quote.rstrip())
    if start >= end or not len(Shadow(text[start:end])):
        raise rules.NothingSelected("quote")
    return start, end


async def change(tx: Transaction, note: asyncpg.Record, *, by: Viewer, **columns: object) -> None:
    """Write these columns of a note, and what it now is into its history."""
    named = ", ".join(f"{column} = ${place}" for place, column in enumerate(columns, 3))
    await tx.connection.execute(
        f"UPDATE annotation SET {', '.join(filter(None, (named, 'version = version + 1')))}, changed_at = $2"
        " WHERE id = $1",  # sql: the caller's keywords, which are columns
        note["id"],
        tx.at,
        *columns.values(),
    )
    await remember(tx, note["id"], by=by)
    tell(tx, note)


async def remember(tx: Transaction, annotation_id: UUID, *, by: Viewer) -> None:
    await tx.connection.execute(_REMEMBER, new_id(), annotation_id, tx.at, by.person)


def tell(tx: Transaction, note: asyncpg.Record) -> None:
    """Whoever follows the bundle; of a private note nobody hears."""
    if note["visibility"] != "PRIVATE":
        tx.notify(TOPIC, note["bundle_id"])


_PAPER: Final = """
SELECT paper.*, revision.bundle_id, revision.number
FROM revision_paper paper JOIN revision ON revision.id = paper.revision_id WHERE paper.id = $1 AND
"""

_REMEMBER: Final = """
INSERT INTO annotation_edit (id, annotation_id, number, kind, visibility, status, text, assignee_id, due_on, at,
                             by_id)
SELECT $1, id, version, kind, visibility, status, text, assignee_id, due_on, $3, $4 FROM annotation WHERE id = $2
"""
