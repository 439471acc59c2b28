"""Starting and cancelling clocks; a clock, once started, is neither erased nor stretched (domain §4)."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from hotline.clocks.rules import Start
from hotline.clocks.tables import ClockState, Obligation
from hotline.kit import rows
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.rows import Row


def rows_of(clocks: Sequence[Start], message_id: UUID, *, cycle: int, policy: UUID) -> list[Row]:
    """The rows of clocks that start running under the policy version."""
    return [
        {
            "id": new_id(),
            "message_id": message_id,
            "obligation": clock.obligation,
            "cycle": cycle,
            "policy_id": policy,
            "state": ClockState.RUNNING,
            "started_at": clock.started_at,
            "due_at": clock.due_at,
            "paused_seconds": 0,
            "target_seconds": int((clock.due_at - clock.started_at).total_seconds()),
            "working_hours": False,
            "rung": 0,
        }
        for clock in clocks
    ]


async def start(tx: Transaction, clocks: Sequence[Start], message_id: UUID, *, cycle: int, policy: UUID) -> None:
    """Start clocks; one that runs already in this cycle keeps its due time."""
    started = rows_of(clocks, message_id, cycle=cycle, policy=policy)
    await tx.connection.execute(_START, rows.encode(started))
    await tx.connection.execute(_NEXT_DUE, message_id)


async def cancel(tx: Transaction, message_id: UUID, obligation: Obligation, *, cycle: int) -> None:
    """Cancel a running clock that never should have run; one that has breached stays so."""
    await tx.connection.execute(_CANCEL, message_id, obligation, cycle)
    await tx.connection.execute(_NEXT_DUE, message_id)


_START: Final = f"{rows.insert('clock', 1)} ON CONFLICT (message_id, obligation, cycle) DO NOTHING"

_CANCEL: Final = """
UPDATE clock SET state = 'CANCELLED'
WHERE message_id = $1 AND obligation = $2 AND cycle = $3 AND state = 'RUNNING'
"""

_NEXT_DUE: Final = """
UPDATE message SET next_due_at = coalesce(
    (SELECT min(due_at) FROM clock WHERE clock.message_id = message.id AND clock.state = 'RUNNING'), 'infinity'
) WHERE id = $1
"""
