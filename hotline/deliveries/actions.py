"""What becomes of a delivery: tried, stuck, delivered, sent again."""

import random
from datetime import timedelta
from typing import Final
from uuid import UUID

from hotline.deliveries import rules
from hotline.deliveries.access import DELIVERY
from hotline.deliveries.enqueueing import enqueue as enqueue
from hotline.deliveries.enqueueing import enqueue_dispatch as enqueue_dispatch
from hotline.deliveries.enqueueing import job_of
from hotline.deliveries.tables import DeliveryKind, DeliveryState
from hotline.kit import access, database, jobs
from hotline.kit.database import Transaction
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import Viewer

# An open delivery this long past its next attempt has lost its job.
LOST_AFTER: Final = timedelta(seconds=30)
_ERROR: Final = 200


async def record_attempt(tx: Transaction, delivery_id: UUID, *, error: str) -> timedelta | None:
    """One try failed. How long to wait before the next; None where it is open no more. `error` is a word for the
    operations page: no text of the message, no address with a secret in it."""
    row = await tx.connection.fetchrow(_OPEN, delivery_id)
    if row is None:
        return None
    attempts, kind = row["attempts"] + 1, DeliveryKind(row["kind"])
    wait = rules.wait(attempts, random.random(), longest=rules.longest_wait(kind))  # noqa: S311 - guards no secret
    state = rules.state_after_failure(tx.at - row["created_at"])
    await tx.connection.execute(_FAILED, delivery_id, attempts, state, tx.at + wait, error[:_ERROR])
    tx.notify("delivery", delivery_id)
    return wait


async def open_kind(delivery_id: UUID) -> DeliveryKind | None:
    """Through which gateway it must leave; None where it is open no more."""
    kind = await database.writes().fetchval(_KIND, delivery_id)
    return kind and DeliveryKind(kind)


async def delivered(tx: Transaction, delivery_id: UUID, *, receipt: str) -> UUID | None:
    """It arrived, and `receipt` is what came back. The message it is about, to be acknowledged in the same
    transaction; None where it is about none, or had arrived before."""
    row = await tx.connection.fetchrow(_DELIVERED, delivery_id, tx.at, receipt[:120])
    if row is None:
        return None
    tx.notify("delivery", delivery_id)
    # The next to the same receiver about the same message has waited for this one.
    await tx.connection.execute(_HURRY_NEXT, delivery_id)
    message: UUID | None = row["message_id"]
    return message


async def cancel(tx: Transaction, delivery_id: UUID, *, reason: str) -> None:
    """It need not or cannot leave any more, for a `reason` that the operations page shows in a word."""
    if await tx.connection.fetchval(_CANCEL, delivery_id, reason[:_ERROR]):
        tx.notify("delivery", delivery_id)
        await tx.connection.execute(_HURRY_NEXT, delivery_id)


async def stands_back(tx: Transaction, delivery_id: UUID) -> bool:
    """Whether an earlier delivery to the same receiver about the same message is open: the later waits for it."""
    found: bool = await tx.connection.fetchval(_STANDS_BACK, delivery_id)
    return found


async def resend(delivery_id: UUID, *, by: Viewer) -> None:
    """Have it tried at once. Raises NotFound and the refusals of `rules.can_resend`."""
    async with database.transaction() as tx:
        seen, values = access.where(DELIVERY, by, "delivery", first=2)
        found = await tx.connection.fetchrow(
            f"SELECT state, kind FROM delivery WHERE id = $1 AND {seen} FOR UPDATE OF delivery",
            delivery_id,
            *values,
        )
        if found is None:
            raise NotFound("id")
        if refusal := rules.can_resend(by.roles, state=DeliveryState(found["state"])):
            raise refusal()
        await tx.connection.execute("UPDATE delivery SET next_attempt_at = $2 WHERE id = $1", delivery_id, tx.at)
        await tx.connection.execute(_HURRY, str(delivery_id))
        await jobs.enqueue_all(tx, [job_of(delivery_id, DeliveryKind(found["kind"]))])
        tx.notify("delivery", delivery_id)


async def sweep(tx: Transaction, *, limit: int = 1000) -> int:
    """Give every open delivery a job again that has lost its own; how many were looked at. It judges by the rows,
    so whatever lost the job, a crash or a hand in the queue's table, cannot lose the delivery."""
    lost = await tx.connection.fetch(_LOST, tx.at - LOST_AFTER, limit)
    await jobs.enqueue_all(tx, [job_of(row["id"], DeliveryKind(row["kind"])) for row in lost])
    return len(lost)


_OPEN: Final = """
SELECT attempts, created_at, kind FROM delivery WHERE id = $1 AND state IN ('PENDING', 'STUCK') FOR UPDATE
"""

_KIND: Final = "SELECT kind FROM delivery WHERE id = $1 AND state IN ('PENDING', 'STUCK')"

_FAILED: Final = """
UPDATE delivery SET attempts = $2, state = $3, next_attempt_at = $4, last_error = $5 WHERE id = $1
"""

_DELIVERED: Final = """
UPDATE delivery SET state = 'DELIVERED', attempts = attempts + 1, delivered_at = $2, receipt = $3,
    next_attempt_at = NULL, last_error = NULL
WHERE id = $1 AND state IN ('PENDING', 'STUCK') RETURNING message_id
"""

_CANCEL: Final = """
UPDATE delivery SET state = 'CANCELLED', next_attempt_at = NULL, last_error = $2
WHERE id = $1 AND state IN ('PENDING', 'STUCK') RETURNING id
"""

_STANDS_BACK: Final = """
SELECT EXISTS (
    SELECT FROM delivery later JOIN delivery earlier
        ON earlier.message_id = later.message_id AND earlier.message_version < later.message_version
    WHERE later.id = $1 AND later.kind = 'CENTRE' AND earlier.kind = 'CENTRE'
        AND earlier.state IN ('PENDING', 'STUCK')
)
"""

_HURRY_NEXT: Final = """
UPDATE pgqueuer SET execute_after = now() WHERE status = 'queued' AND dedupe_key = (
    SELECT next.id::text FROM delivery JOIN delivery next ON next.message_id = delivery.message_id
    WHERE delivery.id = $1 AND delivery.kind = 'CENTRE' AND next.kind = 'CENTRE'
        AND next.state IN ('PENDING', 'STUCK')
    ORDER BY next.message_version LIMIT 1
)
"""

# The waiting job of a delivery, if there is one, is for now.
_HURRY: Final = "UPDATE pgqueuer SET execute_after = now() WHERE dedupe_key = $1 AND status = 'queued'"

_LOST: Final = """
SELECT id, kind FROM delivery WHERE state IN ('PENDING', 'STUCK') AND next_attempt_at < $1
ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED
"""
