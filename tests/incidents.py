"""Messages of the small city brought to where an incident needs them, and a look at what became of them."""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from hotline.city.reference import reference
from hotline.feedback import actions as feedback
from hotline.incidents import actions as incidents
from hotline.kit import database
from hotline.kit.viewer import Viewer
from hotline.messages import actions as messages
from hotline.messages.drafts import Draft, ReporterDraft
from tests import world
from tests.drafts import ROUTINE, URGENT, row, rows

# Each says what is wrong; none may ever have a row.
BROKEN: Final = {
    "a merged message points to an incident that is not merged itself, and only a merged one does": """
        SELECT m.id FROM message m LEFT JOIN message l ON l.id = m.incident_id
        WHERE (m.state = 'MERGED') <> (m.incident_id IS NOT NULL) OR l.state = 'MERGED'""",
    "what is merged is where its incident is": """
        SELECT m.id FROM message m JOIN message l ON l.id = m.incident_id
        WHERE (m.holder_unit_id, m.holder_person_id) IS DISTINCT FROM (l.holder_unit_id, l.holder_person_id)""",
    "spans tile: each begins where the one before ends, or after the message was over": """
        SELECT id FROM (
            SELECT *, lag(ended_at) OVER (PARTITION BY message_id ORDER BY began_at) AS before FROM custody_span
        ) span WHERE before > began_at OR ended_at <= began_at""",
    "an open span is of who holds the message, and nobody holds what is over": """
        SELECT m.id FROM message m LEFT JOIN custody_span s ON s.message_id = m.id AND s.ended_at IS NULL
        WHERE (m.holder_unit_id, m.holder_person_id) IS DISTINCT FROM (s.unit_id, s.person_id)""",
    "nobody is asked or answers twice in a cycle": """
        SELECT message_id FROM follow_up WHERE kind = 'FEEDBACK' GROUP BY message_id, cycle HAVING count(*) > 1""",
    "an incident whose callers were asked does not close while one is still being asked": """
        SELECT l.id FROM message l JOIN message m ON l.id IN (m.id, m.incident_id)
        JOIN feedback_request r ON r.message_id = m.id AND r.state = 'OPEN'
        WHERE l.state = 'CLOSED' AND l.outcome IN ('SATISFIED', 'UNREACHABLE')""",
    "one who waits for answers waits for somebody": """
        SELECT l.id FROM message l WHERE l.state = 'FEEDBACK_SOUGHT' AND NOT EXISTS (
            SELECT FROM feedback_request r JOIN message m ON m.id = r.message_id
            WHERE l.id IN (m.id, m.incident_id) AND r.state = 'OPEN')""",
    "a merged message has one work order with its incident: none of its own waits to leave": """
        SELECT m.id FROM message m JOIN delivery d ON d.message_id = m.id
        WHERE m.state = 'MERGED' AND d.kind = 'CENTRE' AND d.template IS NULL AND d.state = 'PENDING'""",
    "an incident is as urgent as its most urgent member": """
        SELECT l.id FROM message l JOIN message m ON m.incident_id = l.id
        WHERE m.urgency = 'URGENT' AND l.urgency = 'ROUTINE'""",
    "no merged message has a clock of its own that runs": """
        SELECT m.id FROM message m JOIN clock c ON c.message_id = m.id
        WHERE m.state = 'MERGED' AND c.state IN ('RUNNING', 'PAUSED')""",
    "what has been merged says so for as long as it is": """
        SELECT m.id FROM message m WHERE m.state = 'MERGED' AND NOT EXISTS (
            SELECT FROM follow_up f WHERE f.message_id = m.id AND f.kind = 'MERGED')""",
}


def of(draft: Draft, phone: str | None) -> Draft:
    """The draft as another citizen gives it."""
    return replace(draft, reporter=ReporterDraft(name="شهروند نمونه", phone=phone) if phone else None)


async def registered(draft: Draft = ROUTINE, phone: str | None = "09120000001") -> UUID:
    """A new message, of a citizen with this number."""
    return (await messages.register(of(draft, phone), by=world.operator())).id


async def waiting(phone: str | None = "09120000001") -> UUID:
    """A new message from a frontend, which nobody has triaged."""
    return (await messages.register(of(ROUTINE, phone), by=world.frontend())).id


async def acknowledged(phone: str | None = "09120000001") -> UUID:
    """An urgent message that the centre has confirmed."""
    id_ = await registered(URGENT, phone)
    async with database.transaction() as tx:
        await messages.receive(tx, id_, city=await reference(), receipt="C000001")
    return id_


async def version(id_: UUID) -> int:
    return int((await row("SELECT version FROM message WHERE id = $1", id_))["version"])


async def merge(id_: UUID, into: UUID) -> None:
    await incidents.merge(id_, by=world.operator(), version=await version(id_), into_id=into)


async def split(id_: UUID) -> None:
    await incidents.split(id_, by=world.operator(), version=await version(id_))


async def agent(id_: UUID) -> Viewer:
    """An executive agent of the unit responsible for the message."""
    return replace(world.executive_agent(), units=((await message(id_))["unit_id"],))


async def claimed(id_: UUID) -> None:
    """The message is worked on and said to be done."""
    by = await agent(id_)
    await messages.record_action(id_, by=by, version=await version(id_), note="انجام شد")
    await messages.claim_resolution(id_, by=by, version=await version(id_), note="تمام شد")


async def asked(id_: UUID) -> None:
    """The message is worked on, said to be done, and its callers are asked."""
    await claimed(id_)
    await feedback.seek(id_, by=world.operator(), version=await version(id_))


async def message(id_: UUID) -> dict[str, Any]:
    return await row("SELECT * FROM message WHERE id = $1", id_)


async def state(id_: UUID) -> str:
    return str((await message(id_))["state"])


async def told(id_: UUID, audience: str = "CITIZEN") -> list[str]:
    """The kinds of the timeline's entries for this audience, those of an incident with what happened to it."""
    found = await rows(
        "SELECT kind || coalesce(' ' || (facts->>'followed'), '') AS said FROM follow_up"
        " WHERE message_id = $1 AND audience = $2 ORDER BY recorded_at, id",
        id_,
        audience,
    )
    return [entry["said"] for entry in found]
