"""Keeping the figures of custody: deltas with each change of hands, folded by the worker, recomputed when in
doubt."""

from typing import Final
from uuid import UUID

from hotline.custody.figures import DELTA, EVENTS, counted, deltas
from hotline.kit.database import Transaction

_GRAINS: Final = {
    "custody_figure": "day, unit_id, state, district_id",
    "custody_person_figure": "day, unit_id, person_id",
}


def _add(table: str, source: str) -> str:
    """In the order of its key, so that two workers never wait for each other crosswise."""
    grain = _GRAINS[table]
    return f"""
INSERT INTO {table} (id, {grain}, begun, net, offset_us)
SELECT gen_random_uuid(), {grain}, sum(begun), sum(net), sum(offset_us) FROM (
    SELECT * FROM {source}
    UNION ALL SELECT 'infinity', unit_id, person_id, state, district_id, begun, net, 0 FROM {source}
) event GROUP BY {grain} ORDER BY {grain}
ON CONFLICT ({grain}) DO UPDATE SET begun = {table}.begun + excluded.begun, net = {table}.net + excluded.net,
    offset_us = {table}.offset_us + excluded.offset_us
"""


def _added(taken: str) -> str:
    """SQL that adds deltas to all sums; how many they were."""
    return f"""
WITH taken AS ({taken}),
    by_unit AS ({_add("custody_figure", "taken")}), by_person AS ({_add("custody_person_figure", "taken")})
SELECT count(*) FROM taken
"""


_FOLD: Final = _added(
    f"""
    DELETE FROM custody_delta WHERE id IN (
        SELECT id FROM custody_delta ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
    ) RETURNING {", ".join(DELTA)}
    """
)
# The same for what deltas of all spans would be.
_ALL: Final = _added(deltas(EVENTS))

_OF_MESSAGE: Final = f"SELECT * FROM ({EVENTS}) event WHERE message_id = $1"
_FROM_DISTRICT: Final = counted(_OF_MESSAGE, district="$2::uuid", sign="-1")
_TO_DISTRICT: Final = counted(_OF_MESSAGE, district="$2::uuid")


async def move_district(tx: Transaction, message_id: UUID, *, before: UUID | None, after: UUID | None) -> None:
    """All the time a message was held is its district's, so it goes with it to another. The caller holds the
    message's row lock."""
    await tx.connection.execute(_FROM_DISTRICT, message_id, before)
    await tx.connection.execute(_TO_DISTRICT, message_id, after)


async def fold(tx: Transaction, limit: int) -> int:
    """Fold up to `limit` deltas into their sums; how many it were. Two workers share them, and each is folded
    once."""
    return int(await tx.connection.fetchval(_FOLD, limit))


async def recompute(tx: Transaction) -> None:
    """Write all sums anew from the spans. Writers wait meanwhile."""
    await tx.connection.execute("LOCK TABLE message, custody_span, custody_delta IN SHARE ROW EXCLUSIVE MODE")
    for table in ("custody_delta", *_GRAINS):
        await tx.connection.execute(f"DELETE FROM {table}")  # sql: of _GRAINS
    await tx.connection.execute(_ALL, timeout=600)
