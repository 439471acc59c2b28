"""Merging: many callers, one work order and one clock, and every caller answered (domain §3)."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from hotline.city.reference import Reference, reference
from hotline.custody import spans
from hotline.custody.spans import Holder
from hotline.deliveries import enqueueing as deliveries
from hotline.deliveries.tables import DeliveryKind
from hotline.feedback import asking
from hotline.follow_ups import timeline
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.incidents import following, rules
from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.numbering import parse_tracking_code, tracking_code
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import Viewer
from hotline.messages.fetching import fetch
from hotline.messages.moving import move
from hotline.messages.tables import MessageKind, MessageState, Urgency


async def merge(
    message_id: UUID, *, by: Viewer, version: int, into_id: UUID | None = None, into_code: str | None = None
) -> None:
    """Make the message part of the incident that the other leads or belongs to, named by id or by tracking code;
    what is merged into it comes along. Raises NotFound, Stale and the refusals of rules and numbering."""
    city = await reference()
    code = into_code and tracking_code(*parse_tracking_code(into_code))
    async with database.transaction() as tx:
        into_id = into_id or await tx.connection.fetchval(_OF_CODE, code)
        if into_id is None:
            raise NotFound("intoCode")
        await merge_within(tx, message_id, by=by, version=version, into_id=into_id, city=city)


async def merge_within(
    tx: Transaction, message_id: UUID, *, by: Viewer, version: int | None, into_id: UUID, city: Reference
) -> None:
    """The same as part of another act."""
    # Who leads whom changes in turns, so that two who merge crosswise end in one incident, and not in a deadlock.
    await tx.connection.execute(_IN_TURNS)
    into_id = await tx.connection.fetchval(_LEADER, into_id) or into_id
    if into_id == message_id:
        raise rules.IntoItself("intoId")
    message, leader = await _fetch_both(tx, message_id, into_id, by=by, version=version)
    state, into_state = MessageState(message["state"]), MessageState(leader["state"])
    inspected, objected = message["inspected"], message["objected"]
    if refusal := rules.can_merge(by.roles, state=state, inspected=inspected, objected=objected):
        raise refusal()
    if refusal := rules.can_lead(by.roles, state=into_state) or rules.fit(
        state=state,
        kind=MessageKind(message["kind"]),
        into_state=into_state,
        into_kind=MessageKind(leader["kind"]),
    ):
        raise refusal("intoId")
    newcomers = [message, *await _bring_along(tx, message, leader, by, city)]
    await _follow(tx, message, leader, by, city)
    await _lead(tx, leader, message, newcomers, by, city)
    await _take_back(tx, message, leader)
    if into_state == MessageState.FEEDBACK_SOUGHT:
        for caller in await asking.callers(tx, leader["id"]):
            if not caller["asked"] and caller["id"] != leader["id"]:
                await asking.ask_follower(tx, caller, by=by, city=city)


async def _fetch_both(
    tx: Transaction, message_id: UUID, into_id: UUID, *, by: Viewer, version: int | None
) -> tuple[asyncpg.Record, asyncpg.Record]:
    """Both, locked: leaders before what is merged into them, as every act locks them."""
    leader = await fetch(tx, into_id, "intoId", by=by)
    return await fetch(tx, message_id, "id", by=by, version=version), leader


async def _bring_along(
    tx: Transaction, message: asyncpg.Record, leader: asyncpg.Record, by: Viewer, city: Reference
) -> list[asyncpg.Record]:
    """What is merged into the message follows the new leader: no chains."""
    holder = _holder(leader)
    moved = await tx.connection.fetch(_BRING_ALONG, message["id"], leader["id"])
    for follower in moved:
        facts = {"other": leader["tracking_code"]}
        entry = Entry(FollowUpKind.MERGED, MessageState.MERGED, Audience.COUNCIL, city.office, facts=facts)
        await timeline.append(tx, follower["id"], entry, by=by, cycle=follower["cycle"])
        await spans.pass_on(tx, follower["id"], holder, state=MessageState.MERGED, cycle=follower["cycle"])
        tx.notify("message", follower["id"])
    await following.hold(tx, leader["id"], holder)
    return moved


async def _follow(
    tx: Transaction, message: asyncpg.Record, leader: asyncpg.Record, by: Viewer, city: Reference
) -> None:
    facts = {"other": leader["tracking_code"], "incident_state": leader["state"]}
    merged = Entry(FollowUpKind.MERGED, MessageState.MERGED, Audience.CITIZEN, city.office, facts=facts)
    changes = {"incident_id": leader["id"], "merged_from": message["state"]}
    await move(tx, message, merged, by=by, city=city, holder=_holder(leader), changes=changes)


async def _lead(
    tx: Transaction,
    leader: asyncpg.Record,
    message: asyncpg.Record,
    newcomers: Sequence[asyncpg.Record],
    by: Viewer,
    city: Reference,
) -> None:
    """The incident's clocks count from its earliest member, that of the first action from its earliest urgent one;
    and it is as urgent as its most urgent member."""
    state = MessageState(leader["state"])
    urgent = [one["registered_at"] for one in newcomers if one["urgency"] == Urgency.URGENT]
    facts: dict[str, object] = {
        "other": message["tracking_code"],
        "since": min(one["registered_at"] for one in newcomers).isoformat(),
        "urgent_since": min(urgent).isoformat() if urgent else None,
    }
    entries = [Entry(FollowUpKind.JOINED, state, Audience.COUNCIL, city.office, facts=facts)]
    raised = rules.is_raised(Urgency(message["urgency"]), Urgency(leader["urgency"]))
    changes: dict[str, object] = {}
    if raised:
        changes = {"urgency": Urgency.URGENT, "ground": message["ground"]}
        category, unit = leader["category_id"], leader["unit_id"]
        facts = {"urgency": Urgency.URGENT, "category": category and str(category), "unit": unit and str(unit)}
        entries.insert(0, Entry(FollowUpKind.RECLASSIFIED, state, Audience.COUNCIL, city.office, facts=facts))
    await move(tx, leader, *entries, by=by, city=city, changes=changes)
    if raised and state in rules.AT_WORK:
        await deliveries.enqueue_dispatch(tx, leader["id"], version=leader["version"] + 1)


async def _take_back(tx: Transaction, message: asyncpg.Record, leader: asyncpg.Record) -> None:
    """One work order: what has not left is cancelled, and the centre hears where the other belongs. What is on its
    way at this moment counts as having left."""
    left = await tx.connection.fetch(_TAKE_BACK, message["id"])
    if any(delivery["left"] for delivery in left):
        version = message["version"] + 1
        told = deliveries.row_of(
            DeliveryKind.CENTRE,
            f"merged-{message['id']}-{version}",
            at=tx.at,
            message_id=message["id"],
            template=deliveries.MERGED,
            details={"into": leader["tracking_code"]},
            version=version,
        )
        await deliveries.enqueue_all(tx, [told])


def _holder(leader: asyncpg.Record) -> Holder:
    return Holder(leader["holder_unit_id"], leader["holder_person_id"])


_IN_TURNS: Final = "SELECT pg_advisory_xact_lock(hashtext('payesh.incidents'))"

_OF_CODE: Final = "SELECT id FROM message WHERE tracking_code = $1"

_LEADER: Final = "SELECT incident_id FROM message WHERE id = $1"

_BRING_ALONG: Final = """
UPDATE message SET incident_id = $2 WHERE incident_id = $1 AND state = 'MERGED'
RETURNING id, cycle, registered_at, urgency
"""

_TAKE_BACK: Final = """
WITH waiting AS (
    UPDATE delivery SET state = 'CANCELLED', next_attempt_at = NULL
    WHERE message_id = $1 AND kind = 'CENTRE' AND state IN ('PENDING', 'STUCK')
)
-- What this very transaction enqueued nobody can have taken yet.
SELECT xmin <> pg_current_xact_id()::xid AS left FROM delivery WHERE message_id = $1 AND kind = 'CENTRE'
"""
