"""Messages of the small city brought to where an incident needs them, and a look at what became of them."""

from dataclasses import replace
from typing import Any
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
