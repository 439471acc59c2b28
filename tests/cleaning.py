"""How a test database is put back to the small city in a few milliseconds, whatever a test did to it.

A table that was empty is emptied when it has rows; a table with rows of the city is written anew when their
number or the transactions that wrote them (`xmin`) differ. One function in the database does it all.
"""

import asyncpg

_CLOCK = """
CREATE TABLE test_clock (shift interval NOT NULL, stopped timestamptz);
INSERT INTO test_clock VALUES ('0');
CREATE OR REPLACE FUNCTION payesh_now() RETURNS timestamptz LANGUAGE sql VOLATILE
AS 'SELECT coalesce((SELECT stopped FROM test_clock), clock_timestamp()) + (SELECT shift FROM test_clock)';
"""

_IF_CHANGED = """
    IF (SELECT ROW(count(*), max(xmin::text::bigint)) FROM {table})
       IS DISTINCT FROM (SELECT ROW(rows, newest) FROM test.original WHERE name = '{table}') THEN
        DELETE FROM {table};
        INSERT INTO {table} SELECT * FROM test.{table};
        UPDATE test.original SET newest = (SELECT max(xmin::text::bigint) FROM {table}) WHERE name = '{table}';
        changed := true;
    END IF;"""

_IF_FILLED = """
    IF EXISTS (SELECT FROM {table}) THEN DELETE FROM {table}; END IF;"""


async def prepare(connection: asyncpg.Connection) -> None:
    """Make the database a template: as it stands now it is the clean state."""
    await connection.execute(_CLOCK)
    await connection.execute(
        "CREATE SCHEMA test; CREATE TABLE test.original (name text, rows bigint, newest bigint)"
    )
    steps = []
    for table in await _tables(connection):
        if await connection.fetchval(f"SELECT EXISTS (SELECT FROM {table})"):
            await connection.execute(f"CREATE TABLE test.{table} AS TABLE {table}")
            await connection.execute(
                f"INSERT INTO test.original SELECT '{table}', count(*), max(xmin::text::bigint) FROM {table}"
            )
            steps.append(_IF_CHANGED.format(table=table))
        else:
            steps.append(_IF_FILLED.format(table=table))
    body = "\n".join(steps)
    await connection.execute(
        "CREATE FUNCTION test.clean() RETURNS boolean LANGUAGE plpgsql AS "
        f"$$ DECLARE changed boolean := false; BEGIN {body} RETURN changed; END $$"
    )


async def clean(connection: asyncpg.Connection) -> bool:
    """Put the clean state back, within a transaction, and return whether the city itself had been changed.

    Whoever still holds a lock makes it fail rather than wait.
    """
    # Without foreign keys, so that tables may come in any order: all of them end as they began.
    await connection.execute("SET LOCAL session_replication_role = replica; SET LOCAL lock_timeout = '5s'")
    changed: bool = await connection.fetchval("SELECT test.clean()")
    return changed


async def _tables(connection: asyncpg.Connection) -> list[str]:
    rows = await connection.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'tortoise_migrations'"
    )
    return [row["tablename"] for row in rows]
