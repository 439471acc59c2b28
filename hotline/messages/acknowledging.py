"""The operations centre confirms a message: custody moves on its receipt (domain §5)."""

from typing import Final
from uuid import UUID

from hotline.city.reference import reference
from hotline.follow_ups import timeline
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.kit.database import Transaction
from hotline.kit.viewer import CENTRE, Viewer
from hotline.messages.tables import MessageState


async def acknowledge(tx: Transaction, message_id: UUID, *, by: Viewer = CENTRE, receipt: str) -> bool:
    """The centre holds the message from now on. False, and nothing done, where the message has moved on
    meanwhile: a second answer to one dispatch is no second acknowledgement."""
    centre = (await reference()).centre
    cycle = await tx.connection.fetchval(_ACKNOWLEDGE, message_id, centre)
    if cycle is None:
        return False
    entry = Entry(FollowUpKind.ACKNOWLEDGED, MessageState.ACKNOWLEDGED, Audience.CITIZEN, centre, receipt)
    await timeline.append(tx, message_id, entry, by=by, cycle=cycle)
    tx.notify("message", message_id)
    return True


_ACKNOWLEDGE: Final = """
UPDATE message SET state = 'ACKNOWLEDGED', holder_unit_id = $2, holder_person_id = NULL, version = version + 1
WHERE id = $1 AND state = 'DISPATCHED' RETURNING cycle
"""
