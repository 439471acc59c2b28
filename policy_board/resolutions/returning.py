"""What is overdue comes before the board again: as an item of its own, which goes on the next agenda by itself as
what was deferred does. The decision stays as it was."""

from typing import Final

import asyncpg

from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.viewer import ActorKind, Role, Viewer
from policy_board.agendas import carrying
from policy_board.agendas.tray import TITLE

_PREFIX: Final = "مصوبه‌ای که در مهلت انجام نشد"


async def give_back_to_board(tx: Transaction, resolution: asyncpg.Record) -> None:
    """Put a locked resolution that never returned before on the next agenda that is open, or into the tray until
    there is one: in the name of whoever wrote it down."""
    by = Viewer(ActorKind.PERSON, frozenset({Role.BOARD_SECRETARY}), person=resolution["made_by_id"])
    item_id = new_id()
    first_line = str(resolution["text"]).partition("\n")[0]
    title = f"{_PREFIX}: {first_line}"
    await tx.connection.execute(
        _PUT_IN,
        item_id,
        title if len(title) <= TITLE else title[: TITLE - 1] + "…",
        resolution["text"],
        resolution["confidential"],
        tx.at,
        by.person,
    )
    await tx.connection.execute(_RETURNED, resolution["id"], item_id)
    tx.notify("agenda_item", item_id)
    await carrying.carry_on(tx, item_id, by=by)


_RETURNED: Final = "UPDATE resolution SET returned_item_id = $2 WHERE id = $1"

_PUT_IN: Final = """
INSERT INTO agenda_item (id, state, title, note, confidential, of_itself, proposed_at, proposed_by_id, answered_at,
    answered_by_id)
VALUES ($1, 'ACCEPTED', $2, $3, $4, true, $5, $6, $5, $6)
"""
