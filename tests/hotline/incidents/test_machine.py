"""Merging, splitting, moving, asking, objecting in any order: what always holds of incidents (domain §3, §5)."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from hotline.feedback import actions as feedback
from hotline.feedback.tables import FeedbackChannel, TryResult
from hotline.kit import database
from hotline.kit.refusals import Refusal
from hotline.messages import actions as messages
from hotline.objections import actions as objections
from hotline.objections.tables import ObjectionReason
from tests import cleaning, world
from tests.drafts import ROUTINE, URGENT, rows
from tests.incidents import BROKEN, agent, claimed, merge, registered, split, version, waiting

MESSAGES: Final = 5
numbers = st.integers(0, MESSAGES - 1)


class Incidents(RuleBasedStateMachine):
    """A few messages of a few citizens, and everything that may be done with them."""

    loop: asyncio.AbstractEventLoop
    clock: Any

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[UUID] = []

    def run(self, act: Awaitable[Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(self._counting(act), self.loop).result()

    async def _counting(self, act: Awaitable[Any]) -> Any:
        """Each act a minute after the last. A refused one changes nothing, which the rules' own tests prove."""
        await self.clock.forward(timedelta(minutes=1))
        try:
            return await act
        except Refusal:
            return None

    @initialize()
    def begin(self) -> None:
        async def start() -> None:
            async with database.transaction() as tx:
                await cleaning.clean(tx.connection)
            for number in range(MESSAGES):
                phone = None if number == 0 else f"0912000000{number}"
                self.ids.append(
                    await (waiting(phone) if number == 4 else registered((ROUTINE, URGENT)[number % 2], phone))
                )

        self.run(start())

    @rule(one=numbers, other=numbers)
    def merge(self, one: int, other: int) -> None:
        self.run(merge(self.ids[one], self.ids[other]))

    @rule(one=numbers, other=numbers)
    def merge_crosswise(self, one: int, other: int) -> None:
        async def both() -> None:
            pair = self.ids[one], self.ids[other]
            done = await asyncio.gather(merge(*pair), merge(*pair[::-1]), return_exceptions=True)
            assert all(result is None or isinstance(result, Refusal) for result in done), done

        self.run(both())

    @rule(one=numbers)
    def split(self, one: int) -> None:
        self.run(split(self.ids[one]))

    @rule(one=numbers)
    def acknowledge(self, one: int) -> None:
        async def act() -> None:
            id_ = self.ids[one]
            await messages.acknowledge(id_, by=await agent(id_), version=await version(id_))

        self.run(act())

    @rule(one=numbers)
    def take_in_hand(self, one: int) -> None:
        self.run(messages.take_in_hand(self.ids[one], by=world.operator()))

    @rule(one=numbers)
    def work(self, one: int) -> None:
        self.run(claimed(self.ids[one]))

    @rule(one=numbers)
    def ask(self, one: int) -> None:
        async def act() -> None:
            id_ = self.ids[one]
            await feedback.seek(id_, by=world.operator(), version=await version(id_))

        self.run(act())

    @rule(one=numbers, satisfied=st.booleans())
    def answer(self, one: int, satisfied: bool) -> None:
        id_ = self.ids[one]
        self.run(feedback.record_answer(id_, by=world.citizen(id_), satisfied=satisfied))

    @rule(one=numbers)
    def give_up(self, one: int) -> None:
        async def act() -> None:
            id_ = self.ids[one]
            for _ in range(3):
                await self.clock.forward(timedelta(days=1))
                call, nobody = FeedbackChannel.CALL, TryResult.NO_ANSWER
                by = world.operator()
                await feedback.record_try(id_, by=by, version=await version(id_), channel=call, result=nobody)

        self.run(act())

    @rule(one=numbers)
    def call_again(self, one: int) -> None:
        self.run(messages.call_again(self.ids[one], by=world.operator(), text="هنوز مانده است"))

    @rule(one=numbers)
    def object(self, one: int) -> None:
        id_ = self.ids[one]
        self.run(objections.raise_objection(id_, by=world.citizen(id_), reason=ObjectionReason.NOT_RESOLVED))

    @rule(one=numbers, uphold=st.booleans())
    def rule_on_it(self, one: int, uphold: bool) -> None:
        async def act() -> None:
            found = await rows("SELECT id FROM objection WHERE message_id = $1 AND state = 'OPEN'", self.ids[one])
            for objection in found:
                await objections.rule(objection["id"], by=world.head_of_office(), uphold=uphold, ruling="رأی")

        self.run(act())

    @rule(one=numbers)
    def close(self, one: int) -> None:
        async def act() -> None:
            id_ = self.ids[one]
            await messages.close(id_, by=world.operator(), version=await version(id_), reason="انجام شد")

        self.run(act())

    @invariant()
    def all_holds(self) -> None:
        async def look() -> None:
            for says, sql in BROKEN.items():
                assert await rows(sql) == [], says

        asyncio.run_coroutine_threadsafe(look(), self.loop).result()


async def test_incidents_stay_whole_whatever_is_done(db: Any, clock: Any) -> None:
    Incidents.loop, Incidents.clock = asyncio.get_running_loop(), clock
    budget = settings(
        max_examples=15,
        stateful_step_count=25,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    await asyncio.to_thread(run_state_machine_as_test, Incidents, settings=budget)
