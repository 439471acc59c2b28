"""Asking: every caller of an incident is asked for themselves, under a code of their own (R5, domain §3)."""

import secrets
from typing import Final
from uuid import UUID

import asyncpg

from hotline.city.reference import Reference
from hotline.deliveries import enqueueing as deliveries
from hotline.deliveries import telling
from hotline.feedback import rules
from hotline.feedback.tables import FeedbackChannel
from hotline.follow_ups import timeline
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.viewer import Viewer
from hotline.messages.tables import MessageState

_CODE_DIGITS: Final = 5


async def callers(tx: Transaction, message_id: UUID) -> list[asyncpg.Record]:
    """Who can be asked: the citizen of the message and of every one merged into it that left a number, has not
    answered in their cycle and was not given up. `asked` says that the question is open."""
    return await tx.connection.fetch(_CALLERS, message_id)


async def ask(
    tx: Transaction, caller: asyncpg.Record, *, by: Viewer, channel: FeedbackChannel | None = None
) -> FeedbackChannel:
    """Open the question to one of the `callers`, under a code that no other open one has; how it is asked. Whoever
    puts that on the timeline has the SMS sent. Raises LandlineHearsNoSms."""
    channel = rules.channel_for(caller["pii_phone"], channel)
    message_id, cycle = caller["id"], caller["cycle"]
    # Who was asked before, and not any more, is asked anew.
    open_ = _OPEN if caller["state"] is None else _OPEN_AGAIN
    opened = None
    while opened is None:
        code = f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}}"
        opened = await tx.connection.fetchval(open_, new_id(), message_id, cycle, channel, code, tx.at, by.person)
    return channel


async def ask_follower(tx: Transaction, caller: asyncpg.Record, *, by: Viewer, city: Reference) -> None:
    """The same for a message that is merged: its state stays, its own timeline says that its citizen is asked."""
    facts = {"channel": await ask(tx, caller, by=by)}
    kind, state = FollowUpKind.FEEDBACK_SOUGHT, MessageState.MERGED
    entry = Entry(kind, state, Audience.CITIZEN, city.office, facts=facts)
    ids = await timeline.append(tx, caller["id"], entry, by=by, cycle=caller["cycle"])
    told = await telling.rows_for(tx, caller["id"], [entry], ids, version=caller["version"])
    await deliveries.enqueue_all(tx, told)
    tx.notify("message", caller["id"])


async def withdraw(tx: Transaction, message_id: UUID) -> None:
    """The citizen need not answer any more: they objected, or their matter turned out to be another."""
    await tx.connection.execute(_WITHDRAW, message_id)


_CALLERS: Final = """
SELECT message.id, message.cycle, message.version, pii_phone, request.state,
    (request.state = 'OPEN') IS TRUE AS asked
FROM message
JOIN reporter ON reporter.message_id = message.id AND pii_phone IS NOT NULL
LEFT JOIN feedback_request request ON request.message_id = message.id AND request.cycle = message.cycle
WHERE (message.id = $1 OR (message.incident_id = $1 AND message.state = 'MERGED'))
    AND (request.id IS NULL OR request.state IN ('OPEN', 'CANCELLED'))
ORDER BY message.id
"""

_OPEN: Final = """
INSERT INTO feedback_request (id, message_id, cycle, channel, short_code, state, opened_at, opened_by_id)
VALUES ($1, $2, $3, $4, $5, 'OPEN', $6, $7)
ON CONFLICT (short_code) WHERE state = 'OPEN' DO NOTHING RETURNING id
"""

_OPEN_AGAIN: Final = """
UPDATE feedback_request SET channel = $4, short_code = $5, state = 'OPEN', opened_at = $6, opened_by_id = $7
WHERE message_id = $2 AND cycle = $3 AND $1::uuid IS NOT NULL
    AND NOT EXISTS (SELECT FROM feedback_request other WHERE other.short_code = $5 AND other.state = 'OPEN')
RETURNING id
"""

_WITHDRAW: Final = "UPDATE feedback_request SET state = 'CANCELLED' WHERE message_id = $1 AND state = 'OPEN'"
