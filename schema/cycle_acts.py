"""Mutations of what goes on around a message: inspections, feedback, objections."""

from datetime import datetime

import strawberry

from hotline.clocks import actions as clocks
from hotline.clocks.tables import PauseReason
from hotline.escalations import actions as escalations
from hotline.feedback import actions as feedback
from hotline.feedback.tables import FeedbackChannel, TryResult
from hotline.incidents import actions as incidents
from hotline.inspections import actions as inspections
from hotline.inspections.tables import Finding
from hotline.messages.tables import MessageState
from hotline.objections import actions as objections
from hotline.objections.tables import ObjectionReason
from schema.acting import Call, Given, act
from schema.escalation import Escalation
from schema.message import Message
from schema.message_acts import EndMessageInput, MessageInput
from schema.objection import Objection
from schema.payloads import FollowUpPayload, MessagePayload, PlaceInput, given, on_message
from schema.permission import Problem
from schema.reader import declarations as reader
from schema.reader.cursors import read_id
from schema.reader.declarations import declare


@strawberry.input(description="Charge an inspector.")
class AssignInspectorInput(MessageInput):
    inspector_id: strawberry.ID = strawberry.field(description="The inspector.")


@strawberry.input(description="What an inspector saw on the ground.")
class RecordVisitInput(MessageInput):
    found: Finding = strawberry.field(description="What was seen.")
    note: str | None = strawberry.field(default=None, description="A note.")
    visited_at: datetime | None = strawberry.field(default=None, description="When, if earlier than now.")
    place: PlaceInput | None = strawberry.field(default=None, description="Where.")
    file_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Photos, as `POST /files` gave their ids."
    )


@strawberry.input(description="Confirm that an act recorded late was done earlier.")
class ConfirmEarlierTimeInput(MessageInput):
    follow_up_id: strawberry.ID = strawberry.field(description="The follow-up recorded late.")
    happened_at: datetime = strawberry.field(description="When it was done.")


@strawberry.input(description="Let the resolution clock stand still.")
class PauseClockInput(MessageInput):
    because: PauseReason = strawberry.field(description="For whom it waits.")
    note: str = strawberry.field(description="What they are asked for, told to the citizen. 500 letters at most.")


@strawberry.input(description="Let the resolution clock go on.")
class ResumeClockInput(MessageInput):
    note: str | None = strawberry.field(default=None, description="What was heard.")


@strawberry.input(description="Ask the citizen whether it is resolved.")
class SeekFeedbackInput(MessageInput):
    channel: FeedbackChannel | None = strawberry.field(
        default=None, description="How; by SMS to a mobile and by a call to a landline if left out."
    )


@strawberry.input(description="A try to reach the citizen.")
class RecordTryInput(MessageInput):
    channel: FeedbackChannel = strawberry.field(description="How.")
    result: TryResult = strawberry.field(description="What it came to.")


@strawberry.input(description="The citizen's answer.")
class RecordFeedbackInput:
    id: strawberry.ID = strawberry.field(description="The message.")
    satisfied: bool = strawberry.field(description="Whether it is resolved, as the citizen says.")
    channel: FeedbackChannel = strawberry.field(default=FeedbackChannel.CALL, description="How it was given.")
    text: str | None = strawberry.field(default=None, description="In the citizen's words.")


@strawberry.input(description="Object to an act, or to silence.")
class RaiseObjectionInput:
    message_id: strawberry.ID = strawberry.field(description="The message.")
    reason: ObjectionReason = strawberry.field(description="What is contested.")
    text: str | None = strawberry.field(default=None, description="In the citizen's words.")
    against_id: strawberry.ID | None = strawberry.field(
        default=None, description="The follow-up it is against; left out for silence."
    )


@strawberry.input(description="Rule on an objection.")
class RuleObjectionInput:
    id: strawberry.ID = strawberry.field(description="The objection.")
    uphold: bool = strawberry.field(description="Whether the citizen is right.")
    ruling: str = strawberry.field(description="The ruling, told to the citizen.")
    reopen_as: MessageState = strawberry.field(
        default=MessageState.TRIAGED, description="Upheld: from triage, or UNDER_INSPECTION."
    )


@strawberry.input(description="Take an objection up.")
class TakeUpObjectionInput:
    id: strawberry.ID = strawberry.field(description="The objection.")


@strawberry.input(description="What came of taking an objection up.")
class RecordObjectionResultInput:
    id: strawberry.ID = strawberry.field(description="The objection.")
    result: str = strawberry.field(description="What came of it.")


@strawberry.input(description="Make a message part of an incident.")
class MergeMessageInput(MessageInput):
    into_id: strawberry.ID | None = strawberry.field(
        default=None, description="The message that leads the incident; of one that is merged itself, its incident."
    )
    into_code: str | None = strawberry.field(default=None, description="The same by its tracking code.")


@strawberry.input(description="Take note of an escalation.")
class AcknowledgeEscalationInput:
    id: strawberry.ID = strawberry.field(description="The escalation.")
    note: str | None = strawberry.field(default=None, description="What is done about it.")


@strawberry.type(description="An escalation after an act.")
class EscalationPayload:
    escalation: Escalation | None = declare(reader.Find(), "The escalation as it now stands.")
    message: Message | None = declare(reader.Find(), "Its message.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="An objection after an act.")
class ObjectionPayload:
    objection: Objection | None = declare(reader.Find(), "The objection as it now stands.")
    message: Message | None = declare(reader.Find(), "Its message.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


async def _assign(call: Call, input: AssignInspectorInput) -> Given:
    id_ = read_id("msg")(input.id)
    inspector = read_id("psn")(input.inspector_id)
    await inspections.assign(id_, by=call.viewer, version=input.version, inspector_id=inspector)
    return {"message": id_}


async def _merge(call: Call, input: MergeMessageInput) -> Given:
    id_, into = read_id("msg")(input.id), read_id("msg")(input.into_id) if input.into_id else None
    await incidents.merge(id_, by=call.viewer, version=input.version, into_id=into, into_code=input.into_code)
    return {"message": id_}


async def _visit(call: Call, input: RecordVisitInput) -> Given:
    id_ = read_id("msg")(input.id)
    follow_up = await inspections.visit(
        id_,
        by=call.viewer,
        version=input.version,
        found=input.found,
        note=input.note,
        visited_at=input.visited_at,
        latitude=input.place.latitude if input.place else None,
        longitude=input.place.longitude if input.place else None,
        files_=list(map(read_id("fil"), input.file_ids)),
    )
    return {"followUp": follow_up, "message": id_}


async def _confirm(call: Call, input: ConfirmEarlierTimeInput) -> Given:
    id_, follow_up = read_id("msg")(input.id), read_id("flw")(input.follow_up_id)
    await inspections.confirm_earlier_time(
        id_, by=call.viewer, version=input.version, follow_up_id=follow_up, happened_at=input.happened_at
    )
    return {"message": id_}


async def _object(call: Call, input: RaiseObjectionInput) -> Given:
    id_ = read_id("msg")(input.message_id)
    against = read_id("flw")(input.against_id) if input.against_id else None
    objection = await objections.raise_objection(
        id_, by=call.viewer, reason=input.reason, text=input.text, against_id=against
    )
    return {"objection": objection, "message": id_}


async def _rule(call: Call, input: RuleObjectionInput) -> Given:
    id_ = read_id("obj")(input.id)
    message = await objections.rule(
        id_, by=call.viewer, uphold=input.uphold, ruling=input.ruling, reopen_as=input.reopen_as
    )
    return {"objection": id_, "message": message}


async def _take_up(call: Call, input: TakeUpObjectionInput) -> Given:
    id_ = read_id("obj")(input.id)
    return {"objection": id_, "message": await objections.take_up(id_, by=call.viewer)}


async def _record_result(call: Call, input: RecordObjectionResultInput) -> Given:
    id_ = read_id("obj")(input.id)
    return {"objection": id_, "message": await objections.record_result(id_, by=call.viewer, result=input.result)}


async def _take_note(call: Call, input: AcknowledgeEscalationInput) -> Given:
    id_ = read_id("esc")(input.id)
    return {"escalation": id_, "message": await escalations.acknowledge(id_, by=call.viewer, note=input.note)}


@strawberry.type
class CycleActs:
    acknowledge_escalation: EscalationPayload | None = act(
        _take_note,
        AcknowledgeEscalationInput,
        EscalationPayload,
        "Take note of an escalation: it climbs no further. Requires: the superior it names.",
    )
    pause_clock: MessagePayload | None = on_message(
        clocks.pause,
        PauseClockInput,
        "Wait for the citizen or for another authority. Requires: the office or the unit, whichever holds it.",
    )
    resume_clock: MessagePayload | None = on_message(
        clocks.resume, ResumeClockInput, "Go on. Requires: the unit that holds it, or the office."
    )
    open_inspection: MessagePayload | None = on_message(
        inspections.open_by_hand,
        EndMessageInput,
        "Bring an inspector in. Requires: operator or head of the office.",
    )
    assign_inspector: MessagePayload | None = act(
        _assign,
        AssignInspectorInput,
        MessagePayload,
        "Charge another inspector. Requires: dispatcher or head of the office.",
    )
    record_visit: FollowUpPayload | None = act(
        _visit, RecordVisitInput, FollowUpPayload, "Record a visit. Requires: the inspector assigned."
    )
    confirm_earlier_time: MessagePayload | None = act(
        _confirm,
        ConfirmEarlierTimeInput,
        MessagePayload,
        "Confirm a late record's earlier time. Requires: the inspector assigned.",
    )
    seek_feedback: MessagePayload | None = on_message(
        feedback.seek, SeekFeedbackInput, "Ask the citizen. Requires: operator, special officer or head."
    )
    record_feedback_try: MessagePayload | None = on_message(
        feedback.record_try, RecordTryInput, "Record a try. Requires: operator, special officer or head."
    )
    record_feedback: MessagePayload | None = on_message(
        feedback.record_answer,
        RecordFeedbackInput,
        "Record the answer. Requires: operator, special officer, head, or the citizen.",
    )
    raise_objection: ObjectionPayload | None = act(
        _object,
        RaiseObjectionInput,
        ObjectionPayload,
        "Object. Requires: the citizen, or operator or head for them.",
    )
    rule_objection: ObjectionPayload | None = act(
        _rule, RuleObjectionInput, ObjectionPayload, "Rule on it. Requires: head of the office, not on own acts."
    )
    take_up_objection: ObjectionPayload | None = act(
        _take_up, TakeUpObjectionInput, ObjectionPayload, "Take it up. Requires: councillor."
    )
    record_objection_result: ObjectionPayload | None = act(
        _record_result,
        RecordObjectionResultInput,
        ObjectionPayload,
        "Record what came of it. Requires: the councillor who took it up.",
    )
    merge_message: MessagePayload | None = act(
        _merge,
        MergeMessageInput,
        MessagePayload,
        "Merge it into another message. Requires: operator or head of the office.",
    )
    split_message: MessagePayload | None = on_message(
        incidents.split, MessageInput, "Split it off again. Requires: operator or head of the office."
    )
