"""Mutations about annotations."""

from dataclasses import replace
from datetime import date

import strawberry

from policy_board.annotations import actions as annotations
from policy_board.annotations.tables import AnnotationKind, AnnotationVisibility
from schema.acting import Call, Given, act
from schema.annotation import Annotation
from schema.payloads import given
from schema.permission import Problem
from schema.reader import declarations as reader
from schema.reader.cursors import read_id
from schema.reader.declarations import declare
from schema.revision import RevisionPaper


@strawberry.input(
    description="A passage of a paper's canonical text, in code points, with the words that stand there."
)
class PassageInput:
    start: int = strawberry.field(description="From this one on.")
    end: int = strawberry.field(description="To before this one.")
    quote: str = strawberry.field(description="The words there.")


@strawberry.input(description="Make a note on a paper.")
class AnnotateInput:
    paper_id: strawberry.ID = strawberry.field(description="The paper.")
    text: str = strawberry.field(description="What it says, 5000 letters at most.")
    kind: AnnotationKind = strawberry.field(default=AnnotationKind.COMMENT, description="What it is.")
    visibility: AnnotationVisibility = strawberry.field(
        default=AnnotationVisibility.BUNDLE, description="Who reads it."
    )
    passage: PassageInput | None = strawberry.field(
        default=None, description="On which words; left out, on the whole."
    )
    mentions: list[strawberry.ID] = strawberry.field(default_factory=list, description="Persons to be told of it.")


@strawberry.input(description="Change a note of one's own.")
class EditAnnotationInput:
    id: strawberry.ID = strawberry.field(description="The note.")
    version: int = strawberry.field(description="The version it was decided on.")
    text: str = strawberry.field(description="What it is to say.")
    kind: AnnotationKind = strawberry.field(description="What it is.")
    visibility: AnnotationVisibility = strawberry.field(description="Who reads it; never fewer than before.")


@strawberry.input(description="Write in a note's thread.")
class ReplyToAnnotationInput:
    id: strawberry.ID = strawberry.field(description="The note.")
    text: str = strawberry.field(description="What to write, 5000 letters at most.")


@strawberry.input(description="Answer a note, settle it, or say that its answer is none.")
class AnswerAnnotationInput:
    id: strawberry.ID = strawberry.field(description="The note.")
    version: int = strawberry.field(description="The version it was decided on.")
    text: str = strawberry.field(description="The answer, or the reason.")


@strawberry.input(description="Say who sees to a note.")
class AssignAnnotationInput:
    id: strawberry.ID = strawberry.field(description="The note.")
    version: int = strawberry.field(description="The version it was decided on.")
    assignee_id: strawberry.ID | None = strawberry.field(default=None, description="Who of the office; nobody.")
    due_on: date | None = strawberry.field(default=None, description="By when.")


@strawberry.input(description="Say where a lost note belongs.")
class PlaceAnnotationInput:
    placement_id: strawberry.ID = strawberry.field(description="Its placement in the revision.")
    passage: PassageInput | None = strawberry.field(
        default=None, description="The words it belongs to; left out, it belongs nowhere any more, and is kept."
    )


@strawberry.input(description="Keep what is being written; empty text is forgotten.")
class SaveAnnotationDraftInput:
    paper_id: strawberry.ID = strawberry.field(description="The paper.")
    text: str = strawberry.field(description="What is written so far.")
    start: int | None = strawberry.field(default=None, description="On the passage from this code point on.")
    end: int | None = strawberry.field(default=None, description="To before this one; without both, on the whole.")
    kind: AnnotationKind = strawberry.field(default=AnnotationKind.COMMENT, description="What it is to be.")
    visibility: AnnotationVisibility = strawberry.field(
        default=AnnotationVisibility.BUNDLE, description="Who is to read it."
    )


@strawberry.input(description="Keep what is being written under a note; empty text is forgotten.")
class SaveReplyDraftInput:
    id: strawberry.ID = strawberry.field(description="The note.")
    text: str = strawberry.field(description="What is written so far.")


@strawberry.type(description="A note after an act.")
class AnnotationPayload:
    annotation: Annotation | None = declare(reader.Find(), "The note as it now stands.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="A paper after a draft was kept.")
class AnnotationDraftPayload:
    paper: RevisionPaper | None = declare(reader.Find(), "The paper.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


async def _annotate(call: Call, input: AnnotateInput) -> Given:
    note = annotations.Note(input.text, input.kind, input.visibility)
    if at := input.passage:
        note = replace(note, start=at.start, end=at.end, quote=at.quote)
    mentions = [read_id("psn")(id_) for id_ in input.mentions]
    made = await annotations.annotate(read_id("ppr")(input.paper_id), note, by=call.viewer, mentions=mentions)
    return {"annotation": made}


async def _edit(call: Call, input: EditAnnotationInput) -> Given:
    note = annotations.Note(input.text, input.kind, input.visibility)
    id_ = read_id("ann")(input.id)
    return {"annotation": await annotations.edit(id_, note, by=call.viewer, version=input.version)}


async def _reply(call: Call, input: ReplyToAnnotationInput) -> Given:
    return {"annotation": await annotations.reply(read_id("ann")(input.id), input.text, by=call.viewer)}


async def _answer(call: Call, input: AnswerAnnotationInput) -> Given:
    id_ = read_id("ann")(input.id)
    return {"annotation": await annotations.answer(id_, input.text, by=call.viewer, version=input.version)}


async def _reopen(call: Call, input: AnswerAnnotationInput) -> Given:
    id_ = read_id("ann")(input.id)
    return {"annotation": await annotations.reopen(id_, input.text, by=call.viewer, version=input.version)}


async def _accept(call: Call, input: AnswerAnnotationInput) -> Given:
    return await _settle(call, input, accept=True)


async def _decline(call: Call, input: AnswerAnnotationInput) -> Given:
    return await _settle(call, input, accept=False)


async def _settle(call: Call, input: AnswerAnnotationInput, *, accept: bool) -> Given:
    id_ = read_id("ann")(input.id)
    made = await annotations.settle(id_, input.text, by=call.viewer, version=input.version, accept=accept)
    return {"annotation": made}


async def _assign(call: Call, input: AssignAnnotationInput) -> Given:
    id_ = read_id("ann")(input.id)
    who = read_id("psn")(input.assignee_id) if input.assignee_id else None
    made = await annotations.assign(id_, who, by=call.viewer, version=input.version, due_on=input.due_on)
    return {"annotation": made}


async def _place(call: Call, input: PlaceAnnotationInput) -> Given:
    id_, at = read_id("plc")(input.placement_id), input.passage
    if at is None:
        return {"annotation": await annotations.leave(id_, by=call.viewer)}
    return {"annotation": await annotations.place(id_, at.start, at.end, at.quote, by=call.viewer)}


async def _save(call: Call, input: SaveAnnotationDraftInput) -> Given:
    id_ = read_id("ppr")(input.paper_id)
    await annotations.save_draft(
        id_,
        input.text,
        by=call.viewer,
        start=input.start,
        end=input.end,
        kind=input.kind,
        visibility=input.visibility,
    )
    return {"paper": id_}


async def _save_reply(call: Call, input: SaveReplyDraftInput) -> Given:
    return {"annotation": await annotations.save_reply_draft(read_id("ann")(input.id), input.text, by=call.viewer)}


@strawberry.type
class AnnotationActs:
    annotate: AnnotationPayload | None = act(
        _annotate, AnnotateInput, AnnotationPayload, "Make a note. Requires: councillor, or the office."
    )
    edit_annotation: AnnotationPayload | None = act(
        _edit, EditAnnotationInput, AnnotationPayload, "Change it, its history kept. Requires: its author."
    )
    reply_to_annotation: AnnotationPayload | None = act(
        _reply, ReplyToAnnotationInput, AnnotationPayload, "Write under it. Requires: councillor, or the office."
    )
    answer_annotation: AnnotationPayload | None = act(
        _answer, AnswerAnnotationInput, AnnotationPayload, "Give the office's answer. Requires: the office."
    )
    reopen_annotation: AnnotationPayload | None = act(
        _reopen, AnswerAnnotationInput, AnnotationPayload, "Say that the answer is none. Requires: its author."
    )
    accept_annotation: AnnotationPayload | None = act(
        _accept, AnswerAnnotationInput, AnnotationPayload, "Accept what it asks for. Requires: the office."
    )
    decline_annotation: AnnotationPayload | None = act(
        _decline, AnswerAnnotationInput, AnnotationPayload, "Decline it, with the reason. Requires: the office."
    )
    assign_annotation: AnnotationPayload | None = act(
        _assign, AssignAnnotationInput, AnnotationPayload, "Say who sees to it. Requires: the office."
    )
    place_annotation: AnnotationPayload | None = act(
        _place,
        PlaceAnnotationInput,
        AnnotationPayload,
        "Say where a lost note belongs. Requires: its author, or the office.",
    )
    save_annotation_draft: AnnotationDraftPayload | None = act(
        _save,
        SaveAnnotationDraftInput,
        AnnotationDraftPayload,
        "Keep what is being written. Requires: councillor, or the office.",
    )
    save_reply_draft: AnnotationPayload | None = act(
        _save_reply,
        SaveReplyDraftInput,
        AnnotationPayload,
        "Keep what is being written under a note. Requires: councillor, or the office.",
    )
