"""What a frontend's webhook is told of a message: what its citizen may read, and nothing personal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

import orjson

from hotline.kit.database import Transaction

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - a prefix, and no secret
TYPE: Final = "message.changed"
# For so long after a rotation the old secret signs too, so that nothing is refused meanwhile.
BOTH_SIGN: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class WebhookCall:
    """One call. `event` is the same for every try of it; `data` is what happened to the message."""

    event: str
    url: str
    secrets: tuple[str, ...] = field(repr=False)
    happened_at: str
    data: Mapping[str, object]
    type: str = TYPE


async def call_of(tx: Transaction, delivery_id: UUID) -> WebhookCall | None:
    """The call of a delivery that is still open."""
    row = await tx.connection.fetchrow(_CALL, delivery_id, tx.at - BOTH_SIGN)
    if row is None:
        return None
    details = orjson.loads(row["details"])
    data = {
        "trackingCode": row["tracking_code"],
        "version": row["message_version"],
        "kind": details["kind"],
        "state": details["state"],
    }
    secrets = tuple(secret for secret in (row["secret"], row["secret_before"]) if secret)
    return WebhookCall(row["idempotency_key"], row["url"], secrets, details["happenedAt"], data)


async def gone(tx: Transaction, delivery_id: UUID) -> None:
    """The frontend wants to hear no more there."""
    await tx.connection.execute(_GONE, delivery_id)


_CALL: Final = """
SELECT delivery.idempotency_key, delivery.details::text AS details, delivery.message_version, webhook.url,
       webhook.secret, CASE WHEN webhook.rotated_at > $2 THEN webhook.secret_before END AS secret_before,
       message.tracking_code
FROM delivery JOIN webhook ON webhook.id = delivery.webhook_id JOIN message ON message.id = delivery.message_id
WHERE delivery.id = $1 AND delivery.state IN ('PENDING', 'STUCK')
"""

_GONE: Final = """
WITH closed AS (
    UPDATE webhook SET active = false WHERE id = (SELECT webhook_id FROM delivery WHERE id = $1) RETURNING id
)
UPDATE delivery SET state = 'CANCELLED', next_attempt_at = NULL, last_error = 'HTTP 410'
FROM closed WHERE delivery.webhook_id = closed.id AND state IN ('PENDING', 'STUCK')
"""
