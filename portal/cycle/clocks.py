"""What a clock's times come to, in seconds."""

from collections.abc import Mapping
from typing import Any

from portal.rendering import moment

Clock = Mapping[str, Any]


def promised(clock: Clock) -> float:
    """Seconds of one that knows its start and due time alone."""
    return (moment(clock["dueAt"]) - moment(clock["startedAt"])).total_seconds()


def lag(clock: Clock) -> float:
    """Seconds between due and done."""
    return (moment(clock["metAt"]) - moment(clock["dueAt"])).total_seconds()
