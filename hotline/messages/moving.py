"""Moving a message through its cycle: the only place where its state, its holder and its version change.

Whatever is done to a message after registration goes through `move`: the transition table allows it, the row
changes, custody passes on, the timeline says so, clocks and figures follow, and everyone is told, in one
transaction. What is merged into it follows.
"""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import asyncpg

from hotline.city.reference import Reference
from hotline.clocks import flagging
from hotline.clocks import settling as clocks
from hotline.custody import actions as custody
from hotline.custody.spans import Holder
from hotline.deliveries import enqueueing as deliveries
from hotline.deliveries import telling
from hotline.figures import actions as figures
from hotline.follow_ups import timeline
from hotline.follow_ups.timeline import Entry
from hotline.incidents import following
from hotline.kit.database import Transaction
from hotline.kit.viewer import Viewer
from hotline.messages import rules
from hotline.messages.tables import MessageState


async def move(
    tx: Transaction,
    message: asyncpg.Record,
    *entries: Entry,
    by: Viewer,
    city: Reference,
    holder: Holder | None = None,
    changes: Mapping[str, object] | None = None,
) -> list[UUID]:
    """Put `entries` on the message's timeline and take it to the last one's state; the ids of the follow-ups.

    `message` is as `fetch` gave it, its row locked. Without a `holder` it stays in the hands it is in, unless it
    is over: then it is in nobody's. `changes` are other columns of the message; a new `cycle` there is the entries'
    too. Raises NotFromHere where the transition table has no such edge.
    """
    changes = changes or {}
    state = MessageState(message["state"])
    for entry in entries:
        if entry.state != state and (refusal := rules.can_move(state, entry.state)):
            raise refusal()
        state = entry.state
    cycle = int(str(changes.get("cycle", message["cycle"])))
    before = _holder(message)
    after = None if state in rules.OVER else holder or before
    marked = await flagging.flagged(tx, message["id"], entries, city)
    async with figures.recounted(tx, message["id"]):
        await _write(tx, message["id"], {"state": state, **_held(after), **changes})
        ids = await timeline.append(tx, message["id"], *marked, by=by, cycle=cycle)
        await clocks.settle(tx, message["id"], city=city)
    district = changes.get("district_id", message["district_id"])
    if district != message["district_id"]:
        await custody.move_district(tx, message["id"], before=message["district_id"], after=UUID(str(district)))
    if (state, after, cycle) != (message["state"], before, message["cycle"]):
        await following.pass_on(tx, message["id"], after, state=state, cycle=cycle)
    await following.tell(tx, message["id"], *entries)
    told = await telling.rows_for(tx, message["id"], entries, ids, version=message["version"] + 1)
    await deliveries.enqueue_all(tx, told)
    tx.notify("message", message["id"])
    return ids


def _holder(message: asyncpg.Record) -> Holder | None:
    unit = message["holder_unit_id"]
    return None if unit is None else Holder(unit, message["holder_person_id"])


def _held(holder: Holder | None) -> dict[str, object]:
    return {
        "holder_unit_id": holder and holder.unit,
        "holder_person_id": holder and holder.person,
    }


async def _write(tx: Transaction, message_id: UUID, changes: Mapping[str, object]) -> None:
    sets = ", ".join(f"{column} = ${place}" for place, column in enumerate(changes, 2))
    # sql: columns that an action names
    await tx.connection.execute(_UPDATE.format(sets=sets), message_id, *changes.values())


_UPDATE: Final = "UPDATE message SET {sets}, version = version + 1 WHERE id = $1"
