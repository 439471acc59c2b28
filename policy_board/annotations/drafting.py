"""What is being written, saved as it is typed: nothing typed is ever lost."""

from typing import Final
from uuid import UUID

from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.text import cleaned
from hotline.kit.viewer import Viewer
from policy_board.annotations import rules
from policy_board.annotations.fetching import TEXT, note_of, paper_of
from policy_board.annotations.tables import AnnotationKind, AnnotationVisibility


async def save_draft(
    paper_id: UUID,
    text: str,
    *,
    by: Viewer,
    start: int | None = None,
    end: int | None = None,
    kind: AnnotationKind = AnnotationKind.COMMENT,
    visibility: AnnotationVisibility = AnnotationVisibility.BUNDLE,
) -> None:
    """Keep it, in place of what was kept of it before; an empty one is forgotten. Without a passage it is on the
    whole paper. Raises NotFound, OutsideTheText and the refusals of `rules.can_annotate` and of texts."""
    kept = cleaned(text, limit=TEXT, path="text")
    async with database.transaction() as tx:
        paper = await paper_of(tx, paper_id, by=by)
        if refusal := rules.can_annotate(by.roles):
            raise refusal()
        length = len(paper["text"])
        first, last = (0, length) if start is None or end is None else (start, end)
        if not 0 <= first < last <= length:
            raise rules.OutsideTheText("start")
        if kept is None:
            await forget(tx, paper_id, first, last, by=by)
        else:
            await tx.connection.execute(
                _SAVE, new_id(), by.person, paper_id, first, last, kind, visibility, kept, tx.at
            )


async def save_reply_draft(annotation_id: UUID, text: str, *, by: Viewer) -> UUID:
    """Keep what is being written under a note; an empty one is forgotten. The note's id. Raises NotFound and the
    refusals of `rules.can_reply` and of texts."""
    kept = cleaned(text, limit=TEXT, path="text")
    async with database.transaction() as tx:
        await note_of(tx, annotation_id, by=by)
        if refusal := rules.can_reply(by.roles):
            raise refusal()
        if kept is None:
            await forget_reply(tx, annotation_id, by=by)
        else:
            await tx.connection.execute(_SAVE_REPLY, new_id(), annotation_id, by.person, kept, tx.at)
    return annotation_id


async def forget_reply(tx: Transaction, annotation_id: UUID, *, by: Viewer) -> None:
    await tx.connection.execute(_FORGET_REPLY, annotation_id, by.person)


async def forget(tx: Transaction, paper_id: UUID, start: int, end: int, *, by: Viewer) -> None:
    await tx.connection.execute(_FORGET, by.person, paper_id, start, end)


_SAVE: Final = """
INSERT INTO annotation_draft (id, person_id, paper_id, start, stop, kind, visibility, text, saved_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (person_id, paper_id, start, stop)
DO UPDATE SET kind = excluded.kind, visibility = excluded.visibility, text = excluded.text,
              saved_at = excluded.saved_at
"""

_FORGET: Final = """
DELETE FROM annotation_draft WHERE person_id = $1 AND paper_id = $2 AND start = $3 AND stop = $4
"""

_SAVE_REPLY: Final = """
INSERT INTO annotation_reply_draft (id, annotation_id, person_id, text, saved_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (annotation_id, person_id) DO UPDATE SET text = excluded.text, saved_at = excluded.saved_at
"""

_FORGET_REPLY: Final = "DELETE FROM annotation_reply_draft WHERE annotation_id = $1 AND person_id = $2"
