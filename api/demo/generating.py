"""Demo messages as lines for COPY: a day at a time, each table's lines together."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Final
from uuid import UUID

from api.demo import stories
from api.demo.people import Staff
from api.demo.rhythm import Day, moments
from api.demo.vocabulary import Vocabulary, phone
from hotline.kit.jalali import jalali_year
from hotline.kit.numbering import tracking_code
from hotline.kit.places import Point, cell

_MESSAGE: Final = """
    id tracking_code kind channel state cycle urgency ground claimed_ground special special_reason text pii_text
    category_id district_id unit_id holder_unit_id holder_person_id inspector_id latitude longitude cell_latitude
    cell_longitude address registered_at dispatched_at closed_at outcome next_due_at incident_id registered_by_id
    version
"""
_FOLLOW_UP: Final = """
    id message_id kind cycle state actor_kind actor_id unit_id happened_at recorded_at text pii_text audience salt
"""
_CLOCK: Final = """
    id message_id obligation cycle policy_id state started_at due_at met_at breached_at paused_seconds
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
        ("clock", _CLOCK),
        ("delivery", _DELIVERY),
    )
}
_NULL: Final = "\\N"
_SPREAD: Final = 0.012
_WITH_THE_OFFICE: Final = frozenset(
    {"REGISTERED", "TRIAGED", "DISPATCHED", "RETURNED", "FEEDBACK_SOUGHT", "OBJECTED", "REFERRED"}
)
_STORM_TYPES: Final = ("CHANNEL", "FLOOD", "TREE", "SEWAGE", "WATER")


@dataclass(frozen=True)
class Kind:
    """A request type as the generator needs it; minutes are the policy's."""

    id: str
    code: str
    kind: str
    ground: str | None
    unit: str | None
    section: str | None
    first_action: int
    resolution: int
    weight: float


@dataclass(frozen=True)
class City:
    """What demo messages refer to. `sections` maps (district id, section) to a unit."""

    kinds: Sequence[Kind]
    districts: Sequence[tuple[str, int, float, float, float]]
    sections: Mapping[tuple[str, str], str]
    office: str
    centre: str
    policy: str


@dataclass
class Generator:
    """Writes the messages of one day after another. The same for the same seed, city and end."""

    city: City
    words: Vocabulary
    staff: Staff
    until: datetime
    random: Random
    sequences: Counter[int] = field(default_factory=Counter)
    _recent: dict[tuple[str, str], tuple[str, datetime, Point]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kinds, districts = self.city.kinds, self.city.districts
        # A third of all calls ask for advice (domain §3); the weights of request types are of requests.
        self._weights = list(accumulate(k.weight * (4 if k.kind == "INFORMATION" else 1) for k in kinds))
        self._storm_kinds = [kind for kind in kinds if any(word in kind.code for word in _STORM_TYPES)]
        self._districts = list(accumulate(district[4] for district in districts))
        self._notes = {key: [_escaped(note) for note in notes] for key, notes in self.words.notes.items()}
        self._bodies = {
            code: [(_escaped(said), _escaped(masked)) for said, masked in bodies]
            for code, bodies in self.words.bodies.items()
        }

    def day(self, day: Day) -> dict[str, list[str]]:
        """The day's lines by table."""
        lines: dict[str, list[str]] = defaultdict(list)
        for at, stormy in moments(day, self.until, self.random):
            self._message(lines, day, at.astimezone(UTC), stormy)
        return lines

    def _message(self, lines: dict[str, list[str]], day: Day, at: datetime, stormy: bool) -> None:
        random, city = self.random, self.city
        kind = (
            random.choice(self._storm_kinds)
            if stormy and self._storm_kinds
            else random.choices(city.kinds, cum_weights=self._weights)[0]
        )
        district = random.choices(city.districts, cum_weights=self._districts)[0]
        if stormy and day.storm and district[1] not in day.storm.districts:
            district = next(d for d in city.districts if d[1] in day.storm.districts)
        known = self._recent.get((kind.code, district[0]))
        duplicate = known is not None and at - known[1] < timedelta(hours=2) and random.random() < 0.15
        point = (
            Point(known[2].latitude + random.uniform(-0.0006, 0.0006), known[2].longitude)
            if duplicate and known
            else Point(district[2] + random.gauss(0, _SPREAD), district[3] + random.gauss(0, _SPREAD))
        )
        id_ = self._id(at)
        events = self._story(kind, stormy, duplicate)
        played = [event for event in events if at + timedelta(seconds=event.after) <= self.until] or events[:1]
        if not duplicate:
            self._recent[kind.code, district[0]] = (id_, at, point)
        unit = kind.unit or city.sections[district[0], kind.section or ""]
        row = _Story(kind, id_, at, unit, played)
        self._write_message(lines, row, district[0], point, known[0] if duplicate and known else None)
        self._write_timeline(lines, row)

    def _story(self, kind: Kind, stormy: bool, duplicate: bool) -> list[stories.Event]:
        if duplicate:
            return stories.merged(self.random, stormy)
        if kind.ground:
            return stories.urgent(self.random, stormy)
        if kind.kind == "INFORMATION":
            return stories.question(self.random, stormy)
        tell = stories.unsettled if self.random.random() < 0.15 else stories.routine
        return tell(self.random, stormy)

    def _write_message(
        self, lines: dict[str, list[str]], row: "_Story", district: str, point: Point, incident: str | None
    ) -> None:
        random, kind, at = self.random, row.kind, row.at
        last = row.played[-1]
        state = last.state
        settled = row.played[0].state != "REGISTERED" or len(row.played) > 1
        said, masked = random.choice(self._bodies[kind.code])
        special = random.random() < 0.004
        near = cell(point)
        office = state in _WITH_THE_OFFICE
        closed = state in ("CLOSED", "REJECTED", "MERGED")
        inspector = state in ("UNDER_INSPECTION", "VERIFIED") or any(e.by == "inspector" for e in row.played)
        dispatched = next((event for event in row.played if event.state == "DISPATCHED"), None)
        year = jalali_year(at)
        self.sequences[year] += 1
        through = row.played[0].by == "frontend"
        operator = random.choice(self.staff.operators)
        due = self._write_clocks(lines, row, kind)
        holder = self.city.office if office else row.unit
        lines["message"].append(
            "\t".join(
                (
                    row.id,
                    tracking_code(year, self.sequences[year]),
                    kind.kind,
                    random.choice(("APP", "WEB", "SMS")) if through else "PHONE",
                    state,
                    "1",
                    "URGENT" if kind.ground else "ROUTINE",
                    kind.ground or _NULL,
                    _NULL,
                    "t" if special else "f",
                    "پیگیری چندباره بی‌نتیجه مانده است" if special else _NULL,
                    masked,
                    said,
                    kind.id,
                    district,
                    row.unit if settled else _NULL,
                    _NULL if closed else holder,
                    str(operator) if office and random.random() < 0.3 and not closed else _NULL,
                    str(random.choice(self.staff.inspectors)) if inspector else _NULL,
                    f"{point.latitude:.6f}",
                    f"{point.longitude:.6f}",
                    repr(near.latitude),
                    repr(near.longitude),
                    f"{random.choice(self.words.streets)}، {random.choice(self.words.alleys)}",
                    _time(at),
                    row.time(dispatched.after) if dispatched else _NULL,
                    row.time(last.after) if state == "CLOSED" else _NULL,
                    stories.outcome_of(row.played, random) or _NULL if state == "CLOSED" else _NULL,
                    due,
                    incident if incident and state == "MERGED" else _NULL,
                    _NULL if through else str(operator),
                    str(len(row.played)),
                )
            )
        )
        if random.random() < 0.7:
            name = f"{random.choice(self.words.given_names)} {random.choice(self.words.family_names)}"
            lines["reporter"].append(f"{row.id}\t{name}\t{phone(random)}\t\\N\t\\N")

    def _write_clocks(self, lines: dict[str, list[str]], row: "_Story", kind: Kind) -> str:
        """The clocks' lines; returns the earliest due time of the running ones."""
        acted = next(
            (event.after for event in row.played if event.kind in ("FIRST_ACTION", "RESOLUTION_CLAIMED")), None
        )
        done = next((event.after for event in row.played if event.kind in ("RESOLUTION_CLAIMED", "CLOSED")), None)
        over = row.played[-1].state in ("CLOSED", "REJECTED", "MERGED", "REFERRED")
        running: list[float] = []
        obligations = [("RESOLUTION", kind.resolution * 60.0, done)]
        if kind.ground:
            obligations.insert(0, ("FIRST_ACTION", kind.first_action * 60.0, acted))
        for obligation, target, met in obligations:
            if kind.kind == "INFORMATION":
                continue
            breached = met is not None and met > target
            state = "BREACHED" if breached else "MET" if met is not None else "CANCELLED" if over else "RUNNING"
            if state == "RUNNING":
                running.append(target)
            lines["clock"].append(
                f"{self._id(row.at)}\t{row.id}\t{obligation}\t1\t{self.city.policy}\t{state}\t{_time(row.at)}"
                f"\t{row.time(target)}\t{row.time(met) if met is not None else _NULL}"
                f"\t{row.time(target) if breached else _NULL}\t0"
            )
        return row.time(min(running)) if running else "infinity"

    def _write_timeline(self, lines: dict[str, list[str]], row: "_Story") -> None:
        random = self.random
        for event in row.played:
            note = random.choice(self._notes[event.note]) if event.note else _NULL
            actor, unit, actor_kind = _NULL, _NULL, "PERSON"
            if event.by == "operator" or event.by == "head":
                actor, unit = str(random.choice(self.staff.operators)), self.city.office
            elif event.by == "agent":
                actor, unit = str(self.staff.agents[UUID(row.unit)]), row.unit
            elif event.by == "inspector":
                actor, unit = str(random.choice(self.staff.inspectors)), self.city.centre
            else:
                actor_kind = event.by.upper()
                unit = self.city.centre if event.by == "centre" else _NULL
            at = row.time(event.after)
            lines["follow_up"].append(
                f"{self._id(row.at)}\t{row.id}\t{event.kind}\t1\t{event.state}\t{actor_kind}\t{actor}\t{unit}\t{at}\t{at}"
                f"\t{note}\t{note}\t{event.audience}\t\\\\x{random.getrandbits(128):032x}"
            )
            if event.kind == "ACKNOWLEDGED":
                lines["delivery"].append(
                    f"{self._id(row.at)}\tCENTRE\t{row.id}\tdispatch-{row.id}-1\tDELIVERED\t1\t{_time(row.at)}\t\\N\t{at}"
                    f"\t\\N\tD{random.randrange(10**6):06}"
                )

    def _id(self, at: datetime) -> str:
        """A UUIDv7 of that moment, from the seed."""
        chance = self.random.getrandbits(74)
        milliseconds = int(at.timestamp() * 1000)
        return f"{milliseconds:012x}7{chance >> 62:03x}{0x8000000000000000 | chance & 0x3FFFFFFFFFFFFFFF:016x}"


@dataclass(frozen=True, slots=True)
class _Story:
    kind: Kind
    id: str
    at: datetime
    unit: str
    played: Sequence[stories.Event]

    def time(self, after: float) -> str:
        return _time(self.at + timedelta(seconds=after))


def _time(at: datetime) -> str:
    return at.isoformat(" ", "milliseconds")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", " ").replace("\n", "\\n").replace("\r", "")
