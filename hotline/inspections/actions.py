"""What is done about inspections: opened by hand, assigned, visited; and late records confirmed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from hotline.city.reference import Reference, reference
from hotline.custody.spans import Holder
from hotline.files import actions as files
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.inspections import rules, stepping_in
from hotline.inspections.tables import Finding, InspectionCause, InspectionState
from hotline.kit import database, places
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound
from hotline.kit.text import clean, cleaned
from hotline.kit.viewer import Viewer
from hotline.messages.drafts import NOTE, REASON, NotYet, ZoneRequired
from hotline.messages.fetching import fetch
from hotline.messages.moving import move
from hotline.messages.tables import MessageState


async def open_by_hand(message_id: UUID, *, by: Viewer, version: int, reason: str) -> None:
    """Bring an inspector in. Raises NotFound, Stale and the refusals of `rules.can_open`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        state = MessageState(message["state"])
        if refusal := rules.can_open(by.roles, state=state, inspected=message["inspected"]):
            raise refusal()
        reason = clean(reason, limit=REASON, path="reason")
        cause = InspectionCause.BY_HAND
        entries, holder = await stepping_in.step_in(tx, message, cause=cause, by=by, city=city, reason=reason)
        await move(tx, message, *entries, by=by, city=city, holder=holder)


async def assign(message_id: UUID, *, by: Viewer, version: int, inspector_id: UUID) -> None:
    """Charge another inspector with the message's open inspection. Raises NotFound, Stale, UnknownInspector and the
    refusals of `rules.can_assign`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        if refusal := rules.can_assign(by.roles, inspected=message["inspected"]):
            raise refusal()
        if not await tx.connection.fetchval(_IS_INSPECTOR, inspector_id):
            raise rules.UnknownInspector("inspectorId")
        await tx.connection.execute(_REASSIGN, message_id, inspector_id, tx.at)
        state = MessageState(message["state"])
        entry = Entry(FollowUpKind.ASSIGNED, state, Audience.COUNCIL, city.centre)
        held = state == MessageState.UNDER_INSPECTION
        holder = Holder(city.centre, inspector_id) if held else None
        await move(tx, message, entry, by=by, city=city, holder=holder, changes={"inspector_id": inspector_id})


async def visit(
    message_id: UUID,
    *,
    by: Viewer,
    version: int,
    found: Finding,
    note: str | None = None,
    visited_at: datetime | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    files_: Sequence[UUID] = (),
) -> UUID:
    """Record a visit; the follow-up's id. What was acted on is thereby verified, or returned to the unit that had
    it; before the first action a visit changes no state (domain §3). Raises NotFound, Stale, OwnWork and the
    refusals of `rules.can_visit`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        assigned = by.person is not None and message["inspector_id"] == by.person
        if refusal := rules.can_visit(by.roles, inspected=message["inspected"], assigned=assigned):
            raise refusal()
        _check(visited_at, latitude, longitude, tx.at, city)
        note = cleaned(note, limit=NOTE, path="note")
        state = MessageState(message["state"])
        to = rules.after(state, found)
        ends = rules.ends(state, found)
        if ends and await tx.connection.fetchval(_ACTED, message_id, by.person):
            raise rules.OwnWork()
        entries = _entries(state, to, found, note, visited_at, city)
        holder = await _holder(tx, message, to, city)
        ids = await move(tx, message, *entries, by=by, city=city, holder=holder)
        seen = ids[-1] if to != MessageState.VERIFIED else ids[-2]
        await tx.connection.execute(
            _VISIT, new_id(), message_id, seen, by.person, found, visited_at or tx.at, tx.at, latitude, longitude
        )
        if ends:
            await tx.connection.execute(_VERIFIED, message_id, tx.at)
        for file_id in files_:
            await files.attach_within(tx, file_id, message_id, by=by, follow_up_id=seen)
        return seen


async def confirm_earlier_time(
    message_id: UUID, *, by: Viewer, version: int, follow_up_id: UUID, happened_at: datetime
) -> None:
    """The inspector confirms that an act recorded late was done earlier: its clock then goes by that time, and a
    breach it caused is rescinded and stays on the timeline (domain §3). Raises NotFound, Stale and the refusals of
    `rules.can_visit`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        assigned = by.person is not None and message["inspector_id"] == by.person
        if refusal := rules.can_visit(by.roles, inspected=message["inspected"], assigned=assigned):
            raise refusal()
        recorded = await tx.connection.fetchval(_RECORDED, follow_up_id, message_id)
        if recorded is None:
            raise NotFound("followUpId")
        if happened_at.tzinfo is None:
            raise ZoneRequired("happenedAt")
        if happened_at > recorded or happened_at < message["registered_at"]:
            raise NotYet("happenedAt")
        state = MessageState(message["state"])
        facts = {"follow_up": str(follow_up_id), "happened_at": happened_at.isoformat()}
        entry = Entry(FollowUpKind.CONFIRMED, state, Audience.COUNCIL, city.centre, facts=facts)
        await move(tx, message, entry, by=by, city=city)


def _entries(
    state: MessageState,
    to: MessageState,
    found: Finding,
    note: str | None,
    visited_at: datetime | None,
    city: Reference,
) -> list[Entry]:
    """Through the inspector's hands, as the transition table wants it."""
    if to != state and state != MessageState.UNDER_INSPECTION:
        state = MessageState.UNDER_INSPECTION
        entries = [stepping_in.arrival(city)]
    else:
        entries = []
    after = to if to == MessageState.IN_ACTION else state
    facts = {"found": found}
    visited = Entry(FollowUpKind.INSPECTION_VISIT, after, Audience.CITIZEN, city.centre, note, visited_at, facts)
    entries.append(visited)
    if to == MessageState.VERIFIED:
        entries.append(Entry(FollowUpKind.VERIFIED, to, Audience.CITIZEN, city.centre))
    return entries


async def _holder(tx: Transaction, message: asyncpg.Record, to: MessageState, city: Reference) -> Holder | None:
    if to == message["state"]:
        return None
    if to == MessageState.VERIFIED:
        return Holder(city.office)
    # Back to whoever had it in action.
    last = await tx.connection.fetchrow(_LAST_ACTING, message["id"])
    return Holder(last["unit_id"], last["person_id"]) if last else Holder(message["unit_id"] or city.centre)


def _check(
    visited_at: datetime | None, latitude: float | None, longitude: float | None, at: datetime, city: Reference
) -> None:
    if visited_at is not None:
        if visited_at.tzinfo is None:
            raise ZoneRequired("visitedAt")
        if visited_at > at:
            raise NotYet("visitedAt")
    if latitude is not None and longitude is not None:
        places.check_in_city(latitude, longitude, city.bounds)


_IS_INSPECTOR: Final = """
SELECT EXISTS (SELECT FROM person_role JOIN person ON person.id = person_role.person_id
    WHERE person_role.role = 'INSPECTOR' AND person.id = $1 AND person.active)
"""

_REASSIGN: Final = """
UPDATE inspection SET inspector_id = $2, assigned_at = $3 WHERE message_id = $1 AND state = 'OPEN'
"""

# From the inspection's own cycle on: one opened before an objection may still be open after its ruling.
_ACTED: Final = """
SELECT EXISTS (SELECT FROM inspection JOIN follow_up ON follow_up.message_id = inspection.message_id
        AND follow_up.cycle >= inspection.cycle
    WHERE inspection.message_id = $1 AND inspection.state = 'OPEN' AND follow_up.actor_id = $2
    AND follow_up.kind IN ('FIRST_ACTION', 'ACTION', 'RESOLUTION_CLAIMED'))
"""

_VISIT: Final = """
INSERT INTO visit (id, inspection_id, message_id, follow_up_id, inspector_id, found, visited_at, recorded_at,
    latitude, longitude)
SELECT $1, inspection.id, $2, $3, $4, $5, $6, $7, $8, $9
FROM inspection WHERE message_id = $2 AND state = 'OPEN'
"""

_VERIFIED: Final = f"""
UPDATE inspection SET state = '{InspectionState.VERIFIED}', ended_at = $2 WHERE message_id = $1 AND state = 'OPEN'
"""

_RECORDED: Final = "SELECT recorded_at FROM follow_up WHERE id = $1 AND message_id = $2"

_LAST_ACTING: Final = """
SELECT unit_id, person_id FROM custody_span
WHERE message_id = $1 AND state IN ('ACKNOWLEDGED', 'IN_ACTION') ORDER BY began_at DESC LIMIT 1
"""
