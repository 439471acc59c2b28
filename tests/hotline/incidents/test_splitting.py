from typing import Any

import pytest

from hotline.feedback import actions as feedback
from hotline.incidents import actions as incidents
from hotline.incidents import rules
from hotline.kit.refusals import Forbidden, NotFound, Stale
from tests import world
from tests.drafts import URGENT, rows
from tests.incidents import acknowledged, asked, merge, message, registered, split, state, told, version, waiting

pytestmark = pytest.mark.usefixtures("db")


async def everything() -> list[Any]:
    """All that splitting could change."""
    tables = ("message", "follow_up", "clock", "custody_span", "delivery", "feedback_request", "pgqueuer")
    return [await rows(f"SELECT * FROM {table} ORDER BY id") for table in tables]


async def test_a_message_split_off_goes_on_from_where_it_was_in_the_offices_hands() -> None:
    leader, follower = await acknowledged(), await waiting()
    await merge(follower, leader)
    await split(follower)
    alone = await message(follower)
    assert (alone["state"], alone["incident_id"], alone["merged_from"]) == ("REGISTERED", None, None)
    assert alone["holder_unit_id"] == world.id_of("unit", "office")
    assert alone["holder_person_id"] == world.operator().person


async def test_both_timelines_say_who_split_them_and_which_other() -> None:
    leader, follower = await registered(), await registered()
    await merge(follower, leader)
    await split(follower)
    entries = await rows(
        "SELECT message_id, kind, audience, actor_id, facts->>'other' AS other FROM follow_up"
        " WHERE kind IN ('SPLIT', 'LEFT') ORDER BY kind"
    )
    by = world.operator().person
    codes = {id_: (await message(id_))["tracking_code"] for id_ in (leader, follower)}
    assert [tuple(entry.values()) for entry in entries] == [
        (leader, "LEFT", "COUNCIL", by, codes[follower]),
        (follower, "SPLIT", "CITIZEN", by, codes[leader]),
    ]


async def test_what_is_split_off_follows_no_more() -> None:
    leader, follower = await registered(), await registered()
    await merge(follower, leader)
    await split(follower)
    await asked(leader)
    assert (await told(follower))[-1] == "SPLIT"
    assert await rows("SELECT message_id FROM feedback_request") == [{"message_id": leader}]


async def test_an_urgent_one_goes_to_the_centre_anew() -> None:
    leader, follower = await acknowledged(), await registered(URGENT)
    await merge(follower, leader)
    await split(follower)
    sent = await rows(
        "SELECT template, state FROM delivery WHERE kind = 'CENTRE' AND message_id = $1 ORDER BY created_at, id",
        follower,
    )
    assert [tuple(delivery.values()) for delivery in sent] == [
        (None, "CANCELLED"),
        ("MERGED", "PENDING"),
        (None, "PENDING"),
    ]


async def test_merged_and_split_again_and_again_it_is_told_each_time() -> None:
    leader, follower = await acknowledged(), await registered(URGENT)
    for _ in range(3):
        await merge(follower, leader)
        await split(follower)
    assert await state(follower) == "DISPATCHED"
    assert len(await rows("SELECT id FROM delivery WHERE kind = 'CENTRE' AND message_id = $1", follower)) == 7


async def test_the_leader_closes_when_the_only_one_waited_for_is_split_off() -> None:
    leader, follower = await registered(), await registered()
    await merge(follower, leader)
    await asked(leader)
    await feedback.record_answer(leader, by=world.operator(), satisfied=True)
    await split(follower)
    assert (await state(leader), await state(follower)) == ("CLOSED", "DISPATCHED")


async def test_who_has_answered_for_the_incident_is_not_split_off() -> None:
    leader, follower = await registered(), await registered()
    await merge(follower, leader)
    await asked(leader)
    await feedback.record_answer(follower, by=world.operator(), satisfied=True)
    before = await everything()
    with pytest.raises(rules.AnsweredTogether):
        await split(follower)
    assert await everything() == before


async def test_bad_splitting_is_refused_and_changes_nothing() -> None:
    leader, follower = await registered(), await registered()
    await merge(follower, leader)
    before = await everything()
    with pytest.raises(rules.NotMerged):
        await split(leader)
    with pytest.raises(Forbidden):
        await incidents.split(follower, by=world.office_analyst(), version=await version(follower))
    with pytest.raises(NotFound):
        await incidents.split(follower, by=world.citizen(leader), version=await version(follower))
    with pytest.raises(Stale):
        await incidents.split(follower, by=world.operator(), version=1)
    assert await everything() == before


async def test_custody_is_tiled_through_merging_and_splitting() -> None:
    leader, follower = await acknowledged(), await registered(URGENT)
    await merge(follower, leader)
    await split(follower)
    spans = await rows("SELECT * FROM custody_span WHERE message_id = $1 ORDER BY began_at", follower)
    assert [span["state"] for span in spans] == ["DISPATCHED", "MERGED", "DISPATCHED"]
    assert [span["ended_at"] for span in spans] == [*(span["began_at"] for span in spans[1:]), None]
