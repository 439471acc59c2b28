"""Each rung exactly once for each clock: by whichever worker, through killed connections and clock jumps (G4)."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import count
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline.city.reference import reference
from hotline.escalations import actions as escalations
from hotline.kit import database
from tests import cleaning, world
from tests.drafts import rows
from tests.hotline.escalations.superiors import at_the_centre, settle, sweep

pytestmark = pytest.mark.usefixtures("db")

TARGET = timedelta(hours=2)
LADDER = [int(str(rung["percent"])) for rung in world.LADDER]

messages = st.tuples(st.just("register"), st.integers(1, 4))
jumps = st.tuples(st.just("jump"), st.integers(-180, 180))
# Each worker's connection dies with its so manieth statement, or does not.
races = st.tuples(st.just("race"), st.lists(st.none() | st.integers(1, 14), min_size=1, max_size=8))


async def play(step: tuple[Any, ...], clock: Any) -> None:
    match step:
        case "register", number:
            for _ in range(number):
                await at_the_centre()
        case "jump", minutes:
            await clock.forward(timedelta(minutes=minutes))
        case "race", workers:
            await asyncio.gather(*map(work, workers))


async def work(dies_with: int | None) -> None:
    """A worker's sweeps, small ones so that several share what is due."""
    city = await reference()
    with suppress(*database.UNAVAILABLE):
        for act in (escalations.sweep, escalations.climb, escalations.sweep):
            async with database.transaction() as tx:
                with dying(tx.connection, dies_with):
                    await act(tx, city=city, limit=2)


@contextmanager
def dying(connection: "asyncpg.Connection[asyncpg.Record]", with_: int | None) -> Iterator[None]:
    """The connection is cut after so many statements of the block, without a word to the server."""
    statements = count(1)

    def cut(_: object) -> None:
        if next(statements) == with_:
            connection.terminate()

    connection.add_query_logger(cut)
    yield
    connection.remove_query_logger(cut)


async def assert_each_rung_once() -> None:
    """None missing, none twice, none early, with all that each sets off."""
    clocks = await rows("SELECT *, payesh_now() AS now FROM clock WHERE obligation = 'FIRST_ACTION'")
    fired = await rows("SELECT * FROM escalation ORDER BY id")
    said = await rows(
        "SELECT message_id, facts->>'escalation' AS escalation FROM follow_up WHERE kind = 'ESCALATED'"
    )
    for clock in clocks:
        own = [rung for rung in fired if rung["clock_id"] == clock["id"]]
        percents = [rung["percent"] for rung in own]
        owed = [percent for percent in LADDER if clock["started_at"] + TARGET * percent / 100 < clock["now"]]
        assert max(percents, default=0) >= max(owed, default=0)
        assert percents == sorted(set(percents))
        assert clock["rung"] == max(percents, default=0)
        assert all(rung["fired_at"] > clock["started_at"] + TARGET * rung["percent"] / 100 for rung in own)
    tellings = Counter({str(rung["id"]): 1 + rung["climbed"] for rung in fired})
    assert Counter(entry["escalation"] for entry in said) == tellings
    breached = {clock["message_id"] for clock in clocks if clock["rung"] >= 100}
    for once in (
        "SELECT message_id FROM follow_up WHERE kind = 'BREACHED'",
        "SELECT message_id FROM follow_up WHERE kind = 'INSPECTION_OPENED'",
        "SELECT message_id FROM inspection",
    ):
        found = [row["message_id"] for row in await rows(once)]
        assert sorted(found) == sorted(breached)
    reviewed = await rows("SELECT message_id FROM review_candidate")
    assert {row["message_id"] for row in reviewed} == {
        clock["message_id"] for clock in clocks if clock["rung"] >= 200
    }
    notices = await rows(
        "SELECT replace(idempotency_key, '-' || person_id || '-sms', '') AS key FROM delivery"
        " WHERE person_id IS NOT NULL"
    )
    told = [rung for rung in fired if rung["tell"]]
    assert sorted(notice["key"] for notice in notices) == sorted(
        f"escalation-{rung['id']}-{climbed}" for rung in told for climbed in range(rung["climbed"] + 1)
    )


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
@given(steps=st.lists(st.one_of(messages, jumps, races), max_size=15))
async def test_each_rung_fires_once_whoever_sweeps_and_whatever_dies(
    clock: Any, steps: list[tuple[Any, ...]]
) -> None:
    async with database.transaction() as tx:
        await cleaning.clean(tx.connection)
        await tx.connection.execute("UPDATE test_clock SET shift = '0'")
    await settle()
    for step in steps:
        await play(step, clock)
    while await sweep():
        pass
    await assert_each_rung_once()


async def test_forty_clocks_survive_a_hundred_dying_workers(clock: Any) -> None:
    await settle()
    await play(("register", 40), clock)
    for minutes in (61, 30, -120, 150, 61, -30, 120):
        await clock.forward(timedelta(minutes=minutes))
        for dies_with in range(1, 16, 5):
            await play(("race", [*range(dies_with, dies_with + 5), *[None] * 5]), clock)
    while await sweep():
        pass
    await assert_each_rung_once()
