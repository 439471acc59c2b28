"""Whom a rung tells, to whom it climbs, and who acknowledges it. Pure.

Superiors are places in the unit tree held by persons. A unit's line goes from its supervisor over its manager and
its deputy to the managers and deputies of the units above; a unit's supervisor is nobody's superior below it. A
place that nobody holds is left out of the line, so what is for it goes to the next one up (domain §4).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from hotline.city.reference import Rung
from hotline.city.tables import PostKind
from hotline.custody.spans import Holder
from hotline.escalations.tables import Told
from hotline.kit.refusals import Refusal
from hotline.kit.viewer import Role

_RANKS: Final = (Told.HOLDER, Told.SUPERVISOR, Told.MANAGER, Told.DEPUTY)


class ToldToAnother(Refusal):
    code, sentence, status = "TOLD_TO_ANOTHER", "Somebody else was told, and acknowledges it.", 403


class NothingToAcknowledge(Refusal):
    code, sentence, status = "NOTHING_TO_ACKNOWLEDGE", "A reminder is not acknowledged, but acted on.", 409


class AcknowledgedAlready(Refusal):
    code, sentence, status = "ACKNOWLEDGED_ALREADY", "It has been acknowledged already.", 409


@dataclass(frozen=True, slots=True)
class Place:
    """Who is told, and where: the holder of a message, or a superior. `person` is None where nobody is there."""

    told: Told
    unit: UUID
    person: UUID | None


@dataclass(frozen=True, slots=True)
class Tree:
    """The unit tree, and who holds its places."""

    parents: Mapping[UUID, UUID | None]
    held: Mapping[tuple[UUID, PostKind], UUID]

    def line(self, unit: UUID) -> Iterator[Place]:
        """The superiors over a unit, from the nearest."""
        kinds: tuple[Told, ...] = (Told.SUPERVISOR, Told.MANAGER, Told.DEPUTY)
        above: UUID | None = unit
        while above is not None:
            for kind in kinds:
                if person := self.held.get((above, PostKind(kind))):
                    yield Place(kind, above, person)
            kinds = (Told.MANAGER, Told.DEPUTY)
            above = self.parents.get(above)


def told(tell: Told, holder: Holder, tree: Tree) -> Place:
    """Whom a rung tells. A unit without a person means its manager (domain §5). Where nobody stands so high as the
    rung asks, it is for the highest there is; where there is nobody at all, for the unit."""
    if tell is Told.HOLDER:
        if holder.person is not None:
            return Place(Told.HOLDER, holder.unit, holder.person)
        manager = told(Told.MANAGER, holder, tree)
        return Place(Told.HOLDER, manager.unit, manager.person)
    line = list(tree.line(holder.unit))
    high_enough = (place for place in line if _rank(place.told) >= _rank(tell))
    return next(high_enough, line[-1] if line else Place(tell, holder.unit, None))


def next_up(place: Place, tree: Tree) -> Place | None:
    """To whom it climbs from `place`; None where that is the highest. Nobody is told again in another place of
    theirs."""
    return next((above for above in tree.line(place.unit) if _is_above(above, place)), None)


def collapsed(owed: Sequence[Rung]) -> Rung:
    """The rungs owed at once, from the lowest, as one: as high as the highest, telling whom the highest tells that
    tells anybody. What a lower one causes it causes all the same."""
    loudest = next((rung for rung in reversed(owed) if rung.tell), owed[-1])
    return Rung(
        owed[-1].percent,
        loudest.tell,
        inspect=any(rung.inspect for rung in owed),
        review=any(rung.review for rung in owed),
        climb=loudest.climb,
    )


def can_acknowledge(roles: frozenset[Role], *, asked: bool, mine: bool, acknowledged: bool) -> type[Refusal] | None:
    """Acknowledge a rung: the superior it names, whatever their roles. `asked`: it names one, and is no reminder;
    `mine`: the viewer is that person."""
    if not asked:
        return NothingToAcknowledge
    if acknowledged:
        return AcknowledgedAlready
    return None if mine else ToldToAnother


def _is_above(above: Place, place: Place) -> bool:
    higher = above.unit != place.unit or _rank(above.told) > _rank(place.told)
    return higher and above.person != place.person


def _rank(kind: Told) -> int:
    return _RANKS.index(kind)
