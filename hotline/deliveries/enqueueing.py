"""Putting a delivery on its way, in the transaction that causes it: a row to be seen, and a job to do it."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import orjson

from hotline.deliveries.tables import DeliveryKind, DeliveryState
from hotline.kit import jobs
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id

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
    id_ = new_id()
    written = None if details is None else orjson.dumps(details).decode()
    await tx.connection.execute(
        _INSERT, id_, kind, message_id, key, DeliveryState.PENDING, tx.at, person, template, written
    )
    await job(tx, id_)
    return id_


async def job(tx: Transaction, delivery_id: UUID) -> None:
    """Have the delivery tried at once, unless a job for it is waiting."""
    await jobs.enqueue(tx, ENTRYPOINT, delivery_id.bytes, dedupe=str(delivery_id))


_INSERT: Final = """
INSERT INTO delivery (id, kind, message_id, idempotency_key, state, attempts, created_at, next_attempt_at,
    person_id, template, details)
VALUES ($1, $2, $3, $4, $5, 0, $6, $6, $7, $8, $9)
"""
