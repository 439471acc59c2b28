"""Who sees what of meetings and agendas, by hand after the table of the domain, asked of real rows."""

import pytest

from hotline.kit.access import Access, where
from hotline.kit.viewer import ANONYMOUS, Role, Viewer
from policy_board.agendas import access, freezing, presence, templates, tray
from policy_board.agendas import actions as agendas
from policy_board.agendas.editing import Where
from policy_board.agendas.tray import ItemDraft
from policy_board.meetings.access import MEETING, MEETING_STEP
from tests import board, world
from tests.board import CHAIR, SECRETARY
from tests.drafts import rows

pytestmark = pytest.mark.usefixtures("db")

# m meeting with its steps, a agenda, i an item of it, c a confidential one, t one in the tray, e edits, k a version
# kept by hand, p the printed one, l its confidential line, s standing items, w who has it open.
OPEN = {
    Role.BOARD_SECRETARY: "maictekplsw",
    Role.BOARD_CHAIR: "maictekplsw",
    Role.HEAD_OF_OFFICE: "maictekplsw",
    Role.BOARD_MEMBER: "m",
    Role.COUNCILLOR: "m",
    Role.OFFICE_ANALYST: "m",
}
FROZEN = OPEN | {Role.BOARD_MEMBER: "maicpl", Role.COUNCILLOR: "maip", Role.OFFICE_ANALYST: "maip"}

AS_IF_PRINTED = """
INSERT INTO agenda_version (id, agenda_id, number, revision, cause, at, by_id)
SELECT gen_random_uuid(), agenda_id, 9, revision, 'FROZEN', at, by_id FROM agenda_version RETURNING id
"""
ITS_LINES = """
INSERT INTO agenda_version_line (id, version_id, place, number, item_id, title, minutes, confidential)
SELECT gen_random_uuid(), v.id, 1, '1', l.item_id, l.title, l.minutes, l.confidential
FROM agenda_version v, agenda_version_line l WHERE v.cause = 'FROZEN' AND l.confidential RETURNING id
"""


async def built(*, frozen: bool) -> None:
    agenda = await board.opened(["آشکار"])
    await agendas.add(agenda, ItemDraft("محرمانه", confidential=True), by=SECRETARY, revision=1, where=Where())
    await tray.propose(ItemDraft("در کارتابل"), by=SECRETARY)
    await templates.save_template("الگو", [ItemDraft("ثابت")], by=SECRETARY)
    await freezing.keep_version(agenda, by=SECRETARY)
    await presence.be_there(agenda, by=SECRETARY)
    if frozen:
        await freezing.freeze(agenda, by=CHAIR, revision=2)
    else:
        # As if printed, so that it is the agenda's state alone that hides it.
        await rows(AS_IF_PRINTED)
        await rows(ITS_LINES)


async def sees(by: Viewer, table: Access, condition: str = "TRUE") -> bool:
    seen, values = where(table, by, "t")
    return bool(await rows(f"SELECT FROM {table.table} t WHERE {seen} AND {condition}", *values))


async def seen_by(by: Viewer) -> str:
    marks = {
        "m": await sees(by, MEETING) and await sees(by, MEETING_STEP),
        "a": await sees(by, access.AGENDA),
        "i": await sees(by, access.AGENDA_ITEM, "title = 'آشکار'"),
        "c": await sees(by, access.AGENDA_ITEM, "title = 'محرمانه'"),
        "t": await sees(by, access.AGENDA_ITEM, "agenda_id IS NULL"),
        "e": await sees(by, access.AGENDA_EDIT),
        "k": await sees(by, access.AGENDA_VERSION, "cause = 'BY_HAND'"),
        "p": await sees(by, access.AGENDA_VERSION, "cause = 'FROZEN'"),
        "l": await sees(by, access.AGENDA_VERSION_LINE, "confidential"),
        "s": await sees(by, access.AGENDA_TEMPLATE) and await sees(by, access.AGENDA_TEMPLATE_LINE),
        "w": await sees(by, access.AGENDA_PRESENCE),
    }
    return "".join(mark for mark, yes in marks.items() if yes)


@pytest.mark.parametrize("frozen", [False, True])
async def test_each_role_sees_of_an_agenda_what_the_domain_grants(frozen: bool) -> None:
    await built(frozen=frozen)
    granted = FROZEN if frozen else OPEN
    for role in world.PEOPLE:
        assert (role, await seen_by(world.viewer(role))) == (role, granted.get(role, ""))
    for by in (ANONYMOUS, world.frontend(), world.citizen()):
        assert await seen_by(by) == ""


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.COUNCILLOR, Role.OFFICE_ANALYST])
async def test_everybody_sees_what_they_proposed_themselves(role: Role) -> None:
    await tray.propose(ItemDraft("از خودش", confidential=True), by=SECRETARY)
    await rows("UPDATE agenda_item SET proposed_by_id = $1 RETURNING id", world.id_of("person", role))
    assert await sees(world.viewer(role), access.AGENDA_ITEM)
    assert not await sees(world.executive_agent(), access.AGENDA_ITEM)


async def test_a_second_role_that_sees_an_item_shows_no_confidential_one_to_the_first() -> None:
    await built(frozen=True)
    assert await seen_by(world.viewer(Role.COUNCILLOR, Role.OFFICE_ANALYST)) == "maip"
