"""Who is told what came of a resolution: at each horizon whoever proposed it, and once, in plain words, the
citizens whose messages were its evidence. Of what was decided in confidence nobody outside is told anything."""

from collections.abc import Sequence
from typing import Final

import asyncpg

from hotline.deliveries import staff
from hotline.deliveries.enqueueing import enqueue_all, row_of
from hotline.deliveries.staff import StaffNotice
from hotline.deliveries.tables import DeliveryKind
from hotline.kit.database import Transaction
from policy_board.resolutions.effect import HORIZONS, Verdict

# Citizens are told as soon as something is sure, from here on; at the last horizon in any case.
CITIZENS_FROM: Final = 90

_SURE: Final = {Verdict.BETTER: "RESOLUTION_BETTER", Verdict.WORSE: "RESOLUTION_WORSE"}
_UNSURE: Final = "RESOLUTION_UNSURE"


async def tell(tx: Transaction, resolution: asyncpg.Record, *, days: int) -> None:
    """Tell of a horizon that has just been frozen, of a resolution that is locked."""
    if resolution["confidential"]:
        return
    key, details = f"effect-{resolution['id']}-{days}", {"resolution": resolution["code"], "days": days}
    proposers = [row["id"] for row in await tx.connection.fetch(_PROPOSERS, resolution["id"])]
    await staff.tell_all(tx, [StaffNotice(person, "RESOLUTION_EFFECT", key, details) for person in proposers])
    if days >= CITIZENS_FROM and resolution["told_at"] is None:
        await _tell_citizens(tx, resolution, days)


async def _tell_citizens(tx: Transaction, resolution: asyncpg.Record, days: int) -> None:
    measured = await tx.connection.fetch(_IN_TIME, resolution["id"], days)
    sure = next((row for row in measured if row["verdict"] in _SURE), None)
    if sure is None and days < HORIZONS[-1]:
        return
    template = _SURE[Verdict(sure["verdict"])] if sure else _UNSURE
    details: dict[str, object] = {"days": days}
    if sure:
        details |= {"before": round(sure["value_before"] * 100), "after": round(sure["value"] * 100)}
    callers: Sequence[asyncpg.Record] = await tx.connection.fetch(_CALLERS, resolution["decision_id"])
    await enqueue_all(
        tx,
        [
            row_of(
                DeliveryKind.SMS,
                f"effect-{resolution['id']}-{caller['message_id']}",
                at=tx.at,
                message_id=caller["message_id"],
                template=template,
                details=details,
            )
            for caller in callers
        ],
    )
    await tx.connection.execute("UPDATE resolution SET told_at = $2 WHERE id = $1", resolution["id"], tx.at)


# Those who proposed the solutions that were before the board, and whoever put them there.
_PROPOSERS: Final = """
SELECT solution.proposed_by_id AS id FROM resolution_solution link
JOIN solution ON solution.id = link.solution_id WHERE link.resolution_id = $1
UNION
SELECT forwarding.by_id FROM resolution JOIN decision ON decision.id = resolution.decision_id
JOIN agenda_item item ON item.id = decision.item_id JOIN forwarding ON forwarding.id = item.forwarding_id
WHERE resolution.id = $1
"""

# The whole matter before its first act.
_IN_TIME: Final = """
SELECT * FROM resolution_effect WHERE resolution_id = $1 AND days = $2 AND facet = 'ON_TIME'
    AND obligation IN ('RESOLUTION', 'FIRST_ACTION') ORDER BY obligation DESC
"""

# One text for each mobile number that is still kept, by the first message that came from it.
_CALLERS: Final = """
SELECT DISTINCT ON (reporter.pii_phone) reporter.message_id
FROM decision JOIN agenda_item item ON item.id = decision.item_id
JOIN forwarded_evidence evidence ON evidence.forwarding_id = item.forwarding_id
JOIN frozen_message frozen ON frozen.freeze_id = evidence.freeze_id
JOIN reporter ON reporter.message_id = frozen.message_id
WHERE decision.id = $1 AND reporter.pii_phone LIKE '09%'
ORDER BY reporter.pii_phone, reporter.message_id
"""
