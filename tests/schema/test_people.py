import pytest

from hotline.kit.viewer import ANONYMOUS, Role
from schema import root
from schema.reader.reading import Reader
from tests import world
from tests.schema.reading import read


@pytest.mark.usefixtures("db")
async def test_who_may_say_where_notices_reach_a_person_is_said_before() -> None:
    reader, head = Reader(root.build()._schema), world.id_of("person", Role.HEAD_OF_OFFICE)
    asked = "query ($id: ID!) { node(id: $id) { ... on Person { canSetContact { allowed code } } } }"
    for role in (Role.HEAD_OF_OFFICE, Role.ADMINISTRATOR, Role.OPERATOR):
        said = (await read(reader, asked, world.viewer(role), id=f"psn_{head}"))["node"]["canSetContact"]
        allowed = role is not Role.OPERATOR
        assert said == {"allowed": allowed, "code": None if allowed else "FORBIDDEN"}


@pytest.mark.usefixtures("db")
async def test_whoever_asks_finds_their_own_account_if_they_have_one() -> None:
    reader = Reader(root.build()._schema)
    asked = "{ viewer { personId } }"
    inspector = await read(reader, asked, world.viewer(Role.INSPECTOR))
    assert inspector["viewer"]["personId"] == f"psn_{world.id_of('person', Role.INSPECTOR)}"
    assert (await read(reader, asked, ANONYMOUS))["viewer"]["personId"] is None
