"""The ladder of resolutions: whatever rungs one has reached, fires, once, by whichever worker finds it; what is not
acknowledged climbs; and what is overdue returns itself to the next agenda, once (domain §9).

As for clocks, all is judged by rows and by the database's time, and whom a rung tells is said by the same rules.
Each resolution is a transaction of its own, under its row's lock.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from hotline.city.reference import CLIMB, Policy, Reference, Rung
from hotline.custody.spans import Holder
from hotline.deliveries import staff
from hotline.deliveries.staff import StaffNotice
from hotline.escalations import superiors
from hotline.escalations.rules import Place, Tree, collapsed, next_up, told
from hotline.escalations.tables import Told
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from policy_board.resolutions import returning, rules


async def press(tx: Transaction, row: asyncpg.Record, city: Reference) -> None:
    """Fire what a resolution, as `DUE` found it, has reached."""
    ladder = _policy(row, city).ladder
    times = row["made_at"], row["due_at"]
    rungs = rules.reached(ladder, *times, at=tx.at, fired=row["rung"])
    if rungs:
        tree = await superiors.tree(tx)
        await _warn(tx, row, collapsed(rungs), tree)
    returned = row["returned_item_id"] is not None
    if row["due_at"] <= tx.at and not returned:
        await returning.give_back_to_board(tx, row)
        returned = True
    fired = rungs[-1].percent if rungs else row["rung"]
    again = rules.next_at(ladder, *times, fired=fired, returned=returned)
    await tx.connection.execute(_FIRED, row["id"], fired, again)


async def climb(tx: Transaction, row: asyncpg.Record, city: Reference) -> None:
    """Take a warning, as `CLIMBING` found it, to the next superior. Once its resolution is reported nobody is told
    any more."""
    tree = await superiors.tree(tx)
    above = next_up(Place(Told(row["tell"]), row["told_unit_id"], row["told_person_id"]), tree)
    if row["owed"] and above is not None:
        rung = next((one for one in _policy(row, city).ladder if one.percent == row["percent"]), None)
        climbs_at = _climbs_at(tx.at, row, rung.climb if rung else CLIMB, above, tree)
        climbed = row["climbed"] + 1
        await tx.connection.execute(
            _CLIMB, row["warning_id"], above.told, above.unit, above.person, climbs_at, climbed
        )
        await _tell(tx, row, above, row["warning_id"], row["percent"], climbed)
    else:
        await tx.connection.execute(_REST, row["warning_id"])


async def _warn(tx: Transaction, row: asyncpg.Record, rung: Rung, tree: Tree) -> None:
    assert rung.tell, "what tells nobody presses for nothing"
    place = told(Told(rung.tell), Holder(row["unit_id"], row["person_id"]), tree)
    # What a lower rung said climbs no further once a higher one has spoken.
    await tx.connection.execute(_SILENCE, row["id"])
    id_, climbs_at = new_id(), _climbs_at(tx.at, row, rung.climb, place, tree)
    await tx.connection.execute(
        _WARN, id_, row["id"], rung.percent, place.told, place.unit, place.person, tx.at, climbs_at
    )
    await _tell(tx, row, place, id_, rung.percent, 0)


async def _tell(
    tx: Transaction, row: asyncpg.Record, place: Place, warning_id: UUID, percent: int, climbed: int
) -> None:
    if place.person is None:
        return
    template = "RESOLUTION_REMINDED" if place.told is Told.HOLDER else "RESOLUTION_ESCALATED"
    details = {"resolution": row["code"], "percent": percent, "due": row["due_at"]}
    key = f"resolution-{warning_id}-{climbed}"
    await staff.tell_all(tx, [StaffNotice(place.person, template, key, details)])


def _climbs_at(at: datetime, row: asyncpg.Record, percent: int, place: Place, tree: Tree) -> datetime | None:
    """A reminder climbs to nobody, and neither does what the highest superior was told."""
    if place.told is Told.HOLDER or next_up(place, tree) is None:
        return None
    climbs: datetime = at + (row["due_at"] - row["made_at"]) * percent / 100
    return climbs


def _policy(row: asyncpg.Record, city: Reference) -> Policy:
    return next(policy for policy in city.policies if policy.id == row["policy_id"])


DUE: Final = """
SELECT * FROM resolution WHERE next_rung_at <= $1 ORDER BY next_rung_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
"""

_FIRED: Final = "UPDATE resolution SET rung = $2, next_rung_at = $3 WHERE id = $1"

_SILENCE: Final = (
    "UPDATE resolution_warning SET climbs_at = NULL WHERE resolution_id = $1 AND climbs_at IS NOT NULL"
)

_WARN: Final = """
INSERT INTO resolution_warning (id, resolution_id, percent, tell, unit_id, person_id, fired_at, climbs_at, climbed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)
"""

# The resolution's row first, as every act on it does.
CLIMBING: Final = """
SELECT resolution.*, warning.id AS warning_id, warning.percent, warning.tell, warning.unit_id AS told_unit_id,
    warning.person_id AS told_person_id, warning.climbed, resolution.state IN ('OPEN', 'RETURNED') AS owed
FROM resolution_warning warning JOIN resolution ON resolution.id = warning.resolution_id
WHERE warning.climbs_at <= $1 ORDER BY warning.climbs_at, warning.id LIMIT 1
FOR UPDATE OF resolution, warning SKIP LOCKED
"""

_CLIMB: Final = """
UPDATE resolution_warning SET tell = $2, unit_id = $3, person_id = $4, climbs_at = $5, climbed = $6 WHERE id = $1
"""

_REST: Final = "UPDATE resolution_warning SET climbs_at = NULL WHERE id = $1"
