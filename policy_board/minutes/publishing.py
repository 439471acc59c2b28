"""Approved minutes for everybody: what is confidential left out, nobody named, personal data masked."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.masking import mask
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import Viewer
from policy_board.meetings import moving
from policy_board.meetings.tables import MeetingState
from policy_board.minutes import rules
from policy_board.minutes.fetching import decode, fetch
from policy_board.minutes.sentences import SOMEBODY, public_sentence, sentence


async def publish(minutes_id: UUID, *, by: Viewer, version: int, withheld: Collection[UUID] = ()) -> UUID:
    """Publish them, but for the paragraphs withheld; the publication's id. Raises NotFound, Stale and the refusals
    of `rules.can_publish`."""
    async with database.transaction() as tx:
        minutes = await fetch(tx, minutes_id, by=by)
        if refusal := rules.can_publish(by.roles, state=MeetingState(minutes["state"])):
            raise refusal()
        await fetch(tx, minutes_id, by=by, version=version)
        rows = await tx.connection.fetch(_LINES, minutes_id)
        if set(withheld) - {row["id"] for row in rows}:
            raise NotFound("withheld")
        id_ = new_id()
        names = await _names(tx)
        title = await tx.connection.fetchval("SELECT title FROM meeting WHERE id = $1", minutes["meeting_id"])
        await tx.connection.execute(_PUBLISH, id_, minutes_id, tx.at, by.person, _unnamed(mask(title), names))
        place = 0
        for row in rows:
            if row["id"] in withheld or not (text := _public(row, names)):
                continue
            place += 1
            title = row["title"] and _unnamed(mask(row["title"]), names)
            values = (place, 0, row["kind"], row["number"], title, text, row["id"])
            await tx.connection.execute(_LINE, new_id(), id_, *values)
            for correction in await tx.connection.fetch(_CORRECTIONS, row["id"]):
                said = _unnamed(mask(correction["text"]), names)
                values = (place, correction["number"], row["kind"], row["number"], title, said, row["id"])
                await tx.connection.execute(_LINE, new_id(), id_, *values)
        meeting = await moving.fetch(tx, minutes["meeting_id"], by=by)
        await moving.move(tx, meeting, MeetingState.PUBLISHED, by=by)
        return id_


async def publish_correction(tx: Transaction, paragraph_id: UUID, number: int, text: str) -> None:
    """A correction stands in public beside the line it corrects, where that was published."""
    said = _unnamed(mask(text), await _names(tx))
    await tx.connection.execute(_PUBLISH_CORRECTION, new_id(), paragraph_id, number, said)


def _public(row: asyncpg.Record, names: Collection[str]) -> str:
    """A sentence of a fact is said anew without names; in the secretary's own words names are looked for."""
    fact = decode(row["fact"])
    own = row["text"] != sentence(row["kind"], fact)
    return _unnamed(mask(row["text"] if own else public_sentence(row["kind"], fact)), names)


def _unnamed(text: str, names: Collection[str]) -> str:
    for name in names:
        text = text.replace(name, SOMEBODY)
    return text


async def _names(tx: Transaction) -> list[str]:
    """Of all who work with the system, the longest first, so that no part of a longer one stays."""
    rows = await tx.connection.fetch("SELECT name FROM person ORDER BY length(name) DESC, name")
    return [row["name"] for row in rows if row["name"].strip()]


_LINES: Final = """
SELECT paragraph.id, paragraph.kind, paragraph.text, paragraph.fact, item.number, item.title
FROM minutes_paragraph paragraph LEFT JOIN agenda_item item ON item.id = paragraph.item_id
LEFT JOIN minutes_item placed ON placed.item_id = paragraph.item_id
WHERE paragraph.minutes_id = $1 AND NOT coalesce(item.confidential, false)
ORDER BY coalesce(placed.place, 0), paragraph.id
"""

_CORRECTIONS: Final = "SELECT number, text FROM minutes_correction WHERE paragraph_id = $1 ORDER BY number"

_PUBLISH: Final = """
INSERT INTO publication (id, minutes_id, number, title, held_at, published_at, published_by_id)
SELECT $1, minutes.id, meeting.number, $5, meeting.starts_at, $3, $4
FROM minutes JOIN meeting ON meeting.id = minutes.meeting_id WHERE minutes.id = $2
"""

_LINE: Final = """
INSERT INTO published_line (id, publication_id, place, correction, kind, number, title, text, paragraph_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""

_PUBLISH_CORRECTION: Final = """
INSERT INTO published_line (id, publication_id, place, correction, kind, number, title, text, paragraph_id)
SELECT $1, publication_id, place, $3, kind, number, title, $4, paragraph_id
FROM published_line WHERE paragraph_id = $2 AND correction = 0
"""
