"""Clocks and timelines between the database and `clocks_of`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hotline.clocks.measuring import ClockValue
from hotline.clocks.story import Event
from hotline.follow_ups.tables import FollowUpKind
from hotline.kit import rows
from hotline.kit.rows import Row
from hotline.messages.tables import MessageState


@dataclass(frozen=True, slots=True)
class Standing:
    """A stored clock as it stands at one instant. `fired` is the highest rung that has fired, in percent."""

    id: UUID
    message_id: UUID
    fired: int
    value: ClockValue


def read(told: Sequence[Any]) -> Event:
    """The event of a follow-up as JSON gives it, in the order of `Event`'s fields."""
    id_, kind, cycle, state, happened_at, recorded_at, facts = told
    times = datetime.fromisoformat(happened_at), datetime.fromisoformat(recorded_at)
    return Event(UUID(id_), FollowUpKind(kind), cycle, MessageState(state), *times, facts)


def event_of(row: Mapping[str, Any]) -> Event:
    """The event of a follow-up's row that is about to be written."""
    return Event(*(row[name] for name in Event._fields))


def row_of(clock: Standing) -> Row:
    """The clock's row."""
    value = clock.value
    return {
        "id": clock.id,
        "message_id": clock.message_id,
        "obligation": value.obligation,
        "cycle": value.cycle,
        "policy_id": value.policy,
        "state": value.state,
        "started_at": value.started_at,
        "due_at": value.due_at,
        "met_at": value.met_at,
        "breached_at": value.breached_at,
        "target_seconds": int(value.target.total_seconds()),
        "working_hours": value.working_hours,
        "paused_seconds": int(value.paused.total_seconds()),
        "paused_since": value.paused_since,
        "paused_because": value.paused_because,
        "cancelled_because": value.cancelled_because,
        "rung": clock.fired,
        "next_rung_at": value.next_rung_at(fired=clock.fired),
    }


def next_due(clocks: Iterable[ClockValue]) -> datetime | str:
    """The earliest due time of clocks that somebody still has to meet; infinity, as the database writes it, where
    there is none."""
    return min((clock.due_at for clock in clocks if clock.owed), default=rows.INFINITY)
