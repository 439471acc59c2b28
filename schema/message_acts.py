"""Mutations of a message's cycle: what the units and the office do with it."""

from datetime import datetime

import strawberry

from hotline.messages import actions as messages
from hotline.messages.tables import Ground, Urgency
from schema.acting import Call, Given, act
from schema.payloads import FollowUpPayload, MessagePayload, PlaceInput, on_message
from schema.reader.cursors import read_id


@strawberry.input(description="A message, as it was when the act was decided on.")
class MessageInput:
    id: strawberry.ID = strawberry.field(description="The message.")
    version: int = strawberry.field(description="The version it was decided on.")


@strawberry.input(description="Return a message to the office.")
class ReturnMessageInput(MessageInput):
    reason: str = strawberry.field(description="Why: not ours, not found. 500 letters at most.")


@strawberry.input(description="Send a unit.")
class AssignUnitInput(MessageInput):
    unit_code: str = strawberry.field(description="Code of the unit.")
    note: str | None = strawberry.field(default=None, description="A note for it.")


@strawberry.input(description="Record an act on the ground, with its evidence: a note or a photo.")
class RecordActionInput(MessageInput):
    note: str | None = strawberry.field(default=None, description="What was done.")
    happened_at: datetime | None = strawberry.field(
        default=None, description="When, if earlier than now. Clocks go by now all the same."
    )
    place: PlaceInput | None = strawberry.field(default=None, description="Where.")
    file_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Photos, as `POST /files` gave their ids."
    )


@strawberry.input(description="Say that it is done.")
class ClaimResolutionInput(MessageInput):
    note: str = strawberry.field(description="What was done.")
    file_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Photos, as `POST /files` gave their ids."
    )


@strawberry.input(description="Send out what has been triaged.")
class DispatchMessageInput(MessageInput):
    note: str | None = strawberry.field(default=None, description="A note for the timeline.")


@strawberry.input(description="Hand it over to another authority.")
class ReferMessageInput(MessageInput):
    authority: str = strawberry.field(description="Whose matter it is.")
    reason: str = strawberry.field(description="Why it is theirs.")
    receipt: str | None = strawberry.field(default=None, description="Their receipt, if they gave one.")


@strawberry.input(description="An answer, told to the citizen.")
class AnswerMessageInput(MessageInput):
    answer: str = strawberry.field(description="The answer, 4000 letters at most.")


@strawberry.input(description="An end, with the reason that the citizen is told.")
class EndMessageInput(MessageInput):
    reason: str = strawberry.field(description="Why, 500 letters at most.")


@strawberry.input(description="A further call on a known case.")
class CallAgainInput:
    id: strawberry.ID = strawberry.field(description="The message.")
    text: str = strawberry.field(description="What the citizen said this time.")


@strawberry.input(description="Change how a message is classified, on new facts.")
class ReclassifyMessageInput(MessageInput):
    category_code: str = strawberry.field(description="Code of the request type.")
    district_number: int = strawberry.field(description="Number of the district.")
    urgency: Urgency = strawberry.field(description="How urgent.")
    reason: str = strawberry.field(description="On which facts.")
    ground: Ground | None = strawberry.field(default=None, description="Why, if urgent.")


async def _record_action(call: Call, input: RecordActionInput) -> Given:
    id_ = read_id("msg")(input.id)
    follow_up = await messages.record_action(
        id_,
        by=call.viewer,
        version=input.version,
        note=input.note,
        happened_at=input.happened_at,
        latitude=input.place.latitude if input.place else None,
        longitude=input.place.longitude if input.place else None,
        files_=list(map(read_id("fil"), input.file_ids)),
    )
    return {"followUp": follow_up, "message": id_}


async def _claim(call: Call, input: ClaimResolutionInput) -> Given:
    id_ = read_id("msg")(input.id)
    files = list(map(read_id("fil"), input.file_ids))
    follow_up = await messages.claim_resolution(
        id_, by=call.viewer, version=input.version, note=input.note, files_=files
    )
    return {"followUp": follow_up, "message": id_}


@strawberry.type
class UnitActs:
    acknowledge_message: MessagePayload | None = on_message(
        messages.acknowledge, MessageInput, "Confirm its receipt. Requires: dispatcher, or agent of the unit."
    )
    return_message: MessagePayload | None = on_message(
        messages.return_to_office,
        ReturnMessageInput,
        "Return it to the office. Requires: dispatcher, or agent of the unit.",
    )
    assign_unit: MessagePayload | None = on_message(
        messages.assign, AssignUnitInput, "Send a unit. Requires: dispatcher."
    )
    record_action: FollowUpPayload | None = act(
        _record_action,
        RecordActionInput,
        FollowUpPayload,
        "Record an act on the ground. Requires: dispatcher, agent of the unit, or the inspector assigned.",
    )
    claim_resolution: FollowUpPayload | None = act(
        _claim,
        ClaimResolutionInput,
        FollowUpPayload,
        "Say that it is done. Requires: dispatcher, or agent of the unit.",
    )


@strawberry.type
class OfficeActs:
    dispatch_message: MessagePayload | None = on_message(
        messages.dispatch,
        DispatchMessageInput,
        "Send it out as it was triaged. Requires: operator or head of the office.",
    )
    refer_message: MessagePayload | None = on_message(
        messages.refer,
        ReferMessageInput,
        "Refer it to another authority. Requires: operator or head of the office.",
    )
    record_authority_answer: MessagePayload | None = on_message(
        messages.record_answer,
        AnswerMessageInput,
        "Close it with the other authority's answer. Requires: operator or head of the office.",
    )
    answer_message: MessagePayload | None = on_message(
        messages.answer,
        AnswerMessageInput,
        "Answer a question and close it. Requires: operator or head of the office.",
    )
    reject_message: MessagePayload | None = on_message(
        messages.reject, EndMessageInput, "Reject it, for a reason. Requires: operator or head of the office."
    )
    close_message: MessagePayload | None = on_message(
        messages.close, EndMessageInput, "Close it without feedback. Requires: operator or head of the office."
    )
    call_again: MessagePayload | None = on_message(
        messages.call_again, CallAgainInput, "Record a further call. Requires: operator or head, or its citizen."
    )
    reclassify_message: MessagePayload | None = on_message(
        messages.reclassify,
        ReclassifyMessageInput,
        "Change its classification. Requires: operator or head of the office.",
    )
    mark_special: MessagePayload | None = on_message(
        messages.mark_special, EndMessageInput, "Make it special. Requires: operator or head of the office."
    )
