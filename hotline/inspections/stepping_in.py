"""Bringing an inspector in (R3): by a breach, a third call, an objection, or by hand."""

import heapq
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from hotline.city.reference import Reference
from hotline.custody.spans import Holder
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.inspections import rules
from hotline.inspections.tables import InspectionCause, InspectionState
from hotline.kit import rows
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.rows import Row
from hotline.kit.viewer import Viewer
from hotline.messages.tables import MessageState


async def step_in(
    tx: Transaction,
    message: asyncpg.Record | dict[str, Any],
    *,
    cause: InspectionCause,
    by: Viewer,
    city: Reference,
    reason: str | None = None,
) -> tuple[list[Entry], Holder | None]:
    """Charge the inspector with the fewest open charges. What the caller then puts on the timeline, and who holds
    the message: a message claimed to be done is in the inspector's hands at once; in any other state the inspection
    changes none (domain §3). Nothing where one is open already, or where there is nothing to look at."""
    if message["state"] not in rules.INSPECTED_IN:
        return [], None
    opened = await charge(tx, {message["id"]: message["cycle"]}, cause=cause, by=by)
    if not opened:
        return [], None
    state = MessageState(message["state"])
    entry = opening(state, cause, city, reason)
    if state == MessageState.RESOLUTION_CLAIMED:
        return [entry, arrival(city)], Holder(city.centre, opened[message["id"]])
    return [entry], None


async def charge(
    tx: Transaction, cycles: Mapping[UUID, int], *, cause: InspectionCause, by: Viewer
) -> dict[UUID, UUID | None]:
    """Open an inspection on each message, by its cycle, each in turn for the inspector with the fewest open ones;
    the inspectors by message. Left out are those that have one open already."""
    inspectors = [tuple(row) for row in await tx.connection.fetch(_CHARGES)]
    made: list[Row] = []
    for message_id, cycle in cycles.items():
        inspector = None
        if inspectors:
            # Nobody is forgotten and nobody drowned; of equals the one charged longest ago.
            charges, place, inspector = heapq.heappop(inspectors)
            heapq.heappush(inspectors, (charges + 1, place, inspector))
        made.append(_row(message_id, cycle, cause, inspector, tx.at, by))
    opened = {row["message_id"]: row["inspector_id"] for row in await tx.connection.fetch(_OPEN, rows.encode(made))}
    await tx.connection.execute(_ASSIGN, list(opened), list(opened.values()))
    return opened


def opening(state: MessageState, cause: InspectionCause, city: Reference, reason: str | None = None) -> Entry:
    """What the timeline says of it."""
    facts = {"cause": cause}
    return Entry(FollowUpKind.INSPECTION_OPENED, state, Audience.COUNCIL, city.centre, reason, facts=facts)


def arrival(city: Reference) -> Entry:
    """A message that was claimed to be done comes into the inspector's hands."""
    return Entry(FollowUpKind.ASSIGNED, MessageState.UNDER_INSPECTION, Audience.CITIZEN, city.centre)


def holder_of(message: asyncpg.Record, city: Reference) -> Holder:
    """Who holds a message under inspection: its inspector, or the centre's manager until there is one."""
    return Holder(city.centre, message["inspector_id"])


def _row(
    message_id: UUID, cycle: int, cause: InspectionCause, inspector: UUID | None, at: datetime, by: Viewer
) -> Row:
    return {
        "id": new_id(),
        "message_id": message_id,
        "cycle": cycle,
        "cause": cause,
        "state": InspectionState.OPEN,
        "opened_at": at,
        "opened_by_id": by.person,
        "inspector_id": inspector,
        "assigned_at": at if inspector else None,
    }


# Open charges, the place among those who have as many, and who; so in order that it is a heap.
_CHARGES: Final = """
SELECT count(*) FILTER (WHERE inspection.state = 'OPEN'),
       row_number() OVER (ORDER BY max(inspection.assigned_at) NULLS FIRST, person.id), person.id
FROM person
JOIN person_role ON person_role.person_id = person.id AND person_role.role = 'INSPECTOR'
LEFT JOIN inspection ON inspection.inspector_id = person.id
WHERE person.active
GROUP BY person.id
ORDER BY 1, 2
"""

_OPEN: Final = f"""
{rows.insert("inspection", 1)} ON CONFLICT (message_id) WHERE state = 'OPEN' DO NOTHING
RETURNING message_id, inspector_id
"""

_ASSIGN: Final = """
UPDATE message SET inspector_id = charged.inspector
FROM unnest($1::uuid[], $2::uuid[]) AS charged (message, inspector) WHERE message.id = charged.message
"""
