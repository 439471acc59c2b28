"""The secretary's tray: matters proposed to the board that stand on no agenda yet."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import access, database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound
from hotline.kit.text import clean, cleaned
from hotline.kit.viewer import Viewer
from policy_board.agendas import answering, rules
from policy_board.agendas.access import AGENDA_ITEM
from policy_board.agendas.tables import ItemState
from policy_board.forwardings.tables import ForwardingState
from policy_board.meetings.rules import SECRETARIES

TITLE: Final = 300
NOTE: Final = 4000
REASON: Final = 500
LONGEST: Final = 720


# What is written down on the forwarding behind an item. One merged into another waits with that one.
_TOLD: Final = {ItemState.RETURNED: ForwardingState.RETURNED, ItemState.WITHDRAWN: ForwardingState.WITHDRAWN}


@dataclass(frozen=True)
class ItemDraft:
    """A matter for the board; `minutes` that it will take."""

    title: str
    note: str | None = None
    minutes: int | None = None
    confidential: bool = False


async def propose(draft: ItemDraft, *, by: Viewer) -> UUID:
    """Bring a matter of one's own before the board; the item's id. A secretary's need not be accepted. Raises
    Forbidden, and what is wrong with the draft."""
    if refusal := rules.can_propose(by.roles):
        raise refusal()
    async with database.transaction() as tx:
        accepted = by.roles & SECRETARIES
        row = await put_in(tx, draft, by=by, state=ItemState.ACCEPTED if accepted else ItemState.PROPOSED)
        return UUID(str(row["id"]))


async def accept(item_id: UUID, *, by: Viewer) -> None:
    """Take a proposed matter on: it waits for an agenda. Raises NotFound and the refusals of `rules.can_settle`."""
    await _settle(item_id, ItemState.ACCEPTED, by=by)


async def give_back(item_id: UUID, *, by: Viewer, reason: str) -> None:
    """Return a matter to who proposed it. Raises NotFound, the refusals of `rules.can_settle` and what is wrong
    with the reason."""
    await _settle(item_id, ItemState.RETURNED, by=by, reason=clean(reason, limit=REASON, path="reason"))


async def merge(item_id: UUID, *, by: Viewer, into_id: UUID) -> None:
    """Make a matter part of another one that is not settled yet. Raises NotFound, MergesIntoItself and the refusals
    of `rules.can_settle`."""
    async with database.transaction() as tx:
        # The agenda first, as whoever freezes it does: one or the other makes it part of what is frozen.
        await tx.connection.execute(_LOCK_AGENDA, into_id)
        # Locked in one order, so that two who merge crosswise wait for each other rather than fail.
        for id_, path in sorted({(item_id, "id"), (into_id, "intoId")}):
            row = await fetch(tx, id_, by=by, path=path)
            if id_ == into_id and (item_id == into_id or not _is_open(row)):
                raise rules.MergesIntoItself("intoId")
        await _answer(tx, item_id, ItemState.MERGED, by=by, into=into_id)
        agenda = await tx.connection.fetchrow(_AGENDA_OF, into_id)
        # What stands on an agenda takes it there.
        if agenda is not None:
            await answering.answer(tx, [item_id], ForwardingState.SCHEDULED, by=by)
            if agenda["frozen_revision"] is not None:
                await answering.freeze(tx, [item_id])


async def withdraw(item_id: UUID, *, by: Viewer, reason: str) -> None:
    """Take a matter back out of the tray. Raises NotFound, the refusals of `rules.can_withdraw` and what is wrong
    with the reason."""
    async with database.transaction() as tx:
        row = await fetch(tx, item_id, by=by)
        mine = by.person is not None and row["proposed_by_id"] == by.person
        state = ItemState(row["state"])
        if refusal := rules.can_withdraw(by.roles, state=state, frozen=False, mine=mine):
            raise refusal()
        if row["agenda_id"] is not None:
            raise rules.OnAgendaAlready("id")
        reason = clean(reason, limit=REASON, path="reason")
        await _write(tx, item_id, ItemState.WITHDRAWN, by=by, reason=reason)


async def take_out(tx: Transaction, item_id: UUID, *, by: Viewer, reason: str) -> None:
    """Its forwarding was taken back in this transaction: so is the item."""
    await _split(tx, item_id)
    await tx.connection.execute(_ANSWER, item_id, ItemState.WITHDRAWN, tx.at, by.person, reason, None)
    tx.notify("agenda_item", item_id)


async def fetch(tx: Transaction, item_id: UUID, *, by: Viewer, path: str = "id") -> asyncpg.Record:
    """The item, locked. Raises NotFound."""
    seen, values = access.where(AGENDA_ITEM, by, "agenda_item", first=2)
    row = await tx.connection.fetchrow(
        f"SELECT * FROM agenda_item WHERE id = $1 AND {seen} FOR UPDATE", item_id, *values
    )
    if row is None:
        raise NotFound(path)
    return row


async def put_in(tx: Transaction, draft: ItemDraft, *, by: Viewer, state: ItemState) -> asyncpg.Record:
    """A new item, which stands on no agenda yet. Raises what is wrong with the draft."""
    title = clean(draft.title, limit=TITLE, path="title")
    note = cleaned(draft.note, limit=NOTE, path="note")
    assert_minutes(draft.minutes)
    row = await tx.connection.fetchrow(
        _PUT_IN, new_id(), state, title, note, draft.minutes, draft.confidential, tx.at, by.person
    )
    assert row is not None, "it was inserted"
    tx.notify("agenda_item", row["id"])
    return row


def assert_minutes(minutes: object) -> None:
    """Raises MinutesWrong."""
    if isinstance(minutes, int) and not 1 <= minutes <= LONGEST:
        raise rules.MinutesWrong("minutes")


async def _settle(item_id: UUID, to: ItemState, *, by: Viewer, reason: str | None = None) -> None:
    async with database.transaction() as tx:
        await _answer(tx, item_id, to, by=by, reason=reason)


async def _answer(
    tx: Transaction,
    item_id: UUID,
    to: ItemState,
    *,
    by: Viewer,
    reason: str | None = None,
    into: UUID | None = None,
) -> None:
    row = await fetch(tx, item_id, by=by)
    if refusal := rules.can_settle(by.roles, state=ItemState(row["state"]), to=to):
        raise refusal()
    await _write(tx, item_id, to, by=by, reason=reason, into=into)


async def _write(
    tx: Transaction,
    item_id: UUID,
    to: ItemState,
    *,
    by: Viewer,
    reason: str | None = None,
    into: UUID | None = None,
) -> None:
    if to == ItemState.WITHDRAWN:
        await _split(tx, item_id)
    await tx.connection.execute(_ANSWER, item_id, to, tx.at, by.person, reason, into)
    if told := _TOLD.get(to):
        await answering.answer(tx, [item_id], told, by=by, reason=reason)
    tx.notify("agenda_item", item_id)


async def _split(tx: Transaction, item_id: UUID) -> None:
    """What was merged into it stands on its own again: others put it before the board."""
    for row in await tx.connection.fetch(_SPLIT, item_id):
        tx.notify("agenda_item", row["id"])


def _is_open(row: asyncpg.Record) -> bool:
    return ItemState(row["state"]) in rules.IN_TRAY | {ItemState.SCHEDULED}


_PUT_IN: Final = """
INSERT INTO agenda_item (id, state, title, note, minutes, confidential, proposed_at, proposed_by_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *
"""

_LOCK_AGENDA: Final = """
SELECT FROM agenda WHERE id = (SELECT agenda_id FROM agenda_item WHERE id = $1) FOR SHARE
"""

_AGENDA_OF: Final = """
SELECT agenda.frozen_revision FROM agenda_item item JOIN agenda ON agenda.id = item.agenda_id WHERE item.id = $1
"""

_SPLIT: Final = """
UPDATE agenda_item SET state = 'ACCEPTED', merged_into_id = NULL WHERE merged_into_id = $1 RETURNING id
"""

_ANSWER: Final = """
UPDATE agenda_item SET state = $2, answered_at = $3, answered_by_id = $4, reason = $5, merged_into_id = $6
WHERE id = $1
"""
