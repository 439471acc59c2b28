"""Charging a breach to those who held the message (domain §5): in proportion to the clock time each held, and by
name to the one who held it at the breach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from hotline.clocks.measuring import ClockValue
from hotline.clocks.standing import Standing
from hotline.custody.spans import Holder
from hotline.kit import rows
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.rows import Row

# Shares are whole millionths, so that those of one breach sum to one exactly.
WHOLE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Hold:
    """A stretch of custody; no end means up to now."""

    holder: Holder
    began_at: datetime
    ended_at: datetime | None


def shares(clock: ClockValue, holds: Sequence[Hold]) -> dict[Holder, int]:
    """By holder, in millionths: the part each held of the clock's own time, pauses and closed hours left out, from
    its start to its breach. What nobody held falls to whoever
    had it last."""
    held: dict[Holder, timedelta] = {}
    for hold in holds:
        for since, until in clock.ran:
            begins, ends = max(since, hold.began_at), min(until, hold.ended_at or until)
            if begins < ends and (own := clock.strand.between(begins, ends)):
                held[hold.holder] = held.get(hold.holder, timedelta()) + own
    if not held:
        held = {at_breach(clock, holds): timedelta(microseconds=1)}
    return _whole(held)


def at_breach(clock: ClockValue, holds: Sequence[Hold]) -> Holder:
    """Who held it when the clock ran out, as the breach's own event says; of a closed message, who had it last."""
    assert clock.breached_at is not None, "it is breached"
    return [hold for hold in holds if hold.began_at <= clock.breached_at][-1].holder


def _whole(held: Mapping[Holder, timedelta]) -> dict[Holder, int]:
    """Millionths by largest remainder; of equal remainders to the one who came first."""
    total = sum(held.values(), timedelta()) // timedelta(microseconds=1)
    parts = {holder: divmod(WHOLE * (own // timedelta(microseconds=1)), total) for holder, own in held.items()}
    left = WHOLE - sum(whole for whole, _ in parts.values())
    rounded_up = sorted(parts, key=lambda holder: -parts[holder][1])[:left]
    return {holder: whole + (holder in rounded_up) for holder, (whole, _) in parts.items()}


async def charge(tx: Transaction, breached: Sequence[Standing], rescinded: Sequence[Standing]) -> None:
    """Write down the charges of these breaches, and drop those of the rescinded ones. What was held before a breach
    never changes, so neither do its charges."""
    holds: dict[UUID, list[Hold]] = {}
    messages = list({clock.message_id for clock in breached})
    for id_, unit, person, began_at, ended_at in await tx.connection.fetch(_HOLDS, messages):
        holds.setdefault(id_, []).append(Hold(Holder(unit, person), began_at, ended_at))
    made = [row for clock in breached if clock.message_id in holds for row in _rows(clock, holds[clock.message_id])]
    await tx.connection.execute(_DROP, [clock.id for clock in rescinded])
    await tx.connection.execute(_WRITE, rows.encode(made))


def _rows(clock: Standing, holds: Sequence[Hold]) -> list[Row]:
    named = at_breach(clock.value, holds)
    return [
        {
            "id": new_id(),
            "clock_id": clock.id,
            "unit_id": holder.unit,
            "person_id": holder.person,
            "millionths": millionths,
            "at_breach": holder == named,
            "breached_at": clock.value.breached_at,
        }
        for holder, millionths in ({named: 0} | shares(clock.value, holds)).items()
    ]


_HOLDS: Final = """
SELECT message_id, unit_id, person_id, began_at, ended_at FROM custody_span
WHERE message_id = ANY($1) ORDER BY began_at
"""
_DROP: Final = "DELETE FROM breach_charge WHERE clock_id = ANY($1)"
_WRITE: Final = rows.insert("breach_charge", 1)
