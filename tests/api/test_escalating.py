"""Escalation by real worker processes: killed in the middle of a sweep, and several at a time."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import asyncpg
import pytest

from api import worker
from hotline.city.reference import reference
from hotline.escalations import actions as escalations
from tests import world
from tests.api.processes import KEY, eventually, running
from tests.drafts import row, rows
from tests.hotline.escalations.superiors import at_the_centre, fired, happenings, settle


@pytest.fixture
async def environment(db: ModuleType, dsn: str, tmp_path: Path) -> dict[str, str]:
    """Of workers whose centre is not there: they escalate all the same."""
    # Where nobody listens.
    centre = {"PAYESH_CENTRE_URL": "http://127.0.0.1:9", "PAYESH_CENTRE_KEY": KEY}
    return centre | {"DATABASE_URL": dsn, "PAYESH_DATA": str(tmp_path)}


async def has_fired(number: int) -> bool:
    return len(await fired()) >= number


async def test_a_worker_killed_in_the_middle_of_a_sweep_loses_no_rung_and_doubles_none(
    environment: dict[str, str], clock: Any
) -> None:
    await settle()
    messages = [await at_the_centre() for _ in range(3)]
    await clock.forward(timedelta(hours=2))
    other = await asyncpg.connect(environment["DATABASE_URL"])
    async with other.transaction():
        # Who is to be named stands still, and with it the sweep that has fired the rungs and not yet said so.
        await other.execute("SELECT FROM person FOR UPDATE")
        async with running("worker", environment) as killed:
            await eventually(waits_for_a_lock)
            killed.kill()
            await killed.wait()
        assert await fired() == []
    await other.close()
    async with running("worker", environment):
        await eventually(lambda: has_fired(3))
    for id_ in messages:
        assert await happenings(id_) == ["BREACHED", "ESCALATED", "INSPECTION_OPENED"]
    assert len(await rows("SELECT FROM delivery WHERE template = 'ESCALATED'")) == 3


async def test_a_message_whose_timeline_cannot_be_read_keeps_no_other_waiting(
    environment: dict[str, str], clock: Any
) -> None:
    await settle()
    broken, *others = [await at_the_centre() for _ in range(3)]
    unreadable = '{"urgency": "no such thing"}'
    await rows("UPDATE follow_up SET facts = $2 WHERE message_id = $1 AND kind = 'TRIAGED'", broken, unreadable)
    await clock.forward(timedelta(hours=2))
    async with running("worker", environment) as working:
        await eventually(lambda: has_fired(2))
        assert working.returncode is None
    for id_ in others:
        assert await happenings(id_) == ["BREACHED", "ESCALATED", "INSPECTION_OPENED"]
    # It is not forgotten, only looked at later.
    put_off = await row("SELECT min(next_rung_at) > payesh_now() AS later FROM clock WHERE message_id = $1", broken)
    assert put_off["later"]


async def test_a_fault_that_lies_with_no_message_ends_the_turn_and_does_not_go_round(
    db: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(*_: object, **__: object) -> int:
        raise ZeroDivisionError

    await worker._in_batches(fails, await reference(), one=escalations.sweep_one)
    assert [record.message.partition(":")[0] for record in caplog.records] == [
        "sweeping failed by a fault of ours, ZeroDivisionError"
    ]


async def test_two_at_once_put_off_exactly_the_one_at_fault(db: ModuleType, dsn: str, clock: Any) -> None:
    """Each takes its turns while the other holds one: none that is sound is taken for the one at fault."""
    await settle()
    messages = [await at_the_centre() for _ in range(6)]
    broken = messages[2]
    await rows('UPDATE follow_up SET facts = \'{"urgency": "no such thing"}\' WHERE message_id = $1', broken)
    await clock.forward(timedelta(hours=2))
    city = await reference()
    # The first in turn is another's for now.
    other = await asyncpg.connect(dsn)
    async with other.transaction():
        await other.execute("SELECT FROM message WHERE id = $1 FOR UPDATE", messages[0])
        await asyncio.gather(
            *(worker._in_batches(escalations.sweep, city, one=escalations.sweep_one) for _ in range(2))
        )
    await other.close()
    await worker._in_batches(escalations.sweep, city)
    at_fault = "SELECT DISTINCT message_id FROM clock WHERE obligation = 'FIRST_ACTION' AND rung = 0"
    assert [one["message_id"] for one in await rows(at_fault)] == [broken]
    assert await happenings(broken) == []
    assert len(await fired()) == len(messages) - 1


async def test_what_the_database_refuses_of_one_message_keeps_no_other_waiting(db: ModuleType, clock: Any) -> None:
    await settle()
    broken, other = [await at_the_centre() for _ in range(2)]
    # Its breach is charged already, which cannot be.
    await rows(
        "INSERT INTO breach_charge (id, clock_id, unit_id, millionths, at_breach, breached_at)"
        " SELECT gen_random_uuid(), id, $2, 1000000, true, now() FROM clock"
        " WHERE message_id = $1 AND obligation = 'FIRST_ACTION'",
        *(broken, world.id_of("unit", "centre")),
    )
    await clock.forward(timedelta(hours=3))
    await worker._in_batches(escalations.sweep, await reference(), one=escalations.sweep_one)
    assert await happenings(broken) == []
    assert await happenings(other) == ["BREACHED", "ESCALATED", "INSPECTION_OPENED"]


async def test_three_workers_share_the_rungs_and_double_none(environment: dict[str, str], clock: Any) -> None:
    await settle()
    messages = [await at_the_centre() for _ in range(20)]
    async with AsyncExitStack() as stack:
        for _ in range(3):
            await stack.enter_async_context(running("worker", environment))
        for rung in range(1, len(world.LADDER) + 1):
            percents = [int(str(one["percent"])) for one in world.LADDER]
            await clock.forward(timedelta(hours=2) * (percents[rung - 1] - [0, *percents][rung - 1]) / 100)
            await eventually(lambda rung=rung: has_fired(rung * len(messages)))
    counted = await row("SELECT count(*) FROM follow_up WHERE kind = 'ESCALATED'")
    climbed = await row("SELECT coalesce(sum(climbed), 0)::int AS times FROM escalation")
    assert counted["count"] == len(messages) * len(world.LADDER) + climbed["times"]
    assert len(await rows("SELECT FROM follow_up WHERE kind = 'BREACHED'")) == len(messages)


async def test_a_worker_looks_again_when_the_next_is_due_and_not_for_what_it_had_to_leave(
    db: ModuleType, clock: Any
) -> None:
    assert await escalations.next_due() is None
    await settle()
    await at_the_centre()
    half_of_two_hours = await escalations.next_due()
    assert half_of_two_hours is not None
    assert 3500 < half_of_two_hours < 3600
    await clock.forward(timedelta(seconds=3600))
    # Of what is due already it says nothing.
    later = await escalations.next_due()
    assert later is None or later > 3600
    await worker.escalate()
    three_quarters = await escalations.next_due()
    assert three_quarters is not None
    assert 1700 < three_quarters < 1800


async def test_a_turn_that_knows_of_something_sooner_is_followed_by_the_next_at_once() -> None:
    stop, turns = asyncio.Event(), 0

    async def turn() -> float:
        nonlocal turns
        turns += 1
        if turns == 3:
            stop.set()
        return 0.0

    # Would it wait for its hour, the test would never end.
    await worker._every(3600, turn, stop)
    assert turns == 3


async def waits_for_a_lock() -> bool:
    return bool(
        await rows(
            "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            " AND application_name = 'payesh'"
        )
    )
