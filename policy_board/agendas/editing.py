"""One edit of an agenda, from any revision: one transaction, one compare-and-set, one entry of the history."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg
import orjson

from hotline.kit import access
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import Viewer
from policy_board.agendas import answering, history, rules
from policy_board.agendas.access import AGENDA
from policy_board.agendas.rebasing import (
    Add,
    Conflict,
    Edit,
    Line,
    Lines,
    Order,
    Spot,
    numbers,
    rebase,
    spot_at,
    undo,
)
from policy_board.forwardings.tables import ForwardingState

# The edit as it is meant, given the agenda on which it was made.
Make = Callable[[Lines], Edit]


@dataclass(frozen=True, slots=True)
class Where:
    """Where an item is to go: beside a neighbour, or to a place from 1 among the items or the parts of one; last
    of them where nothing is said."""

    after: UUID | None = None
    before: UUID | None = None
    place: int | None = None
    under: UUID | None = None

    def spot(self, lines: Lines, item: UUID) -> Spot:
        """On the agenda on which it was said. Raises EditUnclear and the refusals of `spot_at`."""
        said = [self.after, self.before, self.place]
        beside = self.after or self.before
        if sum(one is not None for one in said) > 1 or (beside and self.under):
            raise rules.EditUnclear("place")
        if self.place is not None:
            return spot_at(lines, self.place, under=self.under, item=item)
        if beside:
            return Spot("after" if self.after else "before", beside)
        return Spot("last", self.under)


@dataclass(frozen=True, slots=True)
class Made:
    """What came of an edit: the revision it made, and whether that was on another than it was meant for."""

    item: UUID | None
    revision: int
    rebased: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A change that stands against an edit, as the other secretary is told of it."""

    revision: int
    kind: str
    item: UUID | None
    title: str | None
    number_was: str | None
    number_now: str | None
    by: str
    at: str


class Unforeseen(Conflict):
    """A conflict whose changes are told by name."""

    def __init__(self, conflict: Conflict, told: Sequence[Told], *, made_on: int, now: int) -> None:
        super().__init__(conflict.changes)
        self.told, self.made_on, self.now = told, made_on, now


async def fetch(tx: Transaction, agenda_id: UUID, *, by: Viewer, path: str = "agendaId") -> asyncpg.Record:
    """The agenda with the state of its meeting; locked, so that edits come one after the other. Raises NotFound."""
    seen, values = access.where(AGENDA, by, "agenda", first=2)
    row = await _locked(tx, agenda_id, seen, *values)
    if row is None:
        raise NotFound(path)
    return row


async def lock(tx: Transaction, agenda_id: UUID) -> asyncpg.Record:
    """The same, for whoever takes back what stands on it and may not see it."""
    row = await _locked(tx, agenda_id, "TRUE")
    assert row is not None, "an item stands on it"
    return row


async def edit(tx: Transaction, agenda: asyncpg.Record, make: Make, *, by: Viewer, revision: int) -> Made:
    """Do what was meant on `revision` of an agenda that `fetch` locked, and write it down.

    Raises NoSuchRevision, what `make` raises, and the refusals of `rebasing.rebase`."""
    current = agenda["revision"]
    if not 0 <= revision <= current:
        raise rules.NoSuchRevision("revision")
    lines = await lines_of(tx, agenda["id"])
    since = await history.since(tx, agenda["id"], revision)
    meant = make(undo(lines, since))
    try:
        after, done = rebase(lines, meant, since, revision=current + 1)
    except Conflict as conflict:
        told = await _told(tx, agenda["id"], conflict)
        raise Unforeseen(conflict, told, made_on=revision, now=current) from None
    swapped = await tx.connection.fetchval(_SWAP, agenda["id"], current)
    assert swapped == done.revision, "the agenda is locked"
    await _write(tx, agenda["id"], lines, after, by=by)
    item = None if isinstance(meant, Order) else meant.item
    was, now = _shown(lines).get(item), _shown(after).get(item)
    await tx.connection.execute(
        _RECORD,
        new_id(),
        agenda["id"],
        done.revision,
        revision,
        history.KINDS[type(meant)],
        item,
        history.written(done.edit),
        history.written(done.undoing),
        orjson.dumps(sorted((str(item), what) for item, what in done.touched)).decode(),
        was,
        now,
        tx.at,
        by.person,
    )
    tx.notify("agenda", agenda["id"])
    return Made(item, done.revision, revision != current)


async def lines_of(tx: Transaction, agenda_id: UUID) -> Lines:
    """The agenda as its items stand."""
    return tuple(Line(*row) for row in await tx.connection.fetch(_LINES, agenda_id))


def always(edit: Edit) -> Make:
    """The edit, on whatever agenda it was meant."""
    return lambda _: edit


async def _locked(tx: Transaction, agenda_id: UUID, seen: str, *values: object) -> asyncpg.Record | None:
    await tx.connection.execute("SELECT FROM agenda WHERE id = $1 FOR UPDATE", agenda_id)
    # Read once it is ours: what was waited for may have frozen it.
    return await tx.connection.fetchrow(_FETCH.format(seen=seen), agenda_id, *values)


async def _write(tx: Transaction, agenda_id: UUID, before: Lines, after: Lines, *, by: Viewer) -> None:
    """The rows of those lines that are different; what is gone waits in the tray."""
    were, are = ({line.item for line in lines} for lines in (before, after))
    if gone := were - are:
        await tx.connection.execute(_TAKE_OFF, list(gone))
        await answering.answer(tx, gone, ForwardingState.ACCEPTED, by=by)
    was = set(_rows(before))
    changed = [row for row in _rows(after) if row not in was]
    if changed:
        await tx.connection.execute(_PUT, agenda_id, *map(list, zip(*changed, strict=True)))
    if come := are - were:
        await answering.answer(tx, come, ForwardingState.SCHEDULED, by=by)


def _rows(lines: Lines) -> list[tuple[object, ...]]:
    shown = numbers(lines)
    return [
        (line.item, place, shown[place - 1], line.under, line.title, line.minutes, line.confidential)
        for place, line in enumerate(lines, 1)
    ]


def _shown(lines: Lines) -> dict[UUID | None, str]:
    return {line.item: number for line, number in zip(lines, numbers(lines), strict=True)}


async def _told(tx: Transaction, agenda_id: UUID, conflict: Conflict) -> list[Told]:
    revisions = [done.revision for done in conflict.changes]
    return [Told(*row) for row in await tx.connection.fetch(_TOLD, agenda_id, revisions)]


def new_line(row: asyncpg.Record) -> Line:
    """An item of the tray as a line."""
    return Line(row["id"], None, row["title"], row["minutes"], row["confidential"])


def adding(row: asyncpg.Record, where: Where) -> Make:
    return lambda lines: Add(new_line(row), where.spot(lines, row["id"]))


_FETCH: Final = """
SELECT agenda.*, meeting.state FROM agenda JOIN meeting ON meeting.id = agenda.meeting_id
WHERE agenda.id = $1 AND {seen}
"""

_LINES: Final = """
SELECT id, under_id, title, minutes, confidential FROM agenda_item WHERE agenda_id = $1 ORDER BY place
"""

_SWAP: Final = "UPDATE agenda SET revision = revision + 1 WHERE id = $1 AND revision = $2 RETURNING revision"

_TAKE_OFF: Final = """
UPDATE agenda_item SET state = 'ACCEPTED', agenda_id = NULL, place = NULL, number = NULL, under_id = NULL,
    addendum = NULL
WHERE id = ANY($1)
"""

_PUT: Final = """
UPDATE agenda_item SET agenda_id = $1, place = line.place, number = line.number, under_id = line.under_id,
    title = line.title, minutes = line.minutes, confidential = line.confidential,
    state = CASE WHEN agenda_item.state = 'ACCEPTED' THEN 'SCHEDULED' ELSE agenda_item.state END
FROM unnest($2::uuid[], $3::int[], $4::text[], $5::uuid[], $6::text[], $7::int[], $8::bool[])
    AS line (id, place, number, under_id, title, minutes, confidential)
WHERE agenda_item.id = line.id
"""

_RECORD: Final = """
INSERT INTO agenda_edit (id, agenda_id, revision, base, kind, item_id, done, undoing, touched, number_was,
    number_now, at, by_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""

_TOLD: Final = """
SELECT edit.revision, edit.kind, edit.item_id, item.title, edit.number_was, edit.number_now, person.name,
    to_char(edit.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')
FROM agenda_edit edit JOIN person ON person.id = edit.by_id LEFT JOIN agenda_item item ON item.id = edit.item_id
WHERE edit.agenda_id = $1 AND edit.revision = ANY($2) ORDER BY edit.revision
"""
