"""What becomes of objections: raised, taken up by a councillor, ruled on, and the message reopened (R8)."""

from typing import Final
from uuid import UUID

import asyncpg

from hotline.city.reference import Reference, reference
from hotline.custody.spans import Holder
from hotline.feedback import asking
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.incidents import closing
from hotline.inspections import stepping_in
from hotline.inspections.tables import InspectionCause
from hotline.kit import access, database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.masking import mask
from hotline.kit.refusals import NotFound
from hotline.kit.text import clean, cleaned
from hotline.kit.viewer import ActorKind, Viewer
from hotline.messages.drafts import NOTE
from hotline.messages.fetching import fetch
from hotline.messages.moving import move
from hotline.messages.office_rules import InspectionOpen
from hotline.messages.tables import MessageState, Outcome
from hotline.objections import rules
from hotline.objections.access import OBJECTION
from hotline.objections.tables import ObjectionReason, ObjectionState

# What the office itself says on a message that the same citizen objects to twice (domain §3).
SPECIAL_REASON: Final = "اعتراض دوم شهروند"


async def raise_objection(
    message_id: UUID,
    *,
    by: Viewer,
    reason: ObjectionReason,
    text: str | None = None,
    against_id: UUID | None = None,
) -> UUID:
    """Object to a follow-up, or to silence; the objection's id. Raises NotFound and the refusals of
    `rules.can_object`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, incident=True)
        if against_id and not await tx.connection.fetchval(_ON_TIMELINE, against_id, message_id):
            raise NotFound("againstId")
        text = cleaned(text, limit=NOTE, path="text")
        return await object_within(tx, message, by=by, city=city, reason=reason, text=text, against=against_id)


async def object_within(
    tx: Transaction,
    message: asyncpg.Record,
    *first: Entry,
    by: Viewer,
    city: Reference,
    reason: ObjectionReason,
    text: str | None = None,
    against: UUID | None = None,
) -> UUID:
    """The same as part of another act, `first` put on the timeline before it: an unsatisfied answer objects."""
    state = MessageState(message["state"])
    objected = await tx.connection.fetchval(_IS_OPEN, message["id"])
    late = rules.is_late(state, message["closed_at"], tx.at)
    if refusal := rules.can_object(by.roles, objected=objected, late=late):
        raise refusal()
    again = await tx.connection.fetchval(_HAS_OBJECTED, message["id"])
    id_, opened_by = new_id(), by.person if by.kind == ActorKind.PERSON else None
    await tx.connection.execute(
        _OPEN, id_, message["id"], message["cycle"], reason, text and mask(text), text, against, tx.at, opened_by
    )
    moves = rules.changes_state(state)
    after = MessageState.OBJECTED if moves else state
    unit = city.office if by.kind == ActorKind.PERSON else None
    entries = [*first, Entry(FollowUpKind.OBJECTED, after, Audience.CITIZEN, unit, text, facts={"reason": reason})]
    changes: dict[str, object] = {}
    holder = Holder(city.office) if moves else None
    if moves:
        # Whatever the citizen was asked is answered by this; its code opens nothing any more.
        await asking.withdraw(tx, message["id"])
    if moves and state in {MessageState.CLOSED, MessageState.MERGED}:
        changes |= {"closed_at": None, "outcome": None, "incident_id": None, "merged_from": None}
    if not moves:
        cause = InspectionCause.OBJECTION
        inspection, holder = await stepping_in.step_in(tx, message, cause=cause, by=by, city=city)
        entries += inspection
    if again and not message["special"]:
        changes |= {"special": True, "special_reason": SPECIAL_REASON}
        entries.append(Entry(FollowUpKind.MARKED_SPECIAL, entries[-1].state, Audience.COUNCIL, city.office))
    await move(tx, message, *entries, by=by, city=city, holder=holder, changes=changes)
    if state == MessageState.MERGED:
        await closing.left(tx, message, by=by, city=city)
    return id_


async def rule(
    objection_id: UUID, *, by: Viewer, uphold: bool, ruling: str, reopen_as: MessageState = MessageState.TRIAGED
) -> UUID:
    """Uphold or dismiss; the message's id. Upheld, the message goes on in its next cycle with clocks of its own, in
    nobody's hands who had closed it; dismissed, it closes with the ruling. An objection that stopped nothing
    changes no state. Raises NotFound, ReopensElsewhere and the refusals of `rules.can_rule`."""
    city = await reference()
    async with database.transaction() as tx:
        objection, message = await _fetch(tx, objection_id, by=by)
        own = by.person is not None and by.person in (message["closed_by_id"], objection["against_by"])
        if refusal := rules.can_rule(by.roles, state=ObjectionState(objection["state"]), own=own):
            raise refusal()
        if reopen_as not in rules.REOPENS_AS:
            raise rules.ReopensElsewhere("reopenAs")
        before = MessageState(message["state"])
        if before == MessageState.OBJECTED and not uphold and message["inspected"]:
            raise InspectionOpen("uphold")
        ruling = clean(ruling, limit=NOTE, path="ruling")
        state = ObjectionState.UPHELD if uphold else ObjectionState.DISMISSED
        await tx.connection.execute(_RULE, objection_id, state, tx.at, by.person, ruling)
        facts = {"upheld": uphold}
        ruled = Entry(FollowUpKind.RULED, before, Audience.CITIZEN, city.office, ruling, facts=facts)
        if before != MessageState.OBJECTED:
            await move(tx, message, ruled, by=by, city=city)
        elif uphold:
            await _reopen(tx, message, ruled, by, reopen_as, city)
        else:
            closed = Entry(
                FollowUpKind.CLOSED,
                MessageState.CLOSED,
                Audience.CITIZEN,
                city.office,
                facts={"outcome": Outcome.DISMISSED},
            )
            changes = {"outcome": Outcome.DISMISSED, "closed_at": tx.at, "closed_by_id": by.person}
            await move(tx, message, ruled, closed, by=by, city=city, changes=changes)
        return UUID(str(message["id"]))


async def _reopen(
    tx: Transaction, message: asyncpg.Record, ruled: Entry, by: Viewer, to: MessageState, city: Reference
) -> None:
    """The ruling belongs to the cycle it ends; what follows, to the next."""
    await move(tx, message, ruled, by=by, city=city)
    holder, cycle = Holder(city.office), message["cycle"] + 1
    entries: list[Entry] = []
    if to == MessageState.UNDER_INSPECTION:
        after = {**message, "state": to, "cycle": cycle}
        entries, _ = await stepping_in.step_in(tx, after, cause=InspectionCause.OBJECTION, by=by, city=city)
        inspector = await tx.connection.fetchval("SELECT inspector_id FROM message WHERE id = $1", message["id"])
        holder = Holder(city.centre, inspector)
    facts = {"urgency": message["urgency"], "category": message["category_id"] and str(message["category_id"])}
    reopened = Entry(FollowUpKind.REOPENED, to, Audience.CITIZEN, city.office, facts=facts)
    await move(tx, message, reopened, *entries, by=by, city=city, holder=holder, changes={"cycle": cycle})


async def take_up(objection_id: UUID, *, by: Viewer) -> UUID:
    """A councillor takes the objection up; the message's id. Raises NotFound and the refusals of
    `rules.can_take_up`."""
    city = await reference()
    async with database.transaction() as tx:
        objection, message = await _fetch(tx, objection_id, by=by)
        if refusal := rules.can_take_up(by.roles, taken_up=objection["taken_up_by_id"] is not None):
            raise refusal()
        await tx.connection.execute(_TAKE_UP, objection_id, tx.at, by.person)
        state = MessageState(message["state"])
        entry = Entry(FollowUpKind.OBJECTION_TAKEN_UP, state, Audience.CITIZEN)
        await move(tx, message, entry, by=by, city=city)
        return UUID(str(message["id"]))


async def record_result(objection_id: UUID, *, by: Viewer, result: str) -> UUID:
    """What came of a councillor's taking it up; the message's id. Raises NotFound and the refusals of
    `rules.can_record_result`."""
    city = await reference()
    async with database.transaction() as tx:
        objection, message = await _fetch(tx, objection_id, by=by)
        mine = by.person is not None and objection["taken_up_by_id"] == by.person
        if refusal := rules.can_record_result(by.roles, mine=mine):
            raise refusal()
        result = clean(result, limit=NOTE, path="result")
        await tx.connection.execute(_RESULT, objection_id, result, tx.at)
        state = MessageState(message["state"])
        entry = Entry(FollowUpKind.OBJECTION_RESULT, state, Audience.CITIZEN, None, result)
        await move(tx, message, entry, by=by, city=city)
        return UUID(str(message["id"]))


async def _fetch(tx: Transaction, objection_id: UUID, *, by: Viewer) -> tuple[asyncpg.Record, asyncpg.Record]:
    """The objection and its message, locked. Raises NotFound."""
    seen, values = access.where(OBJECTION, by, "objection", first=2)
    message_id = await tx.connection.fetchval(
        f"SELECT message_id FROM objection WHERE id = $1 AND {seen}", objection_id, *values
    )
    if message_id is None:
        raise NotFound("id")
    message = await fetch(tx, message_id, "id", by=by)
    objection = await tx.connection.fetchrow(_FETCH, objection_id)
    assert objection is not None, "objections are never removed"
    return objection, message


_ON_TIMELINE: Final = "SELECT EXISTS (SELECT FROM follow_up WHERE id = $1 AND message_id = $2)"

_IS_OPEN: Final = "SELECT EXISTS (SELECT FROM objection WHERE message_id = $1 AND state = 'OPEN')"

_HAS_OBJECTED: Final = "SELECT EXISTS (SELECT FROM objection WHERE message_id = $1)"

_OPEN: Final = """
INSERT INTO objection (id, message_id, cycle, reason, text, pii_text, against_id, state, opened_at, opened_by_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'OPEN', $8, $9)
"""

_FETCH: Final = """
SELECT objection.*, follow_up.actor_id AS against_by
FROM objection LEFT JOIN follow_up ON follow_up.id = objection.against_id WHERE objection.id = $1
"""

_RULE: Final = "UPDATE objection SET state = $2, ruled_at = $3, ruled_by_id = $4, ruling = $5 WHERE id = $1"

_TAKE_UP: Final = "UPDATE objection SET taken_up_at = $2, taken_up_by_id = $3 WHERE id = $1"

_RESULT: Final = "UPDATE objection SET result = $2, result_at = $3 WHERE id = $1"
