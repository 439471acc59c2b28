"""The city as every action needs it: request types, units, districts, policy and bounds, kept in the process.

They change a few times a year and are asked for by every registration. A `city` event (an administrator's
change, in any process) forgets them: whoever listens calls `forget`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import cos, hypot, radians
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from hotline.calendars.rules import OFFICE_HOURS, OpenHours
from hotline.calendars.tables import ALWAYS
from hotline.city.tables import UnitKind
from hotline.kit import database
from hotline.kit.places import Bounds
from hotline.kit.workdays import Calendar, Week
from hotline.messages.tables import Ground, MessageKind


@dataclass(frozen=True, slots=True)
class DistrictRow:
    id: UUID
    number: int
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A request type; `unit` is where it goes, or else the `section` of that name in the district."""

    id: UUID
    code: str
    kind: MessageKind
    ground: Ground | None
    active: bool
    unit: UUID | None
    section: str | None


@dataclass(frozen=True, slots=True)
class Target:
    """How long each obligation of one request type may take under one policy version. `working_hours` says that
    a routine message's resolution counts the time in which the offices are open (domain §4)."""

    first_action: timedelta
    feedback: timedelta
    resolution: timedelta
    working_hours: bool = False


CLIMB: Final = 10


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the escalation ladder: what happens when so many percent of a clock's time are gone. `tell` names
    whom: HOLDER, SUPERVISOR, MANAGER or DEPUTY. Unacknowledged for another `climb` percent of that time it climbs
    to the next superior."""

    percent: int
    tell: str | None = None
    inspect: bool = False
    review: bool = False
    climb: int = CLIMB


@dataclass(frozen=True, slots=True)
class Policy:
    """A version of the policy; its ladder stands from the lowest rung to the highest."""

    id: UUID
    number: int
    valid_from: datetime
    targets: Mapping[UUID, Target]
    ladder: tuple[Rung, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """All of it, as of one instant. `policies` stand from the latest to the first."""

    bounds: Bounds
    time_zone: str
    districts: Mapping[int, DistrictRow]
    categories: Mapping[str, CategoryRow]
    sections: Mapping[tuple[UUID, str], UUID]
    office: UUID
    centre: UUID
    policies: tuple[Policy, ...]
    calendar: Calendar

    def policy(self, at: datetime) -> Policy:
        """The policy in force at that instant."""
        return next(policy for policy in self.policies if policy.valid_from <= at)

    def district_of(self, latitude: float, longitude: float) -> DistrictRow:
        """The district whose centre is nearest: a guess, which triage settles."""
        shrink = cos(radians(latitude))

        def distance(district: DistrictRow) -> float:
            return hypot(district.latitude - latitude, (district.longitude - longitude) * shrink)

        return min(self.districts.values(), key=distance)

    def unit_for(self, category: CategoryRow, district: DistrictRow | None) -> UUID | None:
        """The responsible unit; None where it depends on a district that is not known."""
        if category.unit or category.section is None:
            return category.unit
        return self.sections.get((district.id, category.section)) if district else None


_kept: Reference | None = None
_forgotten = 0


async def reference() -> Reference:
    """The city, from memory where it is there. Asked for before a transaction opens, never within one."""
    global _kept
    if _kept is not None:
        return _kept
    before = _forgotten
    # On the primary: a replica may not know yet of the change we were just told of.
    async with database.transaction() as tx:
        found = await _load(tx.connection)
    if before == _forgotten:
        _kept = found
    return found


def forget() -> None:
    """Read it again at the next question; what is being read just now is not kept either."""
    global _kept, _forgotten
    _kept = None
    _forgotten += 1


async def _load(connection: "asyncpg.Connection[asyncpg.Record]") -> Reference:
    city = await connection.fetchrow("SELECT south, west, north, east, time_zone FROM city")
    if city is None:
        raise LookupError("This database holds no city yet: `payesh seed` writes one.")
    districts = await connection.fetch("SELECT id, number, latitude, longitude FROM district ORDER BY number")
    categories = await connection.fetch(
        "SELECT id, code, kind, ground, active, unit_id, section FROM category ORDER BY code"
    )
    units = await connection.fetch("SELECT id, kind, district_id, section FROM unit ORDER BY code")
    policies = await connection.fetch(
        "SELECT id, number, valid_from, ladder FROM policy_version ORDER BY valid_from DESC"
    )
    targets = await connection.fetch(
        "SELECT policy_id, category_id, first_action_minutes, feedback_minutes, resolution_minutes, working_hours"
        " FROM policy_target"
    )
    hours = await connection.fetch(
        "SELECT valid_from, weekday, opens::time, closes::time FROM working_day ORDER BY valid_from, weekday, opens"
    )
    holidays = await connection.fetch("SELECT day FROM holiday")
    return Reference(
        bounds=Bounds(city["south"], city["west"], city["north"], city["east"]),
        time_zone=city["time_zone"],
        districts={row["number"]: DistrictRow(*row) for row in districts},
        categories={row["code"]: _category(row) for row in categories},
        sections={(row["district_id"], row["section"]): row["id"] for row in units if row["section"]},
        office=next(row["id"] for row in units if row["kind"] == UnitKind.OFFICE),
        centre=next(row["id"] for row in units if row["kind"] == UnitKind.CENTRE),
        policies=tuple(_policy(row, targets) for row in policies),
        calendar=_calendar(city["time_zone"], hours, holidays),
    )


def _policy(row: asyncpg.Record, targets: Sequence[asyncpg.Record]) -> Policy:
    own = {target["category_id"]: _target(target) for target in targets if target["policy_id"] == row["id"]}
    ladder = sorted((Rung(**rung) for rung in json.loads(row["ladder"])), key=lambda rung: rung.percent)
    return Policy(row["id"], row["number"], row["valid_from"], own, tuple(ladder))


def _calendar(zone: str, hours: Sequence[asyncpg.Record], holidays: Sequence[asyncpg.Record]) -> Calendar:
    """A city that has not said when it works is open when offices are."""
    weeks: dict[date, list[OpenHours]] = {}
    for since, *stretch in hours:
        weeks.setdefault(since, []).append(OpenHours(*stretch))
    return Calendar(
        ZoneInfo(zone),
        _week(weeks.pop(ALWAYS, OFFICE_HOURS)),
        frozenset(row["day"] for row in holidays),
        later={since: _week(week) for since, week in weeks.items()},
    )


def _week(week: Sequence[OpenHours]) -> Week:
    return tuple(tuple((opens, closes) for on, opens, closes in week if on == day) for day in range(7))


def _category(row: asyncpg.Record) -> CategoryRow:
    return CategoryRow(
        id=row["id"],
        code=row["code"],
        kind=MessageKind(row["kind"]),
        ground=Ground(row["ground"]) if row["ground"] else None,
        active=row["active"],
        unit=row["unit_id"],
        section=row["section"],
    )


def _target(row: asyncpg.Record) -> Target:
    return Target(
        first_action=timedelta(minutes=row["first_action_minutes"]),
        feedback=timedelta(minutes=row["feedback_minutes"]),
        resolution=timedelta(minutes=row["resolution_minutes"]),
        working_hours=row["working_hours"],
    )
