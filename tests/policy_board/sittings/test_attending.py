"""Attendance is intervals of the session: nobody is there twice, and nothing recorded is rewritten."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from hotline.kit import database
from hotline.kit.refusals import Forbidden, NotFound, Stale
from hotline.kit.viewer import Role
from policy_board.seats import actions as seats
from policy_board.seats.rules import NotSeated, QuorumRuleStands, QuorumRuleWrong, SeatedAlready, Share
from policy_board.sittings import actions as sittings
from policy_board.sittings import rules
from tests import sittings as held
from tests import world
from tests.board import CHAIR, SECRETARY
from tests.conftest import Clock
from tests.drafts import row, rows
from tests.sittings import APPROVED, MEMBERS, QUORATE

pytestmark = pytest.mark.usefixtures("db")

LATE = MEMBERS[3]
HOUR = timedelta(hours=1)


async def spans(person: UUID) -> list[tuple[datetime, datetime | None]]:
    found = await rows(
        "SELECT arrived_at, left_at FROM attendance WHERE person_id = $1 AND struck_at IS NULL ORDER BY arrived_at",
        person,
    )
    return [(one["arrived_at"], one["left_at"]) for one in found]


async def test_a_member_comes_goes_and_comes_back(clock: Clock) -> None:
    meeting = await held.opened()
    await sittings.arrive(meeting, LATE, by=SECRETARY)
    await clock.forward(HOUR)
    await sittings.leave(meeting, LATE, by=SECRETARY)
    await clock.forward(HOUR)
    await sittings.arrive(meeting, LATE, by=SECRETARY)
    (came, left), (again, still) = await spans(LATE)
    assert left is not None
    assert came < left < again
    assert still is None


async def test_nobody_comes_twice_or_goes_without_having_come() -> None:
    meeting = await held.opened()
    before = await held.stored()
    with pytest.raises(rules.PresentAlready):
        await sittings.arrive(meeting, QUORATE[0], by=SECRETARY)
    with pytest.raises(rules.NotPresent):
        await sittings.leave(meeting, LATE, by=SECRETARY)
    with pytest.raises(NotFound):
        await sittings.arrive(meeting, meeting, by=SECRETARY)
    assert await held.stored() == before


async def test_what_was_missed_is_recorded_with_its_own_time_within_the_session(clock: Clock) -> None:
    meeting = await held.opened()
    await clock.forward(HOUR)
    now = await database.now()
    for wrong in (now - 2 * HOUR, now + HOUR):
        with pytest.raises(rules.TimeOutsideSession):
            await sittings.arrive(meeting, LATE, by=SECRETARY, at=wrong)
    await sittings.arrive(meeting, LATE, by=SECRETARY, at=now - HOUR / 2)
    found = await row("SELECT arrived_at, recorded_at FROM attendance WHERE person_id = $1", LATE)
    assert found["arrived_at"] == now - HOUR / 2
    assert found["recorded_at"] >= now


async def test_a_correction_strikes_what_was_recorded_and_says_why(clock: Clock) -> None:
    meeting = await held.opened()
    opened = (await spans(QUORATE[0]))[0][0]
    await clock.forward(HOUR)
    seen = await held.attended(meeting, QUORATE[0])
    new = [(opened, opened + HOUR / 4), (opened + HOUR / 2, None)]
    await sittings.correct_attendance(meeting, QUORATE[0], new, seen=seen, by=SECRETARY, reason="خروج ثبت نشده بود")
    assert await spans(QUORATE[0]) == new
    struck = await row("SELECT struck_reason, struck_by_id FROM attendance WHERE id = $1", seen[0])
    assert list(struck.values()) == ["خروج ثبت نشده بود", SECRETARY.person]
    with pytest.raises(Stale):
        await sittings.correct_attendance(meeting, QUORATE[0], [], seen=seen, by=SECRETARY, reason="x")


async def test_a_correction_that_makes_no_sense_changes_nothing(clock: Clock) -> None:
    meeting = await held.opened()
    opened = (await spans(QUORATE[0]))[0][0]
    await clock.forward(HOUR)
    seen, before = await held.attended(meeting, QUORATE[0]), await held.stored()
    for wrong, refusal in (
        ([(opened, opened + HOUR / 2), (opened + HOUR / 4, None)], rules.AttendanceOverlaps),
        ([(opened + HOUR / 2, opened)], rules.AttendanceOverlaps),
        ([(opened, None), (opened + HOUR / 2, None)], rules.AttendanceOverlaps),
        ([(opened - HOUR, None)], rules.TimeOutsideSession),
        ([(opened, opened + 3 * HOUR)], rules.TimeOutsideSession),
    ):
        with pytest.raises(refusal):
            await sittings.correct_attendance(meeting, QUORATE[0], wrong, seen=seen, by=SECRETARY, reason="x")
    assert await held.stored() == before


async def test_no_correction_takes_the_quorum_from_what_was_decided(clock: Clock) -> None:
    meeting = await held.opened()
    item, _ = await held.items(meeting)
    await clock.forward(HOUR)
    await sittings.decide(item, APPROVED, by=SECRETARY)
    await clock.forward(HOUR)
    before = await held.stored()
    seen = await held.attended(meeting, QUORATE[0])
    with pytest.raises(rules.DecisionNeedsThem):
        await sittings.correct_attendance(meeting, QUORATE[0], [], seen=seen, by=SECRETARY, reason="x")
    with pytest.raises(rules.DecisionNeedsThem):
        await sittings.leave(meeting, QUORATE[0], by=SECRETARY, at=await database.now() - HOUR * 1.5)
    assert await held.stored() == before
    await sittings.leave(meeting, QUORATE[0], by=SECRETARY)


async def test_when_the_session_breaks_off_all_leave_and_come_back_when_it_goes_on(clock: Clock) -> None:
    meeting = await held.opened()
    await clock.forward(HOUR)
    await sittings.adjourn(meeting, by=CHAIR, version=await held.version_of(meeting), reason="نماز")
    for person in QUORATE:
        ((_, left),) = await spans(person)
        assert left is not None
    with pytest.raises(rules.NotInSession):
        await sittings.arrive(meeting, LATE, by=SECRETARY)
    await clock.forward(HOUR)
    await sittings.open_session(meeting, by=CHAIR, version=await held.version_of(meeting), present=QUORATE[:1])
    seen, (first, _) = await held.attended(meeting, QUORATE[0]), await spans(QUORATE[0])
    with pytest.raises(rules.TimeOutsideSession):
        # It would have been there all through the break.
        await sittings.correct_attendance(
            meeting, QUORATE[0], [(first[0], None)], seen=seen, by=SECRETARY, reason="x"
        )


async def test_the_database_itself_lets_nobody_be_there_twice() -> None:
    meeting = await held.opened()
    for change in (
        "INSERT INTO attendance (id, meeting_id, person_id, arrived_at, recorded_at, recorded_by_id)"
        " SELECT gen_random_uuid(), meeting_id, person_id, now() + interval '1 hour', now(), recorded_by_id"
        " FROM attendance LIMIT 1",
        "DELETE FROM attendance",
        "UPDATE attendance SET arrived_at = arrived_at - interval '1 hour'",
    ):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            async with database.transaction() as tx:
                await tx.connection.execute(change)
    assert len(await held.attended(meeting, QUORATE[0])) == 1


@pytest.mark.parametrize("role", sorted(set(world.PEOPLE) - {Role.BOARD_SECRETARY, Role.BOARD_CHAIR}))
async def test_nobody_but_the_secretary_and_the_chair_says_who_is_there(role: Role) -> None:
    meeting = await held.opened()
    before = await held.stored()
    with pytest.raises((Forbidden, NotFound)):
        await sittings.arrive(meeting, LATE, by=world.viewer(role))
    with pytest.raises((Forbidden, NotFound)):
        await sittings.close(meeting, by=world.viewer(role), version=await held.version_of(meeting))
    assert await held.stored() == before


async def test_members_are_seated_and_unseated_and_what_was_stays() -> None:
    secretary = world.id_of("person", Role.BOARD_SECRETARY)
    with pytest.raises(Forbidden):
        await seats.seat(secretary, by=world.councillor())
    await seats.seat(secretary, by=CHAIR)
    with pytest.raises(SeatedAlready):
        await seats.seat(secretary, by=CHAIR)
    await seats.unseat(secretary, by=CHAIR)
    with pytest.raises(NotSeated):
        await seats.unseat(secretary, by=CHAIR)
    (seat,) = await rows("SELECT * FROM board_seat WHERE person_id = $1", secretary)
    assert seat["since"] < seat["until"]
    assert seat["seated_by_id"] == seat["ended_by_id"] == CHAIR.person


async def test_the_rule_of_the_quorum_is_data_of_the_chair() -> None:
    item, _ = await held.items(await held.opened())
    for wrong in (
        Share(0, 2, False),
        Share(2, 2, True),
        Share(3, 2, False),
        Share(1, 0, False),
        Share(1, 100, True),
    ):
        with pytest.raises(QuorumRuleWrong):
            await seats.rule(wrong, by=CHAIR)
    with pytest.raises(Forbidden):
        await seats.rule(Share(2, 3, False), by=SECRETARY)
    await seats.rule(Share(2, 3, False), by=CHAIR)
    with pytest.raises(QuorumRuleStands):
        await seats.rule(Share(2, 3, False), by=CHAIR)
    assert len(await rows("SELECT * FROM quorum_rule")) == 2
    with pytest.raises(rules.NoQuorum, match="3 members are present, 4 are needed"):
        await sittings.decide(item, APPROVED, by=SECRETARY)
