"""The one write: registering a message, what it writes, and how to take it away again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypeAlias

import asyncpg

from tests.bench.databases import Database
from tests.bench.documents import REGISTRATIONS, Shape
from tests.bench.measuring import Costs, Words, costs
from tests.bench.servers import Server

# Whose rows a registration writes: those of the message, and those that name none.
BELOW: Final = ("reporter", "follow_up", "clock", "custody_span", "delivery")
_BESIDE: Final = ("figure_delta", "custody_delta", "pgqueuer", "pgqueuer_log")
# What differs from message to message.
_OWN: Final = ["id", "message_id", "tracking_code", "found_by", "salt", "idempotency_key"]

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def registering(
    db: Database, servers: Mapping[str, Server], words: Words, *, repeats: int, seconds: float
) -> dict[str, Costs]:
    """Registrations by an operator, one in eight urgent; what was registered is taken away again."""
    shapes = {name: words.get(name, {}).get("register", REGISTRATIONS) for name in servers}
    connection = await db.connect()
    begun = await connection.fetchval("SELECT payesh_now()")
    await _assert_alike(connection, servers, shapes)
    things = {("register", name): (server, shapes[name]) for name, server in servers.items()}
    found = await costs(things, repeats=repeats, seconds=seconds)
    await forget_since(connection, begun)
    await connection.close()
    return found["register"]


async def _assert_alike(connection: Connection, servers: Mapping[str, Server], shapes: Mapping[str, Shape]) -> None:
    """Raises AssertionError where another's registration writes other rows than the first's."""
    for at in range(2):
        (first, expected), *others = [
            (name, await _written(connection, server, shapes[name], at)) for name, server in servers.items()
        ]
        for name, written in others:
            for table, found in written.items():
                assert found == expected[table], f"{table}: {name} writes {found}, {first} {expected[table]}"


async def _written(connection: Connection, server: Server, shape: Shape, at: int) -> dict[str, object]:
    before = await _beside(connection)
    code = await register(server, shape, at)
    id_ = await connection.fetchval("SELECT id FROM message WHERE tracking_code = $1", code)
    rows = {table: await connection.fetchval(_ROWS.format(table=table), id_, _OWN) for table in BELOW}
    message = await connection.fetchval(_ROW, id_, _OWN)
    after = await _beside(connection)
    return {"message": message, **rows, **{table: after[table] - before[table] for table in _BESIDE}}


async def register(server: Server, shape: Shape, at: int) -> str:
    """The tracking code of a message registered by one request of `shape`."""
    answer = (await server.ask(shape.document, shape.variables[at])).popitem()[1]
    assert not answer.get("problems"), answer
    code: str = answer.get("registered", answer)["trackingCode"]
    return code


async def _beside(connection: Connection) -> dict[str, int]:
    return {table: await connection.fetchval(f"SELECT count(*) FROM {table}") for table in _BESIDE}


# Without moments: each has its own.
_PLAIN: Final = """(SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(r) - $2::text[])
    WHERE key NOT LIKE '%\\_at')"""
_ROW: Final = f"SELECT {_PLAIN}::text FROM message r WHERE id = $1"
_ROWS: Final = f"""SELECT jsonb_agg({_PLAIN} ORDER BY to_jsonb(r) ->> 'id')::text
    FROM {{table}} r WHERE message_id = $1"""


async def forget_since(connection: Connection, begun: datetime) -> None:
    """Take away what was registered since then, with all that refers to it."""
    async with connection.transaction():
        # Nobody deletes messages but we, and not every key that leads to one has an index: looking for others' rows
        # would take an hour.
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute("CREATE TEMP TABLE new ON COMMIT DROP AS SELECT id FROM message WHERE false")
        await connection.execute("INSERT INTO new SELECT id FROM message WHERE registered_at >= $1", begun)
        for table, column in await connection.fetch(_OF_A_MESSAGE):
            await connection.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT id FROM new)")
        await connection.execute("DELETE FROM message WHERE id IN (SELECT id FROM new)")
        await connection.execute("DELETE FROM figure_delta")
        await connection.execute("DELETE FROM custody_delta")
        await connection.execute("DELETE FROM pgqueuer")
    # Or the next reads would pass all that is dead.
    await connection.execute(f"VACUUM message, {', '.join(BELOW)}, figure_delta, custody_delta, pgqueuer")


# Whatever refers to a message, but messages themselves.
_OF_A_MESSAGE: Final = """
SELECT conrelid::regclass::text, attname FROM pg_constraint
JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
WHERE contype = 'f' AND confrelid = 'message'::regclass AND conrelid <> confrelid
"""
