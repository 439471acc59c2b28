"""The operations centre confirms a message: custody moves on its receipt (domain §5)."""

from typing import Final
from uuid import UUID

from hotline.follow_ups import timeline
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.kit.database import Transaction
from hotline.kit.viewer import CENTRE, Viewer
from hotline.messages.tables import MessageState


async def acknowledge(tx: Transaction, message_id: UUID, *, by: Viewer = CENTRE, receipt: str) -> bool:
    """The centre holds the message from now on. False, and nothing done, where the message has moved on
    meanwhile: a second answer to one dispatch is no second acknowledgement."""
    row = await tx.connection.fetchrow(_ACKNOWLEDGE, message_id)
    if row is None:
        return False
    centre = row["holder_unit_id"]
    entry = Entry(FollowUpKind.ACKNOWLEDGED, MessageState.ACKNOWLEDGED, Audience.CITIZEN, centre, receipt)
    await timeline.append(tx, message_id, entry, by=by, cycle=row["cycle"])
    tx.notify("message", message_id)
    return True


_ACKNOWLEDGE: Final = """
UPDATE message SET state = 'ACKNOWLEDGED', holder_person_id = NULL, version = version + 1,
    holder_unit_id = (SELECT id FROM unit WHERE kind = 'CENTRE' ORDER BY code LIMIT 1)
WHERE id = $1 AND state = 'DISPATCHED' RETURNING cycle, holder_unit_id
"""
