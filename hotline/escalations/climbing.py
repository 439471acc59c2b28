"""Climbing: what no superior has acknowledged in time, the next one up hears of (domain §4)."""

from datetime import datetime, timedelta
from typing import Final

import asyncpg

from hotline.city.reference import CLIMB, Reference
from hotline.clocks.tables import ClockState, Obligation
from hotline.escalations import rules, superiors, telling
from hotline.escalations.rules import Place, Tree
from hotline.escalations.tables import Told
from hotline.escalations.telling import Telling
from hotline.follow_ups import timeline
from hotline.kit import rows
from hotline.kit.database import Transaction
from hotline.kit.rows import Row
from hotline.kit.viewer import SYSTEM
from hotline.messages.tables import MessageState


async def climb(tx: Transaction, *, city: Reference, limit: int) -> int:
    """Take up to `limit` rungs that wait too long to the next superior; how many were looked at. While its clock
    is paused one waits on; once the clock is met or over, nobody is told any more."""
    due = await tx.connection.fetch(_DUE, tx.at, limit)
    if not due:
        return 0
    tree = await superiors.tree(tx)
    climbing = [(told, row) for row in due if _runs(row) and (told := _next(row, tree, city))]
    waiting = [_waits(row, tx.at, city) for row in due if row["clock_state"] == ClockState.PAUSED]
    await tx.connection.execute(_REST, [row["id"] for row in due])
    await tx.connection.execute(_WAIT, rows.encode(waiting))
    await timeline.write(tx, [follow_up for told, row in climbing for follow_up in _rows(tx, told, row)])
    await telling.write(tx, [told for told, _ in climbing], tree=tree, city=city)
    for told, _ in climbing:
        tx.notify("message", told.message)
    return len(due)


def _runs(row: asyncpg.Record) -> bool:
    return row["clock_state"] in {ClockState.RUNNING, ClockState.BREACHED} and not row["over"]


def _next(row: asyncpg.Record, tree: Tree, city: Reference) -> Telling | None:
    above = rules.next_up(Place(Told(row["tell"]), row["unit_id"], row["person_id"]), tree)
    if above is None:
        return None
    return Telling(
        escalation=row["id"],
        clock=row["clock_id"],
        message=row["message_id"],
        obligation=Obligation(row["obligation"]),
        percent=row["percent"],
        due_at=row["due_at"],
        place=above,
        climb=_climb(row, city),
        working_hours=row["working_hours"],
        climbed=row["climbed"] + 1,
    )


def _waits(row: asyncpg.Record, at: datetime, city: Reference) -> Row:
    return {"id": row["id"], "climbs_at": telling.later(at, _climb(row, city), row["working_hours"], city)}


def _climb(row: asyncpg.Record, city: Reference) -> timedelta:
    ladder = next(policy.ladder for policy in city.policies if policy.id == row["policy_id"])
    climb = next((rung.climb for rung in ladder if rung.percent == row["percent"]), CLIMB)
    return timedelta(seconds=row["target_seconds"]) * climb / 100


def _rows(tx: Transaction, told: Telling, row: asyncpg.Record) -> list[Row]:
    entry = telling.entry_of(told, MessageState(row["state"]))
    return timeline.rows_of(told.message, [entry], by=SYSTEM, at=tx.at, cycle=row["cycle"])


# A message whose timeline is ahead of a clock that was set back waits, as it does for its rungs.
_DUE: Final = """
SELECT escalation.id, escalation.clock_id, escalation.message_id, escalation.percent, escalation.tell,
    escalation.unit_id, escalation.person_id, escalation.climbed, message.state, message.cycle,
    clock.obligation, clock.policy_id, clock.due_at, clock.target_seconds, clock.working_hours,
    clock.state AS clock_state, num_nonnulls(clock.met_at, clock.cancelled_because) > 0 AS over
FROM escalation JOIN message ON message.id = escalation.message_id JOIN clock ON clock.id = escalation.clock_id
WHERE escalation.climbs_at < $1
    AND NOT EXISTS (SELECT FROM follow_up WHERE follow_up.message_id = message.id AND recorded_at >= $1)
ORDER BY escalation.climbs_at LIMIT $2
FOR UPDATE OF message, escalation SKIP LOCKED
"""

_REST: Final = "UPDATE escalation SET climbs_at = NULL WHERE id = ANY($1)"

_WAIT: Final = f"""
UPDATE escalation SET climbs_at = waiting.climbs_at
FROM {rows.records("escalation", 1)} waiting WHERE escalation.id = waiting.id
"""
