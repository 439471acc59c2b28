"""Putting a delivery on its way, in the transaction that causes it: a row to be seen, and a job to do it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from hotline.deliveries.tables import DeliveryKind, DeliveryState
from hotline.kit import jobs, rows
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.jobs import Job
from hotline.kit.rows import Row

# The worker's entrypoint for each kind; its payload is the delivery's id. Each has a lane of its own, so that a
# receiver that hangs keeps nobody else waiting.
ENTRYPOINTS: Final[Mapping[DeliveryKind, str]] = {
    DeliveryKind.CENTRE: "deliver",
    DeliveryKind.SMS: "notify",
    DeliveryKind.EMAIL: "notify",
    DeliveryKind.WEBHOOK: "call",
}
# The template by which the centre hears that a message it may have had is part of another.
MERGED: Final = "MERGED"


async def enqueue_dispatch(tx: Transaction, message_id: UUID, *, version: int) -> UUID:
    """Dispatch an urgent message to the operations centre (R1), once for the act that made this version of it."""
    made = dispatch_of(message_id, version=version, at=tx.at)
    await enqueue_all(tx, [made])
    return cast(UUID, made["id"])


def dispatch_of(message_id: UUID, *, version: int, at: datetime) -> Row:
    """The row of a dispatch to be enqueued with others."""
    key = f"dispatch-{message_id}-{version}"
    return row_of(DeliveryKind.CENTRE, key, at=at, message_id=message_id, version=version)


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
    webhook: UUID | None = None,
    inbound: UUID | None = None,
    template: str | None = None,
    details: Mapping[str, object] | None = None,
    version: int | None = None,
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
        "template": template,
        "details": details,
        "person_id": person,
        "webhook_id": webhook,
        "inbound_id": inbound,
        "message_version": version,
    }


async def enqueue_all(tx: Transaction, made: Sequence[Row]) -> None:
    """Enqueue many deliveries at once, as `row_of` made them; one whose key is there already is on its way."""
    if not made:
        return
    await tx.connection.execute(_INSERT, rows.encode(made))
    jobs.wake_workers(tx)


def job_of(delivery_id: UUID, kind: DeliveryKind) -> Job:
    """Have the delivery tried at once, unless a job for it is waiting."""
    return Job(ENTRYPOINTS[kind], delivery_id.bytes, str(delivery_id))


def enqueued(place: int) -> str:
    """SQL, parts of a WITH, that writes the deliveries of parameter `$place` and their jobs with other rows. Then
    wake the workers."""
    entrypoint = " ".join(f"WHEN '{kind}' THEN '{name}'" for kind, name in ENTRYPOINTS.items())
    job = f"SELECT CASE kind {entrypoint} END AS entrypoint, uuid_send(id) AS payload, id::text AS dedupe_key"
    return f"""
delivery_rows AS (
    {rows.insert("delivery", place)} ON CONFLICT (idempotency_key) DO NOTHING RETURNING id, kind
), {jobs.queued(f"({job} FROM delivery_rows) job")}"""


_INSERT: Final = f"WITH {enqueued(1)} SELECT"
