"""Notices to people who work with the system: by e-mail and by SMS, wherever the person can be reached."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from hotline.deliveries.enqueueing import enqueue_all, row_of
from hotline.deliveries.tables import DeliveryKind
from hotline.kit.database import Transaction


@dataclass(frozen=True, slots=True)
class StaffNotice:
    """What one person is told, once for the `key`, about the message if there is one."""

    person: UUID
    template: str
    key: str
    details: Mapping[str, object] = field(default_factory=dict)
    message_id: UUID | None = None


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
    return await tell_all(
        tx, [StaffNotice(person, template, key, details or {}, message_id) for person in people], but=but
    )


async def tell_all(tx: Transaction, notices: Sequence[StaffNotice], *, but: DeliveryKind | None = None) -> int:
    """Tell many people of many things at once; how many notices are on their way."""
    people = list({notice.person for notice in notices})
    reached = {row["id"]: row for row in await tx.connection.fetch(_REACHED, people)}
    made = [
        row_of(
            kind,
            f"{notice.key}-{notice.person}-{kind.lower()}",
            at=tx.at,
            message_id=notice.message_id,
            person=notice.person,
            template=notice.template,
            details=notice.details,
        )
        for notice in notices
        for kind in (DeliveryKind.EMAIL, DeliveryKind.SMS)
        if notice.person in reached and reached[notice.person][kind.lower()] and kind is not but
    ]
    await enqueue_all(tx, made)
    return len(made)


_REACHED: Final = """
SELECT id, pii_email IS NOT NULL AS email, pii_phone IS NOT NULL AS sms FROM person
WHERE id = ANY($1) AND active
"""
