"""Whatever happens after minutes were begun: each decision stands in them once, and a paragraph is flagged if and
only if what it was written from is otherwise now."""

import asyncio
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline.kit import database
from policy_board.minutes import actions as minutes
from policy_board.minutes.rules import NothingChanged
from policy_board.sittings import actions as sittings
from policy_board.sittings import attending, correcting
from policy_board.sittings.rules import Draft, ObjectionOnRecord
from policy_board.sittings.tables import Ballot, Choice, Result
from tests import cleaning
from tests import minutes as written
from tests import sittings as held
from tests.board import CHAIR, SECRETARY
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")
GUEST = held.MEMBERS[4]
# What the minutes tell of an item, of its vote and objections, read from the tables by hand.
LAST = "SELECT * FROM decision d WHERE item_id = $1 ORDER BY number DESC LIMIT 1"
STEPS = st.lists(
    st.tuples(st.sampled_from(["object", "correct", "attend", "type", "take", "keep", "place"]), st.integers(0, 5)),
    max_size=12,
)


class History:
    """One meeting's minutes, with what each paragraph was last seen to be written from."""

    async def begin(self) -> None:
        async with database.transaction() as tx:
            await cleaning.clean(tx.connection)
        self.meeting = await written.closed()
        self.minutes = await minutes.begin(self.meeting, by=SECRETARY)
        self.seen = await self.now()

    async def now(self) -> dict[UUID, object]:
        found = await rows("SELECT id, kind, item_id FROM minutes_paragraph WHERE minutes_id = $1", self.minutes)
        return {one["id"]: await self._told(one["kind"], one["item_id"]) for one in found}

    async def _told(self, kind: str, item: UUID | None) -> object:
        if kind == "ATTENDANCE":
            return await rows(
                "SELECT person_id, arrived_at, left_at FROM attendance WHERE struck_at IS NULL ORDER BY 1, 2"
            )
        last = (await rows(LAST, item) or [None])[0]
        if last is None or kind in ("OPENING", "DISCUSSION"):
            return None
        if kind == "DECISION":
            return [last[name] for name in ("result", "text", "body", "until", "present", "members", "needed")]
        if kind == "VOTE":
            sums = [last[name] for name in ("ballot", "votes_for", "votes_against", "votes_abstain")]
            return sums, await rows(
                "SELECT person_id, choice FROM vote WHERE decision_id = $1 ORDER BY 1", last["id"]
            )
        objections = "SELECT person_id, text FROM decision_objection WHERE decision_id = $1 ORDER BY 1"
        return await rows(objections, last["id"])

    async def step(self, act: str, number: int) -> None:
        await getattr(self, f"_{act}")(number)

    async def _object(self, number: int) -> None:
        decisions = await rows("SELECT DISTINCT ON (item_id) id FROM decision ORDER BY item_id, number DESC")
        try:
            one = decisions[number % len(decisions)]["id"]
            await sittings.object_to(one, held.QUORATE[number % 3], f"مخالفت {number}", by=SECRETARY)
        except ObjectionOnRecord:
            pass

    async def _correct(self, number: int) -> None:
        decision = await row("SELECT id FROM decision WHERE result = 'APPROVED' ORDER BY number DESC LIMIT 1")
        # By turns what it said at first, and otherwise.
        text = held.APPROVED.text if number % 2 else f"متن {number}"
        votes = dict.fromkeys(held.QUORATE[: number % 3], Choice.FOR)
        draft = Draft(Result.APPROVED, text, ballot=Ballot.OPEN if votes else Ballot.CONSENT, votes=votes)
        await correcting.correct_decision(decision["id"], draft, by=CHAIR, reason="اصلاح")

    async def _attend(self, number: int) -> None:
        steps = await row(
            "SELECT min(at) FILTER (WHERE state = 'IN_SESSION') AS since,"
            " min(at) FILTER (WHERE state = 'MINUTES_DRAFT') AS until FROM meeting_step"
        )
        spans = [(steps["since"], steps["until"])] if number % 2 else []
        seen = await held.attended(self.meeting, GUEST)
        await attending.correct_attendance(self.meeting, GUEST, spans, seen=seen, by=SECRETARY, reason="اصلاح")

    async def _type(self, number: int) -> None:
        one = await self._one(number)
        await minutes.write(one["id"], f"به زبان خودم {number}", by=SECRETARY, version=one["version"])

    async def _take(self, number: int) -> None:
        await self._settle(minutes.take, number)

    async def _keep(self, number: int) -> None:
        await self._settle(minutes.keep, number)

    async def _place(self, number: int) -> None:
        items = [one["item_id"] for one in await rows("SELECT item_id FROM minutes_item ORDER BY place")]
        version = await written.version_of(self.minutes)
        await minutes.place(self.minutes, items[number % len(items)], 1, by=SECRETARY, version=version)

    async def _settle(self, act: Any, number: int) -> None:
        flagged = sorted(await written.flagged(self.minutes))
        one = await row(
            "SELECT id, version FROM minutes_paragraph WHERE id = $1",
            flagged[number % len(flagged)] if flagged else (await self._one(number))["id"],
        )
        try:
            await act(one["id"], by=SECRETARY, version=one["version"])
            self.seen[one["id"]] = (await self.now())[one["id"]]
        except NothingChanged:
            assert not flagged

    async def _one(self, number: int) -> dict[str, Any]:
        found = await rows(
            "SELECT id, version FROM minutes_paragraph WHERE minutes_id = $1 ORDER BY id", self.minutes
        )
        return found[number % len(found)]

    async def check(self) -> None:
        now = await self.now()
        assert await written.flagged(self.minutes) == {id_ for id_, told in now.items() if told != self.seen[id_]}
        items = await held.items(self.meeting)
        told = await rows(
            "SELECT item_id FROM minutes_paragraph WHERE kind = 'DECISION' AND minutes_id = $1", self.minutes
        )
        assert sorted(one["item_id"] for one in told) == sorted(items)


async def test_each_decision_stands_once_and_a_flag_means_that_a_fact_changed() -> None:
    loop = asyncio.get_running_loop()

    def run(work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, loop).result()

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def tell(steps: list[tuple[str, int]]) -> None:
        history = History()
        run(history.begin())
        for act, number in steps:
            run(history.step(act, number))
            run(history.check())

    await asyncio.to_thread(tell)
