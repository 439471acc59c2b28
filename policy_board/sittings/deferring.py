"""What a meeting leaves is carried on: the item stays where it was deferred, with all that was said of it, and
another one continues it, on the next agenda that is open or in the tray until there is one."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.viewer import Viewer
from policy_board.agendas import answering, carrying
from policy_board.forwardings.tables import ForwardingState
from policy_board.sittings.tables import DeferralCause


async def unsettled(tx: Transaction, meeting_id: UUID) -> list[asyncpg.Record]:
    """The items of the meeting that are neither decided nor deferred, in order, locked."""
    return await tx.connection.fetch(_UNSETTLED, meeting_id)


async def defer(
    tx: Transaction,
    items: Sequence[asyncpg.Record],
    cause: DeferralCause,
    *,
    by: Viewer,
    until: date | None = None,
    reason: str | None = None,
) -> None:
    """Carry these items on, to a day or to the next meeting. `reason` is told to whoever forwarded them."""
    carried: list[UUID] = []
    for item in items:
        carried.append(new_id())
        await tx.connection.execute(_DEFERRAL, new_id(), item["id"], cause, tx.at, by.person)
        await tx.connection.execute("UPDATE agenda_item SET state = 'DEFERRED' WHERE id = $1", item["id"])
        await tx.connection.execute(_CONTINUE, carried[-1], item["id"], until, tx.at, by.person)
        tx.notify("agenda", item["agenda_id"])
        tx.notify("agenda_item", carried[-1])
    await answering.answer(tx, [item["id"] for item in items], ForwardingState.DEFERRED, by=by, reason=reason)
    for id_ in carried:
        await carrying.carry_on(tx, id_, by=by)


_UNSETTLED: Final = """
SELECT item.* FROM agenda_item item JOIN agenda ON agenda.id = item.agenda_id
WHERE agenda.meeting_id = $1 AND item.state IN ('SCHEDULED', 'DISCUSSED') ORDER BY item.place FOR UPDATE OF item
"""

_DEFERRAL: Final = "INSERT INTO deferral (id, item_id, cause, at, by_id) VALUES ($1, $2, $3, $4, $5)"

# As it was proposed, and accepted by what deferred it.
_CONTINUE: Final = """
INSERT INTO agenda_item (id, state, title, note, minutes, confidential, forwarding_id, continues_id, not_before,
    proposed_at, proposed_by_id, answered_at, answered_by_id)
SELECT $1, 'ACCEPTED', title, note, minutes, confidential, forwarding_id, id, $3,
    proposed_at, proposed_by_id, $4, $5
FROM agenda_item WHERE id = $2
"""
