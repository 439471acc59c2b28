"""Keeping the figures: deltas with each change, folded by the worker, recomputed when in doubt."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from hotline.figures.figures import CONTRIBUTION
from hotline.figures.tables import COUNTS
from hotline.kit.database import Transaction

_COLUMNS: Final = ", ".join(COUNTS)
_ADDED: Final = ", ".join(f"sum({count})::int" for count in COUNTS)
_GRAINS: Final = {
    "daily_figure": "day, district_id, category_id",
    "district_figure": "day, district_id",
    "category_figure": "day, category_id",
}

# In the order of its key, so that two workers never wait for each other crosswise.
_ADD: Final = """
INSERT INTO {table} (id, {grain}, {columns})
SELECT gen_random_uuid(), {grain}, {added} FROM {source} GROUP BY {grain} ORDER BY {grain}
ON CONFLICT ({grain}) DO UPDATE SET {sums}
"""


def _add(table: str, source: str) -> str:
    sums = ", ".join(f"{count} = {table}.{count} + excluded.{count}" for count in COUNTS)
    return _ADD.format(table=table, grain=_GRAINS[table], columns=_COLUMNS, added=_ADDED, source=source, sums=sums)


_FOLD: Final = f"""
WITH taken AS (
    DELETE FROM figure_delta WHERE id IN (
        SELECT id FROM figure_delta ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
    ) RETURNING *
), daily AS ({_add("daily_figure", "taken")}), district AS ({_add("district_figure", "taken")}),
   category AS ({_add("category_figure", "taken")})
SELECT count(*) FROM taken
"""

_APPEND: Final = f"""
INSERT INTO figure_delta (day, district_id, category_id, {_COLUMNS})
SELECT day, district_id, category_id, {", ".join(f"$2 * {count}" for count in COUNTS)}
FROM ({CONTRIBUTION}) contribution WHERE message_id = ANY($1::uuid[])
"""


@asynccontextmanager
async def recounted(tx: Transaction, *message_ids: UUID) -> AsyncIterator[None]:
    """Keep the figures true to whatever the block changes of the messages: their former contributions are taken
    back, their new ones added. The caller holds the messages' row locks."""
    await tx.connection.execute(_APPEND, message_ids, -1)
    yield
    await tx.connection.execute(_APPEND, message_ids, 1)


async def fold(tx: Transaction, limit: int) -> int:
    """Fold up to `limit` deltas into their sums; how many it were. Two workers share them without waiting for
    each other's deltas, and each delta is folded once."""
    return int(await tx.connection.fetchval(_FOLD, limit))


async def recompute(tx: Transaction) -> None:
    """Write all sums anew from messages, clocks and timelines, and drop the deltas. Writers wait meanwhile."""
    await tx.connection.execute("LOCK TABLE message, clock, follow_up, figure_delta IN SHARE ROW EXCLUSIVE MODE")
    for table in ("figure_delta", *_GRAINS):
        await tx.connection.execute(f"DELETE FROM {table}")  # sql: of _GRAINS
    await tx.connection.execute(_add("daily_figure", f"({CONTRIBUTION}) contribution"))
    # The coarser grains are sums of the finest.
    await tx.connection.execute(_add("district_figure", "daily_figure"))
    await tx.connection.execute(_add("category_figure", "daily_figure"))
