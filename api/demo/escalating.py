"""The rungs that a demo message's clocks have reached: who was told, who took note, and what climbed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, partial
from random import Random
from typing import Any, Final, NamedTuple

from api.demo.clocks import Promises
from api.demo.lines import NULL
from hotline.city.reference import Rung
from hotline.clocks.measuring import ClockValue
from hotline.custody.spans import Holder
from hotline.escalations import rules
from hotline.escalations.rules import Place, Tree
from hotline.escalations.tables import OVERDUE, Told

_ESCALATION: Final = """
    id clock_id message_id percent tell unit_id person_id fired_at acknowledged_at acknowledged_by_id climbs_at
    climbed
"""
COLUMNS: Final = {
    "escalation": _ESCALATION.split(),
    "review_candidate": ["id", "message_id", "cycle", "cause", "proposed_at"],
}
# A sweep finds a rung so long after it was due.
_SWEPT: Final = timedelta(seconds=1)
# How many take note before it climbs over their heads.
_HEEDED: Final = 0.5


class Entry(NamedTuple):
    """What the timeline says of a rung. `actor` took note of it; NULL where the system speaks."""

    kind: str
    at: datetime
    actor: str
    unit: str
    facts: dict[str, Any]


@dataclass
class _Fired:
    """A rung as it goes up the line until the next one speaks, at `ends`; the last one still presses."""

    clock: ClockValue
    rung: Rung
    at: datetime
    ends: datetime
    place: Place | None
    presses: bool
    climbed: int = 0
    climbs_at: datetime | None = None
    acknowledged: tuple[str, str] = (NULL, NULL)
    told: list[Entry] = field(default_factory=list)


class Ladder:
    """Writes the rungs of one clock after another. Superiors stay who they are all the while."""

    def __init__(self, tree: Tree, promises: Promises, random: Random) -> None:
        self.promises, self.random = promises, random
        self._told = cache(partial(rules.told, tree=tree))
        self._above = cache(partial(rules.next_up, tree=tree))

    def climb(
        self,
        lines: dict[str, list[str]],
        clock: ClockValue,
        clock_id: str,
        message_id: str,
        *,
        holder: Callable[[datetime], Holder],
        new_id: Callable[[datetime], str],
    ) -> list[Entry]:
        """Write the rungs that the clock has reached; what the timeline says of them. `holder` says who had the
        message when."""
        reached, until, entries = clock.reached(self.promises.until), self.promises.until, list[Entry]()
        times = {rung.percent: due for rung, due in clock.rungs}
        for number, rung in enumerate(reached, 1):
            at = min(times[rung.percent] + _SWEPT, until)
            id_ = new_id(at)
            place = self._told(Told(rung.tell), holder(at)) if rung.tell else None
            ends = times[reached[number].percent] if number < len(reached) else until
            fired = _Fired(clock, rung, at, ends, place, presses=clock.owed and number == len(reached))
            facts = {"escalation": id_, "clock": clock_id, "obligation": clock.obligation, "percent": rung.percent}
            self._go_up(fired, facts)
            entries += fired.told
            if rung.review:
                row = [new_id(at), message_id, str(clock.cycle), OVERDUE[clock.obligation], str(at)]
                lines["review_candidate"].append("\t".join(row))
            told = _place(fired.place)
            row = [id_, clock_id, message_id, str(rung.percent), *told, str(at), *fired.acknowledged]
            lines["escalation"].append("\t".join([*row, str(fired.climbs_at or NULL), str(fired.climbed)]))
        return entries

    def _go_up(self, fired: _Fired, facts: dict[str, Any]) -> None:
        """From one superior to the next, until somebody takes note or time is over."""
        at, until = fired.at, fired.ends
        while True:
            fired.told.append(_entry(fired, at, facts))
            place = fired.place
            if place is None or place.told is Told.HOLDER or place.person is None:
                return
            above = self._above(place)
            climbs = self._later(at, fired) if above else until
            waits = climbs >= until
            if waits and fired.presses:
                fired.climbs_at = climbs if above else None
                return
            if waits or above is None or self.random.random() < _HEEDED:
                noted = at + (min(climbs, until) - at) * self.random.random()
                fired.acknowledged = str(noted), str(place.person)
                about = {name: facts[name] for name in ("escalation", "percent")}
                unit = str(place.unit)
                fired.told.append(Entry("ESCALATION_ACKNOWLEDGED", noted, str(place.person), unit, about))
                return
            fired.place, fired.climbed, at = above, fired.climbed + 1, min(climbs + _SWEPT, until)

    def _later(self, at: datetime, fired: _Fired) -> datetime:
        own = fired.clock.target * fired.rung.climb / 100
        return self.promises.calendar.add(at, own) if fired.clock.working_hours else at + own


def _place(place: Place | None) -> list[str]:
    return [str(place.told), str(place.unit), str(place.person or NULL)] if place else [NULL] * 3


def _entry(fired: _Fired, at: datetime, facts: dict[str, Any]) -> Entry:
    tell, unit, person = (None if value == NULL else value for value in _place(fired.place))
    said = {**facts, "told": tell, "person": person, "climbed": fired.climbed}
    return Entry("ESCALATED", at, NULL, unit or NULL, said)
