"""In which order an inspector goes: what is due first, then one near the other."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from math import cos, hypot, radians
from typing import Any, Final

from portal.rendering import moment

# What is due within this is not left for the way back.
SOON: Final = timedelta(hours=3)

Message = dict[str, Any]


def ordered(messages: Sequence[Message], now: datetime) -> tuple[list[Message], list[Message]]:
    """Those due by time alone, the most pressing first; then the rest: from where the last of those is, each time
    the nearest in the same district, and on to another when nothing is left there."""
    due = [message for message in messages if message["nextDueAt"] and moment(message["nextDueAt"]) < now + SOON]
    due.sort(key=lambda message: moment(message["nextDueAt"]))
    rest = [message for message in messages if message not in due]
    way: list[Message] = []
    while rest:
        # Without a place to start from, the first as they came: by the time left.
        here = (due + way)[-1:] or rest[:1]
        nearest = min(rest, key=partial(_far, *here))
        rest.remove(nearest)
        way.append(nearest)
    return due, way


def _far(here: Message, there: Message) -> tuple[bool, float]:
    return _district(here) != _district(there), _kilometres(here["place"], there["place"])


def _district(message: Message) -> object:
    return message["district"] and message["district"]["number"]


def _kilometres(one: dict[str, float] | None, other: dict[str, float] | None) -> float:
    """As the crow flies, which will do within a city. What has no known place is far from everything."""
    if one is None or other is None:
        return 1000.0
    north = (one["latitude"] - other["latitude"]) * 111
    east = (one["longitude"] - other["longitude"]) * 111 * cos(radians(one["latitude"]))
    return hypot(north, east)
