"""What other processes hear of a transaction."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import ModuleType
from uuid import UUID, uuid4

import asyncpg

from hotline.kit import database, events

Heard = asyncio.Queue[events.Topics | None]


async def test_a_transaction_tells_once_and_names_each_subject_once(db: ModuleType, dsn: str) -> None:
    message, delivery = uuid4(), uuid4()
    async with listening(dsn) as heard:
        async with db.transaction() as tx:
            tx.notify("message", message)
            tx.notify("delivery", delivery)
            tx.notify("message", message)
        assert await heard.get() == {"message": [str(message)], "delivery": [str(delivery)]}
        assert heard.empty()


async def test_what_is_rolled_back_is_not_told(db: ModuleType, dsn: str) -> None:
    kept = uuid4()
    async with listening(dsn) as heard:
        try:
            async with db.transaction() as tx:
                tx.notify("message", uuid4())
                await tx.connection.execute("SELECT 1 / 0")
        except asyncpg.DivisionByZeroError:
            pass
        async with db.transaction() as tx:
            tx.notify("message", kept)
        assert await heard.get() == {"message": [str(kept)]}


async def test_too_many_to_name_are_told_as_many(db: ModuleType, dsn: str) -> None:
    async with listening(dsn) as heard:
        async with db.transaction() as tx:
            for _ in range(300):
                tx.notify("message", uuid4())
        assert await heard.get() == {"message": None}


async def test_what_is_told_has_been_committed(db: ModuleType, dsn: str) -> None:
    async with listening(dsn) as heard:
        async with db.transaction() as tx:
            await tx.connection.execute("UPDATE district SET name_en = 'Told'")
            tx.notify("district", uuid4())
        await heard.get()
        assert await db.reads().fetchval("SELECT bool_and(name_en = 'Told') FROM district")


async def test_many_transactions_at_once_are_all_told(db: ModuleType, dsn: str) -> None:
    subjects = [uuid4() for _ in range(200)]

    async def change(subject: UUID) -> None:
        async with db.transaction() as tx:
            tx.notify("message", subject)

    async with listening(dsn) as heard:
        await asyncio.gather(*map(change, subjects))
        told = {subject for _ in subjects for subject in (await heard.get() or {})["message"] or ()}
        assert told == set(map(str, subjects))


async def test_a_connection_lost_while_it_was_silent_costs_no_event(db: ModuleType, dsn: str) -> None:
    for _ in range(5):
        async with listening(dsn) as heard:
            await tell_and_hear(heard)
            async with db.transaction() as tx:
                await tx.connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'payesh telling' AND datname = current_database()"
                )
                await tx.connection.execute("UPDATE district SET name_en = 'Told'")
                tx.notify("district", uuid4())
            assert list((await heard.get()) or {}) == ["district"]
        assert await db.reads().fetchval("SELECT bool_and(name_en = 'Told') FROM district")


async def test_a_lost_connection_is_opened_again_and_says_that_anything_may_have_happened(
    db: ModuleType, dsn: str
) -> None:
    async with listening(dsn) as heard:
        async with db.transaction() as tx:
            await tx.connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'payesh events' AND datname = current_database()"
            )
        assert await heard.get() is None
        await tell_and_hear(heard)


@asynccontextmanager
async def listening(dsn: str) -> AsyncIterator[Heard]:
    heard: Heard = asyncio.Queue()
    task = asyncio.create_task(events.listen(dsn, lambda topics, _: heard.put_nowait(topics)))
    assert await heard.get() is None
    yield heard
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def tell_and_hear(heard: Heard) -> None:
    subject = uuid4()
    async with database.transaction() as tx:
        tx.notify("message", subject)
    assert await heard.get() == {"message": [str(subject)]}
