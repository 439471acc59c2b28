"""Many things by their global ids, of any types, in one statement."""

from types import ModuleType
from uuid import uuid4

import pytest

from hotline.kit.ids import InvalidId
from hotline.kit.viewer import Role
from schema.reader.faults import DeniedField, TooManyIds
from schema.reader.reading import Reader
from tests import world
from tests.schema import rows
from tests.schema.reading import plan_of, read

OPERATOR = world.operator()
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
OFFICE = f"unt_{world.id_of('unit', 'office')}"


def message(number: int) -> str:
    return f"msg_{rows.message_id(number)}"


async def test_each_stands_in_the_place_of_its_id_and_null_for_what_there_is_not(
    reader: Reader, filled: ModuleType
) -> None:
    ids = [message(3), OFFICE, f"msg_{uuid4()}", message(1), message(3)]
    assert await read(reader, NODES, OPERATOR, ids=ids) == {
        "nodes": [{"id": ids[0]}, {"id": OFFICE}, None, {"id": ids[3]}, {"id": ids[0]}]
    }
    assert await read(reader, NODES, OPERATOR, ids=[]) == {"nodes": []}


async def test_what_the_viewer_may_not_see_is_null_like_what_there_is_not(
    reader: Reader, filled: ModuleType
) -> None:
    ids = [message(1), message(2)]
    citizen = world.citizen(rows.message_id(2))
    assert await read(reader, NODES, citizen, ids=ids) == {"nodes": [None, {"id": ids[1]}]}


async def test_one_key_may_be_python_s_for_one_type_and_a_column_of_another(
    reader: Reader, filled: ModuleType
) -> None:
    document = """
        query ($ids: [ID!]!) {
          nodes(ids: $ids) { ... on Unit { said: code } ... on Message { said: registeredAtText } __typename }
        }
    """
    found = await read(reader, document, OPERATOR, ids=[OFFICE, message(2), f"unt_{uuid4()}", message(2)])
    office, first, nothing, again = found["nodes"]
    assert office == {"said": "office", "__typename": "Unit"}
    assert nothing is None
    assert first == again
    assert (first["__typename"], "2026" in first["said"]) == ("Message", True)


async def test_a_list_of_other_types_is_another_plan_and_of_the_same_types_is_not(
    reader: Reader, filled: ModuleType
) -> None:
    plan = plan_of(reader, NODES, OPERATOR, ids=[message(1)])
    assert plan_of(reader, NODES, OPERATOR, ids=[message(3), message(2)]) is plan
    mixed = plan_of(reader, NODES, OPERATOR, ids=[message(1), OFFICE])
    assert mixed is not plan
    assert plan_of(reader, NODES, OPERATOR, ids=[OFFICE, message(2), OFFICE]) is mixed


@pytest.mark.parametrize("id_", ["", "msg_", "unt_x", "xyz_00000000-0000-7000-8000-000000000000"])
async def test_one_id_that_is_none_refuses_all(id_: str, reader: Reader, filled: ModuleType) -> None:
    # Of a plan that is kept, too.
    await read(reader, NODES, OPERATOR, ids=[message(1), OFFICE])
    with pytest.raises(InvalidId):
        await read(reader, NODES, OPERATOR, ids=[message(1), OFFICE, id_])


async def test_more_than_a_page_of_ids_is_refused_whatever_plan_is_kept(reader: Reader, filled: ModuleType) -> None:
    ids = [message(1)] * 100
    assert len((await read(reader, NODES, OPERATOR, ids=ids))["nodes"]) == 100
    with pytest.raises(TooManyIds):
        await read(reader, NODES, OPERATOR, ids=[*ids, message(1)])
    with pytest.raises(TooManyIds):
        await read(reader, NODES, world.viewer(Role.HEAD_OF_OFFICE), ids=[*ids, message(1)])


async def test_one_type_that_the_role_never_sees_refuses_all(reader: Reader, filled: ModuleType) -> None:
    ids = [f"dst_{world.id_of('district', 1)}", f"dlv_{uuid4()}"]
    with pytest.raises(DeniedField):
        await read(reader, NODES, world.citizen(), ids=ids)
