"""Each query operation costs the database one statement, whatever it asks."""

import asyncio
from collections.abc import AsyncIterator
from types import ModuleType
from typing import Any

import asyncpg
import pytest

from hotline.kit.viewer import Role
from schema.reader.reading import Reader
from tests import world
from tests.schema import rows
from tests.schema.reading import read

HEAD = world.viewer(Role.HEAD_OF_OFFICE, Role.ADMINISTRATOR)
ROW = "id trackingCode state text unmaskedText place { latitude exact address } registeredAtText"
DOCUMENTS = {
    "detail": f"""
        query ($code: String!) {{
          message(trackingCode: $code) {{
            {ROW} category {{ titleFa unit {{ parent {{ nameEn }} }} }}
            holder {{ name roles {{ role unit {{ code }} }} }}
            followUps {{ totalCount totalCountCapped nodes {{ text actor {{ name }} files {{ url }} }} }}
            clocks {{ obligation dueAt }} files {{ url }} deliveries {{ state }} canTriage {{ allowed message }}
          }}
        }}
    """,
    "lists": f"""
        {{
          __typename
          messages(first: 100) {{
            totalCount pageInfo {{ hasNextPage endCursor }}
            edges {{ cursor node {{ {ROW} followUps {{ totalCount }} }} }}
          }}
          again: messages(last: 3) {{ nodes {{ id followUps(last: 2) {{ nodes {{ id message {{ id }} }} }} }} }}
          units {{ staff {{ nodes {{ name }} }} posts {{ person {{ name }} }} children {{ code }} }}
          categories {{ code }} districts {{ number }} deliveries {{ totalCount }} accessRecords {{ totalCount }}
          districtFigures(from: "2026-01-01", to: "2026-12-31") {{ registered district {{ number }} }}
        }}
    """,
    "about the viewer and the schema": """
        {
          viewer { name roles canRegisterMessage { allowed } }
          __schema { types { name } } __type(name: "Node") { name }
        }
    """,
    "nodes": "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Message { state registeredAtText } } }",
    "a node": "query ($id: ID!) { node(id: $id) { __typename id ... on Message { state district { number } } } }",
}
READER = "query ($code: String!) { message(trackingCode: $code) { reporter(reason: CALL_BACK) { phone } } }"


@pytest.fixture
async def statements(filled: ModuleType) -> AsyncIterator[list[str]]:
    """The text of every statement that the read pool sends."""
    heard: list[str] = []

    def hear(record: Any) -> None:
        heard.append(record.query)

    # The connection lent last is lent next, and nobody else reads meanwhile.
    async with filled.reads().acquire() as lent:
        connection: Any = lent
    # What is logged is logged by the connection behind the proxy that a pool lends.
    connection._con.add_query_logger(hear)
    yield heard
    connection._con.remove_query_logger(hear)


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_a_query_is_one_statement(name: str, reader: Reader, statements: list[str]) -> None:
    known: dict[str, Any] = {"code": rows.code(5), "id": f"msg_{rows.message_id(5)}"}
    known["ids"] = [known["id"], f"unt_{world.id_of('unit', 'office')}"]
    for _ in range(2):
        statements.clear()
        assert await read(reader, DOCUMENTS[name], HEAD, **known)
        # What is logged is told at the loop's next turn.
        await asyncio.sleep(0)
        assert len(statements) == 1
        assert statements[0].startswith("SELECT convert_to(row_to_json")


async def test_reading_contact_data_is_no_statement_of_the_read_pool(
    reader: Reader, statements: list[str], filled: ModuleType
) -> None:
    found = await read(reader, READER, HEAD, code=rows.code(5))
    assert found == {"message": {"reporter": {"phone": "09131234567"}}}
    await asyncio.sleep(0)
    assert statements == []
    async with filled.transaction() as tx:
        (record,) = await tx.connection.fetch("SELECT person_id, message_id, reason FROM access_record")
    assert tuple(record) == (HEAD.person, rows.message_id(5), "CALL_BACK")


async def test_the_read_pool_cannot_write(filled: ModuleType) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await filled.reads().fetch("DELETE FROM message")
