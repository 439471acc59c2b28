"""Putting a delivery on its way, in the transaction that causes it: a row to be seen, and a job to do it."""

from typing import Final
from uuid import UUID

from hotline.deliveries.tables import DeliveryKind, DeliveryState
from hotline.kit import jobs
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id

# The worker's entrypoint; its payload is the delivery's id.
ENTRYPOINT: Final = "deliver"


async def enqueue_dispatch(tx: Transaction, message_id: UUID, *, version: int) -> UUID:
    """Dispatch an urgent message to the operations centre (R1), once for the act that made this version of it."""
    return await enqueue(tx, DeliveryKind.CENTRE, f"dispatch-{message_id}-{version}", message_id=message_id)


async def enqueue(tx: Transaction, kind: DeliveryKind, key: str, *, message_id: UUID | None = None) -> UUID:
    """Enqueue a delivery under an idempotency key that the receiver honours; the delivery's id."""
    id_ = new_id()
    await tx.connection.execute(_INSERT, id_, kind, message_id, key, DeliveryState.PENDING, tx.at)
    await job(tx, id_)
    return id_


async def job(tx: Transaction, delivery_id: UUID) -> None:
    """Have the delivery tried at once, unless a job for it is waiting."""
    await jobs.enqueue(tx, ENTRYPOINT, delivery_id.bytes, dedupe=str(delivery_id))


_INSERT: Final = """
INSERT INTO delivery (id, kind, message_id, idempotency_key, state, attempts, created_at, next_attempt_at)
VALUES ($1, $2, $3, $4, $5, 0, $6, $6)
"""
