"""Breaches as events: each names the party that held the message at that instant (domain §4)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from hotline.clocks.standing import Standing
from hotline.clocks.story import Event
from hotline.clocks.tables import ClockState, Obligation
from hotline.follow_ups import timeline
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.kit import rows
from hotline.kit.database import Transaction
from hotline.kit.rows import Row
from hotline.kit.viewer import SYSTEM
from hotline.messages.tables import MessageState


@dataclass(frozen=True, slots=True)
class News:
    """A breach that the timeline does not tell of yet, or no longer holds. `state` is the message's, `at` when it
    was found."""

    kind: FollowUpKind
    clock: Standing
    due_at: datetime
    state: MessageState
    at: datetime


def news(events: Iterable[Event], clocks: Iterable[Standing], state: MessageState, at: datetime) -> Iterator[News]:
    """What a timeline, in its order, has to be told of its clocks. A breach that an inspector's confirmation takes
    back is rescinded; its event stays."""
    told = _told(events)
    for clock in clocks:
        breach = told.get((clock.value.cycle, clock.value.obligation))
        if breach is None and clock.value.breached_at:
            yield News(FollowUpKind.BREACHED, clock, clock.value.breached_at, state, at)
        elif breach is not None and clock.value.state is not ClockState.BREACHED:
            yield News(FollowUpKind.RESCINDED, clock, breach, state, at)


async def write_up(tx: Transaction, found: Sequence[News]) -> list[Row]:
    """The follow-ups that tell of it. A breach happened when the clock was due, whenever it is found."""
    asked = [{"id": one.clock.id, "message_id": one.clock.message_id, "due_at": one.due_at} for one in found]
    holders = {
        row["id"]: (row["unit_id"], row["person_id"])
        for row in await tx.connection.fetch(_HOLDERS, rows.encode(asked))
    }
    return [row for one in found for row in _rows(one, holders[one.clock.id])]


def _told(events: Iterable[Event]) -> dict[tuple[int, Obligation], datetime]:
    """The breaches that stand on the timeline, by cycle and obligation, with their times."""
    standing: dict[tuple[int, Obligation], datetime] = {}
    for event in events:
        if event.kind is FollowUpKind.BREACHED:
            standing[event.cycle, Obligation(event.facts["obligation"])] = event.happened_at
        elif event.kind is FollowUpKind.RESCINDED:
            standing.pop((event.cycle, Obligation(event.facts["obligation"])), None)
    return standing


def _rows(one: News, holder: tuple[UUID | None, UUID | None]) -> list[Row]:
    value = one.clock.value
    facts = {
        "clock": one.clock.id,
        "obligation": value.obligation,
        "due_at": one.due_at,
        "holder_unit": holder[0],
        "holder_person": holder[1],
    }
    happened_at = one.due_at if one.kind is FollowUpKind.BREACHED else one.at
    entry = Entry(one.kind, one.state, Audience.COUNCIL, happened_at=happened_at, facts=facts)
    return timeline.rows_of(one.clock.message_id, [entry], by=SYSTEM, at=one.at, cycle=value.cycle)


# The span that had begun; a closed message's was the last.
_HOLDERS: Final = f"""
SELECT asked.id, span.unit_id, span.person_id
FROM {rows.records("clock", 1)} asked LEFT JOIN LATERAL (
    SELECT unit_id, person_id FROM custody_span
    WHERE message_id = asked.message_id AND began_at <= asked.due_at
    ORDER BY began_at DESC LIMIT 1
) span ON true
"""
