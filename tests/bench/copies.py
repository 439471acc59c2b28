"""Many messages like one that was registered, made by the database itself: with timeline, clocks and custody."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from hotline.kit import database


async def copy(
    pattern: UUID,
    count: int,
    *,
    mark: str,
    began: timedelta,
    apart: timedelta = timedelta(),
    percent: int = 50,
    fired: int = 0,
) -> None:
    """So many messages like the pattern, the first registered so long ago, each so long after the one before. Of
    their first action's clock the rungs up to `fired` have fired, and `percent` comes next."""
    async with database.transaction() as tx:
        run = tx.connection.execute
        await run("SET LOCAL session_replication_role = replica")
        await run(_COPIES, pattern, count, mark, began, apart)
        for table, changes in _CHANGES.items():
            await run(
                _COPY.format(table=table, column="id" if table == "message" else "message_id", changes=changes)
            )
        await run(_NEXT, percent, fired)


_COPIES: Final = """
CREATE TEMP TABLE copy ON COMMIT DROP AS
SELECT pattern, id, code, at, at - registered_at AS shift FROM (
    SELECT id AS pattern, gen_random_uuid() AS id, $3::text || number AS code, registered_at,
        now() - $4::interval + number * $5::interval AS at
    FROM message, generate_series(1, $2::int) AS number WHERE id = $1
) made
"""

_COPY: Final = """
INSERT INTO {table} SELECT made.* FROM copy JOIN {table} old ON old.{column} = copy.pattern,
    LATERAL jsonb_populate_record(old, jsonb_build_object({changes})) made
"""

_OWN: Final = "'id', gen_random_uuid(), 'message_id', copy.id"
_CHANGES: Final = {
    "message": "'id', copy.id, 'tracking_code', copy.code, 'registered_at', copy.at, 'dispatched_at', copy.at,"
    " 'next_due_at', old.next_due_at + copy.shift",
    "follow_up": f"{_OWN}, 'happened_at', copy.at, 'recorded_at', copy.at",
    "clock": f"{_OWN}, 'started_at', old.started_at + copy.shift, 'due_at', old.due_at + copy.shift,"
    " 'next_rung_at', old.next_rung_at + copy.shift",
    "custody_span": f"{_OWN}, 'began_at', copy.at",
}

_NEXT: Final = """
UPDATE clock SET rung = $2, next_rung_at = started_at + (due_at - started_at) * ($1 / 100.0)
FROM copy WHERE clock.message_id = copy.id AND clock.obligation = 'FIRST_ACTION'
"""
