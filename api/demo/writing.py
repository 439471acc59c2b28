"""A demo message as lines for COPY: its row, its timeline, its deliveries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Final

import orjson

from api.demo import clocks, escalating, holding, telling
from api.demo.cases import Case, City, Lines
from api.demo.clocks import Facts
from api.demo.holding import ENDED
from api.demo.lines import NULL, escaped, time_text, uuid7_text
from api.demo.people import Staff
from api.demo.stories import Event
from api.demo.telling import Teller, Told
from api.demo.vocabulary import Vocabulary, landline, phone
from hotline.kit.places import cell
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


@dataclass
class Writer:
    """Writes what was told into the lines of each table."""

    city: City
    words: Vocabulary
    staff: Staff
    random: Random
    # Whether another tells the first half of the days.
    second: bool

    def __post_init__(self) -> None:
        self._teller = Teller(self.random, second=self.second)
        self._notes = {key: [escaped(note) for note in notes] for key, notes in self.words.notes.items()}
        self._bodies = {
            code: [(escaped(said), escaped(masked), vector(masked)) for said, masked in bodies]
            for code, bodies in self.words.bodies.items()
        }

    def message(self, lines: Lines, case: Case, due: str) -> None:
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

    def timeline(self, lines: Lines, case: Case, facts: Sequence[Facts]) -> None:
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
            id_ = self.entry(lines, case, event, at, actor, (happened, recorded), note, known)
            told.append(Told(event, id_, actor[1], at, happened, recorded, note))
        if case.asked or case.inspector != NULL:
            place = f"{case.point.latitude:.6f}", f"{case.point.longitude:.6f}"
            self._teller.write(lines, case.id, told, inspector=case.inspector, place=place, landline=case.landline)
        if case.kind.ground and case.leader is None and len(case.played) > 1:
            self._delivery(lines, case)

    def entry(
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

    def join(self, lines: Lines, case: Case, leader: Case) -> None:
        """The timeline of the message that leads says who joined it."""
        merged = next(event for event in case.played if event.kind == "MERGED")
        at = case.at + int(merged.after * 1000)
        since = datetime.fromtimestamp(case.at / 1000, UTC).isoformat()
        facts = {"other": case.code, "since": since, "urgent_since": since if case.kind.ground else None}
        before = leader.standing(at)
        event = Event(0, "JOINED", before.state, "", "COUNCIL", None, before.cycle, None)
        self.entry(lines, leader, event, at, self._actor("operator", case), (time_text(at),) * 2, NULL, facts)

    def _delivery(self, lines: Lines, case: Case) -> None:
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
