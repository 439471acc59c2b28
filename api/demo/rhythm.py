"""When messages come: fewer on Fridays, most in the morning, and in a storm many at once."""

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Final

from hotline.kit.jalali import TEHRAN, jalali_year

# Isfahan's 137 has taken 9 500 to 12 500 calls a week (domain §12).
A_DAY: Final = 1500
SHORTEST: Final = 14
# A small city's last two days are as busy as a large one's, so that its queue is worth looking at.
_LIVELY: Final = 5

_WEEKDAYS: Final = (1.1, 1.0, 1.0, 0.8, 0.45, 1.25, 1.15)  # Monday to Sunday; Friday is the day of rest
_HOURS: Final = (4, 3, 2, 2, 2, 4, 10, 26, 44, 52, 55, 52, 44, 34, 28, 26, 28, 32, 34, 30, 24, 18, 12, 7)
_UP_TO_HOUR: Final = (0, *accumulate(_HOURS))
_STORM_CHANCE: Final = 0.03
_STORM_SHARE: Final = 0.4
_STORM_SECONDS: Final = 7200
# Long enough before the end that some of what it brought is overdue by then, and short enough that much is not.
_LAST_STORM: Final = 3 * 3600
# Days before the end, so that whoever called in it has been asked by then.
_STORM_BEFORE: Final = 6


@dataclass(frozen=True)
class Storm:
    """Two hours of rain and wind over some districts; `start` is in seconds from midnight."""

    start: float
    districts: frozenset[int]


@dataclass(frozen=True)
class Day:
    """One day's share of the messages, and its storm if it has one."""

    date: date
    count: int
    storm: Storm | None

    @property
    def year(self) -> int:
        """The Jalali one, of which its tracking codes are."""
        return jalali_year(datetime(self.date.year, self.date.month, self.date.day, 12, tzinfo=TEHRAN))


def days(messages: int, until: datetime, random: Random) -> Iterator[Day]:
    """Days from the first to that of `until`, whose counts add up to `messages`; it storms at the end."""
    end = until.astimezone(TEHRAN)
    length = max(SHORTEST, messages // A_DAY)
    dates = [end.date() - timedelta(days=back) for back in reversed(range(length))]
    storms = [
        _storm(random, random.uniform(12, 20) * 3600) if random.random() < _STORM_CHANCE else None for _ in dates
    ]
    storms[-1 - _STORM_BEFORE] = _storm(random, 14 * 3600)
    brewing = end - timedelta(seconds=_LAST_STORM)
    storms[dates.index(brewing.date())] = _storm(random, _second(brewing))
    weights = [
        _WEEKDAYS[day.weekday()] * random.uniform(0.85, 1.15) * (1.6 if storm else 1)
        for day, storm in zip(dates, storms, strict=True)
    ]
    if length == SHORTEST:
        weights[-2:] = (weight * _LIVELY for weight in weights[-2:])
    # What is left of the last day has no messages yet.
    weights[-1] *= max(_passed(_second(end)), 0.02)
    ends = [round(messages * part / sum(weights)) for part in accumulate(weights)]
    for day, storm, before, after in zip(dates, storms, [0, *ends], ends, strict=False):
        yield Day(day, after - before, storm)


def moments(day: Day, until: datetime, random: Random) -> list[tuple[int, bool]]:
    """The moments of a day's messages in order, none after `until`, in milliseconds since 1970, and whether each
    came with the storm."""
    midnight = datetime(day.date.year, day.date.month, day.date.day, tzinfo=TEHRAN)
    end = min((until - midnight).total_seconds(), 86_400)
    before, found = _passed(end) * _UP_TO_HOUR[-1], []
    for _ in range(day.count):
        stormy = day.storm is not None and random.random() < _STORM_SHARE
        if stormy and day.storm:
            second = day.storm.start + random.random() * min(end - day.storm.start, _STORM_SECONDS)
        else:
            second = _second_of(random.random() * before)
        found.append((int((midnight.timestamp() + second) * 1000), stormy))
    return sorted(found)


def _passed(second: float) -> float:
    """The share of a usual day's messages that have come by this second of it."""
    hour = min(int(second // 3600), 23)
    return (_UP_TO_HOUR[hour] + _HOURS[hour] * (second / 3600 - hour)) / _UP_TO_HOUR[-1]


def _second_of(passed: float) -> float:
    """The second by which `passed` of a usual day's messages have come: the inverse of the above."""
    hour = min(bisect(_UP_TO_HOUR, passed) - 1, 23)
    return (hour + (passed - _UP_TO_HOUR[hour]) / _HOURS[hour]) * 3600


def _second(at: datetime) -> float:
    return (at - at.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()


def _storm(random: Random, start: float) -> Storm:
    return Storm(start, frozenset(random.sample(range(1, 16), random.randint(2, 5))))
