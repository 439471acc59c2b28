"""Notices to people who work with the system: by e-mail and by SMS, wherever the person can be reached."""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from hotline.deliveries.enqueueing import enqueue_all, row_of
from hotline.deliveries.tables import DeliveryKind
from hotline.kit.database import Transaction


async def tell(
    tx: Transaction,
    people: Collection[UUID],
    template: str,
    *,
    key: str,
    details: Mapping[str, object] | None = None,
    message_id: UUID | None = None,
    but: DeliveryKind | None = None,
) -> int:
    """Tell each of `people` once for the `key`, about the message if there is one; how many notices are on their
    way. `but` names a gateway that is not to be used: the one that the notice is about."""
    made = [
        row_of(
            kind,
            f"{key}-{row['id']}-{kind.lower()}",
            at=tx.at,
            message_id=message_id,
            person=row["id"],
            template=template,
            details=details or {},
        )
        for row in await tx.connection.fetch(_REACHED, list(people))
        for kind in (DeliveryKind.EMAIL, DeliveryKind.SMS)
        if row[kind.lower()] and kind is not but
    ]
    await enqueue_all(tx, made)
    return len(made)


_REACHED: Final = """
SELECT id, pii_email IS NOT NULL AS email, pii_phone IS NOT NULL AS sms FROM person
WHERE id = ANY($1) AND active ORDER BY id
"""
