"""Freezing an agenda, what the chair admits after that, and what becomes of it when the meeting is not held."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import Stale
from hotline.kit.text import clean
from hotline.kit.viewer import Viewer
from policy_board.agendas import answering, rules, tray
from policy_board.agendas.editing import Where, adding, always, edit, fetch, lines_of
from policy_board.agendas.rebasing import Remove
from policy_board.agendas.tables import ItemState, VersionCause
from policy_board.meetings import moving
from policy_board.meetings.actions import REASON
from policy_board.meetings.tables import MeetingState


async def freeze(agenda_id: UUID, *, by: Viewer, revision: int) -> UUID:
    """Fix the agenda as it stands at `revision`, its numbers with it; the meeting's id. Raises NotFound,
    AgendaEmpty, Stale where it was edited since, and the refusals of
    `meetings.rules.can_move`."""
    async with database.transaction() as tx:
        agenda = await fetch(tx, agenda_id, by=by, path="id")
        meeting = await moving.fetch(tx, agenda["meeting_id"], by=by)
        await moving.move(tx, meeting, MeetingState.AGENDA_FROZEN, by=by)
        if agenda["revision"] != revision:
            raise Stale("revision")
        items = [line.item for line in await lines_of(tx, agenda_id)]
        if not items:
            raise rules.AgendaEmpty()
        await answering.freeze(tx, items)
        await tx.connection.execute("UPDATE agenda SET frozen_revision = revision WHERE id = $1", agenda_id)
        await keep(tx, agenda_id, VersionCause.FROZEN, by=by)
        return UUID(str(meeting["id"]))


async def admit(agenda_id: UUID, item_ids: Sequence[UUID], *, by: Viewer) -> int:
    """Put late items into an addendum of their own, behind all that is printed; the addendum's number. Raises
    NotFound, ItemElsewhere, EditUnclear where there is none, and the refusals of `rules.can_admit`."""
    async with database.transaction() as tx:
        agenda = await fetch(tx, agenda_id, by=by)
        if refusal := rules.can_admit(by.roles, state=MeetingState(agenda["state"])):
            raise refusal()
        if not item_ids:
            raise rules.EditUnclear("itemIds")
        for item_id in item_ids:
            row = await tray.fetch(tx, item_id, by=by, path="itemIds")
            if ItemState(row["state"]) != ItemState.ACCEPTED:
                raise rules.ItemElsewhere("itemIds")
            await edit(tx, agenda, adding(row, Where()), by=by, revision=agenda["revision"])
            agenda = await fetch(tx, agenda_id, by=by)
        await answering.freeze(tx, item_ids)
        number: int = await tx.connection.fetchval(_NEXT_ADDENDUM, agenda_id)
        await tx.connection.execute(
            "UPDATE agenda_item SET addendum = $2 WHERE id = ANY($1)", list(item_ids), number
        )
        await keep(tx, agenda_id, VersionCause.ADDENDUM, by=by)
        return number


async def call_off(meeting_id: UUID, *, by: Viewer, version: int, to: MeetingState, reason: str) -> None:
    """Postpone or cancel a meeting: its items wait in the tray again. Raises NotFound, Stale, the refusals of
    `meetings.rules.can_move` and what is wrong with the reason."""
    assert to in (MeetingState.POSTPONED, MeetingState.CANCELLED)
    async with database.transaction() as tx:
        agenda_id = await tx.connection.fetchval(_AGENDA_OF, meeting_id)
        agenda = await fetch(tx, agenda_id, by=by, path="id") if agenda_id else None
        meeting = await moving.fetch(tx, meeting_id, by=by, version=version)
        reason = clean(reason, limit=REASON, path="reason")
        await moving.move(tx, meeting, to, by=by, reason=reason)
        if agenda is None:
            return
        # The last first, so that parts go before the item they are of.
        for line in reversed(await lines_of(tx, agenda["id"])):
            await edit(tx, agenda, always(Remove(line.item)), by=by, revision=agenda["revision"])
            agenda = await fetch(tx, agenda["id"], by=by)


async def keep_version(agenda_id: UUID, *, by: Viewer) -> UUID:
    """Keep the agenda as it stands, to compare it with later; the version's id. Raises NotFound and the refusals of
    `rules.can_edit`."""
    async with database.transaction() as tx:
        agenda = await fetch(tx, agenda_id, by=by)
        if refusal := rules.can_edit(by.roles, state=MeetingState(agenda["state"])):
            raise refusal()
        return await keep(tx, agenda_id, VersionCause.BY_HAND, by=by)


async def keep(tx: Transaction, agenda_id: UUID, cause: VersionCause, *, by: Viewer) -> UUID:
    id_ = new_id()
    await tx.connection.execute(_KEEP, id_, agenda_id, cause, tx.at, by.person)
    await tx.connection.execute(_KEEP_LINES, id_, agenda_id)
    tx.notify("agenda", agenda_id)
    return id_


_NEXT_ADDENDUM: Final = "UPDATE agenda SET addenda = addenda + 1 WHERE id = $1 RETURNING addenda"

# Locked before its meeting, as whoever freezes it does.
_AGENDA_OF: Final = "SELECT id FROM agenda WHERE meeting_id = $1"

_KEEP: Final = """
INSERT INTO agenda_version (id, agenda_id, number, revision, cause, at, by_id)
SELECT $1, agenda.id, 1 + (SELECT count(*) FROM agenda_version WHERE agenda_id = $2), agenda.revision, $3, $4, $5
FROM agenda WHERE agenda.id = $2
"""

_KEEP_LINES: Final = """
INSERT INTO agenda_version_line (id, version_id, place, number, item_id, title, minutes, confidential)
SELECT gen_random_uuid(), $1, place, number, id, title, minutes, confidential FROM agenda_item WHERE agenda_id = $2
"""
