"""Who sees what of one message, by hand after the table of the domain, asked of real rows."""

from dataclasses import replace
from uuid import UUID

import pytest

from hotline.follow_ups.access import FOLLOW_UP
from hotline.kit.access import Access, may_read, where
from hotline.kit.viewer import ANONYMOUS, Role, Viewer
from hotline.messages import actions as messages
from hotline.messages.access import MESSAGE, REPORTER
from hotline.people.access import ACCESS_RECORD, PERSON
from tests import world
from tests.drafts import URGENT, rows

pytestmark = pytest.mark.usefixtures("db")

# Where the message stands: who holds it, and what else is said of it.
STANDS = {
    "in the operator's hand": {"holder_person_id": world.id_of("person", Role.OPERATOR)},
    "at the centre": {"holder_unit_id": world.id_of("unit", "centre"), "holder_person_id": None},
    "at the unit": {"holder_unit_id": world.id_of("unit", "1-roads"), "holder_person_id": None},
    "sent on by the unit": {
        "unit_id": world.id_of("unit", "2-roads"),
        "holder_unit_id": world.id_of("unit", "1-roads"),
        "holder_person_id": None,
    },
    "with another unit": {
        "unit_id": world.id_of("unit", "2-roads"),
        "holder_unit_id": world.id_of("unit", "2-roads"),
        "holder_person_id": None,
    },
    "with the inspector": {
        "holder_unit_id": world.id_of("unit", "services"),
        "holder_person_id": None,
        "inspector_id": world.id_of("person", Role.INSPECTOR),
    },
    "special": {"special": True, "special_reason": "x", "holder_person_id": None},
    "not dispatched": {"dispatched_at": None, "holder_person_id": None},
}
# row, unmasked text, exact place, the reporter's phone, the reporter's name
ALL, NOTHING, MASKED, PHONE = "rtepn", "", "r", "rtep"
SEEN = {
    Role.OPERATOR: {"in the operator's hand": ALL, None: MASKED},
    Role.DISPATCHER: {"at the centre": PHONE, "not dispatched": NOTHING, None: "re"},
    Role.EXECUTIVE_AGENT: {
        "at the unit": PHONE,
        "sent on by the unit": PHONE,
        "with another unit": NOTHING,
        "not dispatched": NOTHING,
        None: MASKED,
    },
    Role.INSPECTOR: {"with the inspector": PHONE, None: NOTHING},
    Role.SPECIAL_FOLLOW_UP_OFFICER: {"special": ALL, None: NOTHING},
    Role.CORRESPONDENCE_CLERK: {"special": ALL, None: NOTHING},
    Role.OFFICE_ANALYST: {None: MASKED},
    Role.HEAD_OF_OFFICE: {None: ALL},
    Role.MANAGER: {"with another unit": NOTHING, None: "re"},
    Role.COUNCILLOR: {None: MASKED},
    Role.BOARD_MEMBER: {None: NOTHING},
    Role.BOARD_CHAIR: {None: NOTHING},
    Role.BOARD_SECRETARY: {None: NOTHING},
    Role.ADMINISTRATOR: {None: NOTHING},
}


async def message(stands: str = "at the unit") -> UUID:
    id_ = (await messages.register(URGENT, by=world.operator())).id
    columns = STANDS[stands]
    changes = ", ".join(f"{column} = ${place}" for place, column in enumerate(columns, 2))
    await rows(f"UPDATE message SET {changes} WHERE id = $1 RETURNING id", id_, *columns.values())
    return id_


async def sees(access: Access, by: Viewer, column: str | None = None) -> bool:
    seen, values = where(access, by, "t") if column is None else may_read(access, column, by, "t")
    return bool(await rows(f"SELECT FROM {access.table} t WHERE {seen}", *values))


async def seen_by(by: Viewer) -> str:
    marks = {
        "r": await sees(MESSAGE, by),
        "t": await sees(MESSAGE, by, "pii_text"),
        "e": await sees(MESSAGE, by, "latitude") and await sees(MESSAGE, by, "address"),
        "p": await sees(REPORTER, by, "pii_phone"),
        "n": await sees(REPORTER, by, "pii_name") and await sees(REPORTER, by, "pii_home"),
    }
    return "".join(mark for mark, yes in marks.items() if yes)


@pytest.mark.parametrize("stands", STANDS)
@pytest.mark.parametrize("role", SEEN)
async def test_a_role_sees_of_a_message_what_the_domain_grants(role: Role, stands: str) -> None:
    await message(stands)
    assert await seen_by(world.viewer(role)) == SEEN[role].get(stands, SEEN[role][None])


async def test_a_citizen_sees_all_of_their_own_and_nothing_of_another() -> None:
    id_ = await message()
    assert await seen_by(world.citizen(id_)) == ALL
    assert await seen_by(world.citizen(world.id_of("message", "another"))) == NOTHING
    assert await seen_by(world.citizen()) == NOTHING


@pytest.mark.parametrize(("by", "seen"), [(ANONYMOUS, MASKED), (world.frontend(), NOTHING)])
async def test_whoever_has_no_receipt_sees_the_masked_row_of_a_public_type_at_most(by: Viewer, seen: str) -> None:
    id_ = await message()
    assert await seen_by(by) == seen
    await rows(
        "UPDATE message SET category_id = $2 WHERE id = $1 RETURNING id", id_, world.id_of("category", "fire-risk")
    )
    assert await seen_by(by) == NOTHING
    assert not await sees(PERSON, by)
    assert not await sees(FOLLOW_UP, by)


@pytest.mark.parametrize("other", [Role.COUNCILLOR, Role.OFFICE_ANALYST])
@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.CORRESPONDENCE_CLERK, Role.EXECUTIVE_AGENT])
async def test_a_second_role_that_sees_the_row_lends_the_first_no_right(role: Role, other: Role) -> None:
    await message("in the operator's hand")
    assert await seen_by(world.viewer(role, other)) == MASKED


async def test_what_a_unit_was_sent_is_the_one_befores_until_it_confirms() -> None:
    """And until then both see it, with their managers."""
    id_ = (await messages.register(URGENT, by=world.operator())).id
    await messages.acknowledge(id_, by=world.executive_agent(), version=1)
    await messages.assign(id_, by=world.dispatcher(), version=2, unit_code="2-roads")
    units = [(world.id_of("unit", code),) for code in ("1-roads", "2-roads")]
    agents = [replace(world.executive_agent(), units=unit) for unit in units]
    managers = [replace(world.manager(), managed=unit) for unit in units]
    for by in (*agents, *managers):
        assert await sees(MESSAGE, by)
    await messages.acknowledge(id_, by=agents[1], version=3)
    assert [await sees(MESSAGE, by) for by in (*agents, *managers)] == [False, True, False, True]


async def test_agents_of_another_unit_and_managers_of_another_district_see_nothing() -> None:
    id_ = await message("not dispatched")
    elsewhere = world.id_of("unit", "2-roads")
    await rows(
        "UPDATE message SET unit_id = $2, dispatched_at = registered_at WHERE id = $1 RETURNING id", id_, elsewhere
    )
    assert await seen_by(world.executive_agent()) == NOTHING
    assert await seen_by(world.manager()) == NOTHING


async def test_internal_entries_are_the_workers_alone() -> None:
    id_ = await message()
    for audience, readers in {
        "INTERNAL": {Role.OPERATOR, Role.OFFICE_ANALYST},
        "COUNCIL": {Role.OPERATOR, Role.OFFICE_ANALYST, Role.COUNCILLOR},
    }.items():
        await rows("UPDATE follow_up SET audience = $1 RETURNING id", audience)
        found = {role for role in world.PEOPLE if await sees(FOLLOW_UP, world.viewer(role))}
        assert found & {Role.OPERATOR, Role.OFFICE_ANALYST, Role.COUNCILLOR} == readers
        assert not await sees(FOLLOW_UP, world.citizen(id_))
    await rows("UPDATE follow_up SET audience = 'CITIZEN' RETURNING id")
    assert await sees(FOLLOW_UP, world.citizen(id_))
    assert not await sees(FOLLOW_UP, world.citizen(id_), "actor_id")
    assert not await sees(FOLLOW_UP, world.citizen(world.id_of("message", "another")))


async def test_who_read_contact_data_is_for_the_head_and_the_administrator() -> None:
    await rows("SELECT payesh_record_access($1, $1, 'LEGAL')", world.id_of("person", Role.OPERATOR))
    found = {role for role in world.PEOPLE if await sees(ACCESS_RECORD, world.viewer(role))}
    assert found == {Role.HEAD_OF_OFFICE, Role.ADMINISTRATOR}
