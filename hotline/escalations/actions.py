"""What is done about escalations: fired and climbing by the system, acknowledged by the superior they name."""

from typing import Final
from uuid import UUID

from hotline.escalations import rules
from hotline.escalations.access import ESCALATION
from hotline.escalations.climbing import climb as climb
from hotline.escalations.sweeping import is_ours as is_ours
from hotline.escalations.sweeping import sweep as sweep
from hotline.escalations.sweeping import sweep_one as sweep_one
from hotline.escalations.tables import Told
from hotline.follow_ups import timeline
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.kit import access, database
from hotline.kit.database import Transaction
from hotline.kit.refusals import NotFound
from hotline.kit.text import cleaned
from hotline.kit.viewer import Viewer
from hotline.messages.drafts import NOTE
from hotline.messages.fetching import fetch
from hotline.messages.tables import MessageState


async def next_due() -> float | None:
    """In how many seconds the next rung or climb is due that is not due yet; None where there is none. What is due
    and was left, since another has it or it has to wait, is no reason to look again at once."""
    seconds: float | None = await database.writes().fetchval(_NEXT_DUE)
    return seconds


async def acknowledge(escalation_id: UUID, *, by: Viewer, note: str | None = None) -> UUID:
    """Take note of it: it climbs no further; the message's id. Raises NotFound and the refusals of
    `rules.can_acknowledge`."""
    async with database.transaction() as tx:
        message_id = await _message_of(tx, escalation_id, by)
        # The message's row first, as every act on it does.
        message = await fetch(tx, message_id, "id", by=by)
        row = await tx.connection.fetchrow(_FETCH, escalation_id)
        assert row is not None
        refusal = rules.can_acknowledge(
            by.roles,
            asked=row["tell"] is not None and row["tell"] != Told.HOLDER,
            mine=by.person is not None and row["person_id"] == by.person,
            acknowledged=row["acknowledged_at"] is not None,
        )
        if refusal:
            raise refusal()
        note = cleaned(note, limit=NOTE, path="note")
        await tx.connection.execute(_ACKNOWLEDGE, escalation_id, tx.at, by.person)
        facts = {"escalation": escalation_id, "percent": row["percent"]}
        entry = Entry(
            FollowUpKind.ESCALATION_ACKNOWLEDGED,
            MessageState(message["state"]),
            Audience.COUNCIL,
            row["unit_id"],
            note,
            facts=facts,
        )
        await timeline.append(tx, message_id, entry, by=by, cycle=message["cycle"])
        tx.notify("message", message_id)
        tx.notify("escalation", escalation_id)
        return message_id


async def _message_of(tx: Transaction, escalation_id: UUID, by: Viewer) -> UUID:
    seen, values = access.where(ESCALATION, by, "escalation", first=2)
    found: UUID | None = await tx.connection.fetchval(
        f"SELECT message_id FROM escalation WHERE id = $1 AND {seen}", escalation_id, *values
    )
    if found is None:
        raise NotFound("id")
    return found


_NEXT_DUE: Final = """
SELECT extract(epoch FROM least(
    (SELECT min(next_rung_at) FROM clock WHERE next_rung_at >= at),
    (SELECT min(climbs_at) FROM escalation WHERE climbs_at >= at)
) - at)::float8 FROM (SELECT payesh_now() AS at OFFSET 0) moment
"""

_FETCH: Final = """
SELECT tell, unit_id, person_id, percent, acknowledged_at FROM escalation WHERE id = $1 FOR UPDATE
"""

_ACKNOWLEDGE: Final = """
UPDATE escalation SET acknowledged_at = $2, acknowledged_by_id = $3, climbs_at = NULL WHERE id = $1
"""
