"""Mutations of the secretary's tray, and of standing items."""

import strawberry

from policy_board.agendas import receiving, templates, tray
from policy_board.agendas.tray import ItemDraft
from schema.acting import Call, Given, act
from schema.agenda import AgendaItem, AgendaTemplate
from schema.forwarding import Forwarding
from schema.payloads import given
from schema.permission import Problem
from schema.reader import declarations as reader
from schema.reader.cursors import read_id
from schema.reader.declarations import declare


@strawberry.input(description="A matter of one's own, with no dossier behind it.")
class ProposeItemInput:
    title: str = strawberry.field(description="What it is, 300 letters at most.")
    note: str | None = strawberry.field(default=None, description="What the board should know, 4000 at most.")
    minutes: int | None = strawberry.field(default=None, description="How many minutes it will take.")
    confidential: bool = strawberry.field(default=False, description="Whether it is kept from the council.")


@strawberry.input(description="The act on an item of the tray.")
class TrayItemInput:
    id: strawberry.ID = strawberry.field(description="The item.")


@strawberry.input(description="An item that is given back.")
class GiveBackItemInput(TrayItemInput):
    reason: str = strawberry.field(description="Why, 500 letters at most.")


@strawberry.input(description="An item that becomes part of another.")
class MergeItemInput(TrayItemInput):
    into_id: strawberry.ID = strawberry.field(description="The other item.")


@strawberry.input(description="The act on a forwarded dossier.")
class ForwardingInput:
    id: strawberry.ID = strawberry.field(description="The forwarding.")


@strawberry.input(description="A forwarded dossier that is sent back.")
class SendBackForwardingInput(ForwardingInput):
    reason: str = strawberry.field(description="Why, 500 letters at most.")


@strawberry.input(description="A standing item.")
class TemplateLineInput:
    title: str = strawberry.field(description="What it is called, 300 letters at most.")
    minutes: int | None = strawberry.field(default=None, description="The minutes allotted.")
    confidential: bool = strawberry.field(default=False, description="Whether it is kept from the council.")


@strawberry.input(description="Standing items, kept under a name in place of what stood under it.")
class SaveTemplateInput:
    name: str = strawberry.field(description="Its name, 200 letters at most.")
    items: list[TemplateLineInput] = strawberry.field(description="Its items in order, 50 at most.")


@strawberry.input(description="A template that is kept no longer.")
class DropTemplateInput:
    id: strawberry.ID = strawberry.field(description="The template.")


@strawberry.type(description="An item after an act.")
class AgendaItemPayload:
    item: AgendaItem | None = declare(reader.Find(), "The item as it now stands.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="A forwarding after the secretary's answer.")
class AnsweredForwardingPayload:
    forwarding: Forwarding | None = declare(reader.Find(), "The forwarding as it now stands.")
    item: AgendaItem | None = declare(reader.Find(), "The item it has become, if it was taken on.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="A template after an act; none once dropped.")
class AgendaTemplatePayload:
    template: AgendaTemplate | None = declare(reader.Find(), "The template.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


async def _propose(call: Call, input: ProposeItemInput) -> Given:
    draft = ItemDraft(input.title, input.note, input.minutes, input.confidential)
    return {"item": await tray.propose(draft, by=call.viewer)}


async def _accept(call: Call, input: TrayItemInput) -> Given:
    id_ = read_id("itm")(input.id)
    await tray.accept(id_, by=call.viewer)
    return {"item": id_}


async def _give_back(call: Call, input: GiveBackItemInput) -> Given:
    id_ = read_id("itm")(input.id)
    await tray.give_back(id_, by=call.viewer, reason=input.reason)
    return {"item": id_}


async def _withdraw(call: Call, input: GiveBackItemInput) -> Given:
    id_ = read_id("itm")(input.id)
    await tray.withdraw(id_, by=call.viewer, reason=input.reason)
    return {"item": id_}


async def _merge(call: Call, input: MergeItemInput) -> Given:
    id_ = read_id("itm")(input.id)
    await tray.merge(id_, by=call.viewer, into_id=read_id("itm")(input.into_id))
    return {"item": id_}


async def _take_on(call: Call, input: ForwardingInput) -> Given:
    id_ = read_id("fwd")(input.id)
    return {"forwarding": id_, "item": await receiving.take_on(id_, by=call.viewer)}


async def _send_back(call: Call, input: SendBackForwardingInput) -> Given:
    id_ = read_id("fwd")(input.id)
    await receiving.send_back(id_, by=call.viewer, reason=input.reason)
    return {"forwarding": id_}


async def _save(call: Call, input: SaveTemplateInput) -> Given:
    drafts = [ItemDraft(line.title, None, line.minutes, line.confidential) for line in input.items]
    return {"template": await templates.save_template(input.name, drafts, by=call.viewer)}


async def _drop(call: Call, input: DropTemplateInput) -> Given:
    await templates.drop_template(read_id("atp")(input.id), by=call.viewer)
    return {}


@strawberry.type
class TrayActs:
    propose_agenda_item: AgendaItemPayload | None = act(
        _propose,
        ProposeItemInput,
        AgendaItemPayload,
        "Bring a matter of one's own before the board. Requires: board, or head of the office.",
    )
    accept_agenda_item: AgendaItemPayload | None = act(
        _accept, TrayItemInput, AgendaItemPayload, "Take a proposed matter on. Requires: board secretary."
    )
    return_agenda_item: AgendaItemPayload | None = act(
        _give_back, GiveBackItemInput, AgendaItemPayload, "Give it back with a reason. Requires: board secretary."
    )
    withdraw_agenda_item: AgendaItemPayload | None = act(
        _withdraw,
        GiveBackItemInput,
        AgendaItemPayload,
        "Take a matter back. Requires: whoever proposed it, or board secretary.",
    )
    merge_agenda_item: AgendaItemPayload | None = act(
        _merge, MergeItemInput, AgendaItemPayload, "Make a matter part of another. Requires: board secretary."
    )
    accept_forwarding: AnsweredForwardingPayload | None = act(
        _take_on,
        ForwardingInput,
        AnsweredForwardingPayload,
        "Take a forwarded dossier on: it waits for an agenda. Requires: board secretary.",
    )
    return_forwarding: AnsweredForwardingPayload | None = act(
        _send_back,
        SendBackForwardingInput,
        AnsweredForwardingPayload,
        "Send a forwarded dossier back with a reason. Requires: board secretary.",
    )
    save_agenda_template: AgendaTemplatePayload | None = act(
        _save, SaveTemplateInput, AgendaTemplatePayload, "Keep standing items. Requires: board secretary."
    )
    drop_agenda_template: AgendaTemplatePayload | None = act(
        _drop, DropTemplateInput, AgendaTemplatePayload, "Keep them no longer. Requires: board secretary."
    )
