"""Mutations of minutes: begun, written, approved, corrected, published."""

import strawberry

from policy_board.minutes import actions as minutes
from schema.acting import Call, Given, act
from schema.minutes import Minutes, MinutesCorrection, MinutesParagraph, PublishedMinutes
from schema.payloads import given
from schema.permission import Problem
from schema.reader import declarations as reader
from schema.reader.cursors import read_id
from schema.reader.declarations import declare


@strawberry.input(description="Minutes to be written from a meeting's facts.")
class BeginMinutesInput:
    meeting_id: strawberry.ID = strawberry.field(description="The meeting.")


@strawberry.input(description="The act on a paragraph, decided on one version of it.")
class MinutesParagraphInput:
    id: strawberry.ID = strawberry.field(description="The paragraph.")
    version: int = strawberry.field(description="The version it was decided on.")


@strawberry.input(description="A paragraph in the secretary's words.")
class WriteMinutesParagraphInput(MinutesParagraphInput):
    text: str = strawberry.field(description="What it shall say, 20,000 letters at most; empty for nothing.")


@strawberry.input(description="A paragraph of the secretary's own.")
class AddMinutesNoteInput:
    minutes_id: strawberry.ID = strawberry.field(description="The minutes.")
    item_id: strawberry.ID | None = strawberry.field(
        default=None, description="The item it is of; null for the meeting as a whole."
    )
    text: str = strawberry.field(description="What it says, 20,000 letters at most.")


@strawberry.input(description="An item to be put to a place in the minutes.")
class PlaceMinutesItemInput:
    id: strawberry.ID = strawberry.field(description="The minutes.")
    version: int = strawberry.field(description="The version it was decided on.")
    item_id: strawberry.ID = strawberry.field(description="The item.")
    place: int = strawberry.field(description="Its place, from 1.")


@strawberry.input(description="Minutes to be approved as they were read.")
class ApproveMinutesInput:
    id: strawberry.ID = strawberry.field(description="The minutes.")
    version: int = strawberry.field(description="The version that was read.")


@strawberry.input(description="A paragraph of approved minutes to be put right.")
class CorrectMinutesInput:
    paragraph_id: strawberry.ID = strawberry.field(description="The paragraph.")
    text: str = strawberry.field(description="What it should say, 20,000 letters at most.")
    reason: str = strawberry.field(description="Why, 500 letters at most.")


@strawberry.input(description="Minutes to be published as they were read.")
class PublishMinutesInput(ApproveMinutesInput):
    withheld: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Paragraphs that are not for everybody."
    )


@strawberry.type(description="Minutes after an act.")
class MinutesPayload:
    minutes: Minutes | None = declare(reader.Find(), "The minutes as they now stand.")
    paragraph: MinutesParagraph | None = declare(reader.Find(), "The paragraph, where the act was on one.")
    correction: MinutesCorrection | None = declare(reader.Find(), "The correction, where it made one.")
    published: PublishedMinutes | None = declare(reader.Find(), "What everybody reads, once it is published.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


async def _begin(call: Call, input: BeginMinutesInput) -> Given:
    return {"minutes": await minutes.begin(read_id("mtg")(input.meeting_id), by=call.viewer)}


async def _write(call: Call, input: WriteMinutesParagraphInput) -> Given:
    id_ = read_id("mpa")(input.id)
    found = await minutes.write(id_, input.text, by=call.viewer, version=input.version)
    return {"minutes": found, "paragraph": id_}


async def _take(call: Call, input: MinutesParagraphInput) -> Given:
    id_ = read_id("mpa")(input.id)
    return {"minutes": await minutes.take(id_, by=call.viewer, version=input.version), "paragraph": id_}


async def _keep(call: Call, input: MinutesParagraphInput) -> Given:
    id_ = read_id("mpa")(input.id)
    return {"minutes": await minutes.keep(id_, by=call.viewer, version=input.version), "paragraph": id_}


async def _note(call: Call, input: AddMinutesNoteInput) -> Given:
    id_, item = read_id("min")(input.minutes_id), input.item_id
    paragraph = await minutes.note(
        id_, input.text, by=call.viewer, item_id=None if item is None else read_id("itm")(item)
    )
    return {"minutes": id_, "paragraph": paragraph}


async def _place(call: Call, input: PlaceMinutesItemInput) -> Given:
    id_, item = read_id("min")(input.id), read_id("itm")(input.item_id)
    await minutes.place(id_, item, input.place, by=call.viewer, version=input.version)
    return {"minutes": id_}


async def _approve(call: Call, input: ApproveMinutesInput) -> Given:
    id_ = read_id("min")(input.id)
    await minutes.approve(id_, by=call.viewer, version=input.version)
    return {"minutes": id_}


async def _correct(call: Call, input: CorrectMinutesInput) -> Given:
    id_ = read_id("mpa")(input.paragraph_id)
    correction = await minutes.correct(id_, input.text, by=call.viewer, reason=input.reason)
    return {"paragraph": id_, "correction": correction}


async def _publish(call: Call, input: PublishMinutesInput) -> Given:
    id_ = read_id("min")(input.id)
    withheld = [read_id("mpa")(one) for one in input.withheld]
    published = await minutes.publish(id_, by=call.viewer, version=input.version, withheld=withheld)
    return {"minutes": id_, "published": published}


_WRITES = "Requires: board secretary."


@strawberry.type
class MinutesActs:
    begin_minutes: MinutesPayload | None = act(
        _begin,
        BeginMinutesInput,
        MinutesPayload,
        f"Have a closed meeting's minutes written from its facts. {_WRITES}",
    )
    write_minutes_paragraph: MinutesPayload | None = act(
        _write, WriteMinutesParagraphInput, MinutesPayload, f"Give a paragraph one's own words. {_WRITES}"
    )
    take_minutes_sentence: MinutesPayload | None = act(
        _take,
        MinutesParagraphInput,
        MinutesPayload,
        f"Give a flagged paragraph the sentence of its fact as it is now. {_WRITES}",
    )
    keep_minutes_wording: MinutesPayload | None = act(
        _keep, MinutesParagraphInput, MinutesPayload, f"Leave a flagged paragraph its words. {_WRITES}"
    )
    add_minutes_note: MinutesPayload | None = act(
        _note, AddMinutesNoteInput, MinutesPayload, f"Add a paragraph of one's own. {_WRITES}"
    )
    place_minutes_item: MinutesPayload | None = act(
        _place, PlaceMinutesItemInput, MinutesPayload, f"Put an item to a place in the minutes. {_WRITES}"
    )
    approve_minutes: MinutesPayload | None = act(
        _approve, ApproveMinutesInput, MinutesPayload, "Sign the minutes as they were read. Requires: board chair."
    )
    correct_minutes: MinutesPayload | None = act(
        _correct,
        CorrectMinutesInput,
        MinutesPayload,
        "Put a paragraph of approved minutes right, beside what was approved. Requires: board chair.",
    )
    publish_minutes: MinutesPayload | None = act(
        _publish,
        PublishMinutesInput,
        MinutesPayload,
        "Let everybody read them, without names or secrets. Requires: board secretary or board chair.",
    )
