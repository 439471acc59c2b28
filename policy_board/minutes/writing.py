"""Minutes are written from facts, then in the secretary's words. What was typed is kept: each change of a paragraph
is a row of its history."""

from typing import Any, Final
from uuid import UUID

import asyncpg

from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import Viewer
from policy_board.agendas.rules import NoSuchPlace
from policy_board.meetings import moving
from policy_board.meetings.tables import MeetingState
from policy_board.minutes import rules
from policy_board.minutes.fetching import decode, encode, facts, fetch, fetch_paragraph
from policy_board.minutes.sentences import sentence
from policy_board.minutes.tables import EditCause, ParagraphKind
from policy_board.prose import clean_line

OF_THE_MEETING: Final = (ParagraphKind.OPENING, ParagraphKind.ATTENDANCE)
OF_AN_ITEM: Final = (
    ParagraphKind.DISCUSSION,
    ParagraphKind.DECISION,
    ParagraphKind.VOTE,
    ParagraphKind.OBJECTIONS,
)


async def begin(meeting_id: UUID, *, by: Viewer) -> UUID:
    """Write the minutes of a closed meeting from its facts, items in the order in which they were taken up; their
    id. Raises NotFound and the refusals of `rules.can_begin`."""
    async with database.transaction() as tx:
        meeting = await moving.fetch(tx, meeting_id, by=by, path="meetingId")
        begun = await tx.connection.fetchval(
            "SELECT EXISTS (SELECT FROM minutes WHERE meeting_id = $1)", meeting_id
        )
        if refusal := rules.can_begin(by.roles, state=MeetingState(meeting["state"]), begun=begun):
            raise refusal()
        id_ = new_id()
        await tx.connection.execute(_BEGIN, id_, meeting_id, tx.at, by.person)
        await tx.connection.execute(_ITEMS, id_, meeting_id)
        items = await tx.connection.fetch(
            "SELECT item_id FROM minutes_item WHERE minutes_id = $1 ORDER BY place", id_
        )
        lines: list[tuple[UUID | None, ParagraphKind]] = [(None, kind) for kind in OF_THE_MEETING]
        lines += [(item["item_id"], kind) for item in items for kind in OF_AN_ITEM]
        # Ids rise with time, so that paragraphs of an item stand in this order.
        for item_id, kind in lines:
            await tx.connection.execute(_PARAGRAPH, new_id(), id_, item_id, kind)
        for paragraph_id, about, fact in await facts(tx, id_):
            text = sentence(about, fact)
            await tx.connection.execute(_WRITE, paragraph_id, text, encode(fact))
            await _keep(tx, paragraph_id, EditCause.WRITTEN, text, by=by)
        tx.notify("meeting", meeting_id)
        return id_


async def write(paragraph_id: UUID, text: str, *, by: Viewer, version: int) -> UUID:
    """Give a paragraph the secretary's words, or none; the minutes' id. Raises NotFound, Stale, what is wrong with
    the text and the refusals of `rules.can_write`."""
    async with database.transaction() as tx:
        paragraph, minutes = await _writable(tx, paragraph_id, by=by, version=version)
        text = clean_line(text, limit=rules.TEXT, path="text") if text.strip() else ""
        return await _change(tx, paragraph, minutes, EditCause.TYPED, text, decode(paragraph["fact"]), by=by)


async def take(paragraph_id: UUID, *, by: Viewer, version: int) -> UUID:
    """Give a flagged paragraph the new sentence of its fact; the words before stay in its history. Raises NotFound,
    Stale, NothingChanged and the refusals of `rules.can_write`."""
    async with database.transaction() as tx:
        paragraph, minutes = await _flagged(tx, paragraph_id, by=by, version=version)
        fact = decode(paragraph["fact_now"])
        text = sentence(paragraph["kind"], fact)
        return await _change(tx, paragraph, minutes, EditCause.TAKEN, text, fact, by=by)


async def keep(paragraph_id: UUID, *, by: Viewer, version: int) -> UUID:
    """Leave a flagged paragraph its words, the new fact seen. Raises as `take` does."""
    async with database.transaction() as tx:
        paragraph, minutes = await _flagged(tx, paragraph_id, by=by, version=version)
        fact = decode(paragraph["fact_now"])
        return await _change(tx, paragraph, minutes, EditCause.KEPT, paragraph["text"], fact, by=by)


async def note(minutes_id: UUID, text: str, *, by: Viewer, item_id: UUID | None = None) -> UUID:
    """Add a paragraph of the secretary's own, to an item or to the meeting as a whole; its id. Raises NotFound,
    what is wrong with the text and the refusals of `rules.can_write`."""
    async with database.transaction() as tx:
        minutes = await fetch(tx, minutes_id, by=by)
        if refusal := rules.can_write(by.roles, state=MeetingState(minutes["state"])):
            raise refusal()
        if item_id is not None and not await tx.connection.fetchval(_PLACED, minutes_id, item_id):
            raise NotFound("itemId")
        text = clean_line(text, limit=rules.TEXT, path="text")
        id_ = new_id()
        await tx.connection.execute(_PARAGRAPH, id_, minutes_id, item_id, ParagraphKind.NOTE)
        await tx.connection.execute(_WRITE, id_, text, None)
        await _keep(tx, id_, EditCause.TYPED, text, by=by)
        await _touch(tx, minutes)
        return id_


async def place(minutes_id: UUID, item_id: UUID, place: int, *, by: Viewer, version: int) -> None:
    """Put an item to a place in the minutes; the agenda stays as it is. Raises NotFound, Stale, NoSuchPlace and the
    refusals of `rules.can_write`."""
    async with database.transaction() as tx:
        minutes = await fetch(tx, minutes_id, by=by, version=version)
        if refusal := rules.can_write(by.roles, state=MeetingState(minutes["state"])):
            raise refusal()
        rows = await tx.connection.fetch(
            "SELECT item_id FROM minutes_item WHERE minutes_id = $1 ORDER BY place", minutes_id
        )
        order = [row["item_id"] for row in rows]
        if item_id not in order:
            raise NotFound("itemId")
        if not 1 <= place <= len(order):
            raise NoSuchPlace("place", count=len(order))
        order.remove(item_id)
        order.insert(place - 1, item_id)
        await tx.connection.execute(_ORDER, minutes_id, order)
        await _touch(tx, minutes)


async def _writable(
    tx: Transaction, paragraph_id: UUID, *, by: Viewer, version: int
) -> tuple[asyncpg.Record, asyncpg.Record]:
    paragraph, minutes = await fetch_paragraph(tx, paragraph_id, by=by, version=version)
    if refusal := rules.can_write(by.roles, state=MeetingState(minutes["state"])):
        raise refusal()
    return paragraph, minutes


async def _flagged(
    tx: Transaction, paragraph_id: UUID, *, by: Viewer, version: int
) -> tuple[asyncpg.Record, asyncpg.Record]:
    paragraph, minutes = await _writable(tx, paragraph_id, by=by, version=version)
    if decode(paragraph["fact"]) == decode(paragraph["fact_now"]):
        raise rules.NothingChanged()
    return paragraph, minutes


async def _change(
    tx: Transaction,
    paragraph: asyncpg.Record,
    minutes: asyncpg.Record,
    cause: EditCause,
    text: str,
    fact: Any,
    *,
    by: Viewer,
) -> UUID:
    await tx.connection.execute(_WRITE, paragraph["id"], text, encode(fact))
    await _keep(tx, paragraph["id"], cause, text, by=by)
    await _touch(tx, minutes)
    return UUID(str(minutes["id"]))


async def _keep(tx: Transaction, paragraph_id: UUID, cause: EditCause, text: str, *, by: Viewer) -> None:
    await tx.connection.execute(_KEEP, new_id(), paragraph_id, cause, text, tx.at, by.person)


async def _touch(tx: Transaction, minutes: asyncpg.Record) -> None:
    await tx.connection.execute("UPDATE minutes SET version = version + 1 WHERE id = $1", minutes["id"])
    tx.notify("meeting", minutes["meeting_id"])


_BEGIN: Final = "INSERT INTO minutes (id, meeting_id, version, begun_at, begun_by_id) VALUES ($1, $2, 1, $3, $4)"

_ITEMS: Final = """
INSERT INTO minutes_item (id, minutes_id, item_id, place)
SELECT gen_random_uuid(), $1, item.id, row_number() OVER (ORDER BY discussion.taken_up_at NULLS LAST, item.place)
FROM agenda JOIN agenda_item item ON item.agenda_id = agenda.id LEFT JOIN discussion ON discussion.item_id = item.id
WHERE agenda.meeting_id = $2
"""

_PARAGRAPH: Final = """
INSERT INTO minutes_paragraph (id, minutes_id, item_id, kind, text, version) VALUES ($1, $2, $3, $4, '', 0)
"""

_WRITE: Final = "UPDATE minutes_paragraph SET text = $2, fact = $3, version = version + 1 WHERE id = $1"

_KEEP: Final = """
INSERT INTO minutes_edit (id, paragraph_id, number, cause, text, at, by_id)
SELECT $1, $2, 1 + count(*), $3, $4, $5, $6 FROM minutes_edit WHERE paragraph_id = $2
"""

_PLACED: Final = "SELECT EXISTS (SELECT FROM minutes_item WHERE minutes_id = $1 AND item_id = $2)"

_ORDER: Final = """
UPDATE minutes_item SET place = ordered.place
FROM unnest($2::uuid[]) WITH ORDINALITY AS ordered (item_id, place)
WHERE minutes_item.minutes_id = $1 AND minutes_item.item_id = ordered.item_id
"""
