"""Who sees what: a matrix written by hand from the domain's table, independent of every declaration."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from hotline.kit import database
from hotline.kit.viewer import ANONYMOUS, Role, Viewer
from schema import root
from schema.reader.faults import DeniedField
from schema.reader.reading import Reader
from tests import world
from tests.schema import rows

DENIED, NOTHING, EXACT, CELL, YES, NO = "denied", "nothing", "exact", "cell", "yes", "no"

# One message with everything: dispatched, special, held by the viewer's unit or in the viewer's hand, the
# viewer its inspector or manager. Columns: seen at all, unmasked text, place, phone number, unreleased photo.
HELD = {
    Role.OPERATOR: (YES, YES, EXACT, YES, YES),
    Role.DISPATCHER: (YES, YES, EXACT, YES, YES),
    Role.EXECUTIVE_AGENT: (YES, YES, EXACT, YES, YES),
    Role.INSPECTOR: (YES, YES, EXACT, YES, YES),
    Role.SPECIAL_FOLLOW_UP_OFFICER: (YES, YES, EXACT, YES, YES),
    Role.CORRESPONDENCE_CLERK: (YES, YES, EXACT, YES, YES),
    Role.OFFICE_ANALYST: (YES, DENIED, CELL, DENIED, YES),
    Role.HEAD_OF_OFFICE: (YES, YES, EXACT, YES, YES),
    Role.MANAGER: (YES, DENIED, EXACT, DENIED, YES),
    Role.COUNCILLOR: (YES, DENIED, CELL, DENIED, NO),
    Role.CITIZEN: (YES, YES, EXACT, YES, YES),
    Role.BOARD_MEMBER: (DENIED, DENIED, DENIED, DENIED, DENIED),
    Role.BOARD_CHAIR: (DENIED, DENIED, DENIED, DENIED, DENIED),
    Role.BOARD_SECRETARY: (DENIED, DENIED, DENIED, DENIED, DENIED),
    Role.ADMINISTRATOR: (DENIED, DENIED, DENIED, DENIED, DENIED),
    Role.FRONTEND: (DENIED, DENIED, DENIED, DENIED, DENIED),
    Role.PUBLIC: (YES, DENIED, CELL, DENIED, DENIED),
}
# The same message when it is none of the viewer's business: not special, not handed over, held by others.
ELSEWHERE = {
    Role.OPERATOR: (YES, NO, CELL, NO, YES),
    Role.DISPATCHER: (NO, NO, NO, NO, NO),
    Role.EXECUTIVE_AGENT: (NO, NO, NO, NO, NO),
    Role.INSPECTOR: (NO, NO, NO, NO, NO),
    Role.SPECIAL_FOLLOW_UP_OFFICER: (NO, NO, NO, NO, NO),
    Role.CORRESPONDENCE_CLERK: (NO, NO, NO, NO, NO),
    Role.OFFICE_ANALYST: (YES, DENIED, CELL, DENIED, YES),
    Role.HEAD_OF_OFFICE: (YES, YES, EXACT, YES, YES),
    Role.MANAGER: (NO, DENIED, NO, DENIED, NO),
    Role.COUNCILLOR: (YES, DENIED, CELL, DENIED, NO),
    Role.CITIZEN: (NO, NO, NO, NO, NO),
    Role.PUBLIC: (YES, DENIED, CELL, DENIED, DENIED),
}
NUMBER = 1  # has a reporter, a place and a photo not released
CODE = rows.code(NUMBER)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


@pytest.fixture
async def filled(db: Any) -> None:
    async with database.transaction() as tx:
        await rows.fill(tx.connection, datetime(2026, 3, 21, 12, tzinfo=UTC))


def viewer_of(role: Role) -> Viewer:
    if role is Role.PUBLIC:
        return ANONYMOUS
    if role is Role.CITIZEN:
        return world.citizen(rows.message_id(NUMBER))
    return world.frontend() if role is Role.FRONTEND else world.viewer(role)


async def _belongs_to(viewer: Viewer, connection: Any) -> None:
    """Give the message to the viewer in every way a message can be given to somebody."""
    unit = next(iter(viewer.units), None) or next(iter(viewer.managed), None)
    await connection.execute(
        """
        UPDATE message SET special = true, special_reason = 'x', dispatched_at = registered_at, inspector_id = $2,
            holder_person_id = $2, unit_id = coalesce($3, unit_id), holder_unit_id = coalesce($3, holder_unit_id)
        WHERE id = $1
        """,
        rows.message_id(NUMBER),
        viewer.person,
        unit,
    )


async def _belongs_to_others(connection: Any) -> None:
    fire = world.id_of("unit", "fire")
    await connection.execute(
        """
        UPDATE message SET special = false, special_reason = NULL, dispatched_at = NULL, inspector_id = NULL,
            holder_person_id = NULL, unit_id = $2, holder_unit_id = $2 WHERE id = $1
        """,
        rows.message_id(NUMBER),
        fire,
    )


async def _ask(reader: Reader, viewer: Viewer, selection: str) -> Any:
    """The message's selection; DENIED where the roles never allow it."""
    text = f'{{ message(trackingCode: "{CODE}") {{ {selection} }} }}'
    operation = reader.document(text).operation(None)
    try:
        return json.loads(await reader.run(reader.plan(operation, {}, viewer), {}, viewer))["message"]
    except DeniedField:
        return DENIED


async def _seen(reader: Reader, viewer: Viewer) -> tuple[str, ...]:
    async def found(selection: str, judge: Any) -> str:
        message = await _ask(reader, viewer, selection)
        return DENIED if message == DENIED else NO if message is None else judge(message)

    def given(value: object) -> str:
        return YES if value else NO

    return (
        await found("trackingCode", lambda message: YES),
        await found("unmaskedText", lambda message: given(message["unmaskedText"])),
        await found("place { exact latitude }", lambda message: EXACT if message["place"]["exact"] else CELL),
        await found(
            "reporter(reason: CALL_BACK) { phone }",
            lambda message: given(message["reporter"] and message["reporter"]["phone"]),
        ),
        await found("files { id }", lambda message: given(message["files"])),
    )


@pytest.mark.parametrize("role", HELD)
async def test_a_role_sees_of_its_own_message_what_the_domain_grants(
    role: Role, reader: Reader, filled: None
) -> None:
    viewer = viewer_of(role)
    async with database.transaction() as tx:
        await _belongs_to(viewer, tx.connection)
    assert await _seen(reader, viewer) == HELD[role]


@pytest.mark.parametrize("role", ELSEWHERE)
async def test_a_role_sees_of_others_messages_what_the_domain_grants(
    role: Role, reader: Reader, filled: None
) -> None:
    viewer = viewer_of(role) if role is not Role.CITIZEN else world.citizen(rows.message_id(2))
    async with database.transaction() as tx:
        await _belongs_to_others(tx.connection)
    assert await _seen(reader, viewer) == ELSEWHERE[role]


@pytest.mark.parametrize(
    ("role", "audiences"),
    [
        (Role.OPERATOR, {"INTERNAL", "COUNCIL", "CITIZEN"}),
        (Role.COUNCILLOR, {"COUNCIL", "CITIZEN"}),
        (Role.CITIZEN, {"CITIZEN"}),
    ],
)
async def test_a_follow_up_reaches_its_audience_and_no_other(
    role: Role, audiences: set[str], reader: Reader, filled: None
) -> None:
    number = 4  # has a follow-up for each audience
    viewer = world.citizen(rows.message_id(number)) if role is Role.CITIZEN else world.viewer(role)
    text = f'{{ message(trackingCode: "{rows.code(number)}") {{ followUps {{ nodes {{ audience }} }} }} }}'
    operation = reader.document(text).operation(None)
    data = json.loads(await reader.run(reader.plan(operation, {}, viewer), {}, viewer))
    assert {node["audience"] for node in data["message"]["followUps"]["nodes"]} == audiences


async def test_two_roles_do_not_lend_each_other_their_rights(reader: Reader, filled: None) -> None:
    both = world.viewer(Role.EXECUTIVE_AGENT, Role.COUNCILLOR)
    async with database.transaction() as tx:
        await _belongs_to_others(tx.connection)
        audiences = await tx.connection.fetch(
            "SELECT DISTINCT audience FROM follow_up WHERE message_id = $1", rows.message_id(NUMBER)
        )
    assert audiences, "the message has a timeline to hide"
    message = await _ask(reader, both, "unmaskedText place { exact } followUps { nodes { audience } }")
    assert message["unmaskedText"] is None
    assert message["place"]["exact"] is False
    assert all(node["audience"] != "INTERNAL" for node in message["followUps"]["nodes"])


@pytest.mark.parametrize(
    "selection",
    [
        *("version", "channel", "cycle", "urgency", "ground", "claimedGround", "special", "specialReason"),
        *(
            "holder { name }",
            "holderUnit { code }",
            "nextDueAt",
            "overdue",
            "followUps { totalCount }",
            "deliveries { id }",
            "clocks { cycle }",
            "clocks { rung }",
            "clocks { pausedBecause }",
            "clocks { overdue }",
        ),
    ],
)
async def test_the_public_is_told_what_became_of_a_message_and_not_how(
    selection: str, reader: Reader, filled: None
) -> None:
    assert await _ask(reader, ANONYMOUS, selection) == DENIED
    message = await _ask(
        reader, ANONYMOUS, "text state outcome registeredAt closedAt changedAt clocks { obligation }"
    )
    assert message["text"]
    assert {clock["obligation"] for clock in message["clocks"]} <= {"RESOLUTION"}


async def test_nothing_is_sorted_by_what_the_viewer_may_not_read(reader: Reader, filled: None) -> None:
    operation = reader.document("{ messages(orderBy: TIME_LEFT) { edges { cursor } } }").operation(None)
    assert reader.plan(operation, {}, world.viewer(Role.COUNCILLOR))
    with pytest.raises(DeniedField):
        reader.plan(operation, {}, ANONYMOUS)


async def test_reading_contact_data_leaves_a_record_with_its_reason(reader: Reader, filled: None) -> None:
    viewer = world.viewer(Role.HEAD_OF_OFFICE)
    await _ask(reader, viewer, "reporter(reason: OBJECTION) { phone }")
    records = await database.reads().fetch("SELECT person_id, message_id, reason FROM access_record")
    assert [tuple(record) for record in records] == [(viewer.person, rows.message_id(NUMBER), "OBJECTION")]


async def test_contact_data_that_is_not_shown_leaves_no_record(reader: Reader, filled: None) -> None:
    async with database.transaction() as tx:
        await _belongs_to_others(tx.connection)
    message = await _ask(reader, world.viewer(Role.OPERATOR), "reporter(reason: CALL_BACK) { phone }")
    assert message == {"reporter": None}
    assert await database.reads().fetchval("SELECT count(*) FROM access_record") == 0
