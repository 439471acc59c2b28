"""Flagging moves near a deadline: no change of type, urgency or unit helps a clock, but it may be meant to; a pause
does help."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from hotline.city.reference import Reference
from hotline.clocks.rules import is_near
from hotline.follow_ups.tables import FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.kit.database import Transaction


async def flagged(tx: Transaction, message_id: UUID, entries: Sequence[Entry], city: Reference) -> Sequence[Entry]:
    """The entries; those that move the message name the obligations whose deadline is near or past."""
    if not any(map(_moves, entries)):
        return entries
    clocks = await tx.connection.fetch(_OWED, message_id)
    near = [clock["obligation"] for clock in clocks if _is_near(clock, tx.at, city)]
    if not near:
        return entries
    facts = {"near_deadline": near}
    return [replace(entry, facts={**entry.facts, **facts}) if _moves(entry) else entry for entry in entries]


def _moves(entry: Entry) -> bool:
    """An assignment that names a unit changes it; the first triage settles what was open."""
    if entry.kind in {FollowUpKind.ASSIGNED, FollowUpKind.TRIAGED}:
        return "unit" in entry.facts and not entry.facts.get("first")
    return entry.kind in {FollowUpKind.RECLASSIFIED, FollowUpKind.RETURNED, FollowUpKind.PAUSED}


def _is_near(clock: asyncpg.Record, at: datetime, city: Reference) -> bool:
    due_at: datetime = clock["due_at"]
    left = city.calendar.between(at, due_at) if clock["working_hours"] else due_at - at
    return is_near(left, clock["target_seconds"])


_OWED: Final = """
SELECT obligation, due_at, target_seconds, working_hours FROM clock
WHERE message_id = $1 AND state IN ('RUNNING', 'BREACHED') AND met_at IS NULL AND cancelled_because IS NULL
ORDER BY obligation
"""
