"""When messages come: fewer on Fridays, most in the morning, and in a storm many at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Final

from hotline.kit.jalali import TEHRAN

# Isfahan's 137 has taken 9 500 to 12 500 calls a week (domain §12).
A_DAY: Final = 1500
SHORTEST: Final = 14

_WEEKDAYS: Final = (1.1, 1.0, 1.0, 0.8, 0.45, 1.25, 1.15)  # Monday to Sunday; Friday is the day of rest
_HOURS: Final = (4, 3, 2, 2, 2, 4, 10, 26, 44, 52, 55, 52, 44, 34, 28, 26, 28, 32, 34, 30, 24, 18, 12, 7)
_STORM_CHANCE: Final = 0.03


@dataclass(frozen=True)
class Storm:
    """Two hours of rain and wind over some districts."""

    hour: int
    districts: frozenset[int]


@dataclass(frozen=True)
class Day:
    """One day's share of the messages, and its storm if it has one."""

    date: date
    count: int
    storm: Storm | None


def days(messages: int, until: datetime, random: Random) -> Iterator[Day]:
    """Days from the first to that of `until`, whose counts add up to `messages`."""
    last = until.astimezone(TEHRAN).date()
    length = max(SHORTEST, messages // A_DAY)
    dates = [last - timedelta(days=back) for back in reversed(range(length))]
    storms = [_storm(random) if random.random() < _STORM_CHANCE else None for _ in dates]
    weights = [
        _WEEKDAYS[day.weekday()] * random.uniform(0.85, 1.15) * (1.6 if storm else 1)
        for day, storm in zip(dates, storms, strict=True)
    ]
    ends = [round(messages * part / sum(weights)) for part in accumulate(weights)]
    for day, storm, before, end in zip(dates, storms, [0, *ends], ends, strict=False):
        yield Day(day, end - before, storm)


def moments(day: Day, until: datetime, random: Random) -> list[tuple[datetime, bool]]:
    """The moments of a day's messages in order, none after `until`, and whether each came with the storm."""
    midnight = datetime(day.date.year, day.date.month, day.date.day, tzinfo=TEHRAN)
    left = min((until - midnight).total_seconds(), 86_400)
    found = []
    for _ in range(day.count):
        stormy = day.storm is not None and random.random() < 0.45
        hour = day.storm.hour if stormy and day.storm else random.choices(range(24), _HOURS)[0]
        seconds = hour * 3600 + random.random() * (7200 if stormy else 3600)
        # On the last day what would come later has come earlier.
        found.append((midnight + timedelta(seconds=seconds if seconds < left else random.random() * left), stormy))
    return sorted(found)


def _storm(random: Random) -> Storm:
    return Storm(random.randint(13, 19), frozenset(random.sample(range(1, 16), random.randint(2, 5))))
