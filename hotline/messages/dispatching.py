"""What the operations centre is told of a message (R1): the exact place and the words as said, since it acts on
them; never who reported it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from hotline.kit.database import Transaction

# Where a message has come to when there is nothing left for the centre to do: it was returned, or follows another.
MOOT: Final = ("RETURNED", "REJECTED", "MERGED", "CLOSED")


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One urgent message, as it leaves. Coordinates in degrees."""

    tracking_code: str
    category_code: str
    category: str
    ground: str
    text: str
    district: int | None
    unit: str | None
    latitude: float | None
    longitude: float | None
    address: str | None
    registered_at: datetime
    # The tracking code of the message that it has become part of: no work order of its own any more.
    merged_into: str | None = None


async def dispatch_of(tx: Transaction, delivery_id: UUID) -> tuple[str, Dispatch] | None:
    """The idempotency key and content of a delivery to the centre; None where it is open no more."""
    row = await tx.connection.fetchrow(_DISPATCH, delivery_id)
    if row is None:
        return None
    key, *content = row
    return key, Dispatch(*content)


async def is_moot(tx: Transaction, delivery_id: UUID) -> bool:
    """Whether the message has gone elsewhere while its dispatch waited: a crew sent then would go in vain."""
    found: bool = await tx.connection.fetchval(_MOOT, delivery_id, MOOT)
    return found


_MOOT: Final = """
SELECT EXISTS (
    SELECT FROM delivery JOIN message ON message.id = delivery.message_id
    WHERE delivery.id = $1 AND delivery.kind = 'CENTRE' AND delivery.state IN ('PENDING', 'STUCK')
        AND delivery.template IS NULL
        AND (message.urgency <> 'URGENT' OR message.state = ANY($2))
)
"""

_DISPATCH: Final = """
SELECT delivery.idempotency_key, message.tracking_code, category.code, category.title_fa, message.ground,
       message.pii_text, district.number, unit.name_fa, message.latitude, message.longitude, message.address,
       message.registered_at, delivery.details->>'into'
FROM delivery
JOIN message ON message.id = delivery.message_id
JOIN category ON category.id = message.category_id
LEFT JOIN district ON district.id = message.district_id
LEFT JOIN unit ON unit.id = message.unit_id
WHERE delivery.id = $1 AND delivery.kind = 'CENTRE' AND delivery.state IN ('PENDING', 'STUCK')
"""
