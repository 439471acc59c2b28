"""The history of an agenda as it is stored: edits to JSON and back, what came since a revision, and the replay."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from hotline.kit.database import Transaction
from policy_board.agendas.rebasing import (
    Add,
    Aspect,
    Change,
    Done,
    Edit,
    Line,
    Lines,
    Move,
    Order,
    Remove,
    Spot,
    do,
)
from policy_board.agendas.tables import EditKind

KINDS: Final[Mapping[type, EditKind]] = {
    Add: EditKind.ADDED,
    Remove: EditKind.REMOVED,
    Move: EditKind.MOVED,
    Order: EditKind.ORDERED,
    Change: EditKind.CHANGED,
}


def written(edit: Edit) -> str:
    """The edit as JSON."""
    match edit:
        case Add(line, spot):
            value: Mapping[str, object] = {"add": asdict(line), "spot": asdict(spot)}
        case Remove(item):
            value = {"remove": item}
        case Move(item, spot):
            value = {"move": item, "spot": asdict(spot)}
        case Order(items):
            value = {"order": items}
        case Change(item, values):
            value = {"change": item, "values": dict(values)}
    # asyncpg's UUIDs are not quite Python's.
    return orjson.dumps(value, default=str).decode()


def read(text: str) -> Edit:
    """The edit that `written` wrote."""
    value: dict[str, Any] = orjson.loads(text)
    match value:
        case {"add": line, "spot": spot}:
            return Add(Line(**line | {"item": UUID(line["item"]), "under": _id(line["under"])}), _spot(spot))
        case {"remove": item}:
            return Remove(UUID(item))
        case {"move": item, "spot": spot}:
            return Move(UUID(item), _spot(spot))
        case {"order": items}:
            return Order(tuple(map(UUID, items)))
        case {"change": item, "values": values}:
            return Change(UUID(item), tuple(values.items()))
    raise AssertionError(f"no edit: {value}")


def replay(edits: Iterable[Edit]) -> Lines:
    """The agenda that these edits make of an empty one."""
    lines: Lines = ()
    for edit in edits:
        lines = do(lines, edit)
    return lines


async def since(tx: Transaction, agenda_id: UUID, revision: int) -> list[Done]:
    """What was done after `revision`, the oldest first."""
    return [_done(row) for row in await tx.connection.fetch(_SINCE, agenda_id, revision)]


def _done(row: asyncpg.Record) -> Done:
    touched: frozenset[Aspect] = frozenset((UUID(item), what) for item, what in orjson.loads(row["touched"]))
    return Done(row["revision"], read(row["done"]), read(row["undoing"]), touched)


def _spot(value: Mapping[str, Any]) -> Spot:
    return Spot(value["side"], _id(value["of"]))


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


_SINCE: Final = """
SELECT revision, done, undoing, touched FROM agenda_edit WHERE agenda_id = $1 AND revision > $2 ORDER BY revision
"""
