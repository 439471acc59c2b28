"""Items that an earlier meeting deferred go on the next agenda by themselves, parts under what they are part of;
and so does what the system itself brings before the board."""

from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit.database import Transaction
from hotline.kit.viewer import Viewer
from policy_board.agendas.editing import Where, adding, edit, fetch
from policy_board.meetings.tables import MeetingState


async def carry_on(tx: Transaction, item_id: UUID, *, by: Viewer) -> None:
    """Put such an item on the next agenda that is open, on its day or after; until there is one it waits in the
    tray."""
    agenda_id = await tx.connection.fetchval(_NEXT, item_id, tx.at)
    if agenda_id is None:
        return
    agenda = await fetch(tx, agenda_id, by=by)
    # Else it was frozen while we waited for it.
    if agenda["state"] == MeetingState.AGENDA_OPEN:
        item = await tx.connection.fetchrow("SELECT * FROM agenda_item WHERE id = $1", item_id)
        assert item is not None, "whoever carries it on has written it"
        await _put_on(tx, agenda, item, by=by)


async def take_in(tx: Transaction, agenda_id: UUID, *, by: Viewer) -> None:
    """An agenda is opened: whatever is deferred to its day or before goes on it, and what goes of itself."""
    for item in await tx.connection.fetch(_WAITING, agenda_id):
        await _put_on(tx, await fetch(tx, agenda_id, by=by), item, by=by)


async def _put_on(tx: Transaction, agenda: asyncpg.Record, item: asyncpg.Record, *, by: Viewer) -> None:
    under = await tx.connection.fetchval(_UNDER, item["id"], agenda["id"])
    await edit(tx, agenda, adding(item, Where(under=under)), by=by, revision=agenda["revision"])


_NEXT: Final = """
SELECT agenda.id FROM agenda JOIN meeting ON meeting.id = agenda.meeting_id
JOIN agenda_item item ON item.id = $1
WHERE meeting.state = 'AGENDA_OPEN' AND meeting.starts_at > $2
    AND (item.not_before IS NULL
        OR (meeting.starts_at AT TIME ZONE (SELECT time_zone FROM city))::date >= item.not_before)
ORDER BY meeting.starts_at, meeting.id LIMIT 1
"""

# In the order in which they stood.
_WAITING: Final = """
SELECT item.* FROM agenda_item item LEFT JOIN agenda_item former ON former.id = item.continues_id
LEFT JOIN agenda left_over ON left_over.id = former.agenda_id LEFT JOIN meeting was ON was.id = left_over.meeting_id
JOIN agenda ON agenda.id = $1 JOIN meeting ON meeting.id = agenda.meeting_id
WHERE item.state = 'ACCEPTED' AND (former.id IS NOT NULL OR item.of_itself)
    AND (item.not_before IS NULL
        OR (meeting.starts_at AT TIME ZONE (SELECT time_zone FROM city))::date >= item.not_before)
ORDER BY was.number, former.place, item.proposed_at, item.id FOR UPDATE OF item
"""

# What continues the item that it was a part of, where that is on this agenda.
_UNDER: Final = """
SELECT whole.id FROM agenda_item item JOIN agenda_item former ON former.id = item.continues_id
JOIN agenda_item whole ON whole.continues_id = former.under_id
WHERE item.id = $1 AND whole.agenda_id = $2 AND whole.under_id IS NULL
"""
