"""What the escalation sweep is given: each clock whose next moment has passed, and each rung once."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from hotline.city.reference import reference
from hotline.clocks import sweeping
from hotline.feedback import actions as feedback
from hotline.feedback.tables import FeedbackChannel, TryResult
from hotline.figures.figures import CONTRIBUTION
from hotline.kit import database
from hotline.messages import actions as messages
from tests import world
from tests.drafts import URGENT, row, rows
from tests.hotline.clocks.recomputing import assert_recomputed

pytestmark = pytest.mark.usefixtures("db")

HOUR = timedelta(hours=1)
CREW = world.executive_agent()


async def sweep(limit: int = 100) -> list[tuple[str, list[int]]]:
    """What one sweep finds: obligations and the rungs they reached."""
    city = await reference()
    async with database.transaction() as tx:
        _, found = await sweeping.reach(tx, city=city, limit=limit)
    return [(reached.clock.value.obligation.value, [rung.percent for rung in reached.rungs]) for reached in found]


async def register() -> UUID:
    return (await messages.register(URGENT, by=world.operator())).id


async def test_nothing_is_reached_before_its_time(clock: Any) -> None:
    await register()
    await clock.forward(HOUR - timedelta(minutes=1))
    assert await sweep() == []


async def test_each_rung_is_reached_once(clock: Any) -> None:
    await register()
    await clock.forward(HOUR)
    assert await sweep() == [("FIRST_ACTION", [50])]
    assert await sweep() == []
    await clock.forward(HOUR / 2)
    assert await sweep() == [("FIRST_ACTION", [75])]


async def test_one_whose_timeline_is_ahead_waits_and_keeps_no_other_waiting(clock: Any) -> None:
    settled = await register()
    await clock.forward(HOUR)
    ahead = await register()
    await clock.forward(-HOUR / 2)
    async with database.transaction() as tx:
        assert await sweeping.known(tx, [settled, ahead, settled]) == [settled]


async def test_rungs_that_were_missed_come_together(clock: Any) -> None:
    await register()
    await clock.forward(3 * HOUR)
    assert await sweep() == [("FIRST_ACTION", [50, 75, 100, 150])]
    assert (await row("SELECT rung FROM clock WHERE obligation = 'FIRST_ACTION'"))["rung"] == 150


async def test_a_clock_set_back_fires_no_rung_again(clock: Any) -> None:
    await register()
    await clock.forward(HOUR)
    await sweep()
    await clock.forward(-HOUR / 2)
    assert await sweep() == []
    await clock.forward(HOUR / 2)
    assert await sweep() == []


async def test_a_breach_is_an_event_as_soon_as_it_is_swept_and_the_figures_know(clock: Any) -> None:
    id_ = await register()
    await clock.forward(2 * HOUR)
    await sweep()
    breach = await row("SELECT happened_at, recorded_at FROM follow_up WHERE kind = 'BREACHED'")
    late = await row("SELECT * FROM clock WHERE obligation = 'FIRST_ACTION'")
    assert (late["state"], breach["happened_at"]) == ("BREACHED", late["due_at"])
    assert breach["recorded_at"] > breach["happened_at"]
    await assert_recomputed(id_)
    kept = await row(
        "SELECT sum(first_action_breached) AS breached, sum(registered) AS registered FROM figure_delta"
    )
    counted = await row(f"SELECT sum(first_action_breached) AS breached FROM ({CONTRIBUTION}) c")
    assert kept == {"breached": counted["breached"], "registered": 1} == {"breached": 1, "registered": 1}


async def test_what_was_met_is_owed_no_rung(clock: Any) -> None:
    id_ = await register()
    await messages.acknowledge(id_, by=CREW, version=1)
    await clock.forward(HOUR)
    await messages.record_action(id_, by=CREW, version=2, note="دریچه بسته شد.")
    assert await sweep() == []


async def test_a_breach_met_before_anyone_looked_is_owed_its_rungs_up_to_then(clock: Any) -> None:
    id_ = await register()
    await messages.acknowledge(id_, by=CREW, version=1)
    await clock.forward(2 * HOUR)
    await messages.record_action(id_, by=CREW, version=2, note="دریچه بسته شد.")
    await clock.forward(2 * HOUR)
    assert await sweep() == [("FIRST_ACTION", [50, 75, 100])]


async def test_a_pause_that_ends_by_itself_is_settled_when_it_does(clock: Any) -> None:
    id_ = await register()
    await messages.acknowledge(id_, by=CREW, version=1)
    await messages.record_action(id_, by=CREW, version=2, note="دریچه بسته شد.")
    await messages.claim_resolution(id_, by=CREW, version=3, note="درست شد.")
    await feedback.seek(id_, by=world.operator(), version=4)
    await feedback.record_try(
        id_, by=world.operator(), version=5, channel=FeedbackChannel.CALL, result=TryResult.NO_ANSWER
    )
    asked = "SELECT state, paused_seconds FROM clock WHERE obligation = 'FEEDBACK'"
    assert await row(asked) == {"state": "PAUSED", "paused_seconds": 0}
    await clock.forward(24 * HOUR)
    assert await sweep() == []
    assert await row(asked) == {"state": "RUNNING", "paused_seconds": 86400}


async def test_two_sweeps_at_once_share_the_clocks(clock: Any) -> None:
    for _ in range(4):
        await register()
    await clock.forward(HOUR)
    found = await asyncio.gather(sweep(limit=2), sweep(limit=2), sweep(limit=2))
    assert sum(map(len, found)) + len(await sweep()) == 4
    assert await sweep() == []
    fired = await rows("SELECT rung FROM clock WHERE obligation = 'FIRST_ACTION'")
    assert [clock["rung"] for clock in fired] == [50] * 4
