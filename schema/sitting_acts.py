"""Mutations of a meeting in session. Two who decide at once are told apart by type: one has decided, the other is
shown what stands."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from policy_board.sittings import actions as sittings
from policy_board.sittings import rules
from policy_board.sittings.actions import Said
from policy_board.sittings.rules import Draft, Sums
from policy_board.sittings.tables import Ballot, Choice, Result
from schema.acting import Call, Given, act
from schema.agenda import AgendaItem
from schema.meeting import Meeting
from schema.meeting_acts import CallOffMeetingInput, MeetingInput
from schema.payloads import given
from schema.permission import Problem
from schema.reader import declarations as reader
from schema.reader.cursors import read_id
from schema.reader.declarations import declare
from schema.sitting import Decision

_STEERS = "Requires: board secretary or board chair."


@strawberry.input(description="A meeting that is opened, or gone on with.")
class OpenSessionInput(MeetingInput):
    present_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Who is there at the beginning."
    )


@strawberry.input(description="A person who comes or goes.")
class PresenceInput:
    meeting_id: strawberry.ID = strawberry.field(description="The meeting.")
    person_id: strawberry.ID = strawberry.field(description="The person.")
    at: datetime | None = strawberry.field(
        default=None, description="When, where it was not recorded at once; now if left out."
    )


@strawberry.input(description="A time that a person was present.")
class PresentInput:
    arrived_at: datetime = strawberry.field(description="When they came.")
    left_at: datetime | None = strawberry.field(default=None, description="When they left; null: still there.")


@strawberry.input(description="When a person was present, all of it, as it shall stand.")
class CorrectAttendanceInput:
    meeting_id: strawberry.ID = strawberry.field(description="The meeting.")
    person_id: strawberry.ID = strawberry.field(description="The person.")
    intervals: list[PresentInput] = strawberry.field(description="All the times; none if they were never there.")
    seen_ids: list[strawberry.ID] = strawberry.field(description="What stood of it when that was decided on.")
    reason: str = strawberry.field(description="Why, 500 letters at most.")


@strawberry.input(description="The act on an item in session.")
class ItemInSessionInput:
    item_id: strawberry.ID = strawberry.field(description="The item.")


@strawberry.input(description="What was said of an item.")
class NoteDiscussionInput(ItemInSessionInput):
    text: str = strawberry.field(description="What was said, 20 000 letters at most; empty for nothing.")
    version: int = strawberry.field(
        description="The discussion's version it was written on; 0 where there was none."
    )


@strawberry.input(description="How a member voted.")
class VoteInput:
    person_id: strawberry.ID = strawberry.field(description="The member.")
    choice: Choice = strawberry.field(description="How.")


@strawberry.input(description="The sums of a secret vote.")
class VoteSumsInput:
    votes_for: int = strawberry.field(description="For it.")
    votes_against: int = strawberry.field(description="Against it.")
    votes_abstain: int = strawberry.field(default=0, description="Abstentions.")


@strawberry.input(description="A member's objection.")
class MemberObjectionInput:
    person_id: strawberry.ID = strawberry.field(description="The member.")
    text: str = strawberry.field(description="What they say, 4000 letters at most.")


@strawberry.input(description="What the board decided.")
class DecisionInput:
    result: Result = strawberry.field(description="What.")
    text: str = strawberry.field(description="In which words, 4000 letters at most.")
    body: str | None = strawberry.field(default=None, description="To whom it is referred, 200 letters at most.")
    until: date | None = strawberry.field(default=None, description="The day it is deferred to, if not the next.")
    ballot: Ballot = strawberry.field(default=Ballot.CONSENT, description="How it was decided.")
    votes: list[VoteInput] = strawberry.field(default_factory=list, description="Of an open vote.")
    sums: VoteSumsInput | None = strawberry.field(default=None, description="Of a secret vote.")
    objections: list[MemberObjectionInput] = strawberry.field(
        default_factory=list, description="Objections that members put on record."
    )


@strawberry.input(description="A decision on an item.")
class DecideItemInput(DecisionInput):
    item_id: strawberry.ID = strawberry.field(description="The item.")
    discussion: str | None = strawberry.field(
        default=None, description="What was said of it; what is written already, if left out."
    )
    discussion_version: int = strawberry.field(default=0, description="The version that was written on.")


@strawberry.input(description="A decision as it should have been recorded.")
class CorrectDecisionInput(DecisionInput):
    decision_id: strawberry.ID = strawberry.field(description="The one that is corrected: the last of its item.")
    reason: str = strawberry.field(description="Why, 500 letters at most.")


@strawberry.input(description="An objection put on record after the decision.")
class RecordObjectionInput(MemberObjectionInput):
    decision_id: strawberry.ID = strawberry.field(description="The decision.")


@strawberry.type(description="A meeting after something happened in session.")
class SessionPayload:
    meeting: Meeting | None = declare(reader.Find(), "The meeting as it now stands.")
    carried_on: int | None = given("How many items were carried on, where it was closed.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="An item in session after an act.")
class ItemInSessionPayload:
    item: AgendaItem | None = declare(reader.Find(), "The item as it now stands.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="What became of a decision.")
class DecisionPayload:
    decision: Decision | None = declare(reader.Find(), "The decision that was recorded.")
    standing: Decision | None = declare(
        reader.Find(), "What somebody else recorded meanwhile, where that is why it was refused."
    )
    item: AgendaItem | None = declare(reader.Find(), "Its item as it now stands.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


def _draft(input: DecisionInput) -> Draft:
    """Raises VoteTwice."""
    votes: dict[UUID, Choice] = {}
    for vote in input.votes:
        if votes.setdefault(read_id("psn")(vote.person_id), vote.choice) is not vote.choice:
            raise rules.VoteTwice("votes")
    secret = input.sums
    sums = Sums(secret.votes_for, secret.votes_against, secret.votes_abstain) if secret else None
    objections = {read_id("psn")(one.person_id): one.text for one in input.objections}
    return Draft(input.result, input.text, input.body, input.until, input.ballot, votes, sums, objections)


async def _open(call: Call, input: OpenSessionInput) -> Given:
    id_, present = read_id("mtg")(input.id), list(map(read_id("psn"), input.present_ids))
    await sittings.open_session(id_, by=call.viewer, version=input.version, present=present)
    return {"meeting": id_}


async def _adjourn(call: Call, input: CallOffMeetingInput) -> Given:
    id_ = read_id("mtg")(input.id)
    await sittings.adjourn(id_, by=call.viewer, version=input.version, reason=input.reason)
    return {"meeting": id_}


async def _close(call: Call, input: MeetingInput) -> Given:
    id_ = read_id("mtg")(input.id)
    return {"meeting": id_, "carriedOn": await sittings.close(id_, by=call.viewer, version=input.version)}


async def _arrive(call: Call, input: PresenceInput) -> Given:
    id_ = read_id("mtg")(input.meeting_id)
    await sittings.arrive(id_, read_id("psn")(input.person_id), by=call.viewer, at=input.at)
    return {"meeting": id_}


async def _leave(call: Call, input: PresenceInput) -> Given:
    id_ = read_id("mtg")(input.meeting_id)
    await sittings.leave(id_, read_id("psn")(input.person_id), by=call.viewer, at=input.at)
    return {"meeting": id_}


async def _correct_attendance(call: Call, input: CorrectAttendanceInput) -> Given:
    id_ = read_id("mtg")(input.meeting_id)
    await sittings.correct_attendance(
        id_,
        read_id("psn")(input.person_id),
        [(one.arrived_at, one.left_at) for one in input.intervals],
        seen=list(map(read_id("att"), input.seen_ids)),
        by=call.viewer,
        reason=input.reason,
    )
    return {"meeting": id_}


async def _take_up(call: Call, input: ItemInSessionInput) -> Given:
    id_ = read_id("itm")(input.item_id)
    await sittings.take_up(id_, by=call.viewer)
    return {"item": id_}


async def _note(call: Call, input: NoteDiscussionInput) -> Given:
    id_ = read_id("itm")(input.item_id)
    await sittings.note(id_, Said(input.text, input.version), by=call.viewer)
    return {"item": id_}


async def _decide(call: Call, input: DecideItemInput) -> Given:
    id_ = read_id("itm")(input.item_id)
    said = None if input.discussion is None else Said(input.discussion, input.discussion_version)
    try:
        return {"item": id_, "decision": await sittings.decide(id_, _draft(input), by=call.viewer, said=said)}
    except rules.DecidedMeanwhile as refusal:
        problem = {"code": refusal.code, "path": ["itemId"], "message": refusal.say(call.viewer.language)}
        return {"item": id_, "standing": refusal.details["standing"], "problems": [problem]}


async def _correct(call: Call, input: CorrectDecisionInput) -> Given:
    id_ = read_id("dec")(input.decision_id)
    decision = await sittings.correct_decision(id_, _draft(input), by=call.viewer, reason=input.reason)
    return {"decision": decision}


async def _object(call: Call, input: RecordObjectionInput) -> Given:
    id_ = read_id("dec")(input.decision_id)
    await sittings.object_to(id_, read_id("psn")(input.person_id), input.text, by=call.viewer)
    return {"decision": id_}


@strawberry.type
class SittingActs:
    open_session: SessionPayload | None = act(
        _open,
        OpenSessionInput,
        SessionPayload,
        f"Open the meeting, or go on with one that was adjourned. {_STEERS}",
    )
    adjourn_meeting: SessionPayload | None = act(
        _adjourn,
        CallOffMeetingInput,
        SessionPayload,
        f"Break off, to go on later; whoever is there goes. {_STEERS}",
    )
    close_meeting: SessionPayload | None = act(
        _close,
        MeetingInput,
        SessionPayload,
        f"Close it: what is not settled is carried on, and the minutes can be written. {_STEERS}",
    )
    record_arrival: SessionPayload | None = act(
        _arrive, PresenceInput, SessionPayload, f"A person comes. {_STEERS}"
    )
    record_departure: SessionPayload | None = act(
        _leave, PresenceInput, SessionPayload, f"A person goes. {_STEERS}"
    )
    correct_attendance: SessionPayload | None = act(
        _correct_attendance,
        CorrectAttendanceInput,
        SessionPayload,
        f"Say anew when a person was present; what was recorded is struck, not deleted. {_STEERS}",
    )
    take_up_item: ItemInSessionPayload | None = act(
        _take_up, ItemInSessionInput, ItemInSessionPayload, f"Make it the item at hand. {_STEERS}"
    )
    note_discussion: ItemInSessionPayload | None = act(
        _note, NoteDiscussionInput, ItemInSessionPayload, f"Write down what was said. {_STEERS}"
    )
    decide_item: DecisionPayload | None = act(
        _decide,
        DecideItemInput,
        DecisionPayload,
        f"Record what the board decided; refused without a quorum. {_STEERS}",
    )
    correct_decision: DecisionPayload | None = act(
        _correct,
        CorrectDecisionInput,
        DecisionPayload,
        "Correct what was recorded as decided, by a further decision. Requires: board chair.",
    )
    record_objection: DecisionPayload | None = act(
        _object, RecordObjectionInput, DecisionPayload, f"Put a member's objection on record. {_STEERS}"
    )
