"""Pausing a clock by hand, and letting it go on (domain §4): for listed reasons, told and counted."""

from typing import Final
from uuid import UUID

import asyncpg

from hotline.city.reference import reference
from hotline.clocks import pausing
from hotline.clocks.tables import PauseReason
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.text import clean, cleaned
from hotline.kit.viewer import Viewer
from hotline.messages.drafts import NOTE, REASON
from hotline.messages.fetching import fetch
from hotline.messages.moving import move
from hotline.messages.tables import MessageState


async def pause(message_id: UUID, *, by: Viewer, version: int, because: PauseReason, note: str) -> None:
    """Stop the resolution clock while somebody else is waited for; `note` says for what. Raises NotFound, Stale and
    the refusals of `pausing.can_pause`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        stands = await tx.connection.fetchrow(_STANDS, message_id, message["cycle"], tx.at)
        assert stands is not None, "an aggregate has a row"
        state, held = MessageState(message["state"]), message["holder_unit_id"] in by.units
        if refusal := pausing.can_pause(by.roles, state=state, held=held, **stands):
            raise refusal()
        note = clean(note, limit=REASON, path="note")
        unit, facts = message["holder_unit_id"], {"reason": because}
        entry = Entry(FollowUpKind.PAUSED, state, Audience.CITIZEN, unit, note, facts=facts)
        await move(tx, message, entry, by=by, city=city)


async def resume(message_id: UUID, *, by: Viewer, version: int, note: str | None = None) -> None:
    """Nobody is waited for any more: the clock goes on. Raises NotFound, Stale and the refusals of
    `pausing.can_resume`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        stands = await tx.connection.fetchrow(_STANDS, message_id, message["cycle"], tx.at)
        assert stands is not None, "an aggregate has a row"
        state, held = MessageState(message["state"]), message["holder_unit_id"] in by.units
        if refusal := pausing.can_resume(by.roles, state=state, held=held, paused=stands["paused"]):
            raise refusal()
        note = cleaned(note, limit=NOTE, path="note")
        unit = message["holder_unit_id"] if held else city.office
        entry = Entry(FollowUpKind.RESUMED, state, Audience.CITIZEN, unit, note)
        await move(tx, message, entry, by=by, city=city)


async def heard(tx: Transaction, message: asyncpg.Record) -> list[Entry]:
    """What an act in which the citizen speaks puts on the timeline besides: they are waited for no more."""
    if not await tx.connection.fetchval(_WAITED_FOR, message["id"], message["cycle"]):
        return []
    return [Entry(FollowUpKind.RESUMED, MessageState(message["state"]), Audience.CITIZEN)]


_STANDS: Final = """
SELECT coalesce(bool_or(obligation = 'FIRST_ACTION' AND met_at IS NULL AND cancelled_because IS NULL), false)
        AS unanswered,
    coalesce(bool_or(obligation = 'RESOLUTION' AND state = 'RUNNING' AND due_at > $3), false) AS runs,
    coalesce(bool_or(obligation = 'RESOLUTION' AND state = 'PAUSED'), false) AS paused
FROM clock WHERE message_id = $1 AND cycle = $2
"""

_WAITED_FOR: Final = """
SELECT EXISTS (
    SELECT FROM clock WHERE message_id = $1 AND cycle = $2 AND obligation = 'RESOLUTION'
        AND paused_because = 'WAITING_FOR_CITIZEN'
)
"""
