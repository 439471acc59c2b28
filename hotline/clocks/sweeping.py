"""Finding the clocks whose next moment has passed, for the escalation sweep."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from hotline.city.reference import Reference, Rung
from hotline.clocks.settling import settle
from hotline.clocks.standing import Standing
from hotline.figures import actions as figures
from hotline.kit import rows
from hotline.kit.database import Transaction

PUT_OFF: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Reached:
    """A clock that has reached rungs of its ladder since they last fired; lowest first. Whom to tell is said by the
    last, into which those before it collapse; what else they set off is owed all the same."""

    clock: Standing
    rungs: tuple[Rung, ...]


async def reach(tx: Transaction, *, city: Reference, limit: int) -> tuple[int, list[Reached]]:
    """Settle up to `limit` clocks whose next moment has passed, longest ago first: how many messages that were, and
    the clocks that reached rungs.

    The rungs are marked as fired in this transaction, so that each fires exactly once: the caller writes what they
    set off before it commits, and calls again until no message is left. The messages' rows are locked, and those
    that another worker has are left to it. Breaches are on their timelines when this returns.
    """
    messages = await due(tx, limit)
    return len(messages), await settle_due(tx, messages, city=city) if messages else []


async def due(tx: Transaction, limit: int) -> list[UUID]:
    """The messages of up to `limit` such clocks, locked."""
    locked = [row["message_id"] for row in await tx.connection.fetch(_PASSED, tx.at, limit)]
    # Asked again under their locks: an act that committed meanwhile may be later than this transaction's instant.
    return await known(tx, locked) if locked else []


async def known(tx: Transaction, messages: Sequence[UUID]) -> list[UUID]:
    """Those of them whose timelines were all written before this transaction's instant; each once."""
    return [row["id"] for row in await tx.connection.fetch(_KNOWN, messages, tx.at)]


async def settle_due(tx: Transaction, messages: Sequence[UUID], *, city: Reference) -> list[Reached]:
    """The same for messages that are `due`, and locked."""
    async with figures.recounted(tx, *messages):
        standing = await settle(tx, *messages, city=city)
    found = [
        Reached(clock, rungs) for clock in standing if (rungs := clock.value.reached(tx.at, fired=clock.fired))
    ]
    if found:
        await tx.connection.execute(_FIRED, rows.encode([_fired(reached) for reached in found]))
    for message_id in messages:
        tx.notify("message", message_id)
    return found


async def put_off(tx: Transaction, message_id: UUID) -> None:
    """Look later at the message's clocks: they cannot be settled, by a fault of ours, and others wait behind."""
    await tx.connection.execute(_PUT_OFF, tx.at, message_id, PUT_OFF)


def _fired(reached: Reached) -> rows.Row:
    percent = reached.rungs[-1].percent
    return {
        "id": reached.clock.id,
        "rung": percent,
        "next_rung_at": reached.clock.value.next_rung_at(fired=percent),
    }


# Where the database's clock was set back a timeline may be ahead of it. Its message waits, since clocks are read of
# what is known by now, and nothing is written before what is there.
_AHEAD: Final = "EXISTS (SELECT FROM follow_up WHERE follow_up.message_id = {id} AND follow_up.recorded_at >= {at})"

_PASSED: Final = f"""
SELECT clock.message_id FROM clock JOIN message ON message.id = clock.message_id
WHERE clock.next_rung_at < $1 AND NOT {_AHEAD.format(id="message.id", at="$1")}
ORDER BY clock.next_rung_at LIMIT $2 FOR UPDATE OF message SKIP LOCKED
"""

_PUT_OFF: Final = "UPDATE clock SET next_rung_at = $1 + $3::interval WHERE message_id = $2 AND next_rung_at < $1"

_KNOWN: Final = f"""
SELECT DISTINCT asked.id FROM unnest($1::uuid[]) AS asked (id) WHERE NOT {_AHEAD.format(id="asked.id", at="$2")}
"""

_FIRED: Final = f"""
UPDATE clock SET rung = fired.rung, next_rung_at = fired.next_rung_at
FROM {rows.records("clock", 1)} fired WHERE clock.id = fired.id
"""
