"""Building an agenda: putting items on it, moving, ordering and changing them, taking them off. Each of these is an
edit that carries the revision it was made on (`editing`)."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.text import clean
from hotline.kit.viewer import Viewer
from policy_board.agendas import carrying, rules, templates, tray
from policy_board.agendas.editing import Made, Make, Where, adding, edit, fetch
from policy_board.agendas.rebasing import Change, Move, Order, Remove
from policy_board.agendas.tables import ItemState
from policy_board.meetings import moving
from policy_board.meetings.tables import MeetingState


async def open_agenda(meeting_id: UUID, *, by: Viewer, version: int) -> UUID:
    """Open the agenda of a planned meeting for building, with what earlier meetings deferred to it; its id. Raises
    NotFound, Stale and the refusals of `meetings.rules.can_move`."""
    async with database.transaction() as tx:
        # One that was built before: locked first, as whoever freezes or calls off does.
        await tx.connection.execute("SELECT FROM agenda WHERE meeting_id = $1 FOR UPDATE", meeting_id)
        meeting = await moving.fetch(tx, meeting_id, by=by, version=version)
        await moving.move(tx, meeting, MeetingState.AGENDA_OPEN, by=by)
        # One that was built for a day on which the meeting was not held goes on, empty, with its history.
        id_: UUID = await tx.connection.fetchval(_OPEN, new_id(), meeting_id)
        await carrying.take_in(tx, id_, by=by)
        tx.notify("agenda", id_)
        return id_


async def schedule(agenda_id: UUID, item_id: UUID, *, by: Viewer, revision: int, where: Where) -> Made:
    """Put an accepted item of the tray on the agenda. Raises NotFound, OnAgendaAlready, ItemElsewhere
    and the refusals of `_edit`."""
    async with database.transaction() as tx:
        agenda = await _open_for(tx, agenda_id, by)
        row = await tray.fetch(tx, item_id, by=by, path="itemId")
        if row["agenda_id"] is not None:
            raise rules.OnAgendaAlready("itemId")
        if ItemState.SCHEDULED not in rules.TRANSITIONS[ItemState(row["state"])]:
            raise rules.ItemElsewhere("itemId")
        return await edit(tx, agenda, adding(row, where), by=by, revision=revision)


async def add(agenda_id: UUID, draft: tray.ItemDraft, *, by: Viewer, revision: int, where: Where) -> Made:
    """Put a matter of the secretary's own on the agenda, with no dossier behind it. Raises what is wrong with the
    draft and the refusals of `_edit`."""
    async with database.transaction() as tx:
        agenda = await _open_for(tx, agenda_id, by)
        row = await tray.put_in(tx, draft, by=by, state=ItemState.ACCEPTED)
        return await edit(tx, agenda, adding(row, where), by=by, revision=revision)


async def add_template(agenda_id: UUID, template_id: UUID, *, by: Viewer, revision: int) -> Made:
    """Put the standing items of a template last on the agenda; what the last of these edits made. Raises NotFound
    and the refusals of `_edit`."""
    async with database.transaction() as tx:
        agenda = await _open_for(tx, agenda_id, by)
        drafts = await templates.drafts_of(tx, template_id, by=by)
        for draft in drafts:
            row = await tray.put_in(tx, draft, by=by, state=ItemState.ACCEPTED)
            made = await edit(tx, agenda, adding(row, Where()), by=by, revision=revision)
            agenda, revision = await fetch(tx, agenda_id, by=by), made.revision
        return made


async def remove(agenda_id: UUID, item_id: UUID, *, by: Viewer, revision: int) -> Made:
    """Take an item off: it waits in the tray again. Raises HasParts and the refusals of `_edit`."""
    return await _edit(agenda_id, lambda _: Remove(item_id), by=by, revision=revision)


async def move(agenda_id: UUID, item_id: UUID, *, by: Viewer, revision: int, where: Where) -> Made:
    """Put an item, with its parts, beside a neighbour or to a place. Raises the refusals of `_edit`, and of
    `rebasing.do` for a move."""
    return await _edit(agenda_id, lambda lines: Move(item_id, where.spot(lines, item_id)), by=by, revision=revision)


async def set_order(
    agenda_id: UUID, item_ids: Sequence[UUID], *, by: Viewer, revision: int, key: str | None = None
) -> Made:
    """Put the whole agenda in order. Raises OrderRepeats, OrderUnknown, OrderLacks, PartAstray and the refusals of
    `_edit`."""
    return await _edit(agenda_id, lambda _: Order(tuple(item_ids)), by=by, revision=revision)


async def change(
    agenda_id: UUID,
    item_id: UUID,
    *,
    by: Viewer,
    revision: int,
    values: Mapping[str, str | int | bool | None],
) -> Made:
    """Give an item another title, other minutes (None: none allotted) or confidentiality; what `values` leaves out
    stays. Raises MinutesWrong, what is wrong with the title, and the refusals of `_edit`."""
    checked = dict(values)
    if "title" in checked:
        checked["title"] = clean(str(checked["title"] or ""), limit=tray.TITLE, path="title")
    tray.assert_minutes(checked.get("minutes"))
    if not checked:
        raise rules.EditUnclear("title")
    changing = Change(item_id, tuple(sorted(checked.items())))
    return await _edit(agenda_id, lambda _: changing, by=by, revision=revision)


async def _edit(agenda_id: UUID, make: Make, *, by: Viewer, revision: int) -> Made:
    """Raises NotFound, the refusals of `rules.can_edit` and of `editing.edit`."""
    async with database.transaction() as tx:
        agenda = await _open_for(tx, agenda_id, by)
        return await edit(tx, agenda, make, by=by, revision=revision)


async def _open_for(tx: Transaction, agenda_id: UUID, by: Viewer) -> asyncpg.Record:
    agenda = await fetch(tx, agenda_id, by=by)
    if refusal := rules.can_edit(by.roles, state=MeetingState(agenda["state"])):
        raise refusal()
    return agenda


_OPEN: Final = """
INSERT INTO agenda (id, meeting_id, revision) VALUES ($1, $2, 0)
ON CONFLICT (meeting_id) DO UPDATE SET frozen_revision = NULL, addenda = 0 RETURNING id
"""
