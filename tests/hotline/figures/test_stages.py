"""Figures by stage: where messages stood when their time ran out, and when their citizens objected."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from hotline.city.reference import reference
from hotline.escalations import sweeping
from hotline.figures import actions as figures
from hotline.figures.marks import MARKS
from hotline.kit import database
from hotline.messages.tables import MessageState
from tests import cycle
from tests.drafts import row, rows
from tests.schema import invariants

pytestmark = pytest.mark.usefixtures("db")

LATE = timedelta(days=40)


async def sweep() -> None:
    city = await reference()
    async with database.transaction() as tx:
        await sweeping.sweep(tx, city=city, limit=100)


async def stood() -> dict[str, int]:
    """What the sums by stage come to, folded and unfolded; they are what recomputation makes of it."""
    await invariants.of_all()
    kept = await rows(
        "SELECT mark, sum(counted)::int AS n FROM (SELECT mark, counted FROM stage_figure"
        " UNION ALL SELECT mark, counted FROM stage_delta) kept GROUP BY mark HAVING sum(counted) <> 0"
    )
    return {one["mark"]: one["n"] for one in kept}


async def marks(id_: UUID) -> set[str]:
    found = await row(f"SELECT {MARKS.replace('{t}', 'message')} AS marks FROM message WHERE id = $1", id_)
    return {mark for mark in found["marks"] if "_AT:" in mark}


async def test_a_clock_runs_out_at_the_stage_at_which_its_message_stands(clock: Any) -> None:
    id_ = await cycle.at(MessageState.ACKNOWLEDGED)
    await clock.forward(timedelta(hours=3))
    await sweep()
    assert await stood() == {"LATE_AT:FIRST_ACTION:ACKNOWLEDGED": 1}
    await cycle.take("act", id_)
    await clock.forward(LATE)
    await sweep()
    late = {"LATE_AT:FIRST_ACTION:ACKNOWLEDGED", "LATE_AT:RESOLUTION:IN_ACTION"}
    assert await stood() == dict.fromkeys(late, 1)
    assert await marks(id_) == late


async def test_a_breach_that_an_act_finds_is_of_the_stage_before_the_act(clock: Any) -> None:
    id_ = await cycle.at(MessageState.ACKNOWLEDGED)
    await clock.forward(timedelta(hours=3))
    await cycle.take("act", id_)
    assert await stood() == {"LATE_AT:FIRST_ACTION:ACKNOWLEDGED": 1}


async def test_an_objection_is_of_the_stage_that_it_came_to(clock: Any) -> None:
    silent = await cycle.at(MessageState.DISPATCHED)
    await cycle.take("contest", silent)
    asked = await cycle.at(MessageState.OBJECTED)
    over = await cycle.at(MessageState.CLOSED)
    await cycle.take("contest", over)
    expected = {f"OBJECTED_AT:{state}": 1 for state in ("DISPATCHED", "FEEDBACK_SOUGHT", "CLOSED")}
    assert await stood() == expected
    assert [await marks(id_) for id_ in (silent, asked, over)] == [{mark} for mark in expected]


async def test_sums_by_stage_are_the_same_folded_and_recomputed(clock: Any) -> None:
    for state in (MessageState.ACKNOWLEDGED, MessageState.DISPATCHED, MessageState.DISPATCHED):
        await cycle.at(state)
    await clock.forward(LATE)
    await sweep()
    kept = await stood()
    assert kept["LATE_AT:FIRST_ACTION:DISPATCHED"] == 2
    async with database.transaction() as tx:
        await figures.fold(tx, 1000)
    assert await rows("SELECT FROM stage_delta") == []
    assert await stood() == kept
    async with database.transaction() as tx:
        await figures.recompute(tx)
    assert await stood() == kept
