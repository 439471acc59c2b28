"""Each rung once, each effect once, and before the board again once: by whichever worker, through killed
connections, clock jumps, and whatever people do meanwhile."""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline.city.reference import reference
from hotline.kit import database
from hotline.kit.refusals import Refusal
from policy_board.resolutions import actions as resolutions
from policy_board.resolutions import watching
from tests import board, cleaning, world
from tests import resolutions as r
from tests.board import SECRETARY
from tests.drafts import rows
from tests.hotline.escalations.test_racing import dying

pytestmark = pytest.mark.usefixtures("db")

jumps = st.tuples(st.just("jump"), st.integers(-5, 40))
# Each worker's connection dies with its so manieth statement, or does not.
races = st.tuples(st.just("race"), st.lists(st.none() | st.integers(1, 25), min_size=1, max_size=5))
acts = st.tuples(st.sampled_from(["report", "verify", "return", "acknowledge"]), st.integers(0, 2))
agendas = st.tuples(st.just("agenda"), st.just(0))


async def play(step: tuple[Any, ...], known: list[UUID], clock: Any) -> None:
    match step:
        case "jump", days:
            await clock.forward(timedelta(days=days))
        case "race", workers:
            await asyncio.gather(*map(work, workers))
        case "agenda", _:
            with suppress(Refusal):
                await board.opened()
        case act, which:
            id_ = known[which % len(known)]
            with suppress(Refusal):
                await {"report": r.report, "verify": r.verify, "return": r.give_back, "acknowledge": note}[act](id_)


async def note(id_: UUID) -> None:
    for warning in await r.warnings(id_):
        with suppress(Refusal):
            await resolutions.acknowledge(warning["id"], by=world.manager())


async def work(dies_with: int | None) -> None:
    city = await reference()
    with suppress(*database.UNAVAILABLE):
        for _ in range(4):
            async with database.transaction() as tx:
                with dying(tx.connection, dies_with):
                    found = await watching.watch(tx, city=city)
                    assert found is None or found[1] is None or isinstance(found[1], database.UNAVAILABLE)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
@given(st.lists(st.one_of(jumps, races, acts, agendas), min_size=4, max_size=18))
async def test_whatever_happens_each_thing_happens_once(clock: Any, steps: list[tuple[Any, ...]]) -> None:
    async with database.transaction() as tx:
        await cleaning.clean(tx.connection)
    decision, draft = await r.decided(forwarded=True), await r.draft()
    known = [await resolutions.resolve(decision, draft, by=SECRETARY) for _ in range(3)]
    decided = await rows("SELECT * FROM decision")
    for step in steps:
        await play(step, known, clock)
    await r.watch()
    at = await database.now()
    returned = Counter(one["note"] for one in await rows("SELECT note FROM agenda_item WHERE of_itself"))
    pointed = [(await r.look(id_))["returned_item_id"] for id_ in known]
    assert sum(returned.values()) == len([one for one in pointed if one]) == len({one for one in pointed if one})
    for id_ in known:
        found = await r.look(id_)
        overdue = found["state"] in ("OPEN", "RETURNED") and found["due_at"] <= at
        assert found["returned_item_id"] is not None or not overdue
        percents = [one["percent"] for one in await r.warnings(id_)]
        assert len(percents) == len(set(percents))
        measured = Counter((one["days"], one["facet"], one["obligation"]) for one in await r.effects(id_))
        assert set(measured.values()) <= {1}
    assert await rows("SELECT * FROM decision") == decided
    # What is on an agenda stands there once, in its place.
    placed = await rows("SELECT agenda_id, place FROM agenda_item WHERE agenda_id IS NOT NULL")
    assert len(placed) == len({tuple(one.values()) for one in placed})
