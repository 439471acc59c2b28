"""The demo's policy board, by the real actions: one agenda frozen, one being built, and what waits in the tray."""

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from api.demo.people import NAMESPACE
from hotline.kit import database
from hotline.kit.viewer import ActorKind, Role, Viewer
from policy_board.agendas import actions as agendas
from policy_board.agendas import freezing, receiving, templates, tray
from policy_board.agendas.editing import Where
from policy_board.agendas.tray import ItemDraft
from policy_board.meetings import actions as meetings
from policy_board.meetings.actions import Arrangement

_BUDGET: Final = 120
_QUORUM: Final = 3


async def tell() -> int:
    """Write them all; how many meetings it were."""
    told = tomllib.loads((Path(__file__).parent / "board.toml").read_text("utf-8"))
    secretary, chair = _viewer(Role.BOARD_SECRETARY), _viewer(Role.BOARD_CHAIR)
    standing = [_draft(one) for one in told["standing"]]
    template = await templates.save_template(told["template"], standing, by=secretary)
    for one in told["meeting"]:
        agenda = await _open(one, template, by=secretary)
        if one["frozen"]:
            await freezing.freeze(agenda, by=chair, revision=await _revision(agenda))
        else:
            await _take_on(agenda, by=secretary)
    for one in told["waiting"]:
        await tray.propose(_draft(one), by=_viewer(Role.BOARD_MEMBER))
    return len(told["meeting"])


async def _open(told: Any, template: UUID, *, by: Viewer) -> UUID:
    """A meeting some days ahead, with its standing items and its own."""
    day = await database.now() + timedelta(days=told["in_days"])
    starts_at = day.replace(hour=5, minute=30, second=0, microsecond=0)
    arrangement = Arrangement(told["title"], told["place"], starts_at, _BUDGET, _QUORUM)
    meeting = await meetings.plan(arrangement, by=by)
    agenda = await agendas.open_agenda(meeting, by=by, version=1)
    await agendas.add_template(agenda, template, by=by, revision=0)
    for item in told["items"]:
        revision = await _revision(agenda)
        await agendas.add(agenda, _draft(item), by=by, revision=revision, where=Where())
    return agenda


async def _take_on(agenda: UUID, *, by: Viewer) -> None:
    """One of the dossiers that wait is accepted and put on the agenda; the others go on waiting."""
    waiting = "SELECT id FROM forwarding WHERE state = 'WAITING' ORDER BY at LIMIT 1"
    forwarding = await database.reads().fetchval(waiting)
    if forwarding is not None:
        item = await receiving.take_on(forwarding, by=by)
        revision = await _revision(agenda)
        await agendas.schedule(agenda, item, by=by, revision=revision, where=Where(place=2))
        await agendas.change(agenda, item, by=by, revision=revision + 1, values={"minutes": 25})


async def _revision(agenda: UUID) -> int:
    return int(await database.reads().fetchval("SELECT revision FROM agenda WHERE id = $1", agenda))


def _draft(told: Any) -> ItemDraft:
    return ItemDraft(told["title"], told.get("note"), told.get("minutes"), told.get("confidential", False))


def _viewer(role: Role) -> Viewer:
    return Viewer(ActorKind.PERSON, frozenset({role}), person=uuid5(NAMESPACE, f"account {role}"))
