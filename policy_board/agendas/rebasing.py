"""Edits of an agenda that two secretaries build at once: what one does, what undoes it, and what becomes of one
that was made on an older revision (domain §9). Pure.

An edit stands on anchors: the item it moves and the neighbour it is put beside, or the field it changes. One whose
anchors nobody touched since is done on the agenda as it stands now; any other conflicts, and the conflict names
what was done since. No edit is ever dropped, and none overwrites another unseen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal
from uuid import UUID

from hotline.kit.refusals import Refusal
from policy_board.agendas import rules

PLACE: Final = "place"
FIELDS: Final = ("title", "minutes", "confidential")

# What of an item an edit stands on, or has changed: its place, or one of its fields.
Aspect = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class Line:
    """An item on an agenda. `under` is the item it is part of; a part has no parts. `minutes` are allotted."""

    item: UUID
    under: UUID | None = None
    title: str = ""
    minutes: int | None = None
    confidential: bool = False


# In order, each part behind its item.
Lines = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where to put an item: beside a neighbour, whose parent it then shares; or first or last of the items, or of
    the parts of one."""

    side: Literal["after", "before", "first", "last"]
    of: UUID | None = None

    @property
    def neighbour(self) -> UUID | None:
        return self.of if self.side in ("after", "before") else None


@dataclass(frozen=True, slots=True)
class Add:
    line: Line
    spot: Spot

    @property
    def item(self) -> UUID:
        return self.line.item


@dataclass(frozen=True, slots=True)
class Remove:
    item: UUID


@dataclass(frozen=True, slots=True)
class Move:
    """An item with its parts."""

    item: UUID
    spot: Spot


@dataclass(frozen=True, slots=True)
class Order:
    """The whole agenda in a new order: every item once, each part behind its item."""

    items: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """New values of some of an item's `FIELDS`."""

    item: UUID
    values: tuple[tuple[str, str | int | bool | None], ...]


Edit = Add | Remove | Move | Order | Change


@dataclass(frozen=True, slots=True)
class Done:
    """An edit of the history: what was done to make `revision`, and the edit that undoes it on that revision."""

    revision: int
    edit: Edit
    undoing: Edit
    touched: frozenset[Aspect]


class Conflict(Refusal):
    """Somebody changed since what the edit stands on; `changes` are theirs, the oldest first."""

    code, sentence, status = (
        "AGENDA_CONFLICT",
        "Meanwhile somebody changed what this stands on. See what they did, then do it again if it still holds.",
        409,
    )

    def __init__(self, changes: Sequence[Done]) -> None:
        super().__init__("revision")
        self.changes = changes


def rebase(lines: Lines, edit: Edit, since: Sequence[Done], *, revision: int) -> tuple[Lines, Done]:
    """The agenda after an edit made before `since`, the changes that led to `lines`; it makes `revision`.

    Raises what is wrong with the edit where it was made (see `do`), and Conflict.
    """
    if since:
        do(undo(lines, since), edit)
    if clash := [done for done in since if _clash(done, edit)]:
        raise Conflict(clash)
    try:
        after = do(lines, edit)
    except Refusal:
        if not since:
            raise
        # It was right where it was made: what was done since with the items it names is why it no longer is.
        named = _named(edit)
        raise Conflict([done for done in since if named & (_named(done.edit) | _named(done.undoing))]) from None
    return after, Done(revision, edit, inverse(lines, edit), _touched(lines, after, edit))


def do(lines: Lines, edit: Edit) -> Lines:
    """The agenda after the edit. Raises OnAgendaAlready, NotOnAgenda, OwnNeighbour, HasParts, PartOfPart,
    OrderRepeats, OrderUnknown, OrderLacks and PartAstray."""
    match edit:
        case Add(line, spot):
            if line.item in map(_item, lines):
                raise rules.OnAgendaAlready("itemId")
            return _put(lines, (line,), spot)
        case Remove(item):
            _find(lines, item)
            if _parts(lines, item):
                raise rules.HasParts("itemId")
            return tuple(line for line in lines if line.item != item)
        case Move(item, spot):
            block = (_find(lines, item), *_parts(lines, item))
            moved = {line.item for line in block}
            if spot.of in moved:
                raise rules.OwnNeighbour("itemId")
            return _put(tuple(line for line in lines if line.item not in moved), block, spot)
        case Order(items):
            return _ordered(lines, items)
        case Change(item, values):
            line = _find(lines, item)
            new: dict[str, Any] = dict(values)
            changed = replace(line, **new)
            return tuple(changed if other is line else other for other in lines)


def undo(lines: Lines, since: Iterable[Done]) -> Lines:
    """The agenda as it stood before these changes."""
    for done in sorted(since, key=lambda done: -done.revision):
        lines = do(lines, done.undoing)
    return lines


def inverse(lines: Lines, edit: Edit) -> Edit:
    """What leads back to `lines` after the edit."""
    match edit:
        case Add(line, _):
            return Remove(line.item)
        case Remove(item):
            return Add(_find(lines, item), spot_of(lines, item))
        case Move(item, _):
            return Move(item, spot_of(lines, item))
        case Order(_):
            return Order(tuple(map(_item, lines)))
        case Change(item, values):
            line = _find(lines, item)
            return Change(item, tuple((name, getattr(line, name)) for name, _ in values))


def anchors(edit: Edit) -> frozenset[Aspect]:
    """What an edit stands on."""
    match edit:
        case Change(item, values):
            return frozenset((item, name) for name, _ in values)
        case Order(items):
            return frozenset((item, PLACE) for item in items)
        case Remove(item):
            return frozenset({(item, PLACE)})
        case Add(_, spot) | Move(_, spot):
            beside = {(spot.neighbour, PLACE)} if spot.neighbour else set()
            return frozenset({(edit.item, PLACE), *beside})


def spot_of(lines: Lines, item: UUID) -> Spot:
    """Where the item stands, in words that hold whatever else changes around it."""
    line = _find(lines, item)
    siblings = _siblings(lines, line.under)
    place = siblings.index(item)
    return Spot("after", siblings[place - 1]) if place else Spot("first", line.under)


def spot_at(lines: Lines, place: int, *, under: UUID | None, item: UUID | None = None) -> Spot:
    """The spot of the `place`-th of the items, or of the parts of one, by its neighbour. Raises NoSuchPlace."""
    if under is not None:
        _find(lines, under)
    siblings = [sibling for sibling in _siblings(lines, under) if sibling != item]
    if not 1 <= place <= len(siblings) + 1:
        raise rules.NoSuchPlace("place", count=len(siblings) + 1)
    if place > 1:
        return Spot("after", siblings[place - 2])
    return Spot("before", siblings[0]) if siblings else Spot("last", under)


def numbers(lines: Lines) -> list[str]:
    """What is shown before each line: 1, 2, 2.1, 2.2, 3."""
    shown: list[str] = []
    top = part = 0
    for line in lines:
        top, part = (top, part + 1) if line.under else (top + 1, 0)
        shown.append(f"{top}.{part}" if part else f"{top}")
    return shown


def _clash(done: Done, edit: Edit) -> bool:
    """Whether what was done touches what the edit stands on. A whole order says of every item where it stands, so
    it stands on those that came since, too."""
    if isinstance(edit, Order):
        return any(aspect == PLACE for _, aspect in done.touched)
    return not done.touched.isdisjoint(anchors(edit))


def _touched(before: Lines, after: Lines, edit: Edit) -> frozenset[Aspect]:
    match edit:
        case Change(item, values):
            line = _find(before, item)
            return frozenset((item, name) for name, value in values if getattr(line, name) != value)
        case Order(items):
            return frozenset((item, PLACE) for item in items if spot_of(before, item) != spot_of(after, item))
        case Move(item, _) if spot_of(before, item) == spot_of(after, item):
            return frozenset()
        case _:
            return frozenset({(edit.item, PLACE)})


def _named(edit: Edit) -> frozenset[UUID]:
    """The items an edit speaks of."""
    match edit:
        case Order(items):
            return frozenset(items)
        case Add(_, spot) | Move(_, spot) if spot.of:
            return frozenset({edit.item, spot.of})
        case _:
            return frozenset({edit.item})


def _put(rest: Lines, block: Lines, spot: Spot) -> Lines:
    """The block, an item with its parts, put into the rest."""
    if spot.of is None:
        under, place = None, 0 if spot.side == "first" else len(rest)
    else:
        beside = _find(rest, spot.of, "underId" if spot.neighbour is None else f"{spot.side}Id")
        under = beside.under if spot.neighbour else beside.item
        if not spot.neighbour and beside.under:
            raise rules.PartOfPart("underId")
        place = rest.index(beside)
        if spot.side in ("first", "after"):
            place += 1
        if spot.side == "last" or (spot.side == "after" and beside.under is None):
            place = rest.index(beside) + 1 + len(_parts(rest, beside.item))
    if under and len(block) > 1:
        raise rules.HasParts("itemId")
    head = replace(block[0], under=under)
    return (*rest[:place], head, *block[1:], *rest[place:])


def _ordered(lines: Lines, items: tuple[UUID, ...]) -> Lines:
    known = {line.item: line for line in lines}
    if len(set(items)) < len(items):
        raise rules.OrderRepeats("itemIds")
    if set(items) - known.keys():
        raise rules.OrderUnknown("itemIds")
    if known.keys() - set(items):
        raise rules.OrderLacks("itemIds")
    ordered = tuple(known[item] for item in items)
    above = None
    for line in ordered:
        if line.under is None:
            above = line.item
        elif line.under != above:
            raise rules.PartAstray("itemIds")
    return ordered


def _find(lines: Lines, item: UUID, path: str = "itemId") -> Line:
    for line in lines:
        if line.item == item:
            return line
    raise rules.NotOnAgenda(path)


def _parts(lines: Lines, item: UUID) -> Lines:
    return tuple(line for line in lines if line.under == item)


def _siblings(lines: Lines, under: UUID | None) -> list[UUID]:
    return [line.item for line in lines if line.under == under]


def _item(line: Line) -> UUID:
    return line.item
