"""Meetings are planned, numbered and arranged."""

import asyncio

import pytest

from hotline.kit.refusals import Forbidden, NotFound, Refusals, Stale
from hotline.kit.viewer import Role
from policy_board.meetings import actions as meetings
from policy_board.meetings import rules
from policy_board.meetings.tables import MeetingState
from tests import board, world
from tests.board import CHAIR, SECRETARY
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")


async def test_meetings_planned_at_once_are_numbered_without_a_gap() -> None:
    await asyncio.gather(*(board.planned() for _ in range(5)))
    assert [one["number"] for one in await rows("SELECT number FROM meeting ORDER BY number")] == [1, 2, 3, 4, 5]


async def test_planning_is_the_first_step() -> None:
    id_ = await board.planned()
    found = await row("SELECT state, by_id FROM meeting_step WHERE meeting_id = $1", id_)
    assert tuple(found.values()) == ("PLANNED", SECRETARY.person)


async def test_all_that_is_wrong_with_an_arrangement_is_said_at_once() -> None:
    wrong = await board.arrangement(-1, title=" ", budget=3, quorum=0)
    with pytest.raises(Refusals) as caught:
        await meetings.plan(wrong, by=SECRETARY)
    paths = [problem.path for problem in caught.value.problems]
    assert paths == [("title",), ("startsAt",), ("budget",), ("quorum",)]
    assert await rows("SELECT * FROM meeting") == []


async def test_a_meeting_is_arranged_anew_by_its_version() -> None:
    id_ = await board.planned()
    await meetings.arrange(id_, await board.arrangement(9, budget=90), by=CHAIR, version=1)
    with pytest.raises(Stale):
        await meetings.arrange(id_, await board.arrangement(9, budget=60), by=CHAIR, version=1)
    assert tuple((await row("SELECT budget, version FROM meeting")).values()) == (90, 2)


@pytest.mark.parametrize("role", sorted(set(world.PEOPLE) - rules.STEERING))
async def test_nobody_else_plans_or_arranges(role: Role) -> None:
    id_ = await board.planned()
    before = await rows("SELECT * FROM meeting")
    with pytest.raises(Forbidden):
        await meetings.plan(await board.arrangement(), by=world.viewer(role))
    with pytest.raises((Forbidden, NotFound)):
        await meetings.arrange(id_, await board.arrangement(), by=world.viewer(role), version=1)
    assert await rows("SELECT * FROM meeting") == before


@pytest.mark.parametrize("to", MeetingState)
@pytest.mark.parametrize("state", MeetingState)
def test_a_state_follows_only_from_those_the_domain_names(state: MeetingState, to: MeetingState) -> None:
    allowed = rules.can_move(frozenset({Role.BOARD_CHAIR}), state=state, to=to) is None
    assert allowed is (to in rules.TRANSITIONS[state])


@pytest.mark.parametrize("to", [MeetingState.AGENDA_FROZEN, MeetingState.MINUTES_APPROVED])
def test_what_is_official_is_the_chairs(to: MeetingState) -> None:
    (state,) = (one for one in MeetingState if to in rules.TRANSITIONS[one])
    assert rules.can_move(frozenset({Role.BOARD_SECRETARY}), state=state, to=to) is Forbidden
    assert rules.can_move(frozenset({Role.BOARD_CHAIR}), state=state, to=to) is None
