"""What the office does with a message besides triage: refer, answer, reject, close, reclassify, take calls."""

from typing import Final, TypedDict
from uuid import UUID

import asyncpg

from hotline.city.reference import Reference, reference
from hotline.clocks import actions as clocks
from hotline.custody.spans import Holder
from hotline.deliveries import enqueueing as deliveries
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.inspections import stepping_in
from hotline.inspections.tables import InspectionCause
from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.text import clean, cleaned
from hotline.kit.viewer import SYSTEM, ActorKind, Viewer
from hotline.messages import office_rules, rules
from hotline.messages.drafts import NOTE, REASON, find_category, find_district
from hotline.messages.fetching import closed_by, fetch, fetch_for_system
from hotline.messages.moving import move
from hotline.messages.tables import Ground, MessageKind, MessageState, Outcome, Urgency

AUTHORITY: Final = 160
# The third call on a known case brings in an inspector (domain §3).
CALLS_FOR_INSPECTION: Final = 3


async def refer(
    message_id: UUID, *, by: Viewer, version: int, authority: str, reason: str, receipt: str | None = None
) -> None:
    """Hand it over to another authority, with its receipt; the office follows it until the answer. Raises NotFound,
    Stale and the refusals of `office_rules.can_refer`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        state = MessageState(message["state"])
        if refusal := office_rules.can_refer(by.roles, state=state, closed=closed_by(message, by)):
            raise refusal()
        authority = clean(authority, limit=AUTHORITY, path="authority")
        reason = clean(reason, limit=REASON, path="reason")
        facts = {"authority": authority, "receipt": cleaned(receipt, limit=AUTHORITY, path="receipt")}
        entry = Entry(FollowUpKind.REFERRED, rules.REFERRED, Audience.CITIZEN, city.office, reason, facts=facts)
        holder = Holder(city.office, by.person)
        await move(tx, message, entry, by=by, city=city, holder=holder, changes={"authority": authority})


async def record_answer(message_id: UUID, *, by: Viewer, version: int, answer: str) -> None:
    """Record the other authority's answer, which closes the message. Raises NotFound, Stale and the refusals of
    `office_rules.can_record_answer`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        state = MessageState(message["state"])
        if refusal := office_rules.can_record_answer(by.roles, state=state, **_spoken(message)):
            raise refusal()
        answer = clean(answer, limit=NOTE, path="answer")
        answered = Entry(FollowUpKind.ANSWERED, state, Audience.CITIZEN, city.office, answer)
        await close_as(tx, message, Outcome.ANSWERED, answered, by=by, city=city)


async def answer(message_id: UUID, *, by: Viewer, version: int, answer: str) -> None:
    """Answer a question, or take note of an opinion, and close it: a third of all calls ask for advice. Raises
    NotFound, Stale and the refusals of `office_rules.can_answer`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        state, kind = MessageState(message["state"]), MessageKind(message["kind"])
        if refusal := office_rules.can_answer(by.roles, state=state, kind=kind, **_spoken(message)):
            raise refusal()
        answer = clean(answer, limit=NOTE, path="answer")
        answered = Entry(FollowUpKind.ANSWERED, state, Audience.CITIZEN, city.office, answer)
        await close_as(tx, message, Outcome.ANSWERED, answered, by=by, city=city)


async def reject(message_id: UUID, *, by: Viewer, version: int, reason: str) -> None:
    """Say that it is a matter for nobody, and why; the citizen may object. Raises NotFound, Stale and the refusals
    of `office_rules.can_reject`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        state = MessageState(message["state"])
        if refusal := office_rules.can_reject(by.roles, state=state, **_spoken(message)):
            raise refusal()
        reason = clean(reason, limit=REASON, path="reason")
        entry = Entry(FollowUpKind.REJECTED, rules.REJECTED, Audience.CITIZEN, city.office, reason)
        await move(tx, message, entry, by=by, city=city, changes={"closed_by_id": by.person})


async def close(message_id: UUID, *, by: Viewer, version: int, reason: str) -> None:
    """Close it without the citizen's feedback, and say why none is needed. Raises NotFound, Stale and the refusals
    of `office_rules.can_close`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        state = MessageState(message["state"])
        if refusal := office_rules.can_close(by.roles, state=state, **_spoken(message)):
            raise refusal()
        reason = clean(reason, limit=REASON, path="reason")
        await close_as(tx, message, Outcome.NOT_NEEDED, by=by, city=city, reason=reason)


async def close_as(
    tx: Transaction,
    message: asyncpg.Record,
    outcome: Outcome,
    *first: Entry,
    by: Viewer,
    city: Reference,
    reason: str | None = None,
) -> None:
    """Close the message with this outcome, as part of an act, `first` put on its timeline before that."""
    closed = Entry(
        FollowUpKind.CLOSED, rules.CLOSED, Audience.CITIZEN, city.office, reason, facts={"outcome": outcome}
    )
    changes = {"outcome": outcome, "closed_at": tx.at, "closed_by_id": by.person}
    await move(tx, message, *first, closed, by=by, city=city, changes=changes)


async def call_again(message_id: UUID, *, by: Viewer, text: str) -> None:
    """A further call on a known case: a follow-up of it, and the third brings in an inspector. Raises NotFound and
    the refusals of `office_rules.can_call_again`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, incident=True)
        state = MessageState(message["state"])
        if refusal := office_rules.can_call_again(by.roles, state=state):
            raise refusal()
        text = clean(text, limit=NOTE, path="text")
        unit = city.office if by.kind == ActorKind.PERSON else None
        calls = message["calls"] + 1
        entries = [Entry(FollowUpKind.CALLED_AGAIN, state, Audience.CITIZEN, unit, text, facts={"calls": calls})]
        entries += await clocks.heard(tx, message)
        holder, third = None, calls == CALLS_FOR_INSPECTION
        if third and state != rules.MERGED:
            cause = InspectionCause.THIRD_CALL
            inspection, holder = await stepping_in.step_in(tx, message, cause=cause, by=by, city=city)
            entries += inspection
        await move(tx, message, *entries, by=by, city=city, holder=holder, changes={"calls": calls})
        if third and state == rules.MERGED:
            await _inspect_incident(tx, message["incident_id"], city)


async def _inspect_incident(tx: Transaction, leader_id: UUID, city: Reference) -> None:
    """The work is done on the message that leads: that is what the inspector looks at, and no caller is told whose
    call it was."""
    leader = await fetch_for_system(tx, leader_id)
    if leader["state"] in rules.OVER:
        return
    cause = InspectionCause.THIRD_CALL
    entries, holder = await stepping_in.step_in(tx, leader, cause=cause, by=SYSTEM, city=city)
    if entries:
        await move(tx, leader, *entries, by=SYSTEM, city=city, holder=holder)


async def reclassify(
    message_id: UUID,
    *,
    by: Viewer,
    version: int,
    category_code: str,
    district_number: int,
    urgency: Urgency,
    ground: Ground | None = None,
    reason: str,
) -> None:
    """Change urgency, request type or district on new facts. What becomes urgent goes to the operations centre; new
    clocks attach and no old one is erased or stretched (domain §4). Raises NotFound, Stale and the refusals of
    `office_rules.can_reclassify`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        state = MessageState(message["state"])
        if refusal := office_rules.can_reclassify(by.roles, state=state) or rules.grounded(urgency, ground):
            raise refusal()
        category, district = find_category(category_code, city), find_district(district_number, city)
        new = {
            "urgency": urgency,
            "ground": ground,
            "kind": category.kind,
            "category_id": category.id,
            "district_id": district.id,
            "unit_id": city.unit_for(category, district),
        }
        if all(message[column] == value for column, value in new.items()):
            raise office_rules.NothingReclassified()
        reason = clean(reason, limit=REASON, path="reason")
        facts = {"urgency": urgency, "category": str(category.id), "unit": str(new["unit_id"])}
        entry = Entry(FollowUpKind.RECLASSIFIED, state, Audience.COUNCIL, city.office, reason, facts=facts)
        await move(tx, message, entry, by=by, city=city, changes=new)
        if urgency == Urgency.URGENT and message["urgency"] != Urgency.URGENT and message["dispatched_at"]:
            await deliveries.enqueue_dispatch(tx, message_id, version=version + 1)


async def mark_special(message_id: UUID, *, by: Viewer, version: int, reason: str) -> None:
    """Have it pursued specially (R9). Raises NotFound, Stale and the refusals of
    `office_rules.can_mark_special`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        state = MessageState(message["state"])
        if refusal := office_rules.can_mark_special(by.roles, state=state, special=message["special"]):
            raise refusal()
        reason = clean(reason, limit=REASON, path="reason")
        entry = Entry(FollowUpKind.MARKED_SPECIAL, state, Audience.COUNCIL, city.office, reason)
        await move(tx, message, entry, by=by, city=city, changes={"special": True, "special_reason": reason})


class _Spoken(TypedDict):
    inspected: bool
    objected: bool


def _spoken(message: asyncpg.Record) -> _Spoken:
    return {"inspected": message["inspected"], "objected": message["objected"]}
