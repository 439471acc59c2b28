"""Demo messages as lines for COPY: a day at a time, each table's lines together."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import accumulate
from random import Random
from typing import Final
from uuid import UUID

import orjson

from api.demo import clocks, escalating, holding, stories, telling
from api.demo.cases import Case, City, Kind, Lines
from api.demo.clocks import Facts, Promises
from api.demo.escalating import Entry, Ladder
from api.demo.holding import ENDED
from api.demo.lines import NULL, escaped, time_text, uuid7_text
from api.demo.people import Staff
from api.demo.rhythm import Day, moments
from api.demo.stories import Event
from api.demo.telling import Teller, Told
from api.demo.vocabulary import Vocabulary, landline, phone
from hotline.clocks.measuring import ClockValue
from hotline.clocks.standing import next_due
from hotline.custody.spans import Holder
from hotline.escalations.rules import Tree
from hotline.kit.numbering import tracking_code
from hotline.kit.places import Point, cell
from hotline.kit.searching import vector
from hotline.messages.rules import WITH_THE_OFFICE

_MESSAGE: Final = """
    id tracking_code kind channel state cycle urgency ground claimed_ground special special_reason text pii_text
    category_id district_id unit_id holder_unit_id holder_person_id closed_by_id inspector_id latitude longitude
    cell_latitude cell_longitude address registered_at dispatched_at closed_at outcome next_due_at incident_id
    merged_from found_by registered_by_id version
"""
_FOLLOW_UP: Final = """
    id message_id kind cycle state actor_kind actor_id unit_id happened_at recorded_at text pii_text audience salt
    facts
"""
_DELIVERY: Final = """
    id kind message_id idempotency_key state attempts created_at next_attempt_at delivered_at last_error receipt
"""
_REPORTER: Final = "message_id pii_name pii_phone pii_national_id pii_home"

# In the order in which the lines of a row's fields stand.
COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    table: tuple(columns.split())
    for table, columns in (
        ("message", _MESSAGE),
        ("reporter", _REPORTER),
        ("follow_up", _FOLLOW_UP),
        ("delivery", _DELIVERY),
    )
} | {"clock": clocks.COLUMNS, **holding.COLUMNS, **telling.COLUMNS, **escalating.COLUMNS}
_SPREAD: Final = 0.012
# A further call on the same matter comes within this time, in milliseconds, and this near, in degrees.
_AGAIN: Final = 2 * 3_600_000
_NEAR: Final = 0.0006
# Who calls of the one great incident of a storm, at most, and how often a call in the storm is of it.
_CALLERS: Final = 30
_SAME_TREE: Final = 0.15
# Where something is being done, or waits to be.
_ON_THE_GROUND: Final = frozenset({"REGISTERED", "TRIAGED", "DISPATCHED", "RETURNED", "ACKNOWLEDGED", "IN_ACTION"})
_STORM_TYPES: Final = ("CHANNEL", "FLOOD", "TREE", "SEWAGE", "WATER")


@dataclass
class _Incident:
    """What many call about in a day's storm: the first of them leads."""

    leader: Case | None = None
    callers: int = 0


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
    _recent: dict[tuple[str, str], Case] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kinds, districts = self.city.kinds, self.city.districts
        self._end = int(self.promises.until.timestamp() * 1000)
        self._teller = Teller(self.random)
        self._ladder = Ladder(self.tree, self.promises, self.random)
        # The one whose account the demo names has a day's work to do.
        self._inspectors = [*self.staff.inspectors[:1] * 3, *self.staff.inspectors]
        # A third of all calls ask for advice (domain §3); the weights of request types are of requests.
        self._weights = list(accumulate(kind.weight * (6 if kind.kind == "INFORMATION" else 1) for kind in kinds))
        self._storm_kinds = [kind for kind in kinds if any(word in kind.code for word in _STORM_TYPES)]
        self._districts = list(accumulate(district[4] for district in districts))
        self._notes = {key: [escaped(note) for note in notes] for key, notes in self.words.notes.items()}
        self._bodies = {
            code: [(escaped(said), escaped(masked), vector(masked)) for said, masked in bodies]
            for code, bodies in self.words.bodies.items()
        }

    def day(self, day: Day) -> Lines:
        """The day's lines by table."""
        lines: Lines = defaultdict(list)
        year, incident = day.year, _Incident()
        for at, stormy in moments(day, self.promises.until, self.random):
            case = self._case(day, at, stormy, year, incident)
            facts = [_facts(event, case) for event in case.played]
            # Nothing is promised to whoever asks for advice.
            promised = case.kind.ground or case.kind.kind == "OPERATIONAL"
            running = self.promises.of(at, case.played, facts) if promised else []
            if self._is_found_late(case, running):
                facts = [_facts(event, case) for event in case.played]
            self._write_message(lines, case, str(next_due(running)))
            self._write_timeline(lines, case, facts)
            holding.write(lines, case, self.city, self.random)
            for clock in running:
                id_ = uuid7_text(at, self.random)
                lines["clock"].append(self.promises.line(clock, id_, case.id))
                if clock.rungs:
                    self._escalate(lines, case, clock, id_)
            if case.leader and case.state == "MERGED":
                self._join(lines, case, case.leader)
        return lines

    def _case(self, day: Day, at: int, stormy: bool, year: int, incident: _Incident) -> Case:
        random, city = self.random, self.city
        if stormy and day.storm:
            kind = random.choice(self._storm_kinds)
            hit = [district for district in city.districts if district[1] in day.storm.districts]
            district = random.choice(hit or city.districts)
        else:
            kind = random.choices(city.kinds, cum_weights=self._weights)[0]
            district = random.choices(city.districts, cum_weights=self._districts)[0]
        seen, again = self._recent.get((kind.code, district[0])), 0.15
        if stormy and incident.leader and incident.callers < _CALLERS and random.random() < _SAME_TREE:
            incident.callers += 1
            seen, again, kind = incident.leader, 1, incident.leader.kind
            district = next(one for one in city.districts if one[0] == incident.leader.district)
        unit = kind.unit or city.sections[district[0], kind.section or ""]
        id_, left = uuid7_text(at, random), (self._end - at) / 1000
        self.sequences[year] += 1
        code, who = tracking_code(year, self.sequences[year]), random.choice(self._inspectors)
        if seen and at - seen.at < _AGAIN and kind.kind == "OPERATIONAL" and random.random() < again:
            story, ahead = stories.merged(random, stormy), (at - seen.at) / 1000
            # Nothing is merged into what is over by then.
            if seen.standing(at + int(story[-1].after * 1000)).state not in ENDED:
                story = _cut(stories.following(random, story, seen.played, ahead), left)
                leader = seen if story[-1].state == "MERGED" else None
                point = Point(seen.point.latitude + random.uniform(-_NEAR, _NEAR), seen.point.longitude)
                return Case(id_, code, at, kind, district[0], unit, point, leader, False, NULL, story)
        point = Point(district[2] + random.gauss(0, _SPREAD), district[3] + random.gauss(0, _SPREAD))
        story = _cut(self._tell(kind)(random, stormy), left)
        claimed = not kind.ground and story[0].by == "frontend" and random.random() < 0.12
        inspector = who if any(event.kind == "INSPECTION_OPENED" for event in story) else NULL
        case = Case(id_, code, at, kind, district[0], unit, point, None, claimed, inspector, story)
        self._recent[kind.code, district[0]] = case
        if stormy and kind.ground and incident.leader is None:
            incident.leader = case
        return case

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
        case.inspector = self.random.choice(self._inspectors)
        return True

    def _tell(self, kind: Kind) -> stories.Tell:
        if kind.ground:
            return stories.urgent
        if kind.kind != "OPERATIONAL":
            return stories.question
        return stories.unsettled if self.random.random() < 0.15 else stories.routine

    def _write_message(self, lines: Lines, case: Case, due: str) -> None:
        random, kind, state = self.random, case.kind, case.state
        first, last = case.played[0], case.played[-1]
        settled = first.state != "REGISTERED" or len(case.played) > 1
        said, masked, words = random.choice(self._bodies[kind.code])
        special = last.cycle > 1 or random.random() < 0.003
        near = cell(case.point)
        operator = random.choice(self.staff.operators)
        dispatched = next((event.after for event in case.played if event.state == "DISPATCHED"), None)
        held = case.leader.played[-1].state if case.leader else state
        holder = NULL if held in ENDED else self.city.holder(held, case.unit)
        person = operator if state in WITH_THE_OFFICE and random.random() < 0.3 else NULL
        if held == "UNDER_INSPECTION":
            person = case.leader.inspector if case.leader else case.inspector
        code = case.code
        through = first.by == "frontend"
        channel = ("APP", "WEB", "SMS") if through else ("PHONE", "PHONE", "PHONE", "PHONE", "SOCIAL", "IN_PERSON")
        row = (
            case.id,
            code,
            kind.kind,
            random.choice(channel),
            state,
            str(last.cycle),
            "URGENT" if kind.ground else "ROUTINE",
            kind.ground or NULL,
            (kind.ground or "HAZARD") if through and (case.claimed or kind.ground) else NULL,
            "t" if special else "f",
            random.choice(self.words.special_reasons) if special else NULL,
            masked,
            said,
            kind.id,
            case.district,
            case.unit if settled else NULL,
            holder,
            person,
            (self.staff.head if last.by == "head" else operator) if state == "CLOSED" else NULL,
            case.inspector,
            f"{case.point.latitude:.6f}",
            f"{case.point.longitude:.6f}",
            repr(near.latitude),
            repr(near.longitude),
            f"{random.choice(self.words.streets)}، {random.choice(self.words.alleys)}",
            time_text(case.at),
            NULL if dispatched is None else case.time(dispatched),
            case.time(last.after) if state == "CLOSED" else NULL,
            last.outcome or NULL,
            due,
            case.leader.id if case.leader else NULL,
            "REGISTERED" if case.leader else NULL,
            f"'{code}' {words}",
            NULL if through else operator,
            str(len(case.played)),
        )
        lines["message"].append("\t".join(row))
        case.asked = any(event.kind == "FEEDBACK_SOUGHT" for event in case.played)
        if case.asked or random.random() < 0.7:
            case.landline = random.random() < 0.1
            number = landline(random) if case.landline else phone(random)
            name = f"{random.choice(self.words.given_names)} {random.choice(self.words.family_names)}"
            lines["reporter"].append(f"{case.id}\t{name}\t{number}\t\\N\t\\N")

    def _write_timeline(self, lines: Lines, case: Case, facts: Sequence[Facts]) -> None:
        random, told = self.random, list[Told]()
        for event, known in zip(case.played, facts, strict=True):
            note = random.choice(self._notes[event.note]) if event.note else NULL
            actor = self._actor(event.by, case)
            at = case.at + int(event.after * 1000)
            recorded = happened = time_text(at)
            if event.kind == "INSPECTION_VISIT" or (event.kind == "FIRST_ACTION" and random.random() < 0.1):
                # Written down late: both times are kept, and clocks go by the later one (domain §3).
                happened = case.time(max(event.after - random.uniform(60, 1800), 0))
            if event.about:
                actor = (*actor[:2], self._actor(event.about.by, case)[2])
            id_ = self._write_entry(lines, case, event, at, actor, (happened, recorded), note, known)
            told.append(Told(event, id_, actor[1], at, happened, recorded, note))
        if case.asked or case.inspector != NULL:
            place = f"{case.point.latitude:.6f}", f"{case.point.longitude:.6f}"
            self._teller.write(lines, case.id, told, inspector=case.inspector, place=place, landline=case.landline)
        if case.kind.ground and case.leader is None and len(case.played) > 1:
            self._write_delivery(lines, case)

    def _write_entry(
        self,
        lines: Lines,
        case: Case,
        event: Event,
        at: int,
        actor: tuple[str, str, str],
        times: tuple[str, str],
        note: str,
        facts: Facts,
    ) -> str:
        id_ = uuid7_text(at, self.random)
        kind, person, unit = actor
        lines["follow_up"].append(
            f"{id_}\t{case.id}\t{event.kind}\t{event.cycle}\t{event.state}\t{kind}\t{person}\t{unit}"
            f"\t{times[0]}\t{times[1]}\t{note}\t{note}\t{event.audience}"
            f"\t\\\\x{self.random.getrandbits(128):032x}\t{orjson.dumps(facts).decode()}"
        )
        return id_

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
        self._write_entry(lines, case, event, at, actor, (time_text(at),) * 2, NULL, entry.facts)

    def _join(self, lines: Lines, case: Case, leader: Case) -> None:
        """The timeline of the message that leads says who joined it."""
        merged = next(event for event in case.played if event.kind == "MERGED")
        at = case.at + int(merged.after * 1000)
        since = datetime.fromtimestamp(case.at / 1000, UTC).isoformat()
        facts = {"other": case.code, "since": since, "urgent_since": since if case.kind.ground else None}
        before = leader.standing(at)
        event = Event(0, "JOINED", before.state, "", "COUNCIL", None, before.cycle, None)
        self._write_entry(
            lines, leader, event, at, self._actor("operator", case), (time_text(at),) * 2, NULL, facts
        )

    def _write_delivery(self, lines: Lines, case: Case) -> None:
        """One for each time that it was sent out, arrived when the centre next confirmed it."""
        for number, sent in enumerate((event for event in case.played if event.kind == "DISPATCHED"), 1):
            confirmed = (event.after for event in case.played if event.kind == "ACKNOWLEDGED")
            arrived = next((after for after in confirmed if after >= sent.after), None)
            key, at = f"dispatch-{case.id}-{number}", case.time(sent.after)
            outcome = (
                f"PENDING\t0\t{at}\t{at}\t\\N\t\\N\t\\N"
                if arrived is None
                else f"DELIVERED\t{1 + int((arrived - sent.after) // 60)}\t{at}\t\\N\t{case.time(arrived)}\t\\N"
                f"\tD{self.random.randrange(10**6):06}"
            )
            id_ = uuid7_text(case.at + int(sent.after * 1000), self.random)
            lines["delivery"].append(f"{id_}\tCENTRE\t{case.id}\t{key}\t{outcome}")

    def _actor(self, by: str, case: Case) -> tuple[str, str, str]:
        """What stands behind an event: kind, person and unit."""
        match by:
            case "operator":
                return "PERSON", self.random.choice(self.staff.operators), self.city.office
            case "head":
                return "PERSON", self.staff.head, self.city.office
            case "agent":
                return "PERSON", self.staff.agents[case.unit], case.unit
            case "inspector":
                return "PERSON", case.inspector, self.city.centre
            case "councillor":
                return "PERSON", self.staff.councillor, NULL
        return by.upper(), NULL, self.city.centre if by == "centre" else NULL


def _facts(event: Event, case: Case) -> Facts:
    """What clocks read of a follow-up, as actions write it."""
    kind = case.kind
    settled = {"urgency": "URGENT" if kind.ground else "ROUTINE", "category": kind.id}
    match event.kind:
        case "REGISTERED":
            return {**settled, "claimed": case.claimed, "kind": kind.kind}
        case "TRIAGED":
            first = event is next(other for other in case.played if other.kind == "TRIAGED")
            return {**settled, "unit": case.unit, "leaves": kind.kind == "OPERATIONAL", "first": first}
        case "REOPENED":
            return settled
        case "FIRST_ACTION":
            return {"evidence": True}
        case "RESOLUTION_CLAIMED":
            return {"inspection_required": telling.inspected(case.played, event.cycle)}
        case "INSPECTION_OPENED":
            return {"cause": telling.cause(event)}
        case "INSPECTION_VISIT":
            return {"found": telling.finding(event)}
        case "PAUSED":
            return {"reason": event.note}
        case "FEEDBACK_TRIED":
            return {"result": "NO_ANSWER", "channel": "CALL"}
        case "FEEDBACK":
            return {"satisfied": telling.satisfied(event), "channel": telling.answered_through(event)}
        case "OBJECTED":
            return {"reason": "NOT_RESOLVED"}
        case "RULED":
            return {"upheld": telling.upheld(event)}
        case "MERGED" if case.leader:
            standing = case.leader.standing(case.at + int(event.after * 1000))
            return {"other": case.leader.code, "incident_state": standing.state}
        case "FOLLOWED" if event.about:
            return {"followed": event.about.kind, "incident_state": event.about.state}
        case "CLOSED":
            return {"outcome": event.outcome}
    return {}


def _cut(story: stories.Story, left: float) -> stories.Story:
    """What of the story has happened `left` seconds after its beginning; the beginning always has."""
    return [event for event in story if event.after <= left] or story[:1]


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
