"""Values as COPY's text format writes them, made cheaply: a million messages are forty million values."""

from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Final

NULL: Final = "\\N"

_DAY: Final = 86_400_000
_TIMES: Final = [f"{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}" for at in range(86_400)]
_START: Final = datetime(1970, 1, 1, tzinfo=UTC)


def time_text(at: int) -> str:
    """Milliseconds since 1970 as a timestamp in UTC."""
    day, rest = divmod(at, _DAY)
    second, milliseconds = divmod(rest, 1000)
    return f"{_date(day)} {_TIMES[second]}.{milliseconds:03}+00"


def uuid7_text(at: int, random: Random) -> str:
    """A UUIDv7 of that moment, its other bits from `random`."""
    chance = random.getrandbits(74)
    return f"{at:012x}7{chance >> 62:03x}{0x8000000000000000 | chance & 0x3FFFFFFFFFFFFFFF:016x}"


def escaped(text: str) -> str:
    """Any text as one field of a line."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


@cache
def _date(day: int) -> str:
    return (_START + timedelta(days=day)).date().isoformat()
