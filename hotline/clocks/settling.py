"""Settling clocks: what follows from the timeline is written down, and a breach becomes an event.

A stored clock is never a source. It keeps its id and its policy version; all else is what `clocks_of` makes of the
timeline each time it is settled: after every act on the message, and by `sweeping` when its next moment has passed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import orjson

from hotline.city.reference import Reference
from hotline.clocks import breaches
from hotline.clocks.computing import clocks_of
from hotline.clocks.standing import Standing, event_of, next_due, read, row_of
from hotline.custody import charging
from hotline.follow_ups.tables import FollowUpKind
from hotline.kit import rows
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.rows import Row
from hotline.messages.tables import MessageState


async def settle(tx: Transaction, *message_ids: UUID, city: Reference) -> list[Standing]:
    """Write the clocks that follow from the messages' timelines, and the event of each breach that is news; the
    clocks. The caller has locked the messages' rows."""
    standing: list[Standing] = []
    due: list[Row] = []
    news: list[breaches.News] = []
    for id_, state, timeline, stored in await tx.connection.fetch(_READ, message_ids):
        events = [read(told) for told in orjson.loads(timeline)]
        at = _after(events[-1].recorded_at, tx.at)
        known = {(cycle, obligation): (UUID(id_), rung) for id_, cycle, obligation, rung in orjson.loads(stored)}
        values = clocks_of(events, city.policies, city.calendar, at)
        kept = [known.get((value.cycle, value.obligation)) or (new_id(), 0) for value in values]
        own = [Standing(clock, id_, fired, value) for (clock, fired), value in zip(kept, values, strict=True)]
        news += breaches.news(events, own, MessageState(state), at)
        due.append({"id": id_, "next_due_at": next_due(values)})
        standing += own
    told = await breaches.write_up(tx, news) if news else []
    await tx.connection.execute(_WRITE, *map(rows.encode, ([row_of(clock) for clock in standing], told, due)))
    if news:
        await _charge(tx, news)
    return standing


async def _charge(tx: Transaction, news: Sequence[breaches.News]) -> None:
    """A clock may be late from its first moment, so its charges come after it."""
    breached = [one.clock for one in news if one.kind is FollowUpKind.BREACHED]
    await charging.charge(tx, breached, [one.clock for one in news if one.kind is FollowUpKind.RESCINDED])


def _after(last: datetime, at: datetime) -> datetime:
    """A message's time never runs back, though the database's clock may: what it knows, it knows for good."""
    return at if last <= at else last + timedelta(microseconds=1)


def first(message_id: UUID, timeline: Sequence[Row], *, city: Reference) -> list[Standing]:
    """The clocks that start with a message whose timeline begins with these follow-ups."""
    events = [event_of(row) for row in timeline]
    values = clocks_of(events, city.policies, city.calendar, events[-1].recorded_at)
    return [Standing(new_id(), message_id, 0, value) for value in values]


_READ: Final = """
SELECT id, state,
    (SELECT json_agg(json_build_array(id, kind, cycle, state, happened_at, recorded_at, facts)
        ORDER BY recorded_at, id) FROM follow_up WHERE message_id = message.id),
    (SELECT coalesce(json_agg(json_build_array(id, cycle, obligation, rung)), '[]')
        FROM clock WHERE message_id = message.id)
FROM message WHERE id = ANY($1)
"""

# All that is not what a clock started as: never its id, its policy version or the rungs that fired.
_SETTLED: Final = (
    "state",
    "started_at",
    "due_at",
    "met_at",
    "breached_at",
    "target_seconds",
    "working_hours",
    "paused_seconds",
    "paused_since",
    "paused_because",
    "cancelled_because",
    "next_rung_at",
)

_WRITE: Final = f"""
WITH clocks AS (
    {rows.insert("clock", 1)}
    ON CONFLICT (message_id, obligation, cycle) DO UPDATE SET
        ({", ".join(_SETTLED)}) = ROW({", ".join(f"excluded.{column}" for column in _SETTLED)})
    WHERE ({", ".join(f"clock.{column}" for column in _SETTLED)})
        IS DISTINCT FROM ({", ".join(f"excluded.{column}" for column in _SETTLED)})
), told AS (
    {rows.insert("follow_up", 2)}
)
UPDATE message SET next_due_at = due.next_due_at
FROM {rows.records("message", 3)} due
WHERE message.id = due.id AND message.next_due_at <> due.next_due_at
"""
