from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from hotline.city.tables import PostKind
from hotline.escalations import actions as escalations
from hotline.escalations.figures import HEALTH
from hotline.messages import actions as messages
from tests import world
from tests.drafts import row, rows
from tests.hotline.escalations.superiors import CENTRE, at_the_centre, climb, hold, sweep, version

pytestmark = pytest.mark.usefixtures("db")

HOUR = timedelta(hours=1)
NOUGHT = {
    "unacknowledged": 0,
    "unacknowledged_at_the_top": 0,
    "untold": 0,
    "oldest_unacknowledged_at": None,
    "overdue_climbs": 0,
    "overdue_rungs": 0,
}


async def breached(clock: Any) -> UUID:
    id_ = await at_the_centre()
    await clock.forward(2 * HOUR)
    await sweep()
    return id_


async def test_what_nobody_has_acknowledged_counts_until_it_is(clock: Any) -> None:
    await hold(CENTRE, PostKind.MANAGER, world.manager().person)
    await breached(clock)
    fired = await row("SELECT id, fired_at FROM escalation")
    assert await row(HEALTH) == NOUGHT | {
        "unacknowledged": 1,
        "unacknowledged_at_the_top": 1,
        "oldest_unacknowledged_at": fired["fired_at"],
    }
    await escalations.acknowledge(fired["id"], by=world.manager())
    assert await row(HEALTH) == NOUGHT


async def test_what_is_done_late_waits_for_no_superior(clock: Any) -> None:
    await hold(CENTRE, PostKind.MANAGER, world.manager().person)
    id_ = await breached(clock)
    await messages.record_action(id_, by=world.dispatcher(), version=await version(id_), note="انجام شد")
    assert await row(HEALTH) == NOUGHT


async def test_a_rung_for_which_nobody_holds_a_place_stands_out(clock: Any) -> None:
    await breached(clock)
    assert (await row(HEALTH))["untold"] == 1


async def test_without_a_worker_rungs_and_climbs_stand_out_after_a_minute(clock: Any) -> None:
    await hold(CENTRE, PostKind.SUPERVISOR)
    await hold(CENTRE, PostKind.MANAGER)
    await at_the_centre()
    await clock.forward(1.5 * HOUR)
    assert (await row(HEALTH))["overdue_rungs"] == 1
    await sweep()
    assert (await row(HEALTH))["overdue_rungs"] == 0
    await clock.forward(HOUR / 5 + timedelta(seconds=30))
    assert (await row(HEALTH))["overdue_climbs"] == 0
    await clock.forward(timedelta(minutes=1))
    assert (await row(HEALTH))["overdue_climbs"] == 1
    await climb()
    assert (await row(HEALTH))["overdue_climbs"] == 0


async def test_a_reminder_is_no_figure(clock: Any) -> None:
    await at_the_centre()
    await clock.forward(HOUR)
    await sweep()
    assert len(await rows("SELECT FROM escalation")) == 1
    assert await row(HEALTH) == NOUGHT
