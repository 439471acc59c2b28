"""What the system looks at by itself: resolutions whose rung, climb or effect is due, one after the other."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import asyncpg

from hotline.city.reference import Reference
from hotline.escalations.actions import is_ours
from hotline.kit.database import Transaction
from policy_board.resolutions import following, pressing
from policy_board.resolutions.fetching import TOPIC

Look = Callable[[Transaction, asyncpg.Record, Reference], Awaitable[None]]

PUT_OFF: Final = timedelta(minutes=10)
# What finds and locks the one whose turn it is, and what is done with it.
LOOKS: Final[Sequence[tuple[str, Look]]] = (
    (pressing.DUE, pressing.press),
    (pressing.CLIMBING, pressing.climb),
    (following.DUE, following.follow),
)


async def watch(tx: Transaction, *, city: Reference) -> tuple[UUID, Exception | None] | None:
    """Do what is due of one resolution, whichever worker finds it first: which one, None where nothing is due. If
    it fails by a fault of ours it is put off, and the fault returned: it must not keep all others waiting."""
    for due, look in LOOKS:
        if row := await tx.connection.fetchrow(due, tx.at):
            resolution_id = UUID(str(row["id"]))
            try:
                # What was written before a fault is taken back, and only that: the lock stays.
                async with tx.connection.transaction():
                    await look(tx, row, city)
            except Exception as fault:
                if not is_ours(fault):
                    raise
                for sql in _PUT_OFF:
                    await tx.connection.execute(sql, resolution_id, tx.at, PUT_OFF)
                return resolution_id, fault
            tx.notify(TOPIC, resolution_id)
            return resolution_id, None
    return None


_PUT_OFF: Final[Sequence[str]] = (
    "UPDATE resolution SET next_rung_at = $2::timestamptz + $3 WHERE id = $1 AND next_rung_at <= $2",
    "UPDATE resolution SET next_effect_at = $2::timestamptz + $3 WHERE id = $1 AND next_effect_at <= $2",
    "UPDATE resolution_warning SET climbs_at = $2::timestamptz + $3 WHERE resolution_id = $1 AND climbs_at <= $2",
)
