"""The tray's forwardings: dossiers that members or the head of the office put before the board, taken on or
returned by a secretary. What comes of each is written down on it in the same transaction."""

from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import access, database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound, Stale
from hotline.kit.text import clean
from hotline.kit.viewer import Viewer
from policy_board.agendas import editing, rules, tray
from policy_board.agendas.editing import always
from policy_board.agendas.rebasing import Edit, Move, Remove, Spot
from policy_board.agendas.tables import ItemState
from policy_board.agendas.tray import REASON
from policy_board.forwardings import actions as forwardings
from policy_board.forwardings.access import FORWARDING
from policy_board.forwardings.tables import ForwardingState


async def take_on(forwarding_id: UUID, *, by: Viewer) -> UUID:
    """Accept a forwarded dossier: it becomes an item that waits for an agenda; the item's id. Raises NotFound and
    the refusals of `rules.can_receive`."""
    async with database.transaction() as tx:
        forwarding = await _waiting(tx, forwarding_id, by)
        item_id = new_id()
        await tx.connection.execute(
            _TAKE_ON, item_id, ItemState.ACCEPTED, forwarding["title"], forwarding_id, tx.at, by.person
        )
        await forwardings.answer(tx, forwarding_id, state=ForwardingState.ACCEPTED, by=by.person)
        tx.notify("agenda_item", item_id)
        return item_id


async def send_back(forwarding_id: UUID, *, by: Viewer, reason: str) -> None:
    """Return a forwarded dossier to whoever forwarded it. Raises NotFound, the refusals of `rules.can_receive` and
    what is wrong with the reason."""
    async with database.transaction() as tx:
        await _waiting(tx, forwarding_id, by)
        reason = clean(reason, limit=REASON, path="reason")
        await forwardings.answer(tx, forwarding_id, state=ForwardingState.RETURNED, by=by.person, reason=reason)


async def take_back(forwarding_id: UUID, *, by: Viewer, reason: str | None = None) -> UUID:
    """Whoever forwarded a dossier takes it back: its item goes off the tray, or off the agenda if that is not
    frozen; its parts stay, and what was merged into it stands on its own again. The forwarding's id. Raises
    NotFound, Stale where the item was moved meanwhile, and the refusals of `forwardings.rules.can_withdraw`."""
    async with database.transaction() as tx:
        # The agenda, the item and the dossier, in the order in which edits lock them.
        found = await tx.connection.fetchrow(_STANDS, forwarding_id)
        agenda = await editing.lock(tx, found["agenda_id"]) if found and found["agenda_id"] else None
        if found:
            await tx.connection.execute("SELECT FROM agenda_item WHERE id = $1 FOR UPDATE", found["id"])
        await forwardings.withdraw(tx, forwarding_id, by=by, reason=reason)
        if await tx.connection.fetchrow(_STANDS, forwarding_id) != found:
            raise Stale("id")
        if found and agenda:
            await _take_off(tx, agenda, found["id"], by=by)
        if found:
            await tray.take_out(tx, found["id"], by=by, reason=reason or "")
        return forwarding_id


async def _take_off(tx: Transaction, agenda: asyncpg.Record, item_id: UUID, *, by: Viewer) -> None:
    parts = [line.item for line in await editing.lines_of(tx, agenda["id"]) if line.under == item_id]
    edits: list[Edit] = [Move(part, Spot("after", item_id)) for part in reversed(parts)]
    for one in (*edits, Remove(item_id)):
        await editing.edit(tx, agenda, always(one), by=by, revision=agenda["revision"])
        agenda = await editing.lock(tx, agenda["id"])


async def _waiting(tx: Transaction, forwarding_id: UUID, by: Viewer) -> asyncpg.Record:
    """The forwarding, its dossier locked as `forwardings.answer` locks it. Raises NotFound and the refusals of
    `rules.can_receive`."""
    await tx.connection.execute(_LOCK, forwarding_id)
    seen, values = access.where(FORWARDING, by, "forwarding", first=2)
    row = await tx.connection.fetchrow(_FETCH.format(seen=seen), forwarding_id, *values)
    if row is None:
        raise NotFound("id")
    if refusal := rules.can_receive(by.roles, waiting=row["state"] == ForwardingState.WAITING):
        raise refusal()
    return row


_STANDS: Final = """
SELECT id, agenda_id FROM agenda_item WHERE forwarding_id = $1 AND state IN ('PROPOSED', 'ACCEPTED', 'SCHEDULED')
"""

_LOCK: Final = """
SELECT FROM dossier WHERE id = (SELECT dossier_id FROM forwarding WHERE id = $1) FOR UPDATE
"""

_FETCH: Final = """
SELECT forwarding.*, left(version.title, 300) AS title
FROM forwarding JOIN dossier_version version ON version.id = forwarding.version_id
WHERE forwarding.id = $1 AND {seen}
"""

# It counts as proposed by whoever forwarded it, when they did.
_TAKE_ON: Final = """
INSERT INTO agenda_item (id, state, title, confidential, forwarding_id, proposed_at, proposed_by_id, answered_at,
    answered_by_id)
SELECT $1, $2, $3, false, id, at, by_id, $5, $6 FROM forwarding WHERE id = $4
"""
