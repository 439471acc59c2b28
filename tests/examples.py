"""What each file of docs/examples finds when its role comes to it, made by the real actions: names for values."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from hotline.kit import database
from hotline.messages import actions as messages
from hotline.messages.tables import MessageState
from policy_board.sittings import actions as sittings
from tests import board, bundles, cycle, dossiers, minutes, resolutions, world
from tests import sittings as held
from tests.conftest import Clock
from tests.drafts import ROUTINE, URGENT, row
from tests.hotline.escalations import superiors

Given = dict[str, Any]
Prepare = Callable[[Clock], Awaitable[Given]]


async def _message(name: str, state: MessageState) -> Given:
    return await _seen(name, await cycle.at(state))


async def _seen(name: str, id_: UUID) -> Given:
    stored = await cycle.look(id_)
    return {
        name: f"msg_{id_}",
        f"{name}Version": stored["version"],
        f"{name}Code": stored["tracking_code"],
        "trackingCode": stored["tracking_code"],
    }


async def days() -> Given:
    """Days to come, for what is planned."""
    today = await database.now()
    return {
        "aDayNextMonth": str((today + timedelta(days=30)).date()),
        "aMorningNextWeek": (today + timedelta(days=7)).replace(hour=4, minute=0).isoformat(),
    }


async def _nothing(_: Clock) -> Given:
    return {}


async def _public(_: Clock) -> Given:
    await minutes.published()
    return await _message("message", MessageState.DISPATCHED)


async def _citizen(_: Clock) -> Given:
    asked = await _message("asked", MessageState.FEEDBACK_SOUGHT)
    return asked | await _message("message", MessageState.DISPATCHED)


async def _operator(_: Clock) -> Given:
    waiting = await _message("waiting", MessageState.REGISTERED)
    return waiting | await _message("claimed", MessageState.RESOLUTION_CLAIMED)


async def _dispatcher(_: Clock) -> Given:
    other = await _message("other", MessageState.DISPATCHED)
    return other | await _message("dispatched", MessageState.DISPATCHED)


async def _agent(_: Clock) -> Given:
    draft = replace(ROUTINE, category_code="pothole")
    return await _seen("held", (await messages.register(draft, by=world.operator())).id)


async def _inspector(_: Clock) -> Given:
    return await _message("message", MessageState.UNDER_INSPECTION)


async def _special(_: Clock) -> Given:
    id_ = await cycle.at(MessageState.RESOLUTION_CLAIMED)
    version = (await cycle.look(id_))["version"]
    await messages.mark_special(id_, by=world.operator(), version=version, reason="سه بار تکرار شده است.")
    return await _seen("claimed", id_)


async def _manager(clock: Clock) -> Given:
    await resolutions.made()
    id_ = (await messages.register(URGENT, by=world.operator())).id
    await messages.acknowledge(id_, by=world.executive_agent(), version=1)
    await clock.forward(timedelta(hours=2, minutes=5))
    await superiors.sweep()
    told = await row("SELECT id FROM escalation WHERE person_id = $1", world.manager().person)
    return {"escalation": f"esc_{told['id']}"}


async def _analyst(_: Clock) -> Given:
    return await _message("message", MessageState.REGISTERED)


async def _head(_: Clock) -> Given:
    await cycle.at(MessageState.OBJECTED)
    resolved = await resolutions.made()
    await resolutions.report(resolved)
    await resolutions.prove(resolved)
    return {"bundle": f"bdl_{await bundles.invited()}", "bundleVersion": 3}


async def _councillor(_: Clock) -> Given:
    await bundles.published()
    return await _message("message", MessageState.OBJECTED)


async def _secretary(_: Clock) -> Given:
    await dossiers.forwarded()
    meeting = await held.opened("ab")
    return {"sessionNumber": (await row("SELECT number FROM meeting WHERE id = $1", meeting))["number"]}


async def _chair(_: Clock) -> Given:
    agenda = await board.opened("ab")
    written = await minutes.begun()
    return {
        "agenda": f"agd_{agenda}",
        "agendaRevision": await board.revision_of(agenda),
        "minutes": f"min_{written}",
        "minutesVersion": await minutes.version_of(written),
    }


async def _member(_: Clock) -> Given:
    meeting = await held.opened("ab")
    await sittings.decide((await held.items(meeting))[0], held.APPROVED, by=board.SECRETARY)
    return {}


GIVEN: Final[dict[str, Prepare]] = {
    "public": _public,
    "frontend": _nothing,
    "citizen": _citizen,
    "operator": _operator,
    "dispatcher": _dispatcher,
    "executive-agent": _agent,
    "inspector": _inspector,
    "special-follow-up-officer": _special,
    "correspondence-clerk": _special,
    "office-analyst": _analyst,
    "head-of-office": _head,
    "manager": _manager,
    "councillor": _councillor,
    "board-secretary": _secretary,
    "board-chair": _chair,
    "board-member": _member,
    "administrator": _nothing,
}
