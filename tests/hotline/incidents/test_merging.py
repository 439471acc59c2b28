import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from hotline.city.reference import reference
from hotline.incidents import actions as incidents
from hotline.incidents import rules
from hotline.inspections import actions as inspections
from hotline.kit import database
from hotline.kit.ids import new_id
from hotline.kit.refusals import Forbidden, NotFound, Refusal, Stale
from hotline.messages import actions as messages
from hotline.messages import dispatching
from hotline.messages.drafts import Draft
from hotline.messages.office_rules import ObjectionOpen
from hotline.messages.rules import IsOver, NotFromHere
from hotline.objections import actions as objections
from hotline.objections.tables import ObjectionReason
from tests import world
from tests.drafts import CLAIMED, ROUTINE, URGENT, row, rows
from tests.incidents import (
    acknowledged,
    agent,
    claimed,
    merge,
    message,
    registered,
    split,
    state,
    told,
    version,
    waiting,
)

pytestmark = pytest.mark.usefixtures("db")


async def everything() -> list[Any]:
    """All that merging could change."""
    tables = ("message", "follow_up", "clock", "custody_span", "delivery", "feedback_request", "pgqueuer")
    return [await rows(f"SELECT * FROM {table} ORDER BY id") for table in tables]


async def test_a_merged_message_follows_the_one_that_leads() -> None:
    leader, follower = await acknowledged(), await registered(URGENT)
    await merge(follower, leader)
    merged = await message(follower)
    assert (merged["state"], merged["merged_from"], merged["incident_id"]) == ("MERGED", "DISPATCHED", leader)
    assert merged["holder_unit_id"] == (await message(leader))["holder_unit_id"] == world.id_of("unit", "centre")
    assert await state(leader) == "ACKNOWLEDGED"


async def test_both_timelines_say_who_merged_and_which_other() -> None:
    leader, follower = await registered(), await registered()
    await merge(follower, leader)
    entries = await rows(
        "SELECT message_id, kind, audience, actor_id, facts->>'other' AS other FROM follow_up"
        " WHERE kind IN ('MERGED', 'JOINED') ORDER BY kind"
    )
    by = world.operator().person
    codes = {id_: (await message(id_))["tracking_code"] for id_ in (leader, follower)}
    assert [tuple(entry.values()) for entry in entries] == [
        (leader, "JOINED", "COUNCIL", by, codes[follower]),
        (follower, "MERGED", "CITIZEN", by, codes[leader]),
    ]


async def test_what_is_merged_into_an_incidents_member_belongs_to_the_incident() -> None:
    leader, first, second = await registered(), await registered(), await registered()
    await merge(first, leader)
    await merge(second, first)
    assert (await message(second))["incident_id"] == leader


async def test_a_leader_brings_its_own_followers_along() -> None:
    leader, middle, last = await acknowledged(), await registered(URGENT), await registered(URGENT)
    await merge(last, middle)
    await merge(middle, leader)
    followed = await rows("SELECT incident_id, holder_unit_id FROM message WHERE state = 'MERGED'")
    assert followed == [{"incident_id": leader, "holder_unit_id": world.id_of("unit", "centre")}] * 2
    open_spans = await rows("SELECT unit_id FROM custody_span WHERE ended_at IS NULL")
    assert [span["unit_id"] for span in open_spans] == [world.id_of("unit", "centre")] * 3


async def test_custody_of_a_follower_passes_on_with_the_leader(clock: Any) -> None:
    leader, follower = await registered(URGENT), await registered(URGENT)
    await merge(follower, leader)
    await clock.forward(timedelta(minutes=10))
    await messages.acknowledge(leader, by=world.dispatcher(), version=await version(leader))
    spans = await rows(
        "SELECT unit_id, state, ended_at IS NULL AS open FROM custody_span WHERE message_id = $1 ORDER BY began_at",
        follower,
    )
    office, centre = world.id_of("unit", "office"), world.id_of("unit", "centre")
    assert [(span["unit_id"], span["state"], span["open"]) for span in spans] == [
        (office, "DISPATCHED", False),
        (office, "MERGED", False),
        (centre, "MERGED", True),
    ]
    held = await message(follower)
    assert (held["holder_unit_id"], held["holder_person_id"]) == (centre, world.dispatcher().person)


async def test_a_followers_citizen_hears_of_the_progress_and_nothing_of_another_caller() -> None:
    leader, follower = await registered(), await registered()
    await merge(follower, leader)
    await claimed(leader)
    assert (await told(follower))[-3:] == ["MERGED", "FOLLOWED FIRST_ACTION", "FOLLOWED RESOLUTION_CLAIMED"]
    said = await rows("SELECT text, pii_text, actor_id, state FROM follow_up WHERE kind = 'FOLLOWED'")
    assert said == [{"text": None, "pii_text": None, "actor_id": None, "state": "MERGED"}] * 2


async def test_what_the_office_says_at_the_end_is_said_to_all_without_personal_data() -> None:
    leader, follower = await registered(), await registered()
    await merge(follower, leader)
    await claimed(leader)
    reason = "بازبینی شد؛ پرسش: ۰۹۱۲۰۰۰۰۰۰۰"
    await messages.close(leader, by=world.operator(), version=await version(leader), reason=reason)
    said = await row("SELECT text, pii_text FROM follow_up WHERE facts->>'followed' = 'CLOSED'")
    assert said["text"].startswith("بازبینی شد")
    assert "۰۹۱۲" not in said["pii_text"]
    held = await row("SELECT state, holder_unit_id FROM message WHERE id = $1", follower)
    assert held == {"state": "MERGED", "holder_unit_id": None}


async def test_an_incident_is_as_urgent_as_its_most_urgent_member() -> None:
    leader, follower = await registered(), await registered(URGENT)
    await merge(follower, leader)
    raised = await message(leader)
    assert (raised["urgency"], raised["ground"], raised["state"]) == ("URGENT", "HAZARD", "DISPATCHED")
    sent = await rows(
        "SELECT message_id FROM delivery WHERE kind = 'CENTRE' AND template IS NULL AND state = 'PENDING'"
    )
    assert sent == [{"message_id": leader}]


async def test_urgency_is_not_lowered_and_nothing_is_sent_twice() -> None:
    leader, follower = await registered(URGENT), await registered()
    await merge(follower, leader)
    assert (await message(leader))["urgency"] == "URGENT"
    assert len(await rows("SELECT id FROM delivery WHERE kind = 'CENTRE'")) == 1


async def test_a_work_order_that_has_not_left_is_cancelled_and_the_centre_is_told_all_the_same() -> None:
    leader, follower = await acknowledged(), await registered(URGENT)
    await merge(follower, leader)
    sent = await rows(
        "SELECT * FROM delivery WHERE kind = 'CENTRE' AND message_id = $1 ORDER BY created_at",
        follower,
    )
    assert [(delivery["state"], delivery["template"]) for delivery in sent] == [
        ("CANCELLED", None),
        ("PENDING", "MERGED"),
    ]
    async with database.transaction() as tx:
        found = await dispatching.dispatch_of(tx, sent[1]["id"])
    assert found is not None
    assert found[1].tracking_code == (await message(follower))["tracking_code"]
    assert found[1].merged_into == (await message(leader))["tracking_code"]


async def test_the_centres_receipt_of_a_merge_changes_nothing() -> None:
    leader, follower = await acknowledged(), await acknowledged()
    await merge(follower, leader)
    before = await state(follower)
    async with database.transaction() as tx:
        assert not await messages.receive(tx, follower, city=await reference(), receipt="C000009")
    assert await state(follower) == before == "MERGED"


async def test_a_routine_message_concerns_no_centre() -> None:
    leader, follower = await registered(), await registered()
    await merge(follower, leader)
    assert await rows("SELECT id FROM delivery WHERE kind = 'CENTRE'") == []


async def test_a_third_call_on_a_merged_message_brings_an_inspector_to_the_incident() -> None:
    leader, follower = await registered(), await registered()
    await merge(follower, leader)
    for said in ("هنوز مانده است", "باز هم مانده است"):
        await messages.call_again(follower, by=world.operator(), text=said)
    assert await rows("SELECT message_id, cause FROM inspection") == [{"message_id": leader, "cause": "THIRD_CALL"}]
    assert (await message(follower))["calls"] == 3


async def _inspected(id_: UUID) -> None:
    await inspections.open_by_hand(id_, by=world.operator(), version=await version(id_), reason="ببینید")


async def _objected(id_: UUID) -> None:
    await rows("UPDATE message SET state = 'DISPATCHED' WHERE id = $1", id_)
    await objections.raise_objection(id_, by=world.operator(), reason=ObjectionReason.NOTHING_DONE)
    # Without the inspection that an objection to silence brings in.
    await rows("UPDATE inspection SET state = 'CANCELLED', ended_at = opened_at WHERE message_id = $1", id_)


async def _acted(id_: UUID) -> None:
    await messages.record_action(id_, by=await agent(id_), version=await version(id_), note="انجام شد")


async def _rejected(id_: UUID) -> None:
    await rows("UPDATE message SET state = 'TRIAGED' WHERE id = $1", id_)
    await messages.reject(id_, by=world.operator(), version=await version(id_), reason="کار ما نیست")


Prepare = Callable[[UUID], Awaitable[None]]
REFUSED: dict[str, tuple[Prepare | None, Prepare | None, type[Refusal], list[str]]] = {
    "an inspector has it": (_inspected, None, rules.InspectedApart, []),
    "an objection to it is open": (_objected, None, ObjectionOpen, []),
    "somebody has acted on it": (_acted, None, NotFromHere, []),
    "it is over": (_rejected, None, NotFromHere, []),
    "the other is over": (None, _rejected, IsOver, ["intoId"]),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_bad_merging_is_refused_and_changes_nothing(case: str) -> None:
    prepare, prepare_other, refusal, path = REFUSED[case]
    leader, follower = await registered(), await registered()
    for id_, act in ((follower, prepare), (leader, prepare_other)):
        if act:
            await act(id_)
    before = await everything()
    with pytest.raises(Refusal) as refused:
        await merge(follower, leader)
    assert (type(refused.value), list(refused.value.path)) == (refusal, path)
    assert await everything() == before


async def test_nothing_is_merged_into_itself_or_into_its_own_follower() -> None:
    leader, follower = await registered(), await registered()
    await merge(follower, leader)
    before = await everything()
    for into in (leader, follower):
        with pytest.raises(rules.IntoItself):
            await merge(leader, into)
    with pytest.raises(NotFromHere):
        await merge(follower, leader)
    assert await everything() == before


async def test_a_question_and_a_matter_for_action_are_not_one() -> None:
    question = await registered(Draft(body="ساعت کاری؟", category_code="opening-hours", district_number=1))
    matter = await waiting()
    before = await everything()
    for one, other in ((question, matter), (matter, question)):
        with pytest.raises(rules.AnotherKind):
            await merge(one, other)
    assert await everything() == before


async def test_a_work_order_that_is_out_is_not_withdrawn_for_one_that_is_not() -> None:
    out, inside = await registered(), await waiting()
    before = await everything()
    with pytest.raises(rules.NotOutYet):
        await merge(out, inside)
    assert await everything() == before
    await merge(inside, out)


async def test_merging_is_for_the_office_and_for_what_one_may_see() -> None:
    leader, follower = await registered(), await registered()
    before = await everything()
    for by, refusal in (
        (world.office_analyst(), Forbidden),
        (world.dispatcher(), Forbidden),
        (world.citizen(follower), NotFound),
    ):
        with pytest.raises(refusal):
            await incidents.merge(follower, by=by, version=1, into_id=leader)
    with pytest.raises(NotFound):
        await incidents.merge(follower, by=world.operator(), version=1, into_id=new_id())
    with pytest.raises(Stale):
        await incidents.merge(follower, by=world.operator(), version=7, into_id=leader)
    assert await everything() == before


async def test_two_who_merge_crosswise_at_once_end_in_one_incident() -> None:
    for _ in range(8):
        one, other = await registered(), await registered()
        done = await asyncio.gather(merge(one, other), merge(other, one), return_exceptions=True)
        assert sum(result is None for result in done) == 1
        assert all(result is None or isinstance(result, Refusal) for result in done)
        assert sorted([await state(one), await state(other)]) == ["DISPATCHED", "MERGED"]


async def test_a_ring_of_merges_at_once_ends_without_chains() -> None:
    ids = [await registered(ROUTINE) for _ in range(6)]
    await asyncio.gather(
        *(merge(one, other) for one, other in zip(ids, ids[1:] + ids[:1], strict=True)), return_exceptions=True
    )
    chained = await rows(
        "SELECT m.id FROM message m JOIN message l ON l.id = m.incident_id WHERE l.state = 'MERGED'"
    )
    assert chained == []


async def clocks(id_: UUID) -> dict[str, Any]:
    found = await rows("SELECT obligation, state, due_at, cancelled_because FROM clock WHERE message_id = $1", id_)
    return {clock["obligation"]: clock for clock in found}


async def test_one_clock_counts_from_the_earliest_member(clock: Any) -> None:
    follower = await registered(URGENT)
    await clock.forward(timedelta(minutes=40))
    leader = await registered(URGENT)
    before = await clocks(follower)
    await merge(follower, leader)
    after, mine = await clocks(leader), await clocks(follower)
    assert {name: after[name]["due_at"] for name in after} == {name: before[name]["due_at"] for name in before}
    assert {name: (mine[name]["state"], mine[name]["cancelled_because"]) for name in mine} == {
        "FIRST_ACTION": ("CANCELLED", "MERGED"),
        "RESOLUTION": ("CANCELLED", "MERGED"),
    }


async def test_a_later_member_never_stretches_the_clock(clock: Any) -> None:
    leader = await registered(URGENT)
    await clock.forward(timedelta(minutes=40))
    follower = await registered(URGENT)
    before = await clocks(leader)
    await merge(follower, leader)
    assert await clocks(leader) == before


async def test_an_old_routine_member_does_not_make_the_first_action_late(clock: Any) -> None:
    follower = await registered()
    await clock.forward(timedelta(hours=30))
    leader = await registered(URGENT)
    first = (await clocks(leader))["FIRST_ACTION"]
    await merge(follower, leader)
    assert (await clocks(leader))["FIRST_ACTION"] == first


async def test_a_leader_made_urgent_has_the_two_hours_of_the_urgent_member(clock: Any) -> None:
    leader = await registered()
    await clock.forward(timedelta(hours=30))
    follower = await registered(URGENT)
    promised = (await clocks(follower))["FIRST_ACTION"]["due_at"]
    await clock.forward(timedelta(minutes=30))
    await merge(follower, leader)
    first = (await clocks(leader))["FIRST_ACTION"]
    assert (first["state"], first["due_at"]) == ("RUNNING", promised)


async def test_what_is_split_off_has_its_own_clocks_again(clock: Any) -> None:
    leader, follower = await registered(URGENT), await registered(URGENT)
    before = await clocks(follower)
    await merge(follower, leader)
    await clock.forward(timedelta(minutes=30))
    await split(follower)
    assert await clocks(follower) == before


async def test_no_breach_is_erased_by_merging_or_splitting(clock: Any) -> None:
    late = await registered(URGENT)
    await clock.forward(timedelta(hours=3))
    leader = await registered(URGENT)
    await merge(late, leader)
    assert (await clocks(late))["FIRST_ACTION"]["state"] == "BREACHED"
    # It is charged there, and not once more on the message that leads.
    assert (await clocks(leader))["FIRST_ACTION"]["state"] == "RUNNING"
    await split(late)
    assert (await clocks(late))["FIRST_ACTION"]["state"] == "BREACHED"


async def test_a_unit_confirms_an_incident_and_not_one_of_its_members() -> None:
    leader, follower = await registered(), await registered()
    await merge(follower, leader)
    before = await everything()
    with pytest.raises(NotFromHere):
        await messages.acknowledge(follower, by=await agent(follower), version=await version(follower))
    assert await everything() == before


async def test_what_is_merged_as_it_is_registered_never_leaves() -> None:
    leader = await acknowledged()
    done = await messages.register(replace(URGENT, into_id=leader), by=world.operator())
    assert await state(done.id) == "MERGED"
    sent = await rows("SELECT state, template FROM delivery WHERE kind = 'CENTRE' AND message_id = $1", done.id)
    assert sent == [{"state": "CANCELLED", "template": None}]


async def test_what_cannot_be_merged_is_not_registered_either() -> None:
    question = await registered(Draft(body="ساعت کاری؟", category_code="opening-hours", district_number=1))
    before = await everything()
    with pytest.raises(rules.AnotherKind):
        await messages.register(replace(URGENT, into_id=question), by=world.operator())
    with pytest.raises(NotFound):
        await messages.register(replace(CLAIMED, into_id=question), by=world.frontend())
    assert await everything() == before


async def test_the_other_is_named_by_its_code_in_any_digits_too() -> None:
    leader, follower = await registered(), await registered()
    code = str((await message(leader))["tracking_code"]).replace("1", "۱")
    await incidents.merge(follower, by=world.operator(), version=1, into_code=code)
    assert (await message(follower))["incident_id"] == leader
