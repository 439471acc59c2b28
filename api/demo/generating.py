"""Demo messages as lines for COPY: a day at a time, each table's lines together."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import accumulate
from random import Random
from typing import Final

import orjson

from api.demo import clocks, stories
from api.demo.clocks import Facts, Promises
from api.demo.lines import NULL, escaped, time_text, uuid7_text
from api.demo.people import Staff
from api.demo.rhythm import Day, moments
from api.demo.stories import Event
from api.demo.vocabulary import Vocabulary, phone
from hotline.clocks.standing import next_due
from hotline.kit.jalali import jalali_year
from hotline.kit.numbering import tracking_code
from hotline.kit.places import Point, cell
from hotline.kit.searching import vector
from hotline.messages.rules import WITH_THE_OFFICE

_MESSAGE: Final = """
    id tracking_code kind channel state cycle urgency ground claimed_ground special special_reason text pii_text
    category_id district_id unit_id holder_unit_id holder_person_id inspector_id latitude longitude cell_latitude
    cell_longitude address registered_at dispatched_at closed_at outcome next_due_at incident_id merged_from
    found_by registered_by_id version
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
} | {"clock": clocks.COLUMNS}
_SPREAD: Final = 0.012
# A further call on the same matter comes within this time, in milliseconds, and this near, in degrees.
_AGAIN: Final = 2 * 3_600_000
_NEAR: Final = 0.0006
_WITH_THE_CENTRE: Final = frozenset({"ACKNOWLEDGED", "UNDER_INSPECTION"})
_ENDED: Final = frozenset({"CLOSED", "REJECTED", "MERGED"})
_STORM_TYPES: Final = ("CHANNEL", "FLOOD", "TREE", "SEWAGE", "WATER")

Lines = dict[str, list[str]]


@dataclass(frozen=True)
class Kind:
    """A request type as the generator needs it."""

    id: str
    code: str
    kind: str
    ground: str | None
    unit: str | None
    section: str | None
    weight: float


@dataclass(frozen=True)
class City:
    """What demo messages refer to. `sections` maps (district id, section) to a unit."""

    kinds: Sequence[Kind]
    districts: Sequence[tuple[str, int, float, float, float]]
    sections: Mapping[tuple[str, str], str]
    office: str
    centre: str


@dataclass(frozen=True, slots=True)
class _Case:
    """One message as told up to the demo's last moment; `at` in milliseconds since 1970."""

    id: str
    at: int
    kind: Kind
    district: str
    unit: str
    point: Point
    known: str | None
    claimed: bool
    played: Sequence[Event]

    @property
    def state(self) -> str:
        return self.played[-1].state

    def time(self, after: float) -> str:
        return time_text(self.at + int(after * 1000))


@dataclass
class Generator:
    """Writes the messages of one day after another. The same for the same seed, city and end."""

    city: City
    words: Vocabulary
    staff: Staff
    promises: Promises
    random: Random
    sequences: Counter[int] = field(default_factory=Counter)
    _recent: dict[tuple[str, str], tuple[str, int, Point]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kinds, districts = self.city.kinds, self.city.districts
        self._end = int(self.promises.until.timestamp() * 1000)
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
        noon = datetime(day.date.year, day.date.month, day.date.day, 9, tzinfo=UTC)
        year = jalali_year(noon)
        for at, stormy in moments(day, self.promises.until, self.random):
            case = self._case(day, at, stormy)
            facts = [_facts(event, case) for event in case.played]
            running = self.promises.of(at, case.played, facts)
            self._write_message(lines, case, year, str(next_due(running)))
            lines["clock"] += [self.promises.line(one, uuid7_text(at, self.random), case.id) for one in running]
            self._write_timeline(lines, case, facts)
        return lines

    def _case(self, day: Day, at: int, stormy: bool) -> _Case:
        random, city = self.random, self.city
        if stormy and day.storm:
            kind = random.choice(self._storm_kinds)
            hit = [district for district in city.districts if district[1] in day.storm.districts]
            district = random.choice(hit or city.districts)
        else:
            kind = random.choices(city.kinds, cum_weights=self._weights)[0]
            district = random.choices(city.districts, cum_weights=self._districts)[0]
        unit = kind.unit or city.sections[district[0], kind.section or ""]
        id_ = uuid7_text(at, random)
        seen = self._recent.get((kind.code, district[0]))
        left = (self._end - at) / 1000
        if seen and at - seen[1] < _AGAIN and kind.kind == "OPERATIONAL" and random.random() < 0.15:
            story = _cut(stories.merged(random, stormy), left)
            known = seen[0] if story[-1].state == "MERGED" else None
            point = Point(seen[2].latitude + random.uniform(-_NEAR, _NEAR), seen[2].longitude)
            return _Case(id_, at, kind, district[0], unit, point, known, False, story)
        point = Point(district[2] + random.gauss(0, _SPREAD), district[3] + random.gauss(0, _SPREAD))
        self._recent[kind.code, district[0]] = id_, at, point
        story = _cut(self._tell(kind)(random, stormy), left)
        claimed = not kind.ground and story[0].by == "frontend" and random.random() < 0.12
        return _Case(id_, at, kind, district[0], unit, point, None, claimed, story)

    def _tell(self, kind: Kind) -> stories.Tell:
        if kind.ground:
            return stories.urgent
        if kind.kind != "OPERATIONAL":
            return stories.question
        return stories.unsettled if self.random.random() < 0.15 else stories.routine

    def _write_message(self, lines: Lines, case: _Case, year: int, due: str) -> None:
        random, kind, state = self.random, case.kind, case.state
        first, last = case.played[0], case.played[-1]
        settled = first.state != "REGISTERED" or len(case.played) > 1
        said, masked, words = random.choice(self._bodies[kind.code])
        special = last.cycle > 1 or random.random() < 0.003
        near = cell(case.point)
        office = state in WITH_THE_OFFICE
        operator = random.choice(self.staff.operators)
        inspector = random.choice(self.staff.inspectors) if any(e.by == "inspector" for e in case.played) else NULL
        dispatched = next((event.after for event in case.played if event.state == "DISPATCHED"), None)
        holder = case.unit
        if office or state in _WITH_THE_CENTRE:
            holder = self.city.office if office else self.city.centre
        person = operator if office and random.random() < 0.3 else NULL
        self.sequences[year] += 1
        code = tracking_code(year, self.sequences[year])
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
            NULL if state in _ENDED else holder,
            inspector if state == "UNDER_INSPECTION" else person,
            inspector,
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
            case.known or NULL,
            case.played[-2].state if case.known else NULL,
            f"'{code}' {words}",
            NULL if through else operator,
            str(len(case.played)),
        )
        lines["message"].append("\t".join(row))
        if random.random() < 0.7:
            name = f"{random.choice(self.words.given_names)} {random.choice(self.words.family_names)}"
            lines["reporter"].append(f"{case.id}\t{name}\t{phone(random)}\t\\N\t\\N")

    def _write_timeline(self, lines: Lines, case: _Case, facts: Sequence[Facts]) -> None:
        random, follow_ups = self.random, lines["follow_up"]
        for event, known in zip(case.played, facts, strict=True):
            note = random.choice(self._notes[event.note]) if event.note else NULL
            actor_kind, actor, unit = self._actor(event.by, case.unit)
            at = happened = case.time(event.after)
            if event.kind == "FIRST_ACTION" and random.random() < 0.1:
                # Written down late: both times are kept, and clocks go by the later one (domain §3).
                happened = case.time(max(event.after - random.uniform(60, 1800), 0))
            follow_ups.append(
                f"{uuid7_text(case.at + int(event.after * 1000), random)}\t{case.id}\t{event.kind}\t{event.cycle}"
                f"\t{event.state}\t{actor_kind}\t{actor}\t{unit}\t{happened}\t{at}\t{note}\t{note}"
                f"\t{event.audience}\t\\\\x{random.getrandbits(128):032x}\t{escaped(orjson.dumps(known).decode())}"
            )
        if case.kind.ground and case.known is None and len(case.played) > 1:
            self._write_delivery(lines, case)

    def _write_delivery(self, lines: Lines, case: _Case) -> None:
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

    def _actor(self, by: str, unit: str) -> tuple[str, str, str]:
        """What stands behind an event: kind, person and unit."""
        if by in ("operator", "head"):
            return (
                "PERSON",
                self.random.choice(self.staff.operators) if by == "operator" else self.staff.head,
                (self.city.office),
            )
        if by == "agent":
            return "PERSON", self.staff.agents[unit], unit
        if by == "inspector":
            return "PERSON", self.random.choice(self.staff.inspectors), self.city.centre
        return by.upper(), NULL, self.city.centre if by == "centre" else NULL


def _facts(event: Event, case: _Case) -> Facts:
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
            inspected = any(other.by == "inspector" and other.cycle == event.cycle for other in case.played)
            return {"inspection_required": inspected}
        case "FEEDBACK_TRIED":
            return {"result": "NO_ANSWER", "channel": "CALL"}
        case "FEEDBACK":
            return {"satisfied": event.note == "FEEDBACK_SATISFIED"}
        case "CLOSED":
            return {"outcome": event.outcome}
    return {}


def _cut(story: stories.Story, left: float) -> stories.Story:
    """What of the story has happened `left` seconds after its beginning; the beginning always has."""
    return [event for event in story if event.after <= left] or story[:1]
