"""Putting a delivery on its way, in the transaction that causes it: a row to be seen, and a job to do it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from hotline.deliveries.tables import DeliveryKind, DeliveryState
from hotline.kit import jobs, rows
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.rows import Row

# The worker's entrypoint; its payload is the delivery's id.
ENTRYPOINT: Final = "deliver"


async def enqueue_dispatch(tx: Transaction, message_id: UUID, *, version: int) -> UUID:
    """Dispatch an urgent message to the operations centre (R1), once for the act that made this version of it."""
    return await enqueue(tx, DeliveryKind.CENTRE, f"dispatch-{message_id}-{version}", message_id=message_id)


async def enqueue(
    tx: Transaction,
    kind: DeliveryKind,
    key: str,
    *,
    message_id: UUID | None = None,
    person: UUID | None = None,
    template: str | None = None,
    details: Mapping[str, object] | None = None,
) -> UUID:
    """Enqueue a delivery under an idempotency key that the receiver honours; the delivery's id. A notice has a
    `template` and its `details`, and goes to the `person` or else to the message's reporter: whose number is looked
    up when it leaves."""
    made = row_of(kind, key, at=tx.at, message_id=message_id, person=person, template=template, details=details)
    await enqueue_all(tx, [made])
    return cast(UUID, made["id"])


def row_of(
    kind: DeliveryKind,
    key: str,
    *,
    at: datetime,
    message_id: UUID | None = None,
    person: UUID | None = None,
    template: str | None = None,
    details: Mapping[str, object] | None = None,
) -> Row:
    """The row of a delivery to be enqueued with others."""
    return {
        "id": new_id(),
        "kind": kind,
        "message_id": message_id,
        "idempotency_key": key,
        "state": DeliveryState.PENDING,
        "attempts": 0,
        "created_at": at,
        "next_attempt_at": at,
        "person_id": person,
        "template": template,
        "details": details,
    }


async def enqueue_all(tx: Transaction, made: Sequence[Row]) -> None:
    """Enqueue many deliveries at once, as `row_of` made them."""
    await tx.connection.execute(_INSERT, rows.encode(made))
    ids = [cast(UUID, row["id"]) for row in made]
    await jobs.enqueue_all(tx, ENTRYPOINT, {str(id_): id_.bytes for id_ in ids})


async def job(tx: Transaction, delivery_id: UUID) -> None:
    """Have the delivery tried at once, unless a job for it is waiting."""
    await jobs.enqueue(tx, ENTRYPOINT, delivery_id.bytes, dedupe=str(delivery_id))


_INSERT: Final = rows.insert("delivery", 1)
