from datetime import timedelta
from typing import Any

import pytest

from hotline.city.tables import PostKind
from hotline.escalations import actions as escalations
from hotline.feedback import actions as feedback
from hotline.feedback.tables import FeedbackChannel, TryResult
from hotline.kit.viewer import ActorKind, Role, Viewer
from hotline.messages import actions as messages
from tests import world
from tests.drafts import row, rows
from tests.hotline.escalations.superiors import (
    CENTRE,
    OFFICE,
    SERVICES,
    at_the_centre,
    climb,
    happenings,
    hold,
    notices,
    of,
    settle,
    sweep,
    version,
)

pytestmark = pytest.mark.usefixtures("db")

HOUR = timedelta(hours=1)
SUPERVISOR, MANAGER, DEPUTY = PostKind
# A tenth of an urgent message's first action, and the moment after it.
TENTH = HOUR / 5
MOMENT = timedelta(seconds=1)


async def standing() -> dict[str, Any]:
    return await row("SELECT tell, unit_id, person_id, climbed, climbs_at FROM escalation WHERE percent = 75")


async def at_three_quarters(clock: Any) -> Any:
    """The centre's supervisor has been told of the message."""
    id_ = await at_the_centre()
    await clock.forward(1.5 * HOUR)
    await sweep()
    return id_


async def test_an_unacknowledged_rung_climbs_one_superior_at_a_time_and_stays_at_the_top(clock: Any) -> None:
    await settle()
    id_ = await at_three_quarters(clock)
    climbed = []
    for _ in range(4):
        await clock.forward(TENTH + MOMENT)
        await climb()
        found = await standing()
        climbed.append((found["climbed"], found["tell"], found["person_id"], found["climbs_at"] is None))
    assert climbed == [
        (1, "MANAGER", of(CENTRE, MANAGER), False),
        *[(2, "DEPUTY", of(SERVICES, DEPUTY), True)] * 3,
    ]
    assert await happenings(id_) == ["ESCALATED"] * 3
    assert [(notice["person_id"], notice["template"]) for notice in await notices()] == [
        (of(CENTRE, SUPERVISOR), "ESCALATED"),
        (of(CENTRE, MANAGER), "CLIMBED"),
        (of(SERVICES, DEPUTY), "CLIMBED"),
    ]


async def test_nothing_climbs_before_its_time(clock: Any) -> None:
    await settle()
    await at_three_quarters(clock)
    before = await standing()
    await clock.forward(TENTH - MOMENT)
    assert await climb() == 0
    assert await standing() == before


async def test_each_climb_happens_once_whatever_the_clock_does(clock: Any) -> None:
    await settle()
    id_ = await at_three_quarters(clock)
    await clock.forward(TENTH + MOMENT)
    for shift in (timedelta(), -TENTH, TENTH):
        await clock.forward(shift)
        await climb()
    assert (await standing())["climbed"] == 1
    assert await happenings(id_) == ["ESCALATED"] * 2


async def test_what_is_acknowledged_climbs_no_further(clock: Any) -> None:
    await settle()
    await at_three_quarters(clock)
    supervisor = Viewer(
        ActorKind.PERSON, frozenset({Role.DISPATCHER}), person=of(CENTRE, SUPERVISOR), units=(CENTRE,)
    )
    await escalations.acknowledge((await row("SELECT id FROM escalation"))["id"], by=supervisor)
    before = await standing()
    await clock.forward(2 * TENTH)
    assert await climb() == 0
    assert await standing() == before


async def test_once_a_higher_rung_has_spoken_the_lower_climbs_no_further(clock: Any) -> None:
    await settle()
    await at_three_quarters(clock)
    await clock.forward(HOUR / 2)
    await sweep()
    assert (await standing())["climbs_at"] is None
    assert (await row("SELECT climbs_at FROM escalation WHERE percent = 100"))["climbs_at"] is not None


async def test_a_matter_that_is_done_climbs_to_nobody(clock: Any) -> None:
    await settle()
    id_ = await at_three_quarters(clock)
    await messages.record_action(id_, by=world.dispatcher(), version=await version(id_), note="انجام شد")
    before = await notices()
    await clock.forward(TENTH + MOMENT)
    assert await climb() == 1
    found = await standing()
    assert (found["climbed"], found["climbs_at"]) == (0, None)
    assert await notices() == before


async def test_while_the_clock_is_paused_a_rung_waits(clock: Any) -> None:
    await hold(OFFICE, SUPERVISOR)
    await hold(OFFICE, MANAGER)
    id_ = await at_the_centre()
    for act in (messages.record_action, messages.claim_resolution):
        await act(id_, by=world.dispatcher(), version=await version(id_), note="انجام شد")
    await feedback.seek(id_, by=world.operator(), version=await version(id_), channel=FeedbackChannel.CALL)
    await clock.forward(18 * HOUR)
    await sweep()
    tried = await feedback.record_try(
        id_,
        by=world.operator(),
        version=await version(id_),
        channel=FeedbackChannel.CALL,
        result=TryResult.NO_ANSWER,
    )
    assert tried is None
    await clock.forward(3 * HOUR)
    before = await notices()
    assert await climb() == 1
    found = await row("SELECT climbed, climbs_at > payesh_now() AS waits FROM escalation")
    assert found == {"climbed": 0, "waits": True}
    assert await notices() == before


async def test_a_place_taken_meanwhile_is_told(clock: Any) -> None:
    await hold(CENTRE, SUPERVISOR)
    await hold(SERVICES, DEPUTY)
    await at_three_quarters(clock)
    await hold(CENTRE, MANAGER)
    await clock.forward(TENTH + MOMENT)
    await climb()
    assert (await standing())["person_id"] == of(CENTRE, MANAGER)


async def test_a_reminder_climbs_to_nobody(clock: Any) -> None:
    await settle()
    await at_the_centre()
    await clock.forward(HOUR + MOMENT)
    await sweep()
    assert await rows("SELECT FROM escalation WHERE climbs_at IS NOT NULL") == []
