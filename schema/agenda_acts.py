"""Mutations of agendas. Every edit carries the revision it was made on, and what became of it is typed: done, done
on a later revision, or a conflict that names what changed since and by whom."""

from collections.abc import Awaitable
from datetime import datetime
from uuid import UUID

import strawberry

from policy_board.agendas import actions as agendas
from policy_board.agendas import freezing, presence
from policy_board.agendas.editing import Made, Unforeseen, Where
from policy_board.agendas.tables import EditKind
from policy_board.agendas.tray import ItemDraft
from schema.acting import Call, Given, act
from schema.agenda import Agenda, AgendaItem
from schema.payloads import given
from schema.permission import Problem
from schema.reader import declarations as reader
from schema.reader.cursors import read_id
from schema.reader.declarations import declare


@strawberry.input(description="An edit of an agenda.")
class AgendaEditInput:
    agenda_id: strawberry.ID = strawberry.field(description="The agenda.")
    revision: int = strawberry.field(description="The revision on which it was made, as it was read.")
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="A repeat with the same key and input gets the first answer. Or as the header.",
    )


@strawberry.input(description="Where an item goes: beside a neighbour, or to a place; last if nothing is said.")
class WhereInput:
    after_id: strawberry.ID | None = strawberry.field(default=None, description="Right behind this item.")
    before_id: strawberry.ID | None = strawberry.field(default=None, description="Right before this item.")
    place: int | None = strawberry.field(default=None, description="As the n-th, from 1, of the items or parts.")
    under_id: strawberry.ID | None = strawberry.field(
        default=None, description="Among the parts of this item; with a neighbour, its parent is meant anyway."
    )


@strawberry.input(description="Put an item on an agenda: one that waits in the tray, or a new one.")
class ScheduleItemInput(AgendaEditInput):
    item_id: strawberry.ID | None = strawberry.field(default=None, description="An accepted item of the tray.")
    title: str | None = strawberry.field(default=None, description="Of a new item, 300 letters at most.")
    note: str | None = strawberry.field(default=None, description="Of a new item: what to know beforehand.")
    minutes: int | None = strawberry.field(default=None, description="Of a new item: the minutes allotted.")
    confidential: bool = strawberry.field(default=False, description="Of a new item: kept from the council.")
    where: WhereInput | None = strawberry.field(default=None, description="Where; last if left out.")


@strawberry.input(description="Put standing items on an agenda.")
class AddTemplateInput:
    agenda_id: strawberry.ID = strawberry.field(description="The agenda.")
    revision: int = strawberry.field(description="The revision on which it was made, as it was read.")
    template_id: strawberry.ID = strawberry.field(description="The template.")


@strawberry.input(description="An edit of one item.")
class ItemEditInput(AgendaEditInput):
    item_id: strawberry.ID = strawberry.field(description="The item.")


@strawberry.input(description="Move an item, with its parts.")
class MoveItemInput(ItemEditInput):
    where: WhereInput = strawberry.field(description="Where.")


@strawberry.input(description="Put the whole agenda in order.")
class SetAgendaOrderInput(AgendaEditInput):
    item_ids: list[strawberry.ID] = strawberry.field(
        description="Every item once, each part behind its item. One twice, one not there, and a missing one"
        " are three different problems."
    )


@strawberry.input(description="Change an item; what is left out stays, null minutes allot none.")
class ChangeItemInput(ItemEditInput):
    title: str | None = strawberry.field(default=strawberry.UNSET, description="Its title, 300 letters at most.")
    minutes: int | None = strawberry.field(default=strawberry.UNSET, description="The minutes allotted to it.")
    confidential: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether it is kept from the council."
    )


@strawberry.input(description="Admit late items to an addendum.")
class AdmitItemsInput:
    agenda_id: strawberry.ID = strawberry.field(description="The agenda, frozen.")
    item_ids: list[strawberry.ID] = strawberry.field(description="Accepted items of the tray, in order.")


@strawberry.input(description="The act on an agenda as a whole.")
class AgendaInput:
    agenda_id: strawberry.ID = strawberry.field(description="The agenda.")


@strawberry.type(description="Something that was done to an agenda, as one who meant to edit it is told.")
class AgendaChange:
    revision: int = given("The revision it made.")
    kind: EditKind = given("What it did.")
    item_id: strawberry.ID | None = given("To which item; null for a new order of all.")
    title: str | None = given("What the item is called now.")
    number_was: str | None = given("The item's shown number before.")
    number_now: str | None = given("And after.")
    by: str = given("Who did it.")
    at: datetime = given("When.")


@strawberry.type(description="An edit that was not done: others have changed what it stands on.")
class AgendaConflict:
    made_on: int = given("The revision it was made on.")
    now: int = given("The revision the agenda has.")
    changes: list[AgendaChange] = given("What stands against it, the oldest first.")


@strawberry.type(description="An agenda after an edit.")
class AgendaPayload:
    agenda: Agenda | None = declare(reader.Find(), "The agenda as it now stands.")
    item: AgendaItem | None = declare(reader.Find(), "The item, if the edit was of one.")
    revision: int | None = given("The revision that the edit made; null where it was refused.")
    rebased: bool | None = given("Whether others had edited the agenda since it was read.")
    conflict: AgendaConflict | None = given("What others changed, where that stands against it.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="An addendum.")
class AddendumPayload:
    agenda: Agenda | None = declare(reader.Find(), "The agenda as it now stands.")
    number: int | None = given("The addendum's number.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


def _where(input: WhereInput | None) -> Where:
    if input is None:
        return Where()
    after, before, under = (
        read_id("itm")(id_) if id_ else None for id_ in (input.after_id, input.before_id, input.under_id)
    )
    return Where(after, before, input.place, under)


async def _made(call: Call, agenda_id: UUID, edit: Awaitable[Made]) -> Given:
    """What became of an edit. A conflict is answered with the agenda as it now stands."""
    try:
        made = await edit
    except Unforeseen as conflict:
        changes = [
            {
                "revision": told.revision,
                "kind": told.kind,
                "itemId": told.item and f"itm_{told.item}",
                "title": told.title,
                "numberWas": told.number_was,
                "numberNow": told.number_now,
                "by": told.by,
                "at": told.at,
            }
            for told in conflict.told
        ]
        problem = {"code": conflict.code, "path": ["revision"], "message": conflict.say(call.viewer.language)}
        typed = {"madeOn": conflict.made_on, "now": conflict.now, "changes": changes}
        return {"agenda": agenda_id, "conflict": typed, "problems": [problem]}
    return {"agenda": agenda_id, "item": made.item, "revision": made.revision, "rebased": made.rebased}


async def _schedule(call: Call, input: ScheduleItemInput) -> Given:
    id_, where = read_id("agd")(input.agenda_id), _where(input.where)
    if input.item_id is not None:
        item = read_id("itm")(input.item_id)
        edit = agendas.schedule(id_, item, by=call.viewer, revision=input.revision, where=where)
    else:
        draft = ItemDraft(input.title or "", input.note, input.minutes, input.confidential)
        edit = agendas.add(id_, draft, by=call.viewer, revision=input.revision, where=where)
    return await _made(call, id_, edit)


async def _add_template(call: Call, input: AddTemplateInput) -> Given:
    id_, template = read_id("agd")(input.agenda_id), read_id("atp")(input.template_id)
    return await _made(call, id_, agendas.add_template(id_, template, by=call.viewer, revision=input.revision))


async def _remove(call: Call, input: ItemEditInput) -> Given:
    id_, item = read_id("agd")(input.agenda_id), read_id("itm")(input.item_id)
    edit = agendas.remove(id_, item, by=call.viewer, revision=input.revision)
    return await _made(call, id_, edit)


async def _move(call: Call, input: MoveItemInput) -> Given:
    id_, item, where = read_id("agd")(input.agenda_id), read_id("itm")(input.item_id), _where(input.where)
    edit = agendas.move(id_, item, by=call.viewer, revision=input.revision, where=where)
    return await _made(call, id_, edit)


async def _set_order(call: Call, input: SetAgendaOrderInput) -> Given:
    id_, items = read_id("agd")(input.agenda_id), list(map(read_id("itm"), input.item_ids))
    edit = agendas.set_order(id_, items, by=call.viewer, revision=input.revision)
    return await _made(call, id_, edit)


async def _change(call: Call, input: ChangeItemInput) -> Given:
    id_, item = read_id("agd")(input.agenda_id), read_id("itm")(input.item_id)
    said = {"title": input.title, "minutes": input.minutes, "confidential": input.confidential}
    values = {name: value for name, value in said.items() if value is not strawberry.UNSET}
    if values.get("confidential", False) is None:
        del values["confidential"]
    edit = agendas.change(id_, item, by=call.viewer, revision=input.revision, values=values)
    return await _made(call, id_, edit)


async def _admit(call: Call, input: AdmitItemsInput) -> Given:
    id_ = read_id("agd")(input.agenda_id)
    number = await freezing.admit(id_, list(map(read_id("itm"), input.item_ids)), by=call.viewer)
    return {"agenda": id_, "number": number}


async def _keep(call: Call, input: AgendaInput) -> Given:
    id_ = read_id("agd")(input.agenda_id)
    await freezing.keep_version(id_, by=call.viewer)
    return {"agenda": id_}


async def _be_there(call: Call, input: AgendaInput) -> Given:
    id_ = read_id("agd")(input.agenda_id)
    await presence.be_there(id_, by=call.viewer)
    return {"agenda": id_}


@strawberry.type
class AgendaActs:
    schedule_agenda_item: AgendaPayload | None = act(
        _schedule, ScheduleItemInput, AgendaPayload, "Put an item on an agenda. Requires: board secretary."
    )
    add_agenda_template: AgendaPayload | None = act(
        _add_template, AddTemplateInput, AgendaPayload, "Put standing items on it. Requires: board secretary."
    )
    remove_agenda_item: AgendaPayload | None = act(
        _remove, ItemEditInput, AgendaPayload, "Take an item off, back to the tray. Requires: board secretary."
    )
    move_agenda_item: AgendaPayload | None = act(
        _move,
        MoveItemInput,
        AgendaPayload,
        "Move an item beside a neighbour or to a place. Requires: board secretary.",
    )
    set_agenda_order: AgendaPayload | None = act(
        _set_order, SetAgendaOrderInput, AgendaPayload, "Put the whole agenda in order. Requires: board secretary."
    )
    change_agenda_item: AgendaPayload | None = act(
        _change,
        ChangeItemInput,
        AgendaPayload,
        "Change an item's title, minutes or confidentiality. Requires: board secretary.",
    )
    admit_agenda_items: AddendumPayload | None = act(
        _admit, AdmitItemsInput, AddendumPayload, "Admit late items to an addendum. Requires: board chair."
    )
    keep_agenda_version: AgendaPayload | None = act(
        _keep, AgendaInput, AgendaPayload, "Keep the agenda as it stands, to compare. Requires: board secretary."
    )
    be_on_agenda: AgendaPayload | None = act(
        _be_there,
        AgendaInput,
        AgendaPayload,
        "Say that the viewer has it open, every twenty seconds. Requires: as AgendaEdit.",
    )
