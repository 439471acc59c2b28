"""Bringing an inspector in (R3): by a breach, a third call, an objection, or by hand."""

from typing import Final

import asyncpg

from hotline.city.reference import Reference
from hotline.custody.spans import Holder
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.inspections.tables import InspectionCause
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.viewer import Viewer
from hotline.messages.tables import MessageState


async def step_in(
    tx: Transaction,
    message: asyncpg.Record,
    *,
    cause: InspectionCause,
    by: Viewer,
    city: Reference,
    reason: str | None = None,
) -> tuple[list[Entry], Holder | None]:
    """Charge the inspector with the fewest open charges. What the caller then puts on the timeline, and who holds
    the message: a message claimed to be done is in the inspector's hands at once; in any other state the inspection
    changes none (domain §3). Nothing where one is open already."""
    inspector = await tx.connection.fetchval(_LEAST_CHARGED)
    opened = await tx.connection.fetchval(
        _OPEN, new_id(), message["id"], message["cycle"], cause, tx.at, by.person, inspector
    )
    if opened is None:
        return [], None
    await tx.connection.execute(_ASSIGN, message["id"], inspector)
    state = MessageState(message["state"])
    facts = {"cause": cause}
    entry = Entry(FollowUpKind.INSPECTION_OPENED, state, Audience.COUNCIL, city.centre, reason, facts=facts)
    if state == MessageState.RESOLUTION_CLAIMED:
        return [entry, arrival(city)], Holder(city.centre, inspector)
    return [entry], None


def arrival(city: Reference) -> Entry:
    """A message that was claimed to be done comes into the inspector's hands."""
    return Entry(FollowUpKind.ASSIGNED, MessageState.UNDER_INSPECTION, Audience.CITIZEN, city.centre)


def holder_of(message: asyncpg.Record, city: Reference) -> Holder:
    """Who holds a message under inspection: its inspector, or the centre's manager until there is one."""
    return Holder(city.centre, message["inspector_id"])


# Nobody is forgotten and nobody drowned; of equals the one charged longest ago.
_LEAST_CHARGED: Final = """
SELECT person.id FROM person
JOIN person_role ON person_role.person_id = person.id AND person_role.role = 'INSPECTOR'
LEFT JOIN inspection ON inspection.inspector_id = person.id
WHERE person.active
GROUP BY person.id
ORDER BY count(*) FILTER (WHERE inspection.state = 'OPEN'), max(inspection.assigned_at) NULLS FIRST, person.id
LIMIT 1
"""

_OPEN: Final = """
INSERT INTO inspection (id, message_id, cycle, cause, state, opened_at, opened_by_id, inspector_id, assigned_at)
VALUES ($1, $2, $3, $4, 'OPEN', $5, $6, $7, CASE WHEN $7::uuid IS NOT NULL THEN $5 END)
ON CONFLICT (message_id) WHERE state = 'OPEN' DO NOTHING RETURNING id
"""

_ASSIGN: Final = "UPDATE message SET inspector_id = $2 WHERE id = $1"
