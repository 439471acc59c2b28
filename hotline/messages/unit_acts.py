"""What the unit that acts does with a message: confirm it, return it, act on the ground, say it is done."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict
from uuid import UUID

import asyncpg

from hotline.city.reference import Reference, reference
from hotline.custody.spans import Holder
from hotline.files import actions as files
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.inspections import stepping_in
from hotline.kit import database, places
from hotline.kit.database import Transaction
from hotline.kit.refusals import Refusal
from hotline.kit.text import clean, cleaned
from hotline.kit.viewer import Viewer
from hotline.messages import rules, unit_rules
from hotline.messages.drafts import NOTE, REASON, NotYet, ZoneRequired
from hotline.messages.fetching import fetch
from hotline.messages.moving import move
from hotline.messages.tables import MessageState, Urgency


class UnknownUnit(Refusal):
    code, sentence = "UNKNOWN_UNIT", "There is no unit of that code."


async def acknowledge(message_id: UUID, *, by: Viewer, version: int) -> None:
    """Confirm the receipt: the viewer's unit holds it from now on. Raises NotFound, Stale and the refusals of
    `unit_rules.can_acknowledge`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        await acknowledge_within(tx, message, by=by, city=city)


async def acknowledge_within(tx: Transaction, message: asyncpg.Record, *, by: Viewer, city: Reference) -> None:
    """The same as part of another act."""
    held = message["holder_unit_id"] in by.units
    if refusal := unit_rules.can_acknowledge(by.roles, **_asked(message, by), held=held):
        raise refusal()
    state = MessageState(message["state"])
    state = rules.ACKNOWLEDGED if state == rules.DISPATCHED else state
    unit = _unit(message, by, city)
    entry = Entry(FollowUpKind.ACKNOWLEDGED, state, Audience.CITIZEN, unit)
    await move(tx, message, entry, by=by, city=city, holder=Holder(unit, by.person))


async def return_to_office(message_id: UUID, *, by: Viewer, version: int, reason: str) -> None:
    """Refuse it, for a reason. Raises NotFound, Stale and the refusals of `unit_rules.can_return`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        await return_within(tx, message, by=by, city=city, reason=reason)


async def return_within(
    tx: Transaction, message: asyncpg.Record, *, by: Viewer, city: Reference, reason: str
) -> None:
    """The same as part of another act."""
    if refusal := unit_rules.can_return(by.roles, **_asked(message, by)):
        raise refusal()
    reason = clean(reason, limit=REASON, path="reason")
    entry = Entry(FollowUpKind.RETURNED, rules.RETURNED, Audience.COUNCIL, _unit(message, by, city), reason)
    await move(tx, message, entry, by=by, city=city, holder=Holder(city.office))


async def assign(message_id: UUID, *, by: Viewer, version: int, unit_code: str, note: str | None = None) -> None:
    """Send a unit; it holds the message once it confirms. Raises NotFound, Stale, UnknownUnit and the refusals of
    `unit_rules.can_assign`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        await assign_within(tx, message, by=by, city=city, unit_code=unit_code, note=note)


async def assign_within(
    tx: Transaction,
    message: asyncpg.Record,
    *,
    by: Viewer,
    city: Reference,
    unit_code: str,
    note: str | None = None,
) -> None:
    """The same as part of another act."""
    state = MessageState(message["state"])
    if refusal := unit_rules.can_assign(by.roles, state=state):
        raise refusal()
    unit = await tx.connection.fetchval("SELECT id FROM unit WHERE code = $1", unit_code)
    if unit is None:
        raise UnknownUnit("unitCode")
    note = cleaned(note, limit=NOTE, path="note")
    facts = {"unit": str(unit)}
    entry = Entry(FollowUpKind.ASSIGNED, state, Audience.COUNCIL, city.centre, note, facts=facts)
    await move(tx, message, entry, by=by, city=city, changes={"unit_id": unit})


async def record_action(
    message_id: UUID,
    *,
    by: Viewer,
    version: int,
    note: str | None = None,
    happened_at: datetime | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    files_: Sequence[UUID] = (),
) -> UUID:
    """Record an act on the ground with its evidence; the follow-up's id. The first one meets the first-action clock
    (R2), as of now: nobody wins a clock by back-dating. Raises NotFound, Stale, EvidenceRequired and the refusals
    of `unit_rules.can_record_action`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        return await record_action_within(
            tx,
            message,
            by=by,
            city=city,
            note=note,
            happened_at=happened_at,
            latitude=latitude,
            longitude=longitude,
            files_=files_,
        )


async def record_action_within(
    tx: Transaction,
    message: asyncpg.Record,
    *,
    by: Viewer,
    city: Reference,
    note: str | None = None,
    happened_at: datetime | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    files_: Sequence[UUID] = (),
) -> UUID:
    """The same as part of another act."""
    assigned = by.person is not None and message["inspector_id"] == by.person
    if refusal := unit_rules.can_record_action(by.roles, **_asked(message, by), assigned=assigned):
        raise refusal()
    note = cleaned(note, limit=NOTE, path="note")
    if note is None and not files_:
        raise unit_rules.EvidenceRequired("note")
    _check_time(happened_at, tx.at)
    facts: dict[str, object] = {"evidence": True}
    if latitude is not None and longitude is not None:
        places.check_in_city(latitude, longitude, city.bounds)
        facts["place"] = [latitude, longitude]
    first = message["state"] != rules.IN_ACTION
    unit = _unit(message, by, city)
    kind = FollowUpKind.FIRST_ACTION if first else FollowUpKind.ACTION
    entry = Entry(kind, rules.IN_ACTION, Audience.CITIZEN, unit, note, happened_at, facts)
    held = message["holder_unit_id"] in by.units
    holder = None if held or not first else Holder(unit, by.person)
    (follow_up,) = await move(tx, message, entry, by=by, city=city, holder=holder)
    for file_id in files_:
        await files.attach_within(tx, file_id, message["id"], by=by, follow_up_id=follow_up)
    return follow_up


async def claim_resolution(
    message_id: UUID, *, by: Viewer, version: int, note: str, files_: Sequence[UUID] = ()
) -> UUID:
    """Say that it is done; the follow-up's id. Where an inspection is open the inspector has it next, else the
    office, which asks the citizen. Raises NotFound, Stale and the refusals of `unit_rules.can_claim_resolution`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        return await claim_within(tx, message, by=by, city=city, note=note, files_=files_)


async def claim_within(
    tx: Transaction, message: asyncpg.Record, *, by: Viewer, city: Reference, note: str, files_: Sequence[UUID] = ()
) -> UUID:
    """The same as part of another act."""
    if refusal := unit_rules.can_claim_resolution(by.roles, **_asked(message, by)):
        raise refusal()
    note = clean(note, limit=NOTE, path="note")
    unit = _unit(message, by, city)
    claim = Entry(
        FollowUpKind.RESOLUTION_CLAIMED,
        rules.RESOLUTION_CLAIMED,
        Audience.CITIZEN,
        unit,
        note,
        facts={"inspection_required": message["inspected"]},
    )
    entries, holder = [claim], Holder(city.office)
    if message["inspected"]:
        holder = stepping_in.holder_of(message, city)
        entries.append(stepping_in.arrival(city))
    follow_up, *_ = await move(tx, message, *entries, by=by, city=city, holder=holder)
    for file_id in files_:
        await files.attach_within(tx, file_id, message["id"], by=by, follow_up_id=follow_up)
    return follow_up


class _Asked(TypedDict):
    state: MessageState
    urgency: Urgency
    ours: bool


def _asked(message: asyncpg.Record, by: Viewer) -> _Asked:
    return {
        "state": MessageState(message["state"]),
        "urgency": Urgency(message["urgency"]),
        "ours": message["unit_id"] in by.units or message["holder_unit_id"] in by.units,
    }


def _unit(message: asyncpg.Record, by: Viewer, city: Reference) -> UUID:
    """For which of their units the viewer acts: the responsible one, the one that holds it, or the centre."""
    for unit in (message["unit_id"], message["holder_unit_id"]):
        if unit in by.units:
            return UUID(str(unit))
    return city.centre


def _check_time(happened_at: datetime | None, at: datetime) -> None:
    if happened_at is None:
        return
    if happened_at.tzinfo is None:
        raise ZoneRequired("happenedAt")
    if happened_at > at:
        raise NotYet("happenedAt")
