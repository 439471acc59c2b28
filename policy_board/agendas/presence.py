"""Who has an agenda open before them: each is told of the others, so that two do not do one thing twice."""

from typing import Final
from uuid import UUID

from hotline.kit import access, database
from hotline.kit.ids import new_id
from hotline.kit.refusals import Forbidden, NotFound
from hotline.kit.viewer import Viewer
from policy_board.agendas.access import AGENDA, BUILDERS

# Whoever was not seen for so long has gone; a page says every twenty seconds that it is still open.
GONE_AFTER: Final = "45 seconds"

# As a FROM item: those who are there now.
PRESENT: Final = f"(SELECT * FROM agenda_presence WHERE seen_at > payesh_now() - interval '{GONE_AFTER}')"


async def be_there(agenda_id: UUID, *, by: Viewer) -> None:
    """Say that the viewer has it open. Others are told only of who comes. Raises Forbidden and NotFound."""
    if not by.roles & BUILDERS or by.person is None:
        raise Forbidden()
    seen, values = access.where(AGENDA, by, "agenda", first=2)
    async with database.transaction() as tx:
        if not await tx.connection.fetchval(
            f"SELECT true FROM agenda WHERE id = $1 AND {seen}", agenda_id, *values
        ):
            raise NotFound("agendaId")
        if not await tx.connection.fetchval(_STILL_THERE, agenda_id, by.person, tx.at):
            await tx.connection.execute(_COME, new_id(), agenda_id, by.person, tx.at)
            tx.notify("agenda", agenda_id)


_STILL_THERE: Final = f"""
UPDATE agenda_presence SET seen_at = $3::timestamptz
WHERE agenda_id = $1 AND person_id = $2 AND seen_at > $3::timestamptz - interval '{GONE_AFTER}' RETURNING true
"""

_COME: Final = """
INSERT INTO agenda_presence (id, agenda_id, person_id, seen_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (agenda_id, person_id) DO UPDATE SET seen_at = excluded.seen_at
"""
