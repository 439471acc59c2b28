"""What people add to a timeline of their own accord."""

from uuid import UUID

from hotline.city.reference import reference
from hotline.clocks import actions as clocks
from hotline.deliveries import enqueueing as deliveries
from hotline.deliveries import telling
from hotline.follow_ups import timeline
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.kit import database
from hotline.kit.refusals import Refusal
from hotline.kit.text import clean
from hotline.kit.viewer import ActorKind, Viewer
from hotline.messages import rules
from hotline.messages.drafts import NOTE
from hotline.messages.fetching import fetch
from hotline.messages.moving import move
from hotline.messages.tables import MessageState


class YourOwnAudience(Refusal):
    """What a citizen adds is never hidden from that citizen."""

    code, sentence = "YOUR_OWN_AUDIENCE", "What you add stays visible to you."


async def add_note(message_id: UUID, *, by: Viewer, text: str, audience: Audience) -> UUID:
    """Add a note; the follow-up's id. A clock that waits for the citizen who adds it goes on. Raises NotFound and
    the refusals of `rules.can_add_note`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "messageId", by=by)
        state = MessageState(message["state"])
        if refusal := rules.can_add_note(by.roles, state=state):
            raise refusal()
        note = clean(text, limit=NOTE, path="text")
        if by.kind == ActorKind.CITIZEN and audience != Audience.CITIZEN:
            raise YourOwnAudience("audience")
        entry = Entry(FollowUpKind.NOTE, state, audience, by.units[0] if by.units else None, note)
        if by.kind == ActorKind.CITIZEN and (resumed := await clocks.heard(tx, message)):
            return (await move(tx, message, entry, *resumed, by=by, city=city))[0]
        ids = await timeline.append(tx, message_id, entry, by=by, cycle=message["cycle"])
        told = await telling.rows_for(tx, message_id, [entry], ids, version=message["version"])
        await deliveries.enqueue_all(tx, told)
        tx.notify("message", message_id)
        return ids[0]
