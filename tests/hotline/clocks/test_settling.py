"""What is stored of clocks follows from the timeline, whatever was done; and breaches are events."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from hotline.city.reference import reference
from hotline.clocks import settling
from hotline.feedback import actions as feedback
from hotline.inspections import actions as inspections
from hotline.inspections.tables import Finding
from hotline.kit import database
from hotline.messages import actions as messages
from hotline.messages.fetching import fetch_for_system
from hotline.messages.tables import Ground, Urgency
from hotline.objections import actions as objections
from tests import world
from tests.drafts import CLAIMED, ROUTINE, URGENT, row, rows
from tests.hotline.clocks.recomputing import assert_recomputed

pytestmark = pytest.mark.usefixtures("db")

HOUR = timedelta(hours=1)
CREW = world.executive_agent()


async def version(id_: UUID) -> int:
    return int((await row("SELECT version FROM message WHERE id = $1", id_))["version"])


async def events(id_: UUID, kind: str) -> list[dict[str, Any]]:
    found = await rows("SELECT * FROM follow_up WHERE message_id = $1 AND kind = $2", id_, kind)
    return [event | {"facts": orjson.loads(event["facts"])} for event in found]


async def stored(id_: UUID, obligation: str, cycle: int = 1) -> dict[str, Any]:
    return await row(
        "SELECT * FROM clock WHERE message_id = $1 AND obligation = $2 AND cycle = $3", id_, obligation, cycle
    )


async def received() -> UUID:
    """An urgent message in the hands of the crew."""
    id_ = (await messages.register(URGENT, by=world.operator())).id
    await messages.acknowledge(id_, by=CREW, version=1)
    return id_


async def test_registration_writes_what_recomputation_finds() -> None:
    for draft, by in ((URGENT, world.operator()), (ROUTINE, world.operator()), (CLAIMED, world.frontend())):
        await assert_recomputed((await messages.register(draft, by=by)).id)


async def test_an_act_in_time_meets_its_clock(clock: Any) -> None:
    id_ = await received()
    await clock.forward(HOUR)
    await messages.record_action(id_, by=CREW, version=2, note="دریچه بسته شد.")
    met = await stored(id_, "FIRST_ACTION")
    assert (met["state"], met["next_rung_at"]) == ("MET", None)
    assert await events(id_, "BREACHED") == []
    await assert_recomputed(id_)


async def test_an_act_after_the_due_time_leaves_a_breach_naming_the_holder_at_that_instant(clock: Any) -> None:
    id_ = await received()
    await clock.forward(3 * HOUR)
    await messages.record_action(id_, by=CREW, version=2, note="دریچه بسته شد.")
    late = await stored(id_, "FIRST_ACTION")
    (breach,) = await events(id_, "BREACHED")
    assert (late["state"], late["breached_at"]) == ("BREACHED", late["due_at"])
    assert (breach["happened_at"], breach["actor_kind"]) == (late["due_at"], "SYSTEM")
    assert breach["facts"] == {
        "clock": str(late["id"]),
        "obligation": "FIRST_ACTION",
        "due_at": late["due_at"].isoformat(),
        "holder_unit": str(world.id_of("unit", "1-roads")),
        "holder_person": str(CREW.person),
    }
    await assert_recomputed(id_)


async def test_a_breach_before_the_receipt_is_the_offices(clock: Any) -> None:
    id_ = (await messages.register(URGENT, by=world.operator())).id
    await clock.forward(3 * HOUR)
    await messages.acknowledge(id_, by=CREW, version=1)
    (breach,) = await events(id_, "BREACHED")
    assert breach["facts"]["holder_unit"] == str(world.id_of("unit", "office"))
    assert breach["facts"]["holder_person"] == str(world.operator().person)


async def test_a_breach_is_told_once(clock: Any) -> None:
    id_ = await received()
    await clock.forward(3 * HOUR)
    await messages.record_action(id_, by=CREW, version=2, note="دریچه بسته شد.")
    await messages.record_action(id_, by=CREW, version=3, note="نوار خطر کشیده شد.")
    assert len(await events(id_, "BREACHED")) == 1


async def test_a_confirmed_earlier_time_rescinds_the_breach_whose_event_stays(clock: Any) -> None:
    id_ = await received()
    await clock.forward(3 * HOUR)
    due = (await stored(id_, "FIRST_ACTION"))["due_at"]
    act = await messages.record_action(id_, by=CREW, version=2, note="دریچه بسته شد.", happened_at=due - HOUR)
    await inspections.open_by_hand(id_, by=world.operator(), version=3, reason="دیر ثبت شده است.")
    await inspections.confirm_earlier_time(
        id_, by=world.inspector(), version=4, follow_up_id=act, happened_at=due - HOUR
    )
    clock_row = await stored(id_, "FIRST_ACTION")
    assert (clock_row["state"], clock_row["breached_at"], clock_row["met_at"]) == ("MET", None, due - HOUR)
    (breach,), (rescinded,) = await events(id_, "BREACHED"), await events(id_, "RESCINDED")
    assert rescinded["facts"] == breach["facts"]
    await assert_recomputed(id_)


async def test_a_reclassified_clock_keeps_its_row_and_its_policy_version() -> None:
    id_ = await received()
    before = await stored(id_, "RESOLUTION")
    await messages.reclassify(
        id_,
        by=world.operator(),
        version=2,
        category_code="pothole",
        district_number=1,
        urgency=Urgency.URGENT,
        ground=Ground.COSTLY_VIOLATION,
        reason="چاله است، نه دریچه.",
    )
    after = await stored(id_, "RESOLUTION")
    assert [after[name] for name in ("id", "policy_id", "due_at")] == [
        before[name] for name in ("id", "policy_id", "due_at")
    ]
    await assert_recomputed(id_)


async def test_a_whole_cycle_and_its_reopening_stay_what_the_timeline_makes_of_them(clock: Any) -> None:
    id_ = await received()
    office, inspector = world.operator(), world.inspector()

    async def then(act: Any) -> None:
        await act
        await assert_recomputed(id_)
        await clock.forward(HOUR)

    await then(messages.record_action(id_, by=CREW, version=2, note="دریچه بسته شد."))
    await then(messages.claim_resolution(id_, by=CREW, version=3, note="درست شد."))
    await then(messages.call_again(id_, by=office, text="هنوز باز است."))
    await then(messages.call_again(id_, by=office, text="باز هم."))
    await then(inspections.visit(id_, by=inspector, version=await version(id_), found=Finding.NOT_DONE))
    await then(messages.claim_resolution(id_, by=CREW, version=await version(id_), note="این بار درست شد."))
    await then(inspections.visit(id_, by=inspector, version=await version(id_), found=Finding.DONE))
    await then(feedback.seek(id_, by=office, version=await version(id_)))
    await then(feedback.record_answer(id_, by=office, satisfied=False))
    objection = (await row("SELECT id FROM objection"))["id"]
    await then(objections.rule(objection, by=world.head_of_office(), uphold=True, ruling="وارد است."))
    second = await stored(id_, "FIRST_ACTION", cycle=2)
    opened = await row("SELECT opened_at FROM objection")
    assert second["started_at"] == opened["opened_at"]
    assert (await stored(id_, "FIRST_ACTION"))["state"] == "MET"


async def test_a_message_is_due_until_somebody_has_met_it_though_it_is_late(clock: Any) -> None:
    id_ = (await messages.register(URGENT, by=world.operator())).id
    await clock.forward(3 * HOUR)
    await messages.acknowledge(id_, by=CREW, version=1)
    late, message = await stored(id_, "FIRST_ACTION"), await row("SELECT next_due_at FROM message")
    assert late["state"] == "BREACHED"
    assert message["next_due_at"] == late["due_at"]


async def test_settling_again_changes_nothing() -> None:
    id_ = await received()
    seen = "SELECT ctid::text, * FROM clock ORDER BY id", "SELECT count(*) FROM follow_up"
    before = [await rows(sql) for sql in seen]
    city = await reference()
    async with database.transaction() as tx:
        await fetch_for_system(tx, id_)
        assert len(await settling.settle(tx, id_, city=city)) == 2
    after = [await rows(sql) for sql in seen]
    assert after == before


async def flags(id_: UUID) -> list[Any]:
    told = await rows("SELECT kind, facts FROM follow_up WHERE message_id = $1 ORDER BY recorded_at, id", id_)
    found = [(entry["kind"], orjson.loads(entry["facts"]).get("near_deadline")) for entry in told]
    return [(kind, near) for kind, near in found if near]


async def test_a_move_near_a_deadline_is_flagged(clock: Any) -> None:
    id_ = await received()
    await clock.forward(1.6 * HOUR)
    await messages.return_to_office(id_, by=CREW, version=2, reason="در محدوده ما نیست.")
    assert await flags(id_) == [("RETURNED", ["FIRST_ACTION"])]


async def test_a_move_in_good_time_and_what_is_no_move_are_not_flagged(clock: Any) -> None:
    id_ = await received()
    await messages.assign(id_, by=world.dispatcher(), version=2, unit_code="2-roads")
    await clock.forward(1.6 * HOUR)
    await messages.call_again(id_, by=world.operator(), text="هنوز باز است.")
    assert await flags(id_) == []


async def test_triage_is_a_move_once_the_message_has_been_triaged(clock: Any) -> None:
    id_ = (await messages.register(CLAIMED, by=world.frontend())).id
    await clock.forward(1.6 * HOUR)
    good = {
        "category_code": "open-manhole",
        "district_number": 1,
        "urgency": Urgency.URGENT,
        "ground": Ground.HAZARD,
    }
    await messages.triage(id_, by=world.operator(), version=1, **good)
    assert await flags(id_) == []
    await messages.return_to_office(id_, by=CREW, version=2, reason="در محدوده ما نیست.")
    await messages.triage(id_, by=world.operator(), version=3, **good)
    assert await flags(id_) == [("RETURNED", ["FIRST_ACTION"]), ("TRIAGED", ["FIRST_ACTION"])]
