"""Keeping the figures: deltas with each change, folded by the worker, recomputed when in doubt."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from hotline.figures.figures import CONTRIBUTION
from hotline.figures.stages import BY_STAGE
from hotline.figures.tables import COUNTS
from hotline.kit.database import Transaction

_COLUMNS: Final = ", ".join(COUNTS)
_GRAINS: Final = {
    "daily_figure": "day, district_id, category_id",
    "district_figure": "day, district_id",
    "category_figure": "day, category_id",
    "stage_figure": "day, district_id, category_id, mark",
}

# In the order of its key, so that two workers never wait for each other crosswise.
_ADD: Final = """
INSERT INTO {table} (id, {grain}, {columns})
SELECT gen_random_uuid(), {grain}, {added} FROM {source} GROUP BY {grain} ORDER BY {grain}
ON CONFLICT ({grain}) DO UPDATE SET {sums}
"""


def _add(table: str, source: str, counts: tuple[str, ...] = COUNTS) -> str:
    added = ", ".join(f"sum({count})::int" for count in counts)
    sums = ", ".join(f"{count} = {table}.{count} + excluded.{count}" for count in counts)
    columns = ", ".join(counts)
    return _ADD.format(table=table, grain=_GRAINS[table], columns=columns, added=added, source=source, sums=sums)


def _add_stages(source: str) -> str:
    return _add("stage_figure", source, ("counted",))


_FOLD: Final = f"""
WITH taken AS (
    DELETE FROM figure_delta WHERE id IN (
        SELECT id FROM figure_delta ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
    ) RETURNING *
), stood AS (
    DELETE FROM stage_delta WHERE id IN (
        SELECT id FROM stage_delta ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
    ) RETURNING *
), daily AS ({_add("daily_figure", "taken")}), district AS ({_add("district_figure", "taken")}),
   category AS ({_add("category_figure", "taken")}), stage AS ({_add_stages("stood")})
SELECT greatest((SELECT count(*) FROM taken), (SELECT count(*) FROM stood))
"""

_APPEND: Final = f"""
WITH stood AS (
    INSERT INTO stage_delta (day, district_id, category_id, mark, counted)
    SELECT day, district_id, category_id, mark, $2 * counted
    FROM ({BY_STAGE}) contribution WHERE message_id = ANY($1::uuid[])
)
INSERT INTO figure_delta (day, district_id, category_id, {_COLUMNS})
SELECT day, district_id, category_id, {", ".join(f"$2 * {count}" for count in COUNTS)}
FROM ({CONTRIBUTION}) contribution WHERE message_id = ANY($1::uuid[])
"""

_LOCK: Final = "LOCK TABLE message, clock, follow_up, figure_delta, stage_delta IN SHARE ROW EXCLUSIVE MODE"


@asynccontextmanager
async def recounted(tx: Transaction, *message_ids: UUID) -> AsyncIterator[None]:
    """Keep the figures true to whatever the block changes of the messages: their former contributions are taken
    back, their new ones added. The caller holds the messages' row locks."""
    await tx.connection.execute(_APPEND, message_ids, -1)
    yield
    await tx.connection.execute(_APPEND, message_ids, 1)


async def fold(tx: Transaction, limit: int) -> int:
    """Fold up to `limit` deltas of either kind into their sums; how many it were of the more frequent. Two workers
    share them without waiting for each other's deltas, and each delta is folded once."""
    return int(await tx.connection.fetchval(_FOLD, limit))


async def recompute(tx: Transaction) -> None:
    """Write all sums anew from messages, clocks and timelines, and drop the deltas. Writers wait meanwhile."""
    await tx.connection.execute(_LOCK)
    for table in ("figure_delta", "stage_delta", *_GRAINS):
        await tx.connection.execute(f"DELETE FROM {table}")  # sql: of _GRAINS
    await tx.connection.execute(_add("daily_figure", f"({CONTRIBUTION}) contribution"))
    # The coarser grains are sums of the finest.
    await tx.connection.execute(_add("district_figure", "daily_figure"))
    await tx.connection.execute(_add("category_figure", "daily_figure"))
    await tx.connection.execute(_add_stages(f"({BY_STAGE}) contribution"))
