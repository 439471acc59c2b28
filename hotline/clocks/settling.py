"""Settling a message's clocks after a change of its timeline. (Interim: triage alone.)"""

from uuid import UUID

from hotline.city.reference import Reference
from hotline.clocks import actions as clocks
from hotline.clocks.rules import starts
from hotline.clocks.tables import Obligation
from hotline.kit.database import Transaction


async def settle(tx: Transaction, message_id: UUID, city: Reference) -> None:
    """Write the clocks that follow from the message's timeline."""
    row = await tx.connection.fetchrow(
        "SELECT m.registered_at, m.cycle, m.category_id, m.urgency, m.state,"
        " (SELECT count(*) FROM follow_up f WHERE f.message_id = m.id AND f.kind = 'TRIAGED') AS triages,"
        " (SELECT f.recorded_at FROM follow_up f WHERE f.message_id = m.id AND f.kind = 'TRIAGED'"
        " ORDER BY f.recorded_at DESC, f.id DESC LIMIT 1) AS triaged_at FROM message m WHERE m.id = $1",
        message_id,
    )
    if row is None or row["triaged_at"] != tx.at:
        return
    first = row["triages"] == 1
    policy = city.policy(tx.at)
    started = starts(
        policy.targets.get(row["category_id"]),
        since=row["registered_at"] if first else tx.at,
        first_action=row["urgency"] == "URGENT",
        resolution=row["state"] == "DISPATCHED",
    )
    await clocks.start(tx, started, message_id, cycle=row["cycle"], policy=policy.id)
    if first and row["urgency"] == "ROUTINE":
        await clocks.cancel(tx, message_id, Obligation.FIRST_ACTION, cycle=row["cycle"])
