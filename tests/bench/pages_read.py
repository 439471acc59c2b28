"""Room on the disk for each message, and the pages that reads and a registration touch, as PostgreSQL says."""

from dataclasses import dataclass
from typing import Any, Final

import orjson

from tests.bench.databases import Database

_ROOM: Final = """
SELECT relname AS name, pg_table_size(oid) AS rows, pg_indexes_size(oid) AS indexes, reltuples::int8 AS number
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
ORDER BY pg_total_relation_size(oid) DESC
"""
# The statements behind the reads at their least: one message by its code, its timeline, the queue's first page.
_STATEMENTS: Final = {
    "a message by its code": "SELECT * FROM message WHERE tracking_code = $1",
    "its timeline": """SELECT * FROM follow_up WHERE message_id = (SELECT id FROM message WHERE tracking_code = $1)
        ORDER BY recorded_at LIMIT 10""",
    "fifty open ones by time left": """SELECT * FROM message WHERE $1::text IS NOT NULL
        AND state NOT IN ('CLOSED', 'REJECTED', 'MERGED') ORDER BY next_due_at, id LIMIT 50""",
    "a hundred newest": """SELECT * FROM message WHERE $1::text IS NOT NULL
        ORDER BY registered_at DESC, id DESC LIMIT 100""",
}
_SOME: Final = "SELECT tracking_code FROM message ORDER BY id OFFSET $1 LIMIT 1"


@dataclass(frozen=True)
class Room:
    """Bytes of rows and of indexes."""

    name: str
    rows: int
    indexes: int
    number: int


async def room(db: Database) -> list[Room]:
    """Of every table, the largest first."""
    connection = await db.connect()
    try:
        await connection.execute("ANALYZE")
        return [Room(**row) for row in await connection.fetch(_ROOM)]
    finally:
        await connection.close()


async def touched(db: Database) -> dict[str, int]:
    """Pages of eight kilobytes that each statement looks at, whether cached or not."""
    connection = await db.connect()
    try:
        code = await connection.fetchval(_SOME, db.messages // 2)
        found = {}
        for name, statement in _STATEMENTS.items():
            plan: list[dict[str, Any]] = orjson.loads(
                await connection.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", code)
            )
            top = plan[0]["Plan"]
            found[name] = int(top["Shared Hit Blocks"] + top["Shared Read Blocks"])
        return found
    finally:
        await connection.close()
