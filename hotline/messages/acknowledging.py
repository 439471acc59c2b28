"""The operations centre confirms a message: custody moves on its receipt (domain §5)."""

from uuid import UUID

from hotline.city.reference import Reference
from hotline.custody.spans import Holder
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.kit.database import Transaction
from hotline.kit.viewer import CENTRE, Viewer
from hotline.messages import rules
from hotline.messages.fetching import fetch_for_system
from hotline.messages.moving import move


async def receive(tx: Transaction, message_id: UUID, *, by: Viewer = CENTRE, city: Reference, receipt: str) -> bool:
    """The centre holds the message from now on. False, and nothing done, where the message has moved on
    meanwhile: a second answer to one dispatch is no second acknowledgement."""
    message = await fetch_for_system(tx, message_id)
    if message["state"] != rules.DISPATCHED:
        return False
    entry = Entry(FollowUpKind.ACKNOWLEDGED, rules.ACKNOWLEDGED, Audience.CITIZEN, city.centre, receipt)
    await move(tx, message, entry, by=by, city=city, holder=Holder(city.centre))
    return True
