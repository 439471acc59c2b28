"""What the board makes of an item, written down on the forwardings behind it, in the same transaction: on its own,
and on those of items that were merged into it (domain §8)."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from hotline.kit.database import Transaction
from hotline.kit.viewer import Viewer
from policy_board.forwardings import actions as forwardings
from policy_board.forwardings.tables import LIVE, ForwardingState


async def answer(
    tx: Transaction,
    item_ids: Collection[UUID],
    state: ForwardingState,
    *,
    by: Viewer,
    reason: str | None = None,
) -> None:
    """Raises the refusals of `forwardings.actions.answer`. One that was withdrawn meanwhile stays so."""
    for forwarding_id in await _behind(tx, item_ids):
        await forwardings.answer(tx, forwarding_id, state=state, by=by.person, reason=reason)


async def freeze(tx: Transaction, item_ids: Collection[UUID]) -> None:
    """They stand on a frozen agenda: whoever forwarded them does not withdraw them any more."""
    await forwardings.freeze(tx, await _behind(tx, item_ids))


async def _behind(tx: Transaction, item_ids: Collection[UUID]) -> list[UUID]:
    # In one order, so that no two wait for each other crosswise.
    return [row["id"] for row in await tx.connection.fetch(_BEHIND, list(item_ids), list(LIVE))]


# What was merged into an item that was deferred goes on with whatever continues that.
_BEHIND: Final = """
WITH RECURSIVE line (id, continues_id) AS (
    SELECT id, continues_id FROM agenda_item WHERE id = ANY($1)
    UNION SELECT former.id, former.continues_id FROM line JOIN agenda_item former ON former.id = line.continues_id
)
SELECT DISTINCT forwarding.id, forwarding.dossier_id
FROM line JOIN agenda_item item ON item.id = line.id OR item.merged_into_id = line.id
JOIN forwarding ON forwarding.id = item.forwarding_id
WHERE forwarding.state = ANY($2) ORDER BY forwarding.dossier_id
"""
