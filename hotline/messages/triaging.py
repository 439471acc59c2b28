"""Triage by the three grounds (R4), and taking a message in hand."""

from typing import Final
from uuid import UUID

import asyncpg

from hotline.city.reference import CategoryRow, DistrictRow, Reference, reference
from hotline.clocks import actions as clocks
from hotline.clocks.rules import starts
from hotline.clocks.tables import Obligation
from hotline.deliveries import enqueueing as deliveries
from hotline.figures import actions as figures
from hotline.follow_ups import timeline
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.refusals import Stale
from hotline.kit.text import clean
from hotline.kit.viewer import Viewer
from hotline.messages import rules
from hotline.messages.drafts import NOTE, find_category, find_district
from hotline.messages.fetching import fetch
from hotline.messages.tables import Ground, MessageState, Urgency


async def triage(
    message_id: UUID,
    *,
    by: Viewer,
    version: int,
    category_code: str,
    district_number: int,
    urgency: Urgency,
    ground: Ground | None = None,
    note: str | None = None,
) -> None:
    """Settle urgency, ground, request type, district and with them the unit; what asks for action then leaves the
    office. `version` is the one it was decided on. Raises NotFound, Stale and the refusals of rules and drafts."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by)
        if message["version"] != version:
            raise Stale("version")
        if refusal := rules.can_triage(by.roles, state=MessageState(message["state"])):
            raise refusal()
        if refusal := rules.grounded(urgency, ground):
            raise refusal("ground")
        category, district = find_category(category_code, city), find_district(district_number, city)
        note = clean(note, limit=NOTE, path="note") if note and not note.isspace() else None
        leaves = rules.leaves_the_office(urgency, category.kind)
        async with figures.recounted(tx, message_id):
            await _settle(tx, message, by, category, district, urgency, ground, leaves, city)
        entries = [Entry(FollowUpKind.TRIAGED, MessageState.TRIAGED, Audience.COUNCIL, city.office, note)]
        if leaves:
            entries.append(Entry(FollowUpKind.DISPATCHED, MessageState.DISPATCHED, Audience.CITIZEN, city.office))
        await timeline.append(tx, message_id, *entries, by=by, cycle=message["cycle"])
        if urgency == Urgency.URGENT:
            await deliveries.enqueue_dispatch(tx, message_id, version=version + 1)
        tx.notify("message", message_id)


async def _settle(
    tx: Transaction,
    message: asyncpg.Record,
    by: Viewer,
    category: CategoryRow,
    district: DistrictRow,
    urgency: Urgency,
    ground: Ground | None,
    leaves: bool,
    city: Reference,
) -> None:
    await tx.connection.execute(
        _TRIAGE,
        message["id"],
        MessageState.DISPATCHED if leaves else MessageState.TRIAGED,
        urgency,
        ground,
        category.kind,
        category.id,
        district.id,
        city.unit_for(category, district),
        city.office,
        by.person,
        tx.at if leaves else None,
    )
    first = message["state"] == MessageState.REGISTERED
    policy = city.policy(tx.at)
    started = starts(
        policy.targets.get(category.id),
        since=message["registered_at"] if first else tx.at,
        first_action=urgency == Urgency.URGENT,
        resolution=leaves,
    )
    await clocks.start(tx, started, message["id"], cycle=message["cycle"], policy=policy.id)
    if first and urgency == Urgency.ROUTINE:
        # The citizen's claim started it, and the claim did not hold.
        await clocks.cancel(tx, message["id"], Obligation.FIRST_ACTION, cycle=message["cycle"])


async def take_in_hand(message_id: UUID, *, by: Viewer) -> None:
    """The viewer takes the message in hand, from whoever of the office had it; contact data may then be read,
    with a reason. Raises NotFound and the refusals of `rules.can_take_in_hand`."""
    office = (await reference()).office
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by)
        state = MessageState(message["state"])
        in_hand = by.person is not None and message["holder_person_id"] == by.person
        if refusal := rules.can_take_in_hand(by.roles, state=state, in_hand=in_hand):
            raise refusal()
        await tx.connection.execute(_TAKE, message_id, office, by.person)
        taken = Entry(FollowUpKind.TAKEN_IN_HAND, state, Audience.COUNCIL, office)
        await timeline.append(tx, message_id, taken, by=by, cycle=message["cycle"])
        tx.notify("message", message_id)


_TRIAGE: Final = """
UPDATE message SET state = $2, urgency = $3, ground = $4, kind = $5, category_id = $6, district_id = $7,
    unit_id = $8, holder_unit_id = $9, holder_person_id = $10,
    dispatched_at = coalesce($11, dispatched_at), version = version + 1
WHERE id = $1
"""

_TAKE: Final = """
UPDATE message SET holder_unit_id = $2, holder_person_id = $3, version = version + 1 WHERE id = $1
"""
