"""Alarms: where something has not left for half an hour, those who answer for it are told through another gateway,
once for as long as it lasts (testing rule 4)."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from hotline.deliveries import staff
from hotline.deliveries.rules import ALARMING, STUCK_AFTER
from hotline.deliveries.tables import DeliveryKind
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.viewer import Role

_TOLD: Final = (Role.ADMINISTRATOR, Role.HEAD_OF_OFFICE)


async def watch(tx: Transaction) -> list[UUID]:
    """Open an alarm for each gateway that is stuck and has none, and tell whom it concerns; end those that are
    over. The alarms opened. It judges by what has not arrived, so a worker that is dead, or a dispatch that was
    never written, alarms like a centre that does not answer."""
    stuck = {row["kind"]: row for row in await tx.connection.fetch(_STUCK, tx.at - STUCK_AFTER)}
    await tx.connection.execute(_END, tx.at, [kind for kind in ALARMING if kind not in stuck])
    opened = await tx.connection.fetch(_OPEN, [new_id() for _ in stuck], list(stuck), tx.at)
    for alarm in opened:
        kind = DeliveryKind(alarm["kind"])
        row = stuck[kind]
        details = {"gateway": kind, "count": row["count"], "since": row["since"].isoformat()}
        people = await tx.connection.fetch(_CONCERNED, list(_concerned(kind)))
        await staff.tell(
            tx,
            [person["person_id"] for person in people],
            "DELIVERIES_STUCK",
            key=f"alarm-{alarm['id']}",
            details=details,
            but=kind,
        )
        tx.notify("delivery", alarm["id"])
    return [alarm["id"] for alarm in opened]


def _concerned(kind: DeliveryKind) -> Iterable[Role]:
    """The centre's own people can act on what did not reach their system."""
    return (*_TOLD, Role.DISPATCHER) if kind is DeliveryKind.CENTRE else _TOLD


# By gateway what is stuck, tried or not; and urgent messages with no delivery at all, which only the watchdog sees.
_STUCK: Final = f"""
SELECT kind, sum(count)::int AS count, min(since) AS since FROM (
    SELECT kind, count(*) AS count, min(created_at) AS since FROM delivery
    WHERE state IN ('PENDING', 'STUCK') AND created_at <= $1
        AND kind IN ({", ".join(f"'{kind}'" for kind in ALARMING)})
    GROUP BY kind
    UNION ALL
    SELECT 'CENTRE', count(*), min(dispatched_at) FROM message
    WHERE urgency = 'URGENT' AND state = 'DISPATCHED' AND dispatched_at <= $1 AND NOT EXISTS (
        SELECT FROM delivery WHERE delivery.message_id = message.id AND kind = 'CENTRE'
            AND delivery.created_at >= message.dispatched_at
    )
    HAVING count(*) > 0
) AS late GROUP BY kind
"""

_OPEN: Final = """
INSERT INTO delivery_alarm (id, kind, opened_at)
SELECT id, kind, $3 FROM unnest($1::uuid[], $2::text[]) AS stuck (id, kind)
ON CONFLICT (kind) WHERE ended_at IS NULL DO NOTHING RETURNING id, kind
"""

_END: Final = "UPDATE delivery_alarm SET ended_at = $1 WHERE ended_at IS NULL AND kind = ANY($2)"

_CONCERNED: Final = "SELECT DISTINCT person_id FROM person_role WHERE role = ANY($1)"
