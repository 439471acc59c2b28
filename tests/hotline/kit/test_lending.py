"""What comes back whole is lent again; what does not is the pool's to look after."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress

import asyncpg
import pytest

from hotline.kit import database
from hotline.kit.lending import Lender

PID = "SELECT pg_backend_pid()"
IMPATIENCE = 0.2
SLEEPING = """
SELECT true FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'
"""


@pytest.fixture
async def lender(dsn: str) -> AsyncIterator[Lender]:
    lender = Lender(await database.read_pool(dsn, pool_size=2))
    yield lender
    await asyncio.wait_for(lender.close(), 5)


@pytest.fixture
async def impatient(dsn: str) -> AsyncIterator[Lender]:
    """One connection, whose statements may take no longer than IMPATIENCE."""
    lender = Lender(await database.read_pool(dsn, pool_size=1, patience=IMPATIENCE))
    yield lender
    await asyncio.wait_for(lender.close(), 5)


async def test_the_same_connection_is_lent_again(lender: Lender) -> None:
    first = await lender.fetchval(PID)
    assert [await lender.fetchval(PID) for _ in range(5)] == [first] * 5


async def test_two_at_once_are_two_connections_and_a_third_waits_for_one(lender: Lender) -> None:
    async with lender.acquire() as one:
        async with lender.acquire() as other:
            pids = {await one.fetchval(PID), await other.fetchval(PID)}
            third = asyncio.create_task(lender.fetchval(PID))
            await asyncio.sleep(0)
            assert not third.done()
        assert await asyncio.wait_for(third, 5) in pids
    assert len(pids) == 2
    # And nothing was lost by it.
    async with lender.acquire(), lender.acquire():
        pass


async def test_whoever_gave_up_waiting_takes_nothing(lender: Lender) -> None:
    async with lender.acquire(), lender.acquire():
        third = asyncio.create_task(lender.fetchval(PID))
        await asyncio.sleep(0)
        third.cancel()
        with pytest.raises(asyncio.CancelledError):
            await third
    async with lender.acquire(), lender.acquire():
        pass


async def test_a_read_that_was_given_up_leaves_nothing_running_for_the_next(lender: Lender) -> None:
    for _ in range(4):  # more often than there are connections
        slow = asyncio.create_task(lender.fetchval("SELECT pg_sleep(60)"))
        async with lender.acquire() as other:
            while not await other.fetchval(SLEEPING):
                pass
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
        assert await asyncio.wait_for(lender.fetchval("SELECT 1"), 5) == 1


async def test_a_refused_statement_costs_nobody_a_connection(lender: Lender) -> None:
    for _ in range(4):
        with pytest.raises(asyncpg.DivisionByZeroError):
            await lender.fetchval("SELECT 1 / 0")
    async with lender.acquire() as one, lender.acquire() as other:
        assert await one.fetchval("SELECT 1") == await other.fetchval("SELECT 1") == 1


@pytest.mark.parametrize("steps", range(1, 6))
async def test_a_statement_given_up_between_its_parts_is_not_the_next_ones_to_pay(
    impatient: Lender, steps: int
) -> None:
    await impatient.fetchval("SELECT 1")
    given_up = asyncio.create_task(impatient.fetchval(f"SELECT 1 + {steps}"))
    for _ in range(steps):
        await asyncio.sleep(0)
        # Whatever the server answers lies there before anybody looks.
        time.sleep(0.02)  # noqa: ASYNC251 - the loop must not look meanwhile
    given_up.cancel()
    with suppress(asyncio.CancelledError):
        await given_up
    await asyncio.sleep(2 * IMPATIENCE)
    assert await impatient.fetchval("SELECT 1") == 1


async def test_a_value_that_does_not_fit_is_not_the_next_ones_to_pay(impatient: Lender) -> None:
    with pytest.raises(asyncpg.DataError):
        await impatient.fetchval("SELECT $1::int4", 2**40)
    await asyncio.sleep(2 * IMPATIENCE)
    assert await impatient.fetchval("SELECT 1") == 1


async def test_none_is_kept_from_those_who_borrow_elsewhere(dsn: str) -> None:
    pool = await database.read_pool(dsn, pool_size=1)
    lender = Lender(pool, at_hand=False)
    assert await lender.fetchval("SELECT 1") == 1
    async with asyncio.timeout(5), pool.acquire() as connection:
        assert await connection.fetchval("SELECT 1") == 1
    await lender.close()


async def test_a_connection_that_died_at_hand_is_not_lent_again(lender: Lender, dsn: str) -> None:
    async with lender.acquire() as one, lender.acquire() as other:
        pids = [await one.fetchval(PID), await other.fetchval(PID)]
    killer = await asyncpg.connect(dsn)
    for _ in range(2):
        await killer.fetch("SELECT pg_terminate_backend(pid, 5000) FROM unnest($1::int[]) pid", pids)
        # What the server said last is heard meanwhile.
        await killer.fetch("SELECT 1")
        async with lender.acquire() as one, lender.acquire() as other:
            found = [await one.fetchval(PID), await other.fetchval(PID)]
        assert not {*found} & {*pids}
        pids = found
    await killer.close()
