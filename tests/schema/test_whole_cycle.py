"""The whole cycle of a message, and of another that may become one matter with it, as a state machine: any act by
anyone at any time, on the real database, and every invariant of domain §3 to §5 after each.

`PAYESH_CYCLE_STEPS` and `PAYESH_CYCLE_RUNS` make it longer (`make prove-short`). The same acts are drawn each
time, so that nobody is stopped by a fault that their change did not make; `PAYESH_CYCLE_RANDOM=1` draws others,
and is how faults are looked for.
"""

import asyncio
import os
from collections.abc import Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from hotline.city.reference import reference
from hotline.custody import actions as custody
from hotline.deliveries.tables import InboundResult
from hotline.escalations import actions as escalations
from hotline.figures import actions as figures
from hotline.kit import database
from hotline.kit.refusals import NotFound, Refusal
from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from hotline.messages import centre_reports
from hotline.messages.centre_reports import CentreStatus, Report
from hotline.messages.tables import MessageState
from schema import root
from schema.reader.reading import Reader
from tests import cleaning, cycle, world
from tests.acts import ACTS, viewer_of
from tests.drafts import row, rows
from tests.hotline.escalations import superiors
from tests.permitted import ALLOWED, outcome, verdicts
from tests.schema import escalated, invariants
from tests.snapshots import snapshot

RUNS = int(os.environ.get("PAYESH_CYCLE_RUNS", "6"))
STEPS = int(os.environ.get("PAYESH_CYCLE_STEPS", "25"))
RANDOM = bool(os.environ.get("PAYESH_CYCLE_RANDOM"))
LEAPS = (*(timedelta(minutes=minutes) for minutes in (1, 50, 130)), timedelta(days=1), timedelta(days=9))
BACK = (timedelta(minutes=-5), timedelta(hours=-3), timedelta(days=-2))
BEGINNINGS = st.sampled_from(["register", "arrive", "ask"])
# Which of the two messages; the first, while there is no other.
WHICH = st.integers(0, 1)


class WholeCycle(RuleBasedStateMachine):
    loop: ClassVar[asyncio.AbstractEventLoop]
    reader: ClassVar[Reader]

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    @initialize(begun=BEGINNINGS)
    def begin(self, begun: str) -> None:
        self.ids: list[UUID] = []
        self.told: dict[UUID, list[dict[str, Any]]] = {}
        self.verdicts: dict[tuple[UUID, int, str], Any] = {}
        self.settled_at: dict[UUID, datetime] = {}
        self.reports: list[Report] = []
        self.run(self._begin())
        self.run(self._register(begun))

    @precondition(lambda self: len(self.ids) == 1)
    @rule(begun=BEGINNINGS)
    def another_calls(self, begun: str) -> None:
        self.run(self._register(begun))

    @rule(data=st.data(), which=WHICH)
    def do_what_may_be_done(self, data: st.DataObject, which: int) -> None:
        may: dict[str, list[Role]] = {}
        for name, role in self.run(self._allowed(self.ids[which % len(self.ids)])):
            may.setdefault(name, []).append(role)
        name = data.draw(st.sampled_from(sorted(may)))
        self.run(self._do(self.ids[which % len(self.ids)], name, data.draw(st.sampled_from(may[name]))))

    @rule(which=WHICH, name=st.sampled_from(sorted(ACTS)), role=st.sampled_from(Role))
    def do_anything(self, which: int, name: str, role: Role) -> None:
        self.run(self._do(self.ids[which % len(self.ids)], name, role))

    @rule(leap=st.sampled_from(LEAPS + BACK))
    def let_time_pass(self, leap: timedelta) -> None:
        self.run(self._let_pass(leap))

    @rule(which=WHICH)
    def centre_answers(self, which: int) -> None:
        self.run(self._receive(self.ids[which % len(self.ids)]))

    @rule(which=WHICH, status=st.sampled_from([*CentreStatus, "ON_STRIKE"]), again=st.booleans())
    def centre_reports(self, which: int, status: str, again: bool) -> None:
        self.run(self._report(self.ids[which % len(self.ids)], status, again))

    @rule(which=WHICH, verdict=st.sampled_from("12"))
    def citizen_answers_by_sms(self, which: int, verdict: str) -> None:
        self.run(self._sms(self.ids[which % len(self.ids)], verdict))

    @rule()
    def worker_sweeps(self) -> None:
        self.run(self._sweep())

    @rule(mine=st.booleans())
    def superior_takes_note(self, mine: bool) -> None:
        self.run(self._take_note(mine))

    @rule()
    def worker_folds(self) -> None:
        self.run(self._fold())

    async def _begin(self) -> None:
        async with database.transaction() as tx:
            await cleaning.clean(tx.connection)
        await superiors.settle()

    async def _register(self, begun: str) -> None:
        id_ = await cycle.take(begun, None)
        self.ids.append(id_)
        self.told[id_] = []
        await self._look()

    async def _allowed(self, id_: UUID) -> list[tuple[str, Role]]:
        seen = await cycle.seen(id_)
        return [
            (name, role)
            for role in Role
            for name, said in (await verdicts(self.reader, seen, viewer_of(role, id_))).items()
            if said == ALLOWED
        ]

    async def _do(self, id_: UUID, name: str, role: Role) -> None:
        """The act comes to what its `can…` field says, and a refusal changes nothing."""
        seen, viewer, act = await cycle.seen(id_), viewer_of(role, id_), ACTS[name]
        said = (await verdicts(self.reader, seen, viewer))[name]
        before = await snapshot()
        came = await outcome(name, seen, viewer)
        assert came == said or came in act.hangs, (name, role, said, came)
        if came != ALLOWED:
            assert await snapshot() == before, (name, role, came)
            return
        grown = (await cycle.look(id_))["version"] - seen["version"]
        assert grown in act.moves, (name, grown)
        await self._look()

    async def _let_pass(self, leap: timedelta) -> None:
        async with database.transaction() as tx:
            await tx.connection.execute("UPDATE test_clock SET shift = shift + $1", leap)

    async def _receive(self, id_: UUID) -> None:
        city, state = await reference(), (await cycle.look(id_))["state"]
        async with database.transaction() as tx:
            done = await messages.receive(tx, id_, city=city, receipt="r")
        assert done == (state == MessageState.DISPATCHED)
        await self._look()

    async def _report(self, id_: UUID, status: str, again: bool) -> None:
        """What the centre was given it reports on, once for each event; what does not fit is a note of its own."""
        code = (await cycle.look(id_))["tracking_code"]
        new = Report(f"event-{len(self.reports)}", code, status, note="گزارش مرکز")
        report = self.reports[-1] if again and self.reports else new
        before, notes = await snapshot(), await _notes(report.tracking_code)
        try:
            heard = await centre_reports.hear(report)
        except NotFound:
            assert await rows(_GIVEN, report.tracking_code) == []
            assert await snapshot() == before
            return
        assert heard.repeated == (report in self.reports)
        if heard.repeated:
            assert await snapshot() == before
            return
        self.reports.append(report)
        assert heard.result in {InboundResult.APPLIED, InboundResult.NOTED}
        assert await _notes(report.tracking_code) - notes == (heard.result == InboundResult.NOTED)
        await self._look()

    async def _sms(self, id_: UUID, verdict: str) -> None:
        asked = await rows("SELECT FROM feedback_request WHERE message_id = $1 AND state = 'OPEN'", id_)
        before, number = await snapshot(), sum(map(len, self.told.values()))
        try:
            await cycle.sms(id_, verdict, f"sms-{number}")
        except (NotFound, cycle.NothingAsked):
            assert not asked
            assert await snapshot() == before
        else:
            assert asked
        await self._look()

    async def _sweep(self) -> None:
        """All that is due by now fires, and what nobody took note of climbs."""
        city = await reference()
        async with database.transaction() as tx:
            due = [found["id"] for found in await tx.connection.fetch(_DUE, tx.at)]
            assert (await escalations.sweep(tx, city=city, limit=100) > 0) == bool(due)
            assert await tx.connection.fetch(_DUE, tx.at) == []
            at = tx.at
        async with database.transaction() as tx:
            await escalations.climb(tx, city=city, limit=100)
        await self._look(dict.fromkeys(due, at))

    async def _take_note(self, mine: bool) -> None:
        """The superior whom it names takes note of an escalation, and nobody else."""
        waiting = await rows(
            "SELECT id, person_id FROM escalation WHERE acknowledged_at IS NULL AND tell <> 'HOLDER'"
            " AND person_id IS NOT NULL ORDER BY fired_at DESC, percent LIMIT 1"
        )
        if not waiting:
            return
        superior = replace(world.manager(), person=waiting[0]["person_id"])
        before = await snapshot()
        try:
            await escalations.acknowledge(waiting[0]["id"], by=superior if mine else world.head_of_office())
        except Refusal:
            assert not mine
            assert await snapshot() == before
        else:
            assert mine
        await self._look()

    async def _fold(self) -> None:
        async with database.transaction() as tx:
            await figures.fold(tx, 3)
            await custody.fold(tx, 3)
        await self._look()

    async def _look(self, swept: dict[UUID, datetime] | None = None) -> None:
        await invariants.of_all()
        for id_ in self.ids:
            told = await invariants.hold(id_, self.told[id_])
            acted = [entry["recorded_at"] for entry in told[len(self.told[id_]) :] if escalated.settles(entry)]
            self.told[id_] = told
            if acted:
                self.settled_at[id_] = acted[-1]
            elif swept and id_ in swept:
                self.settled_at[id_] = swept[id_]
            await invariants.clocks_are_what_the_timeline_says(id_, told, self.settled_at[id_])
            await escalated.each_rung_fired_once(id_, told)
            await self._verdicts_stand(id_, max(entry["cycle"] for entry in told))

    async def _verdicts_stand(self, id_: UUID, cycle_now: int) -> None:
        verdicts = await rows(
            "SELECT cycle, obligation, state, due_at, met_at, breached_at FROM clock WHERE message_id = $1", id_
        )
        for clock in verdicts:
            if clock["cycle"] < cycle_now:
                stood = self.verdicts.setdefault((id_, clock["cycle"], clock["obligation"]), clock)
                assert clock == stood, "the verdict on an ended cycle stands"


async def _notes(code: str) -> int:
    found = await row(
        "SELECT count(*) FROM follow_up JOIN message ON message.id = message_id WHERE tracking_code = $1"
        " AND follow_up.kind = 'NOTE'",
        code,
    )
    return int(found["count"])


@pytest.mark.usefixtures("db")
async def test_whatever_anyone_does_every_invariant_holds() -> None:
    WholeCycle.loop, WholeCycle.reader = asyncio.get_running_loop(), Reader(root.build()._schema)
    with_budget = settings(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=not RANDOM,
        # Shrinking would ask the database for minutes; the failing steps are few enough to read.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    # Hypothesis draws in a thread of its own; the database answers on this loop.
    await asyncio.to_thread(run_state_machine_as_test, WholeCycle, settings=with_budget)


# What the centre was told of, and nobody took back.
_GIVEN = """
SELECT FROM delivery JOIN message ON message.id = message_id
WHERE tracking_code = $1 AND delivery.kind = 'CENTRE' AND delivery.state <> 'CANCELLED'
"""
# Of the messages whose timelines are not ahead of a clock that was set back.
_DUE = """
SELECT DISTINCT message_id AS id FROM clock WHERE next_rung_at < $1
    AND NOT EXISTS (SELECT FROM follow_up f WHERE f.message_id = clock.message_id AND f.recorded_at >= $1)
"""
