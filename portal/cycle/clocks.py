"""What a clock's times come to, in seconds and shares."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.rendering import moment

Clock = Mapping[str, Any]


def promised(clock: Clock) -> float:
    """Seconds of one that knows its start and due time alone."""
    return (moment(clock["dueAt"]) - moment(clock["startedAt"])).total_seconds()


def lag(clock: Clock) -> float:
    """Seconds between due and done."""
    return (moment(clock["metAt"]) - moment(clock["dueAt"])).total_seconds()


def paused_share(clock: Clock, now: datetime) -> float:
    """Of its life so far, which share it stood still; shown beside every verdict (domain §4)."""
    ended = moment(clock["metAt"]) if clock["metAt"] else now
    life = (ended - moment(clock["startedAt"])).total_seconds()
    return min(1.0, clock["pausedSeconds"] / life) if life > 0 else 0.0
