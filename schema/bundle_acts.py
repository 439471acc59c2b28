"""Mutations about bundles: prepared by the office, published by its head, opened by members."""

from datetime import date
from uuid import UUID

import strawberry

from policy_board.annotations import actions as annotations
from policy_board.bundles import actions as bundles
from policy_board.bundles import opening, printing, publishing
from policy_board.bundles.drafts import Draft
from policy_board.bundles.periods import Period
from policy_board.bundles.tables import Readers
from schema.acting import Call, Given, act
from schema.bundle import Bundle
from schema.payloads import given
from schema.permission import Problem
from schema.reader import declarations as reader
from schema.reader.cursors import read_id
from schema.reader.declarations import declare
from schema.revision import Revision, RevisionPaper


@strawberry.input(description="A bundle's own words.")
class BundleInput:
    title: str = strawberry.field(description="The title, 200 letters at most.")
    visit_on: date = strawberry.field(description="The day of the visit.")
    first_day: date = strawberry.field(description="Where the period analysed begins.")
    last_day: date = strawberry.field(description="Its last day, included; a year at most.")
    introduction: str | None = strawberry.field(default=None, description="Markdown, 20 000 letters at most.")
    compared_first: date | None = strawberry.field(
        default=None,
        description="Where the period it is compared with begins. Left out, that is what is right before: as many"
        " Jalali months where the period is whole months, else as many days.",
    )
    compared_last: date | None = strawberry.field(default=None, description="Its last day, included.")


@strawberry.input(description="Begin a bundle.")
class PrepareBundleInput:
    bundle: BundleInput = strawberry.field(description="Its own words.")


@strawberry.input(description="Write a bundle's own words anew.")
class DescribeBundleInput:
    id: strawberry.ID = strawberry.field(description="The bundle.")
    version: int = strawberry.field(description="The version it was decided on.")
    bundle: BundleInput = strawberry.field(description="Its own words.")


@strawberry.input(description="Say which dossiers a bundle holds, in which order.")
class ArrangeBundleInput:
    id: strawberry.ID = strawberry.field(description="The bundle.")
    version: int = strawberry.field(description="The version it was decided on.")
    dossier_ids: list[strawberry.ID] = strawberry.field(description="All of them, in order.")


@strawberry.input(description="Say whom a bundle is meant for.")
class InviteToBundleInput:
    id: strawberry.ID = strawberry.field(description="The bundle.")
    version: int = strawberry.field(description="The version it was decided on.")
    person_ids: list[strawberry.ID] = strawberry.field(description="All councillors invited to the visit.")
    readers: Readers = strawberry.field(default=Readers.INVITED, description="Who reads it beside the office.")


@strawberry.input(description="Publish a bundle as its next revision, which never changes.")
class PublishBundleInput:
    id: strawberry.ID = strawberry.field(description="The bundle.")
    version: int = strawberry.field(description="The version that was looked at.")
    note: str | None = strawberry.field(default=None, description="What is new, 2000 letters at most.")


@strawberry.input(description="That a member has opened a revision.")
class OpenRevisionInput:
    id: strawberry.ID = strawberry.field(description="The revision.")


@strawberry.input(description="That a member has opened a paper of a revision.")
class OpenPaperInput:
    id: strawberry.ID = strawberry.field(description="The paper.")


@strawberry.input(description="Put a revision on paper once more, where that failed.")
class PrintRevisionInput:
    id: strawberry.ID = strawberry.field(description="The revision.")


@strawberry.type(description="A bundle after an act.")
class BundlePayload:
    bundle: Bundle | None = declare(reader.Find(), "The bundle as it now stands.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="A revision after an act.")
class RevisionPayload:
    revision: Revision | None = declare(reader.Find(), "The revision.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="A paper after an act.")
class PaperPayload:
    paper: RevisionPaper | None = declare(reader.Find(), "The paper.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


def _draft(input: BundleInput) -> Draft:
    first, last = input.compared_first, input.compared_last
    return Draft(
        title=input.title,
        visit_on=input.visit_on,
        period=Period(input.first_day, input.last_day),
        introduction=input.introduction,
        compared=Period(first, last) if first and last else None,
    )


def _ids(prefix: str, ids: list[strawberry.ID]) -> list[UUID]:
    return [read_id(prefix)(id_) for id_ in ids]


async def _prepare(call: Call, input: PrepareBundleInput) -> Given:
    return {"bundle": await bundles.prepare(_draft(input.bundle), by=call.viewer)}


async def _describe(call: Call, input: DescribeBundleInput) -> Given:
    id_ = read_id("bdl")(input.id)
    await bundles.describe(id_, _draft(input.bundle), by=call.viewer, version=input.version)
    return {"bundle": id_}


async def _arrange(call: Call, input: ArrangeBundleInput) -> Given:
    id_ = read_id("bdl")(input.id)
    await bundles.arrange(id_, _ids("dos", input.dossier_ids), by=call.viewer, version=input.version)
    return {"bundle": id_}


async def _invite(call: Call, input: InviteToBundleInput) -> Given:
    id_ = read_id("bdl")(input.id)
    persons = _ids("psn", input.person_ids)
    await bundles.invite(id_, persons, by=call.viewer, version=input.version, readers=input.readers)
    return {"bundle": id_}


async def _publish(call: Call, input: PublishBundleInput) -> Given:
    id_ = read_id("bdl")(input.id)
    made = await publishing.publish(
        id_, by=call.viewer, version=input.version, note=input.note, follow=annotations.reanchor
    )
    return {"revision": made}


async def _open_revision(call: Call, input: OpenRevisionInput) -> Given:
    id_ = read_id("rev")(input.id)
    await opening.open_revision(id_, by=call.viewer)
    return {"revision": id_}


async def _open_paper(call: Call, input: OpenPaperInput) -> Given:
    id_ = read_id("ppr")(input.id)
    await opening.open_paper(id_, by=call.viewer)
    return {"paper": id_}


async def _print(call: Call, input: PrintRevisionInput) -> Given:
    id_ = read_id("rev")(input.id)
    await printing.request(id_, by=call.viewer)
    return {"revision": id_}


@strawberry.type
class BundleActs:
    prepare_bundle: BundlePayload | None = act(
        _prepare, PrepareBundleInput, BundlePayload, "Begin a bundle. Requires: the office."
    )
    describe_bundle: BundlePayload | None = act(
        _describe, DescribeBundleInput, BundlePayload, "Write a bundle's own words anew. Requires: the office."
    )
    arrange_bundle: BundlePayload | None = act(
        _arrange, ArrangeBundleInput, BundlePayload, "Choose its dossiers and their order. Requires: the office."
    )
    invite_to_bundle: BundlePayload | None = act(
        _invite, InviteToBundleInput, BundlePayload, "Say whom it is meant for. Requires: the office."
    )
    publish_bundle: RevisionPayload | None = act(
        _publish, PublishBundleInput, RevisionPayload, "Publish its next revision. Requires: head of the office."
    )
    open_revision: RevisionPayload | None = act(
        _open_revision,
        OpenRevisionInput,
        RevisionPayload,
        "Write down that a councillor opened it. Requires: councillor, or the office, of whom nothing is written.",
    )
    open_paper: PaperPayload | None = act(
        _open_paper, OpenPaperInput, PaperPayload, "The same of one paper. Requires: councillor, or the office."
    )
    print_revision: RevisionPayload | None = act(
        _print, PrintRevisionInput, RevisionPayload, "Try its PDF and ZIP once more. Requires: the office."
    )
