"""Mutations of meetings: planned, arranged, called off; and their agendas opened and frozen."""

from datetime import datetime

import strawberry

from policy_board.agendas import actions as agendas
from policy_board.agendas import freezing
from policy_board.meetings import actions as meetings
from policy_board.meetings.actions import Arrangement
from policy_board.meetings.tables import MeetingState
from schema.acting import Call, Given, act
from schema.agenda import Agenda
from schema.meeting import Meeting
from schema.payloads import given
from schema.permission import Problem
from schema.reader import declarations as reader
from schema.reader.cursors import read_id
from schema.reader.declarations import declare


@strawberry.input(description="A meeting to be held.")
class PlanMeetingInput:
    title: str = strawberry.field(description="What kind of meeting it is, 200 letters at most.")
    place: str = strawberry.field(description="Where, 200 letters at most.")
    starts_at: datetime = strawberry.field(description="When it begins: a time to come.")
    budget: int = strawberry.field(description="How long it is, in minutes.")
    quorum: int = strawberry.field(description="How many members must be present when something is decided.")


@strawberry.input(description="The act on a meeting, decided on one version of it.")
class MeetingInput:
    id: strawberry.ID = strawberry.field(description="The meeting.")
    version: int = strawberry.field(description="The version it was decided on.")


@strawberry.input(description="A meeting's day, place, length and quorum, as they shall be.")
class ArrangeMeetingInput(PlanMeetingInput):
    id: strawberry.ID = strawberry.field(description="The meeting.")
    version: int = strawberry.field(description="The version it was decided on.")


@strawberry.input(description="A meeting that is not held.")
class CallOffMeetingInput(MeetingInput):
    reason: str = strawberry.field(description="Why, 500 letters at most.")


@strawberry.input(description="An agenda to be frozen as it was read.")
class FreezeAgendaInput:
    id: strawberry.ID = strawberry.field(description="The agenda.")
    revision: int = strawberry.field(description="The revision that was read.")


@strawberry.type(description="A meeting after an act.")
class MeetingPayload:
    meeting: Meeting | None = declare(reader.Find(), "The meeting as it now stands.")
    agenda: Agenda | None = declare(reader.Find(), "Its agenda, where the act was on that.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


def _arrangement(input: PlanMeetingInput) -> Arrangement:
    return Arrangement(input.title, input.place, input.starts_at, input.budget, input.quorum)


async def _plan(call: Call, input: PlanMeetingInput) -> Given:
    return {"meeting": await meetings.plan(_arrangement(input), by=call.viewer)}


async def _arrange(call: Call, input: ArrangeMeetingInput) -> Given:
    id_ = read_id("mtg")(input.id)
    await meetings.arrange(id_, _arrangement(input), by=call.viewer, version=input.version)
    return {"meeting": id_}


async def _reconvene(call: Call, input: ArrangeMeetingInput) -> Given:
    id_ = read_id("mtg")(input.id)
    await meetings.reconvene(id_, _arrangement(input), by=call.viewer, version=input.version)
    return {"meeting": id_}


async def _open(call: Call, input: MeetingInput) -> Given:
    id_ = read_id("mtg")(input.id)
    return {"meeting": id_, "agenda": await agendas.open_agenda(id_, by=call.viewer, version=input.version)}


async def _freeze(call: Call, input: FreezeAgendaInput) -> Given:
    id_ = read_id("agd")(input.id)
    meeting = await freezing.freeze(id_, by=call.viewer, revision=input.revision)
    return {"meeting": meeting, "agenda": id_}


async def _call_off(call: Call, input: CallOffMeetingInput, to: MeetingState) -> Given:
    id_ = read_id("mtg")(input.id)
    await freezing.call_off(id_, by=call.viewer, version=input.version, to=to, reason=input.reason)
    return {"meeting": id_}


async def _postpone(call: Call, input: CallOffMeetingInput) -> Given:
    return await _call_off(call, input, MeetingState.POSTPONED)


async def _cancel(call: Call, input: CallOffMeetingInput) -> Given:
    return await _call_off(call, input, MeetingState.CANCELLED)


@strawberry.type
class MeetingActs:
    plan_meeting: MeetingPayload | None = act(
        _plan, PlanMeetingInput, MeetingPayload, "Plan a meeting. Requires: board secretary or board chair."
    )
    arrange_meeting: MeetingPayload | None = act(
        _arrange,
        ArrangeMeetingInput,
        MeetingPayload,
        "Change its day, place, length or quorum. Requires: board secretary or board chair.",
    )
    open_agenda: MeetingPayload | None = act(
        _open, MeetingInput, MeetingPayload, "Open its agenda. Requires: board secretary or board chair."
    )
    freeze_agenda: MeetingPayload | None = act(
        _freeze,
        FreezeAgendaInput,
        MeetingPayload,
        "Fix an agenda, and its numbers with it. Requires: board chair.",
    )
    postpone_meeting: MeetingPayload | None = act(
        _postpone,
        CallOffMeetingInput,
        MeetingPayload,
        "Postpone it; its items wait in the tray again. Requires: board secretary or board chair.",
    )
    cancel_meeting: MeetingPayload | None = act(
        _cancel,
        CallOffMeetingInput,
        MeetingPayload,
        "Cancel it; its items wait in the tray again. Requires: board secretary or board chair.",
    )
    reconvene_meeting: MeetingPayload | None = act(
        _reconvene,
        ArrangeMeetingInput,
        MeetingPayload,
        "Plan a postponed meeting for another day. Requires: board secretary or board chair.",
    )
