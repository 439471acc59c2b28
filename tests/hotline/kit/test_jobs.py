"""Jobs are written with the transaction that needs them."""

import asyncio
from datetime import timedelta
from types import ModuleType

import asyncpg
import pytest
from pgqueuer.models import AnyEvent

from hotline.kit import database, jobs


async def test_a_job_is_there_when_its_transaction_has_committed(db: ModuleType) -> None:
    async with db.transaction() as tx:
        await jobs.enqueue(tx, "deliver", b"1", after=timedelta(minutes=5))
        assert await db.reads().fetchval("SELECT count(*) FROM pgqueuer") == 0
    row = await db.reads().fetchrow("SELECT entrypoint, payload, execute_after - created AS wait FROM pgqueuer")
    assert (row["entrypoint"], row["payload"], row["wait"]) == ("deliver", b"1", timedelta(minutes=5))


async def test_workers_hear_of_a_job_once_it_is_committed(db: ModuleType, dsn: str) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    listening = await asyncpg.connect(dsn)
    try:
        await listening.add_listener("ch_pgqueuer", lambda *told: heard.put_nowait(str(told[-1])))
        async with db.transaction() as tx:
            await jobs.enqueue(tx, "deliver", b"1")
        told = AnyEvent.model_validate_json(await heard.get()).root
        assert (told.type, told.channel, told.sent_at) == ("table_changed_event", "ch_pgqueuer", tx.at)
        assert heard.empty()
    finally:
        await listening.close()


async def test_a_job_of_a_rolled_back_transaction_never_was(db: ModuleType) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        await _enqueue_and_fail()
    assert await db.reads().fetchval("SELECT count(*) FROM pgqueuer") == 0


async def test_a_job_that_waits_under_the_same_key_is_enough(db: ModuleType) -> None:
    for payload in (b"first", b"second"):
        async with db.transaction() as tx:
            await jobs.enqueue(tx, "deliver", payload, dedupe="message 1")
            # The transaction goes on.
            await tx.connection.execute("UPDATE district SET name_en = name_en")
    assert [row["payload"] for row in await db.reads().fetch("SELECT payload FROM pgqueuer")] == [b"first"]


async def test_jobs_written_with_other_rows_are_written_as_pgqueuer_writes_them(db: ModuleType) -> None:
    job = "(SELECT 'deliver' AS entrypoint, '\\x31'::bytea AS payload, 'message 2' AS dedupe_key) job"
    async with db.transaction() as tx:
        await jobs.enqueue_all(tx, [jobs.Job("deliver", b"1", "message 1")])
    for _ in range(2):
        async with db.transaction() as tx:
            await tx.connection.execute(f"WITH {jobs.queued(job)} SELECT")
    own = ["id", "job_id", "dedupe_key", "created", "updated", "heartbeat", "execute_after"]
    for table in ("pgqueuer", "pgqueuer_log"):
        rows = await db.reads().fetch(f"SELECT (to_jsonb(r) - $1::text[])::text FROM {table} r", own)
        assert len(rows) == 2
        assert rows[0][0] == rows[1][0]


async def _enqueue_and_fail() -> None:
    async with database.transaction() as tx:
        await jobs.enqueue(tx, "deliver", b"1")
        await tx.connection.execute("SELECT 1 / 0")
