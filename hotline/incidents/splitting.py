"""Splitting: a message taken for part of an incident goes on by itself."""

from uuid import UUID

from hotline.city.reference import reference
from hotline.custody.spans import Holder
from hotline.deliveries import enqueueing as deliveries
from hotline.feedback import asking
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.incidents import closing, rules
from hotline.kit import database
from hotline.kit.viewer import Viewer
from hotline.messages.fetching import fetch
from hotline.messages.moving import move
from hotline.messages.tables import MessageState, Urgency


async def split(message_id: UUID, *, by: Viewer, version: int) -> None:
    """Back to the state it was merged from, with its own clocks again and in the office's hands; an urgent one goes
    to the operations centre anew. Raises NotFound, Stale and the refusals of `rules.can_split`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version, incident=True)
        answered = await tx.connection.fetchval(_ANSWERED, message_id, message["cycle"])
        if refusal := rules.can_split(by.roles, state=MessageState(message["state"]), answered=answered):
            raise refusal()
        leader = await tx.connection.fetchval(
            "SELECT tracking_code FROM message WHERE id = $1", message["incident_id"]
        )
        back = MessageState(message["merged_from"])
        entry = Entry(FollowUpKind.SPLIT, back, Audience.CITIZEN, city.office, facts={"other": leader})
        alone = {"incident_id": None, "merged_from": None}
        await asking.withdraw(tx, message_id)
        await move(tx, message, entry, by=by, city=city, holder=Holder(city.office, by.person), changes=alone)
        if message["urgency"] == Urgency.URGENT and back in rules.AT_WORK:
            await deliveries.enqueue_dispatch(tx, message_id, version=version + 1)
        await closing.left(tx, message, by=by, city=city)


_ANSWERED = """
SELECT EXISTS (SELECT FROM feedback_request WHERE message_id = $1 AND cycle = $2 AND state = 'ANSWERED')
"""
