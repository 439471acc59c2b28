"""What a notice says, and to whom: looked up when it leaves, so that no number and no name waits in a queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import orjson

from hotline.deliveries.tables import DeliveryKind
from hotline.kit.database import Transaction


@dataclass(frozen=True, slots=True)
class Notice:
    """One SMS or e-mail to be sent. `address` is a number or a mailbox; null where none is kept, or kept any more.
    `to_staff` says that its text is one of those for people who work here, in their `language`."""

    kind: DeliveryKind
    key: str
    template: str
    details: Mapping[str, object]
    address: str | None
    language: str
    to_staff: bool
    tracking_code: str | None


async def notice_of(tx: Transaction, delivery_id: UUID) -> Notice | None:
    """The notice of a delivery that is still open."""
    row = await tx.connection.fetchrow(_NOTICE, delivery_id)
    if row is None:
        return None
    details = orjson.loads(row["details"] or "{}")
    if row["short_code"]:
        details["code"] = row["short_code"]
    return Notice(
        DeliveryKind(row["kind"]),
        row["idempotency_key"],
        row["template"],
        details,
        row["address"],
        row["language"],
        row["to_staff"],
        row["tracking_code"],
    )


_NOTICE: Final = """
SELECT delivery.kind, delivery.idempotency_key, delivery.template, delivery.details::text AS details,
       message.tracking_code, feedback_request.short_code, delivery.person_id IS NOT NULL AS to_staff,
       coalesce(person.language, 'fa') AS language,
       CASE WHEN delivery.template = 'FEEDBACK' AND short_code IS NULL THEN NULL  -- answered meanwhile
            WHEN delivery.person_id IS NULL THEN coalesce(inbound.pii_sender, reporter.pii_phone)
            WHEN delivery.kind = 'EMAIL' THEN person.pii_email ELSE person.pii_phone END AS address
FROM delivery
LEFT JOIN message ON message.id = delivery.message_id
LEFT JOIN reporter ON reporter.message_id = delivery.message_id
LEFT JOIN feedback_request ON feedback_request.message_id = delivery.message_id
    AND feedback_request.state = 'OPEN' AND delivery.template = 'FEEDBACK'
LEFT JOIN person ON person.id = delivery.person_id AND person.active
LEFT JOIN inbound ON inbound.id = delivery.inbound_id
WHERE delivery.id = $1 AND delivery.kind IN ('SMS', 'EMAIL') AND delivery.state IN ('PENDING', 'STUCK')
"""
