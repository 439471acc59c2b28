"""Meetings and agendas for tests of the board."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from hotline.kit import database
from hotline.kit.viewer import Role, Viewer
from policy_board.agendas import actions as agendas
from policy_board.agendas import freezing, presence, templates, tray
from policy_board.agendas.editing import Where, lines_of
from policy_board.agendas.rebasing import Lines
from policy_board.meetings import actions as meetings
from policy_board.meetings.actions import Arrangement
from tests import world
from tests.drafts import row, rows

SECRETARY = world.board_secretary()
# The other one of the two who build an agenda at once.
COLLEAGUE = world.viewer(Role.BOARD_MEMBER, Role.BOARD_SECRETARY)
CHAIR = world.board_chair()


async def arrangement(days: int = 7, **changes: object) -> Arrangement:
    starts_at = await database.now() + timedelta(days=days)
    values = {"title": "جلسه عادی", "place": "تالار شهرداری", "starts_at": starts_at, "budget": 120, "quorum": 5}
    return Arrangement(**values | changes)  # type: ignore[arg-type]  # of each test's own choice


async def planned(**changes: object) -> UUID:
    return await meetings.plan(await arrangement(**changes), by=SECRETARY)  # type: ignore[arg-type]  # of each test's own choice


async def opened(titles: Sequence[str] = (), *, by: Viewer = SECRETARY) -> UUID:
    """An open agenda with items of these titles."""
    agenda_id = await agendas.open_agenda(await planned(), by=by, version=1)
    for revision, title in enumerate(titles):
        await agendas.add(agenda_id, tray.ItemDraft(title), by=by, revision=revision, where=Where())
    return agenda_id


async def lines(agenda_id: UUID) -> Lines:
    async with database.transaction() as tx:
        return await lines_of(tx, agenda_id)


async def items(agenda_id: UUID) -> list[UUID]:
    return [line.item for line in await lines(agenda_id)]


async def titles(agenda_id: UUID) -> list[str]:
    return [line.title for line in await lines(agenda_id)]


async def revision_of(agenda_id: UUID) -> int:
    return int((await row("SELECT revision FROM agenda WHERE id = $1", agenda_id))["revision"])


async def everything(agenda_id: UUID) -> list[object]:
    """All that is stored of an agenda, to see that nothing changed."""
    return [
        await rows("SELECT * FROM agenda WHERE id = $1", agenda_id),
        await rows("SELECT * FROM agenda_item ORDER BY id"),
        await rows("SELECT * FROM agenda_edit WHERE agenda_id = $1 ORDER BY revision", agenda_id),
        await rows("SELECT * FROM meeting ORDER BY id"),
    ]


async def fill() -> None:
    """Two agendas, one of them frozen, with whatever there may be: parts, secrets, edits, versions, a tray."""
    being_built, frozen = await opened(["الف", "ب", "پ"]), await opened(["a", "b"])
    one, other, _ = await items(being_built)
    await agendas.move(being_built, other, by=COLLEAGUE, revision=3, where=Where(under=one))
    await agendas.change(being_built, one, by=SECRETARY, revision=4, values={"title": "ت", "minutes": 15})
    await agendas.change(frozen, (await items(frozen))[0], by=SECRETARY, revision=2, values={"confidential": True})
    await freezing.keep_version(being_built, by=SECRETARY)
    await freezing.freeze(frozen, by=CHAIR, revision=3)
    await presence.be_there(being_built, by=SECRETARY)
    await templates.save_template("جلسه عادی", [tray.ItemDraft("تصویب صورت‌جلسه", None, 5)], by=SECRETARY)
    await tray.give_back(await tray.propose(tray.ItemDraft("x"), by=CHAIR), by=SECRETARY, reason="مدارک")
    await tray.propose(tray.ItemDraft("y", "یادداشت", 20), by=world.board_member())
