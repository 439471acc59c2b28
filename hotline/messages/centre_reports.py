"""What the operations centre's own system reports of a message: told once each, in any order, through the same acts
as a dispatcher's. What does not fit is kept as a note with its reason, never lost and never forced."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import asyncpg

from hotline.city.reference import Reference, reference
from hotline.deliveries.tables import InboundResult
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound, Refusal
from hotline.kit.text import cleaned
from hotline.kit.viewer import CENTRE, Role, Viewer
from hotline.messages import unit_acts, unit_rules
from hotline.messages.drafts import NOTE, NotYet
from hotline.messages.fetching import fetch_for_system
from hotline.messages.moving import move
from hotline.messages.tables import MessageState

# The two clocks need not agree to the second.
SKEW: Final = timedelta(minutes=5)


class CentreStatus(StrEnum):
    """Where a message stands at the centre. Others are kept as notes."""

    ACKNOWLEDGED = "ACKNOWLEDGED"
    CREW_ASSIGNED = "CREW_ASSIGNED"
    FIRST_ACTION = "FIRST_ACTION"
    DONE = "DONE"
    RETURNED = "RETURNED"


class UnknownStatus(Refusal):
    code, sentence = "UNKNOWN_STATUS", "The centre reported a status that we do not know."


@dataclass(frozen=True, slots=True)
class Report:
    """One event of the centre's. `event_id` is its own, and the same for a repeat; coordinates in degrees."""

    event_id: str
    tracking_code: str
    status: str
    happened_at: datetime | None = None
    note: str | None = None
    unit_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a report; `reason` is the refusal's code where it is a note alone. `repeated`: it was heard
    before, and this is what came of it then."""

    result: InboundResult
    reason: str | None = None
    repeated: bool = False


async def hear(report: Report) -> Heard:
    """Take a report in, once. Raises NotFound for a message the centre was never given, and the refusals of clean
    text."""
    city = await reference()
    note = cleaned(report.note, limit=NOTE, path="note")
    async with database.transaction() as tx:
        message_id = await tx.connection.fetchval(_GIVEN_TO_IT, report.tracking_code)
        if message_id is None:
            raise NotFound("trackingCode")
        # The row is locked first, so that a repeat that comes meanwhile waits, and finds what came of it.
        message = await fetch_for_system(tx, message_id)
        before = await tx.connection.fetchrow(_HEARD, report.event_id)
        if before is not None:
            return Heard(InboundResult(before["result"]), before["reason"], repeated=True)
        heard = await _act(tx, message, replace(report, note=note), city)
        await tx.connection.execute(_KEEP, new_id(), report.event_id, message_id, tx.at, heard.result, heard.reason)
        return heard


async def _act(tx: Transaction, message: asyncpg.Record, report: Report, city: Reference) -> Heard:
    by = replace(CENTRE, roles=frozenset({Role.DISPATCHER}), units=(city.centre,))
    try:
        # What was written before a refusal is taken back, and only that.
        async with tx.connection.transaction():
            act = _ACTS.get(report.status)
            if act is None:
                raise UnknownStatus()
            await act(tx, message, report, by, city)
    except Refusal as refusal:
        await _note(tx, message, report, refusal, by, city)
        return Heard(InboundResult.NOTED, refusal.code)
    return Heard(InboundResult.APPLIED)


async def _acknowledge(
    tx: Transaction, message: asyncpg.Record, report: Report, by: Viewer, city: Reference
) -> None:
    # Its answer to the dispatch has said so already, mostly.
    with suppress(unit_rules.HeldAlready):
        await unit_acts.acknowledge_within(tx, message, by=by, city=city)


async def _send_crew(tx: Transaction, message: asyncpg.Record, report: Report, by: Viewer, city: Reference) -> None:
    if message["state"] == MessageState.DISPATCHED:
        # Whoever sends a crew has it, even where its answer to the dispatch was lost.
        await unit_acts.acknowledge_within(tx, message, by=by, city=city)
        message = await fetch_for_system(tx, message["id"])
    if report.unit_code is not None:
        await unit_acts.assign_within(tx, message, by=by, city=city, unit_code=report.unit_code, note=report.note)
        return
    # A crew of the centre's own: the responsible unit stays.
    state = MessageState(message["state"])
    if refusal := unit_rules.can_assign(by.roles, state=state):
        raise refusal()
    entry = Entry(FollowUpKind.ASSIGNED, state, Audience.COUNCIL, city.centre, report.note)
    await move(tx, message, entry, by=by, city=city)


async def _first_action(
    tx: Transaction, message: asyncpg.Record, report: Report, by: Viewer, city: Reference
) -> None:
    await unit_acts.record_action_within(
        tx,
        message,
        by=by,
        city=city,
        note=report.note,
        happened_at=_not_after(report.happened_at, tx.at),
        latitude=report.latitude,
        longitude=report.longitude,
    )


async def _done(tx: Transaction, message: asyncpg.Record, report: Report, by: Viewer, city: Reference) -> None:
    await unit_acts.claim_within(tx, message, by=by, city=city, note=report.note or "")


async def _returned(tx: Transaction, message: asyncpg.Record, report: Report, by: Viewer, city: Reference) -> None:
    await unit_acts.return_within(tx, message, by=by, city=city, reason=report.note or "")


_ACTS: Final[Mapping[str, Callable[[Transaction, asyncpg.Record, Report, Viewer, Reference], Awaitable[None]]]] = {
    CentreStatus.ACKNOWLEDGED: _acknowledge,
    CentreStatus.CREW_ASSIGNED: _send_crew,
    CentreStatus.FIRST_ACTION: _first_action,
    CentreStatus.DONE: _done,
    CentreStatus.RETURNED: _returned,
}


async def _note(
    tx: Transaction, message: asyncpg.Record, report: Report, refusal: Refusal, by: Viewer, city: Reference
) -> None:
    """For those who work on the message: what the centre said, and why nothing followed."""
    said = f"{report.status[:40]}: {refusal.say('fa')}"
    text = f"{said}\n{report.note}" if report.note else said
    facts = {"status": report.status[:40], "reason": refusal.code}
    state = MessageState(message["state"])
    entry = Entry(FollowUpKind.NOTE, state, Audience.INTERNAL, city.centre, text[:NOTE], facts=facts)
    await move(tx, message, entry, by=by, city=city)


def _not_after(happened_at: datetime | None, at: datetime) -> datetime | None:
    """A clock a little ahead of ours says now. Raises NotYet."""
    if happened_at is None or happened_at <= at:
        return happened_at
    if happened_at - at > SKEW:
        raise NotYet("happenedAt")
    return at


_GIVEN_TO_IT: Final = """
SELECT id FROM message WHERE tracking_code = $1 AND EXISTS (
    SELECT FROM delivery WHERE delivery.message_id = message.id AND kind = 'CENTRE' AND state <> 'CANCELLED'
)
"""

_HEARD: Final = "SELECT result, reason FROM inbound WHERE source = 'CENTRE' AND external_id = $1"

_KEEP: Final = """
INSERT INTO inbound (id, source, external_id, message_id, received_at, result, reason)
VALUES ($1, 'CENTRE', $2, $3, $4, $5, $6)
"""
