from datetime import timedelta
from typing import Any

import pytest

from hotline.feedback import actions as feedback
from hotline.feedback.rules import NobodyToAsk
from hotline.feedback.tables import FeedbackChannel, TryResult
from hotline.kit.refusals import Refusal
from hotline.messages import actions as messages
from hotline.messages.rules import NotFromHere
from hotline.objections import actions as objections
from hotline.objections import rules as objection_rules
from hotline.objections.tables import ObjectionReason
from tests import world
from tests.drafts import row, rows
from tests.incidents import asked, claimed, merge, message, registered, split, state, told, version

pytestmark = pytest.mark.usefixtures("db")


async def answer(id_: Any, satisfied: bool = True) -> None:
    await feedback.record_answer(id_, by=world.operator(), satisfied=satisfied)


async def not_reached(id_: Any) -> None:
    call, nobody = FeedbackChannel.CALL, TryResult.NO_ANSWER
    await feedback.record_try(id_, by=world.operator(), version=await version(id_), channel=call, result=nobody)


async def test_every_caller_is_asked_under_a_code_of_their_own() -> None:
    leader, mobile = await registered(phone="09120000001"), await registered(phone="09120000002")
    landline, silent = await registered(phone="03132222222"), await registered(phone=None)
    for follower in (mobile, landline, silent):
        await merge(follower, leader)
    await asked(leader)
    requests = await rows("SELECT message_id, channel, short_code FROM feedback_request WHERE state = 'OPEN'")
    assert {request["message_id"]: request["channel"] for request in requests} == {
        leader: "SMS",
        mobile: "SMS",
        landline: "CALL",
    }
    assert len({request["short_code"] for request in requests}) == 3
    assert len(await rows("SELECT id FROM delivery WHERE template = 'FEEDBACK'")) == 2
    assert (await told(mobile))[-1] == "FEEDBACK_SOUGHT"
    assert await state(mobile) == "MERGED"


async def test_the_incident_closes_with_the_last_answer() -> None:
    leader, first, second = [await registered() for _ in range(3)]
    await merge(first, leader)
    await merge(second, leader)
    await asked(leader)
    await answer(leader)
    assert await state(leader) == "FEEDBACK_SOUGHT"
    await answer(second)
    assert await state(leader) == "FEEDBACK_SOUGHT"
    await answer(first)
    closed = await message(leader)
    assert (closed["state"], closed["outcome"]) == ("CLOSED", "SATISFIED")
    assert (await told(first))[-2:] == ["FEEDBACK", "FOLLOWED CLOSED"]
    assert await state(first) == "MERGED"


async def test_nobody_answers_twice_while_the_others_are_waited_for() -> None:
    leader, follower = await registered(), await registered()
    await merge(follower, leader)
    await asked(leader)
    await answer(leader)
    before = await rows("SELECT * FROM follow_up ORDER BY id")
    with pytest.raises(NotFromHere):
        await answer(leader, satisfied=False)
    assert await rows("SELECT * FROM follow_up ORDER BY id") == before


async def test_an_unsatisfied_follower_objects_for_themselves_and_the_others_go_on() -> None:
    leader, follower = await registered(), await registered()
    await merge(follower, leader)
    await asked(leader)
    await answer(follower, satisfied=False)
    objected = await message(follower)
    assert (objected["state"], objected["incident_id"], objected["merged_from"]) == ("OBJECTED", None, None)
    assert objected["holder_unit_id"] == world.id_of("unit", "office")
    assert await state(leader) == "FEEDBACK_SOUGHT"
    assert (await told(leader, "COUNCIL"))[-1] == "LEFT"
    await answer(leader)
    assert await state(leader) == "CLOSED"


async def test_the_incident_closes_when_the_only_one_waited_for_objects() -> None:
    leader, follower = await registered(), await registered()
    await merge(follower, leader)
    await asked(leader)
    await answer(leader)
    await objections.raise_objection(follower, by=world.citizen(follower), reason=ObjectionReason.BADLY_DONE)
    closed = await message(leader)
    assert (closed["state"], closed["outcome"]) == ("CLOSED", "SATISFIED")
    request = await row("SELECT state FROM feedback_request WHERE message_id = $1", follower)
    assert request == {"state": "CANCELLED"}


async def test_an_unsatisfied_leader_takes_its_followers_into_the_next_round_unasked_again() -> None:
    leader, content, waiting = [await registered() for _ in range(3)]
    await merge(content, leader)
    await merge(waiting, leader)
    await asked(leader)
    await answer(content)
    await answer(leader, satisfied=False)
    assert (await state(leader), await state(content)) == ("OBJECTED", "MERGED")
    objection = (await row("SELECT id FROM objection"))["id"]
    await objections.rule(objection, by=world.head_of_office(), uphold=True, ruling="حق با شماست")
    await rows("UPDATE message SET state = 'DISPATCHED' WHERE id = $1", leader)
    await asked(leader)
    requests = await rows("SELECT message_id, cycle, state FROM feedback_request ORDER BY opened_at, cycle DESC")
    assert {(request["message_id"], request["cycle"]): request["state"] for request in requests} == {
        (content, 1): "ANSWERED",
        (waiting, 1): "OPEN",
        (leader, 1): "ANSWERED",
        (leader, 2): "OPEN",
    }


async def test_the_leader_outlives_a_follower_that_cannot_be_reached(clock: Any) -> None:
    leader, follower = await registered(), await registered()
    await merge(follower, leader)
    await asked(leader)
    await answer(leader)
    await not_reached(follower)
    await clock.forward(timedelta(days=1))
    await not_reached(follower)
    assert await state(leader) == "FEEDBACK_SOUGHT"
    await not_reached(follower)
    closed = await message(leader)
    assert (closed["state"], closed["outcome"]) == ("CLOSED", "SATISFIED")
    unreachable = await row("SELECT state FROM feedback_request WHERE message_id = $1", follower)
    assert unreachable == {"state": "UNREACHABLE"}


async def test_a_leader_whose_own_citizen_left_no_number_asks_the_others() -> None:
    leader, follower = await registered(phone=None), await registered()
    await merge(follower, leader)
    await asked(leader)
    assert [request["message_id"] for request in await rows("SELECT message_id FROM feedback_request")] == [
        follower
    ]
    await answer(follower)
    assert (await message(leader))["outcome"] == "SATISFIED"


async def test_where_nobody_left_a_number_nobody_is_asked() -> None:
    leader, follower = await registered(phone=None), await registered(phone=None)
    await merge(follower, leader)
    await claimed(leader)
    with pytest.raises(NobodyToAsk):
        await feedback.seek(leader, by=world.operator(), version=await version(leader))
    assert await rows("SELECT id FROM feedback_request") == []


async def test_who_joins_while_the_others_are_asked_is_asked_too() -> None:
    leader, late = await registered(), await registered()
    await asked(leader)
    await merge(late, leader)
    await answer(leader)
    assert await state(leader) == "FEEDBACK_SOUGHT"
    await answer(late)
    assert await state(leader) == "CLOSED"


async def test_a_follower_answers_by_sms() -> None:
    leader, follower = await registered(phone="09120000001"), await registered(phone="09120000002")
    await merge(follower, leader)
    await asked(leader)
    await answer(leader)
    code = (await row("SELECT short_code FROM feedback_request WHERE message_id = $1", follower))["short_code"]
    assert await feedback.answer_by_sms("sms-1", phone="09120000002", text=f"1 {code}") == follower
    closed = await message(leader)
    assert (closed["state"], closed["closed_by_id"]) == ("CLOSED", None)


async def test_a_follower_objects_until_thirty_days_after_its_incident_closed(clock: Any) -> None:
    leader, early, late = [await registered(phone=None) for _ in range(3)]
    await merge(early, leader)
    await merge(late, leader)
    await claimed(leader)
    await messages.close(leader, by=world.operator(), version=await version(leader), reason="انجام شد")
    await clock.forward(timedelta(days=29))
    await objections.raise_objection(early, by=world.citizen(early), reason=ObjectionReason.NOT_RESOLVED)
    assert await state(early) == "OBJECTED"
    await clock.forward(timedelta(days=2))
    before = await rows("SELECT * FROM message ORDER BY id")
    with pytest.raises(objection_rules.TooLateToObject):
        await objections.raise_objection(late, by=world.citizen(late), reason=ObjectionReason.NOT_RESOLVED)
    assert await rows("SELECT * FROM message ORDER BY id") == before


async def test_who_was_split_off_is_asked_for_their_own_matter_again() -> None:
    leader, follower = await registered(), await registered()
    await merge(follower, leader)
    await asked(leader)
    await split(follower)
    assert (await row("SELECT state FROM feedback_request WHERE message_id = $1", follower))["state"] == "CANCELLED"
    await asked(follower)
    request = await row("SELECT state, cycle FROM feedback_request WHERE message_id = $1", follower)
    assert request == {"state": "OPEN", "cycle": 1}


async def test_an_answer_that_nobody_asked_for_is_refused() -> None:
    leader, follower = await registered(), await registered()
    await merge(follower, leader)
    before = await rows("SELECT * FROM message ORDER BY id")
    with pytest.raises(Refusal) as refused:
        await feedback.record_answer(follower, by=world.citizen(follower), satisfied=True)
    assert type(refused.value) is NotFromHere
    assert await rows("SELECT * FROM message ORDER BY id") == before
