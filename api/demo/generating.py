"""Demo messages as lines for COPY: a day at a time, each table's lines together."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Final
from uuid import UUID

from api.demo import holding
from api.demo.cases import Case, City, Lines
from api.demo.choosing import Chooser, Incident
from api.demo.clocks import Promises
from api.demo.escalating import Entry, Ladder
from api.demo.facts import facts_of
from api.demo.lines import NULL, time_text, uuid7_text
from api.demo.people import Staff
from api.demo.rhythm import Day, moments
from api.demo.stories import Event
from api.demo.vocabulary import Vocabulary
from api.demo.writing import Writer
from hotline.clocks.measuring import ClockValue
from hotline.clocks.standing import next_due
from hotline.custody.spans import Holder
from hotline.escalations.rules import Tree

# Where something is being done, or waits to be.
_ON_THE_GROUND: Final = frozenset({"REGISTERED", "TRIAGED", "DISPATCHED", "RETURNED", "ACKNOWLEDGED", "IN_ACTION"})


@dataclass
class Generator:
    """Writes the messages of one day after another. The same for the same seed, city and end."""

    city: City
    words: Vocabulary
    staff: Staff
    promises: Promises
    tree: Tree
    random: Random
    sequences: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._end = _milliseconds(self.promises.until)
        self._chooser = Chooser(self.city, self.staff, self.random, self.sequences, self._end)
        self._writer = Writer(self.city, self.words, self.staff, self.random, second=bool(self.sequences))
        self._ladder = Ladder(self.tree, self.promises, self.random)

    def day(self, day: Day) -> Lines:
        """The day's lines by table."""
        lines: Lines = defaultdict(list)
        incident = Incident()
        for at, stormy in moments(day, self.promises.until, self.random):
            case = self._chooser.case(day, at, stormy, incident)
            facts = [facts_of(event, case) for event in case.played]
            # Nothing is promised to whoever asks for advice.
            promised = case.kind.ground or case.kind.kind == "OPERATIONAL"
            running = self.promises.of(at, case.played, facts) if promised else []
            if self._is_found_late(case, running):
                facts = [facts_of(event, case) for event in case.played]
            self._writer.message(lines, case, str(next_due(running)))
            self._writer.timeline(lines, case, facts)
            holding.write(lines, case, self.city, self.random)
            for clock in running:
                id_ = uuid7_text(at, self.random)
                lines["clock"].append(self.promises.line(clock, id_, case.id))
                if clock.rungs:
                    self._escalate(lines, case, clock, id_)
            if case.leader and case.state == "MERGED":
                self._writer.join(lines, case, case.leader)
        return lines

    def _is_found_late(self, case: Case, running: Sequence[ClockValue]) -> bool:
        """Bring an inspector in where something on the ground is late and none has come yet (R3)."""
        last = case.played[-1]
        if case.inspector != NULL or last.state not in _ON_THE_GROUND:
            return False
        mine = [clock for clock in running if clock.cycle == last.cycle and clock.obligation != "FEEDBACK"]
        late = [clock.due_at for clock in mine if clock.breached_at]
        found = int(min(late).timestamp() * 1000) + 1000 - case.at if late else 0
        if not late or found > self._end - case.at:
            return False
        before = case.standing(case.at + found)
        opened = Event(found / 1000, "INSPECTION_OPENED", before.state, "system", "COUNCIL", None, last.cycle, None)
        case.played = sorted([*case.played, opened], key=lambda event: event.after)
        case.inspector = self._chooser.inspector()
        return True

    def _escalate(self, lines: Lines, case: Case, clock: ClockValue, clock_id: str) -> None:
        """Its rungs, and what the timeline says of them."""

        def holder(at: datetime) -> Holder:
            state = case.standing(_milliseconds(at)).state
            inspector = UUID(case.inspector) if state == "UNDER_INSPECTION" else None
            return Holder(UUID(self.city.holder(state, case.unit)), inspector)

        def new_id(at: datetime) -> str:
            return uuid7_text(_milliseconds(at), self.random)

        for entry in self._ladder.climb(lines, clock, clock_id, case.id, holder=holder, new_id=new_id):
            self._write_escalation(lines, case, entry)

    def _write_escalation(self, lines: Lines, case: Case, entry: Entry) -> None:
        at = _milliseconds(entry.at)
        before = case.standing(at)
        event = Event(0, entry.kind, before.state, "", "COUNCIL", None, before.cycle, None)
        actor = "SYSTEM" if entry.actor == NULL else "PERSON", entry.actor, entry.unit
        self._writer.entry(lines, case, event, at, actor, (time_text(at),) * 2, NULL, entry.facts)


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
