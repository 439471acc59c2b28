"""Clocks as stored and as recomputed from the timeline: at every settled instant the two are the same."""

from uuid import UUID

import orjson

from hotline.city.reference import reference
from hotline.clocks.computing import clocks_of
from hotline.clocks.standing import Standing, event_of, next_due, row_of
from hotline.follow_ups.tables import FollowUpKind
from hotline.kit import rows as rows_
from hotline.messages.tables import MessageState
from tests.drafts import row, rows


async def assert_recomputed(message_id: UUID) -> None:
    """Whatever is stored of the message's clocks is what its timeline makes of them, as of its last entry."""
    city = await reference()
    told = await rows("SELECT * FROM follow_up WHERE message_id = $1", message_id)
    events = [
        event_of(
            entry
            | {
                "kind": FollowUpKind(entry["kind"]),
                "state": MessageState(entry["state"]),
                "facts": orjson.loads(entry["facts"]),
            }
        )
        for entry in told
    ]
    values = clocks_of(events, city.policies, city.calendar, max(event.recorded_at for event in events))
    stored = await rows("SELECT * FROM clock WHERE message_id = $1 ORDER BY cycle, obligation", message_id)
    kept = {(clock["cycle"], clock["obligation"]): (clock["id"], clock["rung"]) for clock in stored}
    assert kept.keys() == {(value.cycle, value.obligation) for value in values}
    computed = [
        row_of(Standing(id_, message_id, rung, value))
        for value in sorted(values, key=lambda value: (value.cycle, value.obligation))
        for id_, rung in [kept[value.cycle, value.obligation]]
    ]
    assert stored == computed
    message = await row("SELECT nullif(next_due_at, 'infinity') AS due FROM message WHERE id = $1", message_id)
    assert (message["due"] or rows_.INFINITY) == next_due(values)
