"""The whole cycle of a message as a state machine: any act by anyone at any time, on the real database, and every
invariant of domain §3 to §5 after each.

`PAYESH_CYCLE_STEPS` and `PAYESH_CYCLE_RUNS` make it longer (`make prove-short`).
"""

import asyncio
import os
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from hotline.city.reference import reference
from hotline.clocks import sweeping
from hotline.custody import actions as custody
from hotline.figures import actions as figures
from hotline.follow_ups.tables import FollowUpKind
from hotline.kit import database
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from hotline.messages.tables import MessageState
from schema import root
from schema.reader.reading import Reader
from tests import cleaning, cycle
from tests.acts import ACTS, viewer_of
from tests.drafts import rows
from tests.permitted import ALLOWED, outcome, verdicts
from tests.schema import invariants
from tests.snapshots import snapshot

RUNS = int(os.environ.get("PAYESH_CYCLE_RUNS", "6"))
STEPS = int(os.environ.get("PAYESH_CYCLE_STEPS", "25"))
LEAPS = (*(timedelta(minutes=minutes) for minutes in (1, 50, 130)), timedelta(days=1), timedelta(days=9))
BACK = (timedelta(minutes=-5), timedelta(hours=-3), timedelta(days=-2))


class WholeCycle(RuleBasedStateMachine):
    loop: ClassVar[asyncio.AbstractEventLoop]
    reader: ClassVar[Reader]

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    @initialize(begun=st.sampled_from(["register", "arrive", "ask"]))
    def begin(self, begun: str) -> None:
        self.told: list[dict[str, Any]] = []
        self.verdicts: dict[tuple[int, str], Any] = {}
        self.fired: set[tuple[UUID, int]] = set()
        self.settled_at = datetime.min.replace(tzinfo=UTC)
        self.run(self._begin(begun))

    async def _begin(self, begun: str) -> None:
        async with database.transaction() as tx:
            await cleaning.clean(tx.connection)
        self.id = await cycle.take(begun, None)
        await self._look()

    @rule(data=st.data())
    def do_what_may_be_done(self, data: st.DataObject) -> None:
        may: dict[str, list[Role]] = {}
        for name, role in self.run(self._allowed()):
            may.setdefault(name, []).append(role)
        name = data.draw(st.sampled_from(sorted(may)))
        role = data.draw(st.sampled_from(may[name]))
        self.run(self._do(name, role))

    @rule(name=st.sampled_from(sorted(ACTS)), role=st.sampled_from(Role))
    def do_anything(self, name: str, role: Role) -> None:
        self.run(self._do(name, role))

    @rule(leap=st.sampled_from(LEAPS + BACK))
    def let_time_pass(self, leap: timedelta) -> None:
        self.run(self._let_pass(leap))

    @rule()
    def centre_answers(self) -> None:
        self.run(self._receive())

    @precondition(lambda self: self.told[-1]["state"] in {"FEEDBACK_SOUGHT", "OBJECTED", "CLOSED", "TRIAGED"})
    @rule(verdict=st.sampled_from("12"))
    def citizen_answers_by_sms(self, verdict: str) -> None:
        self.run(self._sms(verdict))

    @rule()
    def worker_sweeps(self) -> None:
        self.run(self._sweep())

    @rule()
    def worker_folds(self) -> None:
        self.run(self._fold())

    async def _allowed(self) -> list[tuple[str, Role]]:
        seen = await cycle.seen(self.id)
        return [
            (name, role)
            for role in Role
            for name, said in (await verdicts(self.reader, seen, viewer_of(role, self.id))).items()
            if said == ALLOWED
        ]

    async def _do(self, name: str, role: Role) -> None:
        """The act comes to what its `can…` field says, and a refusal changes nothing."""
        seen, viewer, act = await cycle.seen(self.id), viewer_of(role, self.id), ACTS[name]
        said = (await verdicts(self.reader, seen, viewer))[name]
        before = await snapshot()
        came = await outcome(name, seen, viewer)
        assert came == said or (said == ALLOWED and came in act.hangs), (name, role, said, came)
        if came != ALLOWED:
            assert await snapshot() == before, (name, role, came)
            return
        grown = (await cycle.look(self.id))["version"] - seen["version"]
        assert grown in act.moves, (name, grown)
        await self._look()

    async def _let_pass(self, leap: timedelta) -> None:
        async with database.transaction() as tx:
            await tx.connection.execute("UPDATE test_clock SET shift = shift + $1", leap)

    async def _receive(self) -> None:
        city = await reference()
        async with database.transaction() as tx:
            done = await messages.receive(tx, self.id, city=city, receipt="r")
        assert done == (self.told[-1]["state"] == MessageState.DISPATCHED)
        await self._look()

    async def _sms(self, verdict: str) -> None:
        asked = self.told[-1]["state"] == MessageState.FEEDBACK_SOUGHT
        before = await snapshot()
        try:
            await cycle.sms(self.id, verdict, f"sms-{len(self.told)}")
        except (NotFound, cycle.NothingAsked):
            assert not asked
            assert await snapshot() == before
        else:
            assert asked
        await self._look()

    async def _fold(self) -> None:
        async with database.transaction() as tx:
            await figures.fold(tx, 3)
            await custody.fold(tx, 3)
        await self._look()

    async def _sweep(self) -> None:
        city = await reference()
        async with database.transaction() as tx:
            settled, reached = await sweeping.reach(tx, city=city, limit=100)
        fired = [(clock.clock.id, rung.percent) for clock in reached for rung in clock.rungs]
        assert not self.fired & set(fired)
        self.fired |= set(fired)
        # Never before what is known of it, whatever the database's clock says.
        known = max(tx.at, self.told[-1]["recorded_at"] + timedelta(microseconds=1))
        await self._look(settled_at=known if settled else None)

    async def _look(self, settled_at: datetime | None = None) -> None:
        before, self.told = len(self.told), await invariants.hold(self.id, self.told)
        acted = [entry["recorded_at"] for entry in self.told[before:] if entry["kind"] != FollowUpKind.NOTE]
        self.settled_at = settled_at or (acted[-1] if acted else self.settled_at)
        await invariants.clocks_are_what_the_timeline_says(self.id, self.told, self.settled_at)
        verdicts = await rows(
            "SELECT cycle, obligation, state, due_at, met_at, breached_at FROM clock WHERE message_id = $1", self.id
        )
        cycle_now = max(entry["cycle"] for entry in self.told)
        for clock in verdicts:
            if clock["cycle"] < cycle_now:
                stood = self.verdicts.setdefault((clock["cycle"], clock["obligation"]), clock)
                assert clock == stood, "the verdict on an ended cycle stands"


@pytest.mark.usefixtures("db")
async def test_whatever_anyone_does_every_invariant_holds() -> None:
    WholeCycle.loop, WholeCycle.reader = asyncio.get_running_loop(), Reader(root.build()._schema)
    with_budget = settings(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        # Shrinking would ask the database for minutes; the failing steps are few enough to read.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    # Hypothesis draws in a thread of its own; the database answers on this loop.
    await asyncio.to_thread(run_state_machine_as_test, WholeCycle, settings=with_budget)
