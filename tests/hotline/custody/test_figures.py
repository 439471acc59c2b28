import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline.custody import actions as custody
from hotline.custody.figures import held
from hotline.kit import database
from hotline.messages import actions as messages
from hotline.messages.tables import MessageState, Urgency
from tests import cleaning, cycle, world
from tests.conftest import Clock
from tests.drafts import rows
from tests.hotline.custody.recomputing import Sums, recomputed

pytestmark = pytest.mark.usefixtures("db")

WAYS = [MessageState.REGISTERED, MessageState.TRIAGED, MessageState.CLOSED, MessageState.OBJECTED]
steps = st.one_of(
    st.tuples(st.just("message"), st.sampled_from(WAYS)),
    st.tuples(st.just("move"), st.integers(1, 3), st.integers(0, 9)),
    st.tuples(st.just("wait"), st.integers(1, 5000)),
    st.tuples(st.just("fold"), st.integers(1, 20)),
)


async def kept(first: date, last: date, table: str, *by: str) -> Sums:
    found = await rows(held(table, ", ".join(by)), first, last)
    sums = {tuple(row[name] for name in by): (int(row["microseconds"]), int(row["taken"])) for row in found}
    return {key: value for key, value in sums.items() if any(value)}


async def play(step: tuple[Any, ...], known: list[Any], clock: Clock) -> None:
    match step:
        case "message", state:
            known.append(await cycle.at(state))
        case "move", district, which if known:
            message = await cycle.look(known[which % len(known)])
            if message["state"] in {"REGISTERED", "TRIAGED"}:
                await messages.triage(
                    message["id"],
                    by=world.operator(),
                    version=message["version"],
                    category_code="opening-hours",
                    district_number=district,
                    urgency=Urgency.ROUTINE,
                )
        case "wait", minutes:
            await clock.forward(timedelta(minutes=minutes))
        case "fold", limit:
            async with database.transaction() as tx:
                await custody.fold(tx, limit)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
@given(st.lists(steps, min_size=4, max_size=14), st.integers(0, 6), st.integers(0, 6))
async def test_sums_over_any_days_equal_what_the_spans_say(
    played: list[tuple[Any, ...]], after: int, long: int
) -> None:
    async with database.transaction() as tx:
        await cleaning.clean(tx.connection)
    clock, known = Clock(), []
    today = (await database.now()).date()
    for step in played:
        await play(step, known, clock)
    # The last of the days is over, so that now is the same for both.
    await clock.forward(timedelta(days=20))
    first = today + timedelta(days=after - 1)
    last = first + timedelta(days=long)
    for table, by in (
        ("custody_figure", ("unit_id",)),
        ("custody_figure", ("state",)),
        ("custody_figure", ("district_id",)),
        ("custody_person_figure", ("unit_id", "person_id")),
    ):
        right, _ = await recomputed(first, last, *by)
        assert await kept(first, last, table, *by) == right
        async with database.transaction() as tx:
            await custody.recompute(tx)
        assert await kept(first, last, table, *by) == right


async def test_what_is_still_held_counts_up_to_now(clock: Clock) -> None:
    await cycle.at(MessageState.REGISTERED)
    await clock.forward(timedelta(hours=5))
    today = (await database.now()).astimezone().date()
    week = today - timedelta(days=2), today + timedelta(days=2)
    ((microseconds, taken),) = (await kept(*week, "custody_figure", "unit_id")).values()
    assert taken == 1
    assert timedelta(hours=5) < timedelta(microseconds=microseconds) < timedelta(hours=5, minutes=1)


async def test_two_workers_fold_every_delta_once() -> None:
    for _ in range(3):
        await cycle.at(MessageState.CLOSED)
    day = (await database.now()).date()
    span = day - timedelta(days=1), day + timedelta(days=1)
    before = await kept(*span, "custody_figure", "unit_id", "state")

    async def work() -> int:
        folded = 0
        while await rows("SELECT FROM custody_delta LIMIT 1"):
            async with database.transaction() as tx:
                folded += await custody.fold(tx, 3)
        return folded

    deltas = len(await rows("SELECT FROM custody_delta"))
    assert sum(await asyncio.gather(work(), work(), work())) == deltas
    assert await kept(*span, "custody_figure", "unit_id", "state") == before
