"""Triage by the three grounds (R4), and taking a message in hand."""

from uuid import UUID

from hotline.city.reference import CategoryRow, reference
from hotline.custody.spans import Holder
from hotline.deliveries import enqueueing as deliveries
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.kit import database
from hotline.kit.text import cleaned
from hotline.kit.viewer import Viewer
from hotline.messages import rules
from hotline.messages.drafts import NOTE, find_category, find_district
from hotline.messages.fetching import closed_by, fetch
from hotline.messages.moving import move
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
        message = await fetch(tx, message_id, "id", by=by, version=version)
        state = MessageState(message["state"])
        if refusal := rules.can_triage(by.roles, state=state, closed=closed_by(message, by)):
            raise refusal()
        if refusal := rules.grounded(urgency, ground):
            raise refusal("ground")
        category, district = find_category(category_code, city), find_district(district_number, city)
        note = cleaned(note, limit=NOTE, path="note")
        leaves = rules.leaves_the_office(urgency, category.kind)
        unit = city.unit_for(category, district)
        settled = {
            "urgency": urgency,
            "ground": ground,
            "kind": category.kind,
            "category_id": category.id,
            "district_id": district.id,
            "unit_id": unit,
            "dispatched_at": tx.at if leaves else message["dispatched_at"],
        }
        facts = facts_of(urgency, category, unit, leaves=leaves, first=state == MessageState.REGISTERED)
        entries = [Entry(FollowUpKind.TRIAGED, rules.TRIAGED, Audience.COUNCIL, city.office, note, facts=facts)]
        if leaves:
            entries.append(Entry(FollowUpKind.DISPATCHED, rules.DISPATCHED, Audience.CITIZEN, city.office))
        holder = Holder(city.office, by.person)
        await move(tx, message, *entries, by=by, city=city, holder=holder, changes=settled)
        if urgency == Urgency.URGENT:
            await deliveries.enqueue_dispatch(tx, message_id, version=version + 1)


def facts_of(
    urgency: Urgency, category: CategoryRow, unit: UUID | None, *, leaves: bool, first: bool
) -> dict[str, object]:
    """What clocks read of a triage: `leaves` the office with it, `first` of its cycle."""
    return {
        "urgency": urgency,
        "category": str(category.id),
        "unit": unit and str(unit),
        "leaves": leaves,
        "first": first,
    }


async def dispatch(message_id: UUID, *, by: Viewer, version: int, note: str | None = None) -> None:
    """Send out what has been triaged, as it was triaged: what was reopened need not be settled anew. Raises
    NotFound, Stale and the refusals of `rules.can_dispatch`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        state, settled = MessageState(message["state"]), message["unit_id"] is not None
        closed = closed_by(message, by)
        if refusal := rules.can_dispatch(by.roles, state=state, settled=settled, closed=closed):
            raise refusal()
        note = cleaned(note, limit=NOTE, path="note")
        sent = Entry(FollowUpKind.DISPATCHED, rules.DISPATCHED, Audience.CITIZEN, city.office, note)
        holder, changes = Holder(city.office, by.person), {"dispatched_at": tx.at}
        await move(tx, message, sent, by=by, city=city, holder=holder, changes=changes)
        if message["urgency"] == Urgency.URGENT:
            await deliveries.enqueue_dispatch(tx, message_id, version=version + 1)


async def take_in_hand(message_id: UUID, *, by: Viewer) -> None:
    """The viewer takes the message in hand, from whoever of the office had it; contact data may then be read,
    with a reason. Raises NotFound and the refusals of `rules.can_take_in_hand`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by)
        state = MessageState(message["state"])
        in_hand = by.person is not None and message["holder_person_id"] == by.person
        closed = closed_by(message, by)
        if refusal := rules.can_take_in_hand(by.roles, state=state, in_hand=in_hand, closed=closed):
            raise refusal()
        taken = Entry(FollowUpKind.TAKEN_IN_HAND, state, Audience.COUNCIL, city.office)
        await move(tx, message, taken, by=by, city=city, holder=Holder(city.office, by.person))
