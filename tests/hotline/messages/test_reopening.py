"""What reopening, asking and looking may not do: the ways in which a message could be closed to look good."""

from datetime import timedelta
from uuid import UUID

import pytest

from hotline.feedback import actions as feedback
from hotline.inspections import actions as inspections
from hotline.inspections.tables import Finding
from hotline.kit.refusals import NotFound, Refusal
from hotline.messages import actions as messages
from hotline.messages.office_rules import InspectionOpen, ObjectionOpen
from hotline.messages.rules import YouClosedIt
from hotline.messages.tables import MessageState, Urgency
from hotline.objections import actions as objections
from hotline.objections.tables import ObjectionReason
from tests import cycle, world
from tests.conftest import Clock
from tests.drafts import row, rows
from tests.snapshots import refused

pytestmark = pytest.mark.usefixtures("db")


async def upheld(id_: UUID, reopen_as: MessageState = MessageState.TRIAGED) -> None:
    objection = await row("SELECT id FROM objection WHERE message_id = $1 AND state = 'OPEN'", id_)
    await objections.rule(
        objection["id"], by=world.head_of_office(), uphold=True, ruling="درست می‌گوید", reopen_as=reopen_as
    )


async def test_a_reopened_message_never_returns_to_who_closed_it() -> None:
    id_ = await cycle.at(MessageState.CLOSED)
    await cycle.take("contest", id_)
    await refused(YouClosedIt, messages.take_in_hand(id_, by=world.operator()))
    await upheld(id_)
    version = (await cycle.look(id_))["version"]
    await refused(YouClosedIt, messages.dispatch(id_, by=world.operator(), version=version))
    await refused(
        YouClosedIt,
        messages.triage(
            id_,
            by=world.operator(),
            version=version,
            category_code="litter",
            district_number=1,
            urgency=Urgency.ROUTINE,
        ),
    )
    await messages.dispatch(id_, by=world.head_of_office(), version=version)
    sent = await cycle.look(id_)
    assert (sent["state"], sent["cycle"], sent["version"]) == ("DISPATCHED", 2, version + 1)
    assert sent["holder_person_id"] == world.head_of_office().person


async def test_an_sms_answers_nothing_once_its_case_is_objected_to() -> None:
    id_ = await cycle.at(MessageState.OBJECTED)
    await refused(NotFound, cycle.sms(id_, "1", "late"))
    await upheld(id_)
    await refused(NotFound, cycle.sms(id_, "1", "later"))
    asked = await rows("SELECT state FROM feedback_request WHERE message_id = $1", id_)
    assert [request["state"] for request in asked] == ["CANCELLED"]


@pytest.mark.parametrize("state", [MessageState.RESOLUTION_CLAIMED, MessageState.VERIFIED])
async def test_nothing_is_closed_nor_asked_while_an_objection_waits(state: MessageState) -> None:
    id_ = await cycle.at(state)
    await cycle.take("contest", id_)
    await rows("UPDATE inspection SET state = 'CANCELLED', ended_at = opened_at WHERE state = 'OPEN'")
    if state is MessageState.RESOLUTION_CLAIMED:
        await rows("UPDATE message SET state = 'RESOLUTION_CLAIMED' WHERE id = $1", id_)
    version = (await cycle.look(id_))["version"]
    await refused(ObjectionOpen, feedback.seek(id_, by=world.head_of_office(), version=version))
    await refused(ObjectionOpen, messages.close(id_, by=world.head_of_office(), version=version, reason="خوب است"))


@pytest.mark.parametrize("state", [MessageState.VERIFIED, MessageState.FEEDBACK_SOUGHT])
async def test_the_third_call_brings_nobody_where_nothing_is_to_be_seen(state: MessageState) -> None:
    """An inspection opened there would let the message close while it is open."""
    id_ = await cycle.at(state)
    for _ in range(2):
        await messages.call_again(id_, by=world.operator(), text="باز زنگ زد")
    assert (await cycle.look(id_))["calls"] == 3
    assert await rows("SELECT FROM inspection WHERE message_id = $1 AND state = 'OPEN'", id_) == []


async def test_a_dismissal_waits_for_the_inspector() -> None:
    id_ = await cycle.at(MessageState.IN_ACTION)
    for step in ("inspect", "refer", "contest"):
        await cycle.take(step, id_)
    objection = (await row("SELECT id FROM objection WHERE message_id = $1", id_))["id"]
    head = world.head_of_office()
    await refused(InspectionOpen, objections.rule(objection, by=head, uphold=False, ruling="نه"))
    version = (await cycle.look(id_))["version"]
    await inspections.visit(id_, by=world.inspector(), version=version, found=Finding.DONE, note="دیدم")
    assert (await cycle.look(id_))["state"] == MessageState.OBJECTED
    await objections.rule(objection, by=head, uphold=False, ruling="نه")
    assert (await cycle.look(id_))["state"] == MessageState.CLOSED


async def test_a_message_reopens_in_an_inspectors_hands_with_an_inspection_of_its_new_cycle() -> None:
    id_ = await cycle.at(MessageState.OBJECTED)
    await upheld(id_, MessageState.UNDER_INSPECTION)
    inspection = await row("SELECT cycle, inspector_id FROM inspection WHERE message_id = $1", id_)
    assert inspection == {"cycle": 2, "inspector_id": world.inspector().person}
    opened = await row("SELECT cycle FROM follow_up WHERE message_id = $1 AND kind = 'INSPECTION_OPENED'", id_)
    assert opened["cycle"] == 2


async def test_a_clock_set_back_breaks_neither_timeline_nor_custody(clock: Clock) -> None:
    id_ = await cycle.at(MessageState.DISPATCHED)
    await clock.forward(timedelta(hours=-3))
    for step in ("acknowledge", "act", "claim", "seek", "agree"):
        await cycle.take(step, id_)
    told = await rows("SELECT kind, recorded_at FROM follow_up WHERE message_id = $1 ORDER BY recorded_at, id", id_)
    assert [entry["kind"] for entry in told][-2:] == ["FEEDBACK", "CLOSED"]
    spans = await rows("SELECT began_at, ended_at FROM custody_span WHERE message_id = $1 ORDER BY began_at", id_)
    ends = [span["ended_at"] for span in spans]
    assert ends[:-1] == [span["began_at"] for span in spans[1:]]
    assert ends[-1] == (await cycle.look(id_))["closed_at"]


async def test_an_objection_in_words_is_no_reason_to_refuse_a_refusal() -> None:
    """Two objections at once: the second is refused, and nothing changed."""
    id_ = await cycle.at(MessageState.IN_ACTION)
    await cycle.take("contest", id_)
    await refused(
        Refusal, objections.raise_objection(id_, by=world.citizen(id_), reason=ObjectionReason.NOTHING_DONE)
    )
