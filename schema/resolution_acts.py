"""Mutations on resolutions."""

from datetime import date

import strawberry

from policy_board.resolutions import actions as resolutions
from policy_board.resolutions.resolving import Draft
from schema.acting import Call, Given, act
from schema.payloads import given
from schema.permission import Problem
from schema.reader import declarations as reader
from schema.reader.cursors import read_id
from schema.reader.declarations import declare
from schema.resolution import Resolution


@strawberry.input(description="Write down what is to be done of a decision that was approved.")
class MakeResolutionInput:
    decision_id: strawberry.ID = strawberry.field(description="The decision.")
    text: str = strawberry.field(description="What is to be done, 4000 letters at most.")
    unit: str = strawberry.field(description="Code of the unit that answers for it.")
    person_id: strawberry.ID | None = strawberry.field(
        default=None, description="The manager who answers for it; left out, the unit's."
    )
    due_on: date = strawberry.field(description="The last day on which it is done in time.")
    categories: list[str] = strawberry.field(description="Codes of the request types it should change, 1 to 20.")


@strawberry.input(description="Report a resolution as done.")
class ReportResolutionInput:
    id: strawberry.ID = strawberry.field(description="The resolution.")
    version: int = strawberry.field(description="The version that was read.")
    text: str = strawberry.field(description="What was done, 4000 letters at most.")
    file_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Photos of it, as `POST /files` gave their ids."
    )


@strawberry.input(description="Verify what was reported.")
class VerifyResolutionInput:
    id: strawberry.ID = strawberry.field(description="The resolution.")
    version: int = strawberry.field(description="The version that was read.")
    note: str | None = strawberry.field(default=None, description="A word on it, 2000 letters at most.")


@strawberry.input(description="Return what was reported: it is not done.")
class ReturnResolutionInput:
    id: strawberry.ID = strawberry.field(description="The resolution.")
    version: int = strawberry.field(description="The version that was read.")
    reason: str = strawberry.field(description="Why, 2000 letters at most.")


@strawberry.input(description="Take note of a warning.")
class AcknowledgeResolutionWarningInput:
    id: strawberry.ID = strawberry.field(description="The warning.")


@strawberry.type(description="A resolution after an act.")
class ResolutionPayload:
    resolution: Resolution | None = declare(reader.Find(), "The resolution as it now stands.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


async def _make(call: Call, input: MakeResolutionInput) -> Given:
    person = read_id("psn")(input.person_id) if input.person_id else None
    draft = Draft(input.text, input.unit, input.due_on, input.categories, person)
    return {"resolution": await resolutions.resolve(read_id("dec")(input.decision_id), draft, by=call.viewer)}


async def _report(call: Call, input: ReportResolutionInput) -> Given:
    id_, files = read_id("res")(input.id), [read_id("fil")(file_id) for file_id in input.file_ids]
    await resolutions.report(id_, by=call.viewer, version=input.version, text=input.text, files=files)
    return {"resolution": id_}


async def _verify(call: Call, input: VerifyResolutionInput) -> Given:
    id_ = read_id("res")(input.id)
    await resolutions.verify(id_, by=call.viewer, version=input.version, note=input.note)
    return {"resolution": id_}


async def _return(call: Call, input: ReturnResolutionInput) -> Given:
    id_ = read_id("res")(input.id)
    await resolutions.give_back(id_, by=call.viewer, version=input.version, reason=input.reason)
    return {"resolution": id_}


async def _acknowledge(call: Call, input: AcknowledgeResolutionWarningInput) -> Given:
    return {"resolution": await resolutions.acknowledge(read_id("rwn")(input.id), by=call.viewer)}


@strawberry.type
class ResolutionActs:
    make_resolution: ResolutionPayload | None = act(
        _make,
        MakeResolutionInput,
        ResolutionPayload,
        "Write down a resolution. Requires: secretary or chair of the board.",
    )
    report_resolution: ResolutionPayload | None = act(
        _report,
        ReportResolutionInput,
        ResolutionPayload,
        "Report it as done. Requires: manager who answers for it.",
    )
    verify_resolution: ResolutionPayload | None = act(
        _verify,
        VerifyResolutionInput,
        ResolutionPayload,
        "Verify a report of somebody else. Requires: secretary or chair of the board, or head of the office.",
    )
    return_resolution: ResolutionPayload | None = act(
        _return,
        ReturnResolutionInput,
        ResolutionPayload,
        "Return a report of somebody else. Requires: secretary or chair of the board, or head of the office.",
    )
    acknowledge_resolution_warning: ResolutionPayload | None = act(
        _acknowledge,
        AcknowledgeResolutionWarningInput,
        ResolutionPayload,
        "Take note of a warning. Requires: the superior it names.",
    )
