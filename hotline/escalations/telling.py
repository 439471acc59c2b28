"""Telling somebody of a rung: the row that names them, what the timeline says of it, and the notice on its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from hotline.city.reference import Reference
from hotline.clocks.tables import Obligation
from hotline.deliveries import staff
from hotline.deliveries.staff import StaffNotice
from hotline.escalations import rules
from hotline.escalations.rules import Place, Tree
from hotline.escalations.tables import Told
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.kit import rows
from hotline.kit.database import Transaction
from hotline.kit.rows import Row
from hotline.messages.tables import MessageState


@dataclass(frozen=True, slots=True)
class Telling:
    """A rung of a clock and whom it tells: nobody, where it only proposes a review. `climb` is the clock's own time
    after which it climbs, working time where the clock counts that."""

    escalation: UUID
    clock: UUID
    message: UUID
    obligation: Obligation
    percent: int
    due_at: datetime
    place: Place | None
    climb: timedelta
    working_hours: bool
    climbed: int = 0


def entry_of(telling: Telling, state: MessageState) -> Entry:
    """What the timeline says of it."""
    place = telling.place
    facts = {
        "escalation": telling.escalation,
        "clock": telling.clock,
        "obligation": telling.obligation,
        "percent": telling.percent,
        "told": place and place.told,
        "person": place and place.person,
        "climbed": telling.climbed,
    }
    unit = place.unit if place else None
    return Entry(FollowUpKind.ESCALATED, state, Audience.COUNCIL, unit, facts=facts)


async def write(tx: Transaction, tellings: Sequence[Telling], *, tree: Tree, city: Reference) -> None:
    """Write down who is told, and put the notices on their way. What a lower rung of the same clock said climbs no
    further once a higher one has spoken."""
    await tx.connection.execute(_SETTLE, [told.clock for told in tellings if told.place])
    made = [_row(told, tree, city, tx.at) for told in tellings]
    await tx.connection.execute(_WRITE, rows.encode(made))
    await staff.tell_all(tx, [notice for told in tellings if (notice := _notice(told))])
    for told in tellings:
        tx.notify("escalation", told.escalation)


def later(at: datetime, own: timedelta, working_hours: bool, city: Reference) -> datetime:
    """When so much of a clock's own time has passed since `at`."""
    return city.calendar.add(at, own) if working_hours else at + own


def _row(telling: Telling, tree: Tree, city: Reference, at: datetime) -> Row:
    place = telling.place
    return {
        "id": telling.escalation,
        "clock_id": telling.clock,
        "message_id": telling.message,
        "percent": telling.percent,
        "tell": place and place.told,
        "unit_id": place and place.unit,
        "person_id": place and place.person,
        "fired_at": at,
        "climbs_at": later(at, telling.climb, telling.working_hours, city) if _climbs(place, tree) else None,
        "climbed": telling.climbed,
    }


def _climbs(place: Place | None, tree: Tree) -> bool:
    """A reminder climbs to nobody, and neither does what the highest superior was told."""
    return place is not None and place.told is not Told.HOLDER and rules.next_up(place, tree) is not None


def _notice(telling: Telling) -> StaffNotice | None:
    if telling.place is None or telling.place.person is None:
        return None
    return StaffNotice(
        telling.place.person,
        _template(telling, telling.place),
        f"escalation-{telling.escalation}-{telling.climbed}",
        {"obligation": telling.obligation, "percent": telling.percent, "due": telling.due_at},
        telling.message,
    )


def _template(telling: Telling, place: Place) -> str:
    if place.told is Told.HOLDER:
        return "REMINDED"
    return "CLIMBED" if telling.climbed else "ESCALATED"


_SETTLE: Final = "UPDATE escalation SET climbs_at = NULL WHERE clock_id = ANY($1) AND climbs_at IS NOT NULL"

# One that climbs stands there already: it has moved on to another superior.
_WRITE: Final = f"""
{rows.insert("escalation", 1)}
ON CONFLICT (id) DO UPDATE SET (tell, unit_id, person_id, climbs_at, climbed)
    = ROW(excluded.tell, excluded.unit_id, excluded.person_id, excluded.climbs_at, excluded.climbed)
"""
