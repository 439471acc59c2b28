"""What holds of a message's escalations after whatever was done to it (domain §4), asked of what is stored."""

import json
from collections import Counter
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

from hotline.follow_ups.tables import FollowUpKind
from hotline.kit.viewer import ActorKind
from tests.drafts import rows


def settles(entry: dict[str, Any]) -> bool:
    """Whether the clocks were settled when it was written: not by what changes no clock, and is put down beside."""
    if entry["kind"] == FollowUpKind.NOTE:
        return bool(entry["actor_kind"] == ActorKind.CENTRE)
    if entry["kind"] == FollowUpKind.ESCALATED:
        return not json.loads(entry["facts"])["climbed"]
    return entry["kind"] != FollowUpKind.ESCALATION_ACKNOWLEDGED


async def each_rung_fired_once(id_: UUID, told: list[dict[str, Any]]) -> None:
    """Each rung of a clock is one row and one entry of the timeline, higher and higher; one that climbs says so
    each time, and does no more once somebody took note or a higher one has spoken."""
    kept = await rows(_ESCALATIONS, id_)
    entries = [json.loads(entry["facts"]) for entry in told if entry["kind"] == FollowUpKind.ESCALATED]
    fired = [(entry["clock"], entry["percent"]) for entry in entries if not entry["climbed"]]
    assert sorted(fired) == sorted((str(one["clock_id"]), one["percent"]) for one in kept)
    for clock in {clock for clock, _ in fired}:
        percents = [percent for of, percent in fired if of == clock]
        assert all(lower < higher for lower, higher in pairwise(percents)), percents
    climbed = Counter(entry["escalation"] for entry in entries if entry["climbed"])
    for one in kept:
        assert climbed[str(one["id"])] == one["climbed"]
        assert one["climbs_at"] is None or (one["acknowledged_at"] is None and one["tell"] != "HOLDER")
    waiting = Counter(one["clock_id"] for one in kept if one["climbs_at"])
    assert all(count == 1 for count in waiting.values()), "one clock climbs once at a time"
    highest = {one["clock_id"]: one["percent"] for one in sorted(kept, key=lambda one: one["percent"])}
    clocks = await rows("SELECT id, rung FROM clock WHERE message_id = $1", id_)
    assert {clock["id"]: clock["rung"] for clock in clocks if clock["rung"]} == highest


_ESCALATIONS: Final = "SELECT * FROM escalation WHERE message_id = $1"
