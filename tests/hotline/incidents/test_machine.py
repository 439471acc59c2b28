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
from tests.incidents import agent, claimed, merge, registered, split, version, waiting

MESSAGES: Final = 5
numbers = st.integers(0, MESSAGES - 1)

# Each says what is wrong; none may ever have a row.
BROKEN: Final = {
    "a merged message points to an incident that is not merged itself, and only a merged one does": """
        SELECT m.id FROM message m LEFT JOIN message l ON l.id = m.incident_id
        WHERE (m.state = 'MERGED') <> (m.incident_id IS NOT NULL) OR l.state = 'MERGED'""",
    "what is merged is where its incident is": """
        SELECT m.id FROM message m JOIN message l ON l.id = m.incident_id
        WHERE (m.holder_unit_id, m.holder_person_id) IS DISTINCT FROM (l.holder_unit_id, l.holder_person_id)""",
    "spans tile: each begins where the one before ends, or after the message was over": """
        SELECT id FROM (
            SELECT *, lag(ended_at) OVER (PARTITION BY message_id ORDER BY began_at) AS before FROM custody_span
        ) span WHERE before > began_at OR ended_at <= began_at""",
    "an open span is of who holds the message, and nobody holds what is over": """
        SELECT m.id FROM message m LEFT JOIN custody_span s ON s.message_id = m.id AND s.ended_at IS NULL
        WHERE (m.holder_unit_id, m.holder_person_id) IS DISTINCT FROM (s.unit_id, s.person_id)""",
    "nobody is asked or answers twice in a cycle": """
        SELECT message_id FROM follow_up WHERE kind = 'FEEDBACK' GROUP BY message_id, cycle HAVING count(*) > 1""",
    "an incident whose callers were asked does not close while one is still being asked": """
        SELECT l.id FROM message l JOIN message m ON l.id IN (m.id, m.incident_id)
        JOIN feedback_request r ON r.message_id = m.id AND r.state = 'OPEN'
        WHERE l.state = 'CLOSED' AND l.outcome IN ('SATISFIED', 'UNREACHABLE')""",
    "one who waits for answers waits for somebody": """
        SELECT l.id FROM message l WHERE l.state = 'FEEDBACK_SOUGHT' AND NOT EXISTS (
            SELECT FROM feedback_request r JOIN message m ON m.id = r.message_id
            WHERE l.id IN (m.id, m.incident_id) AND r.state = 'OPEN')""",
    "a merged message has one work order with its incident: none of its own waits to leave": """
        SELECT m.id FROM message m JOIN delivery d ON d.message_id = m.id
        WHERE m.state = 'MERGED' AND d.kind = 'CENTRE' AND d.template IS NULL AND d.state = 'PENDING'""",
    "an incident is as urgent as its most urgent member": """
        SELECT l.id FROM message l JOIN message m ON m.incident_id = l.id
        WHERE m.urgency = 'URGENT' AND l.urgency = 'ROUTINE'""",
    "no merged message has a clock of its own that runs": """
        SELECT m.id FROM message m JOIN clock c ON c.message_id = m.id
        WHERE m.state = 'MERGED' AND c.state IN ('RUNNING', 'PAUSED')""",
    "what has been merged says so for as long as it is": """
        SELECT m.id FROM message m WHERE m.state = 'MERGED' AND NOT EXISTS (
            SELECT FROM follow_up f WHERE f.message_id = m.id AND f.kind = 'MERGED')""",
}


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
