"""What a notice says, and to whom: looked up when it leaves, so that no number and no name waits in a queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import orjson

from hotline.kit.database import Transaction


@dataclass(frozen=True, slots=True)
class Notice:
    """One SMS to be sent. `phone` is null where none is known: the reporter's contact is no longer kept, or it is
    for a person of the staff."""

    key: str
    template: str
    details: Mapping[str, object]
    phone: str | None
    tracking_code: str


async def notice_of(tx: Transaction, delivery_id: UUID) -> Notice | None:
    """The notice of a delivery that is still open."""
    row = await tx.connection.fetchrow(_NOTICE, delivery_id)
    if row is None:
        return None
    return Notice(
        row["idempotency_key"],
        row["template"],
        orjson.loads(row["details"]),
        row["pii_phone"],
        row["tracking_code"],
    )


async def drop(tx: Transaction, delivery_id: UUID) -> None:
    """There is nobody to tell any more."""
    await tx.connection.execute(_DROP, delivery_id)
    tx.notify("delivery", delivery_id)


_NOTICE: Final = """
SELECT delivery.idempotency_key, template, details::text AS details, pii_phone, tracking_code
FROM delivery JOIN message ON message.id = delivery.message_id
LEFT JOIN reporter ON reporter.message_id = message.id AND delivery.person_id IS NULL
WHERE delivery.id = $1 AND delivery.kind = 'SMS' AND delivery.state IN ('PENDING', 'STUCK')
"""

_DROP: Final = """
UPDATE delivery SET state = 'CANCELLED', next_attempt_at = NULL WHERE id = $1 AND state IN ('PENDING', 'STUCK')
"""
