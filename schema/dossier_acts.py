"""Mutations on dossiers: written, shown, given evidence, asked about and answered."""

from collections.abc import Awaitable, Callable
from dataclasses import fields
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry.utils.str_converters import to_camel_case

from policy_board.dossiers import actions as dossiers
from policy_board.dossiers import evidence, questions, rules
from schema.acting import Call, Given, act
from schema.dossier import Dossier, DossierQuestion
from schema.evidence import Evidence
from schema.message import MessageFilter
from schema.payloads import given
from schema.permission import Problem
from schema.reader import declarations as reader
from schema.reader.cursors import read_id
from schema.reader.declarations import declare


@strawberry.input(description="A section as it is to be.")
class SectionInput:
    title: str = strawberry.field(description="Its heading, 200 letters at most.")
    body: str = strawberry.field(description="In Markdown, 40 000 letters at most; it may be empty.")
    key: str | None = strawberry.field(default=None, description="Of the section it goes on from; none if new.")


@strawberry.input(description="Begin a dossier.")
class BeginDossierInput:
    title: str = strawberry.field(description="What it is called, 200 letters at most.")
    statement: str = strawberry.field(description="What is wrong, in Markdown, 20 000 letters at most.")
    sections: list[SectionInput] = strawberry.field(default_factory=list, description="Its sections, in order.")


@strawberry.input(description="The next version of a dossier, whole.")
class ReviseDossierInput:
    id: strawberry.ID = strawberry.field(description="The dossier.")
    version: int = strawberry.field(description="The version it goes on from.")
    title: str = strawberry.field(description="What it is called.")
    statement: str = strawberry.field(description="What is wrong, in Markdown.")
    sections: list[SectionInput] = strawberry.field(description="All its sections, in order.")
    note: str | None = strawberry.field(default=None, description="What was changed and why.")


@strawberry.input(description="Show a dossier to the members, as it was read.")
class MarkDossierReadyInput:
    id: strawberry.ID = strawberry.field(description="The dossier.")
    version: int = strawberry.field(description="The version that was read.")


@strawberry.input(description="Bring a dossier to where what was decided has led.")
class MoveDossierInput:
    id: strawberry.ID = strawberry.field(description="The dossier.")
    note: str | None = strawberry.field(default=None, description="Why, 2000 letters at most.")


@strawberry.input(description="Evidence by a filter of messages; one that names tracking codes alone is by hand.")
class AddEvidenceInput:
    dossier_id: strawberry.ID = strawberry.field(description="The dossier.")
    title: str = strawberry.field(description="What it shows, 200 letters at most.")
    filter: MessageFilter = strawberry.field(description="Which messages, 10 000 at most.")


@strawberry.input(description="A piece of evidence.")
class EvidenceInput:
    id: strawberry.ID = strawberry.field(description="The evidence.")


@strawberry.input(description="Ask the members something.")
class AskQuestionInput:
    dossier_id: strawberry.ID = strawberry.field(description="The dossier.")
    text: str = strawberry.field(description="In Markdown, 2000 letters at most.")


@strawberry.input(description="A question.")
class QuestionInput:
    id: strawberry.ID = strawberry.field(description="The question.")


@strawberry.input(description="A member's answer.")
class AnswerQuestionInput:
    question_id: strawberry.ID = strawberry.field(description="The question.")
    text: str = strawberry.field(description="In Markdown, 2000 letters at most.")


@strawberry.type(description="A dossier after an act.")
class DossierPayload:
    dossier: Dossier | None = declare(reader.Find(), "The dossier as it now stands.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="A piece of evidence after an act.")
class EvidencePayload:
    evidence: Evidence | None = declare(reader.Find(), "The evidence as it now stands.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="A question after an act.")
class QuestionPayload:
    question: DossierQuestion | None = declare(reader.Find(), "The question as it now stands.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


async def _begin(call: Call, input: BeginDossierInput) -> Given:
    return {"dossier": await dossiers.begin(_draft(input), by=call.viewer)}


async def _revise(call: Call, input: ReviseDossierInput) -> Given:
    id_ = read_id("dos")(input.id)
    await dossiers.revise(id_, by=call.viewer, version=input.version, draft=_draft(input), note=input.note)
    return {"dossier": id_}


def _draft(input: BeginDossierInput | ReviseDossierInput) -> dossiers.Draft:
    sections = [
        dossiers.SectionDraft(section.title, section.body, _key(section.key, place))
        for place, section in enumerate(input.sections)
    ]
    return dossiers.Draft(input.title, input.statement, sections)


def _key(text: str | None, place: int) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise rules.BadSection(f"sections.{place}.key") from None


async def _mark_ready(call: Call, input: MarkDossierReadyInput) -> Given:
    id_ = read_id("dos")(input.id)
    await dossiers.mark_ready(id_, by=call.viewer, version=input.version)
    return {"dossier": id_}


def _moving(action: Callable[..., Awaitable[UUID]], description: str) -> Any:
    async def run(call: Call, input: MoveDossierInput) -> Given:
        return {"dossier": await action(read_id("dos")(input.id), by=call.viewer, note=input.note)}

    return act(run, MoveDossierInput, DossierPayload, description)


async def _add_evidence(call: Call, input: AddEvidenceInput) -> Given:
    id_ = read_id("dos")(input.dossier_id)
    added = await evidence.add(id_, by=call.viewer, title=input.title, sought=json_of(input.filter))
    return {"evidence": added}


def json_of(input: MessageFilter) -> dict[str, object]:
    """A filter as it was given, nulls left out."""
    named = {to_camel_case(field.name): getattr(input, field.name) for field in fields(input)}
    return {name: _plain(value) for name, value in named.items() if value is not None}


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


async def _freeze_evidence(call: Call, input: EvidenceInput) -> Given:
    return {"evidence": await evidence.freeze(read_id("evd")(input.id), by=call.viewer)}


async def _remove_evidence(call: Call, input: EvidenceInput) -> Given:
    id_ = read_id("evd")(input.id)
    await evidence.remove(id_, by=call.viewer)
    return {"evidence": id_}


async def _ask(call: Call, input: AskQuestionInput) -> Given:
    return {"question": await questions.ask(read_id("dos")(input.dossier_id), by=call.viewer, text=input.text)}


async def _withdraw_question(call: Call, input: QuestionInput) -> Given:
    id_ = read_id("qst")(input.id)
    await questions.withdraw(id_, by=call.viewer)
    return {"question": id_}


async def _answer(call: Call, input: AnswerQuestionInput) -> Given:
    return {"question": await questions.answer(read_id("qst")(input.question_id), by=call.viewer, text=input.text)}


@strawberry.type
class DossierActs:
    begin_dossier: DossierPayload | None = act(
        _begin, BeginDossierInput, DossierPayload, "Begin a dossier. Requires: analyst or head of the office."
    )
    revise_dossier: DossierPayload | None = act(
        _revise, ReviseDossierInput, DossierPayload, "Write its next version. Requires: as beginDossier."
    )
    mark_dossier_ready: DossierPayload | None = act(
        _mark_ready, MarkDossierReadyInput, DossierPayload, "Show it to the members. Requires: as beginDossier."
    )
    put_dossier_in_effect: DossierPayload | None = _moving(
        dossiers.put_in_effect, "What was decided is being done. Requires: head of the office."
    )
    settle_dossier: DossierPayload | None = _moving(
        dossiers.settle, "The matter has an end. Requires: head of the office."
    )
    take_up_dossier_again: DossierPayload | None = _moving(
        dossiers.take_up_again, "It is not over after all. Requires: head of the office."
    )
    add_evidence: EvidencePayload | None = act(
        _add_evidence, AddEvidenceInput, EvidencePayload, "Add evidence, frozen now. Requires: as beginDossier."
    )
    freeze_evidence: EvidencePayload | None = act(
        _freeze_evidence, EvidenceInput, EvidencePayload, "Freeze it as it now stands. Requires: as beginDossier."
    )
    remove_evidence: EvidencePayload | None = act(
        _remove_evidence, EvidenceInput, EvidencePayload, "Let it serve no longer. Requires: as beginDossier."
    )
    ask_question: QuestionPayload | None = act(
        _ask, AskQuestionInput, QuestionPayload, "Ask the members something. Requires: as beginDossier."
    )
    withdraw_question: QuestionPayload | None = act(
        _withdraw_question, QuestionInput, QuestionPayload, "Ask it no longer. Requires: as beginDossier."
    )
    answer_question: QuestionPayload | None = act(
        _answer, AnswerQuestionInput, QuestionPayload, "Answer a question. Requires: councillor."
    )
