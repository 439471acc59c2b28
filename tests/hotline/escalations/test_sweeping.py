from datetime import timedelta
from typing import Any

import pytest

from hotline.city.tables import PostKind
from hotline.escalations.tables import Told
from hotline.feedback import actions as feedback
from hotline.figures.figures import CONTRIBUTION
from hotline.follow_ups import actions as follow_ups
from hotline.follow_ups.tables import Audience
from hotline.inspections import actions as inspections
from hotline.kit.ids import new_id
from hotline.messages import actions as messages
from hotline.messages.tables import Ground, Urgency
from tests import world
from tests.drafts import CLAIMED, ROUTINE, row, rows
from tests.hotline.escalations.superiors import (
    CENTRE,
    OFFICE,
    SERVICES,
    at_the_centre,
    fired,
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
# Half an hour is a quarter of an urgent message's first action.
QUARTER = HOUR / 2


async def test_the_ladder_tells_one_after_the_other_and_says_so_on_the_timeline(clock: Any) -> None:
    await settle()
    id_ = await at_the_centre()
    for quarters in (2, 1, 1, 2, 2):
        await clock.forward(quarters * QUARTER)
        await sweep()
    assert await fired() == [
        (50, "HOLDER", world.dispatcher().person),
        (75, "SUPERVISOR", of(CENTRE, SUPERVISOR)),
        (100, "MANAGER", of(CENTRE, MANAGER)),
        (150, "DEPUTY", of(SERVICES, DEPUTY)),
        (200, None, None),
    ]
    assert await happenings(id_) == [
        *("ESCALATED", "ESCALATED", "BREACHED", "ESCALATED", "INSPECTION_OPENED", "ESCALATED", "ESCALATED")
    ]


async def test_each_rung_sends_a_notice_to_the_person_it_tells(clock: Any) -> None:
    await settle()
    await at_the_centre()
    for quarters in (2, 1, 1, 2, 2):
        await clock.forward(quarters * QUARTER)
        await sweep()
    assert [(notice["person_id"], notice["template"]) for notice in await notices()] == [
        (world.dispatcher().person, "REMINDED"),
        (of(CENTRE, SUPERVISOR), "ESCALATED"),
        (of(CENTRE, MANAGER), "ESCALATED"),
        (of(SERVICES, DEPUTY), "ESCALATED"),
    ]
    jobs = (
        "SELECT count(*) FROM pgqueuer JOIN delivery ON dedupe_key = delivery.id::text WHERE person_id IS NOT NULL"
    )
    assert (await row(jobs))["count"] == 4


async def test_a_rung_fires_once_however_often_it_is_swept(clock: Any) -> None:
    await settle()
    id_ = await at_the_centre()
    await clock.forward(2 * QUARTER)
    await sweep()
    before = await fired(), await happenings(id_), await notices()
    for shift in (timedelta(), -HOUR, HOUR):
        await clock.forward(shift)
        await sweep()
    assert (await fired(), await happenings(id_), await notices()) == before


async def test_after_the_clock_was_set_back_nothing_is_written_before_what_is_there(clock: Any) -> None:
    await settle()
    id_ = await at_the_centre()
    await clock.forward(4 * QUARTER)
    await follow_ups.add_note(id_, by=world.dispatcher(), text="گروه در راه است.", audience=Audience.INTERNAL)
    await clock.forward(-QUARTER)
    assert await sweep() == 0
    await clock.forward(QUARTER)
    await sweep()
    assert [percent for percent, *_ in await fired()] == [100]


async def test_a_reminder_changes_no_version_that_an_act_was_decided_on(clock: Any) -> None:
    id_ = await at_the_centre()
    before = await version(id_)
    await clock.forward(4 * QUARTER)
    await sweep()
    assert await version(id_) == before


async def test_rungs_missed_in_an_outage_collapse_into_the_highest_and_lose_no_effect(clock: Any) -> None:
    await settle()
    id_ = await at_the_centre()
    await clock.forward(9 * QUARTER)
    await sweep()
    assert await fired() == [(200, "DEPUTY", of(SERVICES, DEPUTY))]
    assert await happenings(id_) == ["BREACHED", "ESCALATED", "INSPECTION_OPENED"]
    assert len(await notices()) == 1
    inspection = await row("SELECT message_id, cause, state, opened_by_id FROM inspection")
    assert inspection == {"message_id": id_, "cause": "BREACH", "state": "OPEN", "opened_by_id": None}
    candidate = await row("SELECT message_id, cycle, cause FROM review_candidate")
    assert candidate == {"message_id": id_, "cycle": 1, "cause": "FIRST_ACTION_OVERDUE"}


async def test_a_clock_that_starts_late_fires_the_rungs_it_has_passed_as_one(clock: Any) -> None:
    """Waiting for the first triage counts: three quarters of the time went by in the queue."""
    await hold(OFFICE, SUPERVISOR)
    id_ = (await messages.register(ROUTINE, by=world.frontend())).id
    await clock.forward(3 * QUARTER)
    await sweep()
    assert await fired() == []
    await messages.triage(
        id_,
        by=world.operator(),
        version=1,
        category_code="open-manhole",
        district_number=1,
        urgency=Urgency.URGENT,
        ground=Ground.HAZARD,
    )
    await sweep()
    assert await fired() == [(75, "SUPERVISOR", of(OFFICE, SUPERVISOR))]


async def test_a_citizens_claim_that_waits_for_triage_climbs_in_the_office(clock: Any) -> None:
    await hold(OFFICE, MANAGER, world.head_of_office().person)
    await messages.register(CLAIMED, by=world.frontend())
    await clock.forward(4 * QUARTER)
    await sweep()
    assert await fired() == [(100, "MANAGER", world.head_of_office().person)]


async def test_a_breach_that_was_met_before_the_sweep_came_keeps_its_effects(clock: Any) -> None:
    await settle()
    id_ = await at_the_centre()
    await clock.forward(5 * QUARTER)
    await messages.record_action(id_, by=world.dispatcher(), version=await version(id_), note="انجام شد")
    await sweep()
    assert await fired() == [(100, "MANAGER", of(CENTRE, MANAGER))]
    kinds = await happenings(id_)
    assert kinds.count("BREACHED") == kinds.count("INSPECTION_OPENED") == 1


async def test_what_is_done_in_time_escalates_no_more(clock: Any) -> None:
    await settle()
    id_ = await at_the_centre()
    await clock.forward(3 * QUARTER)
    await sweep()
    await messages.record_action(id_, by=world.dispatcher(), version=await version(id_), note="انجام شد")
    before = await fired(), await notices()
    await clock.forward(4 * QUARTER)
    await sweep()
    assert (await fired(), await notices()) == before


async def test_a_breach_brings_in_no_second_inspector(clock: Any) -> None:
    id_ = await at_the_centre()
    await inspections.open_by_hand(
        id_, by=world.head_of_office(), version=await version(id_), reason="گزارش همسایه‌ها"
    )
    before = await rows("SELECT * FROM inspection")
    await clock.forward(4 * QUARTER)
    await sweep()
    assert await rows("SELECT * FROM inspection") == before
    assert (await happenings(id_)).count("INSPECTION_OPENED") == 1


async def test_a_late_call_to_the_citizen_brings_in_no_inspector(clock: Any) -> None:
    await hold(OFFICE, MANAGER, world.head_of_office().person)
    id_ = await at_the_centre()
    await messages.record_action(id_, by=world.dispatcher(), version=await version(id_), note="انجام شد")
    await messages.claim_resolution(id_, by=world.dispatcher(), version=await version(id_), note="درست شد")
    await feedback.seek(id_, by=world.operator(), version=await version(id_))
    await clock.forward(timedelta(hours=24))
    await sweep()
    assert await fired() == [(100, "MANAGER", world.head_of_office().person)]
    assert await rows("SELECT FROM inspection") == []


async def test_where_nobody_holds_a_place_the_unit_is_named_and_no_notice_leaves(clock: Any) -> None:
    await at_the_centre()
    await clock.forward(3 * QUARTER)
    await sweep()
    found = await row("SELECT tell, unit_id, person_id, climbs_at FROM escalation")
    assert found == {"tell": Told.SUPERVISOR, "unit_id": CENTRE, "person_id": None, "climbs_at": None}
    assert await notices() == []


async def test_a_place_of_somebody_who_is_gone_is_held_by_nobody(clock: Any) -> None:
    await settle()
    await rows("UPDATE person SET active = false WHERE id = $1", of(CENTRE, SUPERVISOR))
    await at_the_centre()
    await clock.forward(3 * QUARTER)
    await sweep()
    assert await fired() == [(75, "MANAGER", of(CENTRE, MANAGER))]


async def test_a_merged_message_has_no_rungs_of_its_own(clock: Any) -> None:
    await settle()
    leads, follows = await at_the_centre(), await at_the_centre()
    await merge(follows, leads)
    await clock.forward(4 * QUARTER)
    await sweep()
    assert [found["message_id"] for found in await rows("SELECT message_id FROM escalation")] == [leads]


async def test_a_sweep_takes_so_many_at_once_and_says_how_many(clock: Any) -> None:
    for _ in range(3):
        await at_the_centre()
    await clock.forward(2 * QUARTER)
    assert [await sweep(2), await sweep(2), await sweep(2)] == [2, 1, 0]
    assert len(await fired()) == 3


async def test_the_figures_know_of_a_breach(clock: Any) -> None:
    await at_the_centre()
    await clock.forward(4 * QUARTER)
    await sweep()
    kept = await row("SELECT sum(first_action_breached)::int AS n FROM figure_delta")
    told = await row(f"SELECT sum(first_action_breached)::int AS n FROM ({CONTRIBUTION}) contribution")
    assert kept == told == {"n": 1}


async def merge(follows: Any, leads: Any) -> None:
    """As the incident's act does it: by the timeline, which the clocks read."""
    await rows(
        "UPDATE message SET state = 'MERGED', incident_id = $2, merged_from = state WHERE id = $1", follows, leads
    )
    await rows(
        "INSERT INTO follow_up (id, message_id, kind, cycle, state, actor_kind, happened_at, recorded_at, audience,"
        " salt) VALUES ($1, $2, 'MERGED', 1, 'MERGED', 'SYSTEM', payesh_now(), payesh_now(), 'CITIZEN', $3)",
        new_id(),
        follows,
        bytes(16),
    )
    await sweep()
