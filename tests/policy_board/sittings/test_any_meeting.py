"""Any meeting: whoever comes, goes and decides in whatever order, what is kept had its quorum, nobody is there
twice or while it is not in session, and nothing is lost of what was on the agenda."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline.kit.refusals import Refusal, Refusals
from policy_board.seats.rules import Interval, Share, quorum
from policy_board.sittings import actions as sittings
from policy_board.sittings.tables import Ballot, Choice, Result
from tests import sittings as held
from tests.board import CHAIR, SECRETARY
from tests.conftest import Clock
from tests.drafts import row, rows
from tests.sittings import APPROVED, DEFERRED, MEMBERS

SHARE = Share(1, 2, True)
TITLES = "abcd"
COUNTS = st.integers(0, 12)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("arrive"), st.sampled_from(MEMBERS)),
        st.tuples(st.just("leave"), st.sampled_from(MEMBERS)),
        st.tuples(st.just("decide"), st.integers(0, 3)),
        st.tuples(st.just("vote"), st.integers(0, 3)),
        st.tuples(st.just("defer"), st.integers(0, 3)),
        st.tuples(st.just("never there"), st.sampled_from(MEMBERS)),
        st.tuples(st.just("break"), st.sampled_from(MEMBERS)),
    ),
    max_size=14,
)


@given(st.integers(0, 40), st.integers(1, 40), st.integers(1, 12), st.booleans())
def test_a_quorum_grows_with_the_members_and_is_never_more_than_there_are(
    members: int, numerator: int, more: int, beyond: bool
) -> None:
    share = Share(numerator, numerator + more, beyond)
    assert share.of(members) <= share.of(members + 1)
    assert 1 <= share.of(members) <= max(members, 1)


@given(st.data())
def test_the_quorum_of_a_moment_is_of_those_who_were_members_and_there(data: st.DataObject) -> None:
    start = datetime(2026, 11, 26, 9)
    people = [UUID(int=number) for number in range(6)]
    span = st.tuples(st.sampled_from(people), COUNTS, st.none() | st.integers(1, 12))

    def intervals() -> list[Interval]:
        return [
            Interval(who, start + timedelta(hours=since), length and start + timedelta(hours=since + length))
            for who, since, length in data.draw(st.lists(span, max_size=12))
        ]

    seats, attendance, at = intervals(), intervals(), start + timedelta(hours=data.draw(COUNTS))
    found = quorum(seats, attendance, at=at, share=SHARE)
    for who in people:
        member = any(one.person == who and one.covers(at) for one in seats)
        here = any(one.person == who and one.covers(at) for one in attendance)
        assert (who in found.who) is (member and here)
    assert found.present <= found.members
    assert found.holds is (found.present >= found.needed)


@pytest.mark.usefixtures("db")
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, present=st.sets(st.sampled_from(MEMBERS)))
async def test_whatever_happens_in_session_what_is_kept_is_sound(
    clock: Clock, steps: list[tuple[str, object]], present: set[UUID]
) -> None:
    meeting = await held.opened(TITLES, present=sorted(present))
    items = await held.items(meeting)
    for verb, what in steps:
        await clock.forward(timedelta(minutes=1))
        try:
            await _step(meeting, items, verb, what)
        except (Refusal, Refusals):
            continue
    await clock.forward(timedelta(minutes=1))
    await held.close(meeting)
    await _assert_quorum_at_every_decision(meeting)
    await _assert_attendance_tiles(meeting)
    await _assert_nothing_is_lost(meeting, items)


async def _step(meeting: UUID, items: list[UUID], verb: str, what: object) -> None:
    if isinstance(what, int):
        votes = {person: Choice.FOR for person in MEMBERS[: what + 2]}
        drafts = {
            "decide": replace(APPROVED, result=Result.REJECTED),
            "vote": replace(APPROVED, ballot=Ballot.OPEN, votes=votes),
            "defer": DEFERRED,
        }
        await sittings.decide(items[what], drafts[verb], by=SECRETARY)
        return
    assert isinstance(what, UUID)
    if verb == "break":
        await sittings.adjourn(meeting, by=CHAIR, version=await held.version_of(meeting), reason="x")
        await sittings.open_session(meeting, by=CHAIR, version=await held.version_of(meeting), present=[what])
    elif verb == "never there":
        seen = await held.attended(meeting, what)
        await sittings.correct_attendance(meeting, what, [], seen=seen, by=SECRETARY, reason="x")
    else:
        await {"arrive": sittings.arrive, "leave": sittings.leave}[verb](meeting, what, by=SECRETARY)


async def _attendance(meeting: UUID) -> list[Interval]:
    found = await rows(
        "SELECT person_id, arrived_at, left_at FROM attendance WHERE meeting_id = $1 AND struck_at IS NULL"
        " ORDER BY arrived_at",
        meeting,
    )
    return [Interval(*one.values()) for one in found]


async def _assert_quorum_at_every_decision(meeting: UUID) -> None:
    attendance = await _attendance(meeting)
    seats = [Interval(*one.values()) for one in await rows("SELECT person_id, since, until FROM board_seat")]
    decisions = "SELECT decision.* FROM decision JOIN agenda_item item ON item.id = item_id JOIN agenda ON"
    for one in await rows(f"{decisions} agenda.id = agenda_id WHERE meeting_id = $1", meeting):
        then = quorum(seats, attendance, at=one["decided_at"], share=SHARE)
        assert then.holds
        assert one["present"] >= one["needed"]
        voters = await rows("SELECT person_id FROM vote WHERE decision_id = $1", one["id"])
        assert {voter["person_id"] for voter in voters} <= then.who


async def _assert_attendance_tiles(meeting: UUID) -> None:
    """Of each person one after the other, each within one session."""
    steps = await rows("SELECT state, at FROM meeting_step WHERE meeting_id = $1 ORDER BY at", meeting)
    sessions = [(step["at"], after["at"]) for step, after in pairwise(steps) if step["state"] == "IN_SESSION"]
    last: dict[UUID, datetime] = {}
    for one in await _attendance(meeting):
        assert one.until is not None
        assert one.since >= last.get(one.person, one.since)
        assert any(since <= one.since < one.until <= until for since, until in sessions)
        last[one.person] = one.until


async def _assert_nothing_is_lost(meeting: UUID, items: list[UUID]) -> None:
    """Each item is settled or deferred, and what was deferred goes on as one other."""
    assert await held.items(meeting) == items
    for item in items:
        state = (await row("SELECT state FROM agenda_item WHERE id = $1", item))["state"]
        going_on = await rows("SELECT state FROM agenda_item WHERE continues_id = $1", item)
        decided = await rows("SELECT result FROM decision WHERE item_id = $1", item)
        assert len(going_on) == (state == "DEFERRED")
        assert len(await rows("SELECT FROM deferral WHERE item_id = $1", item)) == (state == "DEFERRED")
        assert state == "DEFERRED" or [one["result"] for one in decided] != []


async def test_many_who_decide_everything_at_once_decide_each_item_once(db: object) -> None:
    meeting = await held.opened(TITLES)
    items = await held.items(meeting)
    tries = [sittings.decide(item, APPROVED, by=by) for item in items for by in (SECRETARY, CHAIR) * 2]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, UUID) for one in outcomes) == len(items) == len(await rows("SELECT FROM decision"))
    assert {one.code for one in outcomes if isinstance(one, Refusal)} == {"DECIDED_MEANWHILE"}
