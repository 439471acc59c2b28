"""Working time: how long the offices were open between two instants, and when so much open time has passed.

All sums are of elapsed time, whatever the local clocks were set to meanwhile: Tehran moved them twice a year
until 1401, and the zone's data knows.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

# From opening to closing, local time.
Hours = tuple[time, time]
# The hours of each weekday from Monday on.
Week = tuple[tuple[Hours, ...], ...]

_NONE: Final = timedelta()
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """When the offices are open. `week` allows several stretches a day, in order and apart; `later` are the weeks
    that replace it, each from a day on; `closed` are the holidays; `special` are days with hours of their own,
    which they keep on a holiday too. Raises ValueError where no weekday is open."""

    zone: ZoneInfo
    week: Week
    closed: frozenset[date] = frozenset()
    special: Mapping[date, tuple[Hours, ...]] = field(default_factory=dict)
    later: Mapping[date, Week] = field(default_factory=dict)
    _years: dict[int, "_Year"] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if any(len(week) != 7 or not any(week) for week in (self.week, *self.later.values())):
            raise ValueError("a calendar has seven weekdays, and one of them is open")

    def add(self, start: datetime, working: timedelta) -> datetime:
        """The first instant by which so much working time has passed since `start`; in UTC. Nothing added is
        `start` itself. What fills a day is over when it closes, not when the next one opens."""
        if working < _NONE:
            raise ValueError("working time does not run backwards")
        if not working:
            return start.astimezone(UTC)
        number = start.astimezone(self.zone).year
        wanted = self._year(number).until(start.astimezone(UTC)) + working
        while wanted > (year := self._year(number)).whole:
            wanted -= year.whole
            number += 1
        return year.when(wanted)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; negative where `end` is the earlier."""
        first, last = start.astimezone(self.zone).year, end.astimezone(self.zone).year
        if first > last:
            return -self.between(end, start)
        whole = sum((self._year(number).whole for number in range(first, last)), _NONE)
        return whole + self._year(last).until(end.astimezone(UTC)) - self._year(first).until(start.astimezone(UTC))

    def hours(self, day: date) -> tuple[Hours, ...]:
        """When the offices are open on a day."""
        if day in self.special:
            return self.special[day]
        if day in self.closed:
            return ()
        last = max((since for since in self.later if since <= day), default=None)
        return (self.later[last] if last else self.week)[day.weekday()]

    def _year(self, number: int) -> "_Year":
        if number not in self._years:
            self._years[number] = _Year.of(self, number)
        return self._years[number]


@dataclass(frozen=True, slots=True)
class _Year:
    """The open stretches of one year of the zone, in UTC, and the working time passed at the end of each."""

    opens: Sequence[datetime]
    closes: Sequence[datetime]
    passed: Sequence[timedelta]

    @property
    def whole(self) -> timedelta:
        return self.passed[-1] if self.passed else _NONE

    def until(self, at: datetime) -> timedelta:
        """The working time from the year's first instant to `at`."""
        last = bisect_right(self.opens, at) - 1
        return self.passed[last] - max(_NONE, self.closes[last] - at) if last >= 0 else _NONE

    def when(self, passed: timedelta) -> datetime:
        """The first instant by which so much working time has passed; there is so much in the year."""
        last = bisect_left(self.passed, passed)
        return self.closes[last] - (self.passed[last] - passed)

    @staticmethod
    def of(calendar: Calendar, number: int) -> "_Year":
        opens: list[datetime] = []
        closes: list[datetime] = []
        passed: list[timedelta] = []
        day, so_far = date(number, 1, 1), _NONE
        while day.year == number:
            for stretch in calendar.hours(day):
                opening, closing = (datetime.combine(day, hour, calendar.zone).astimezone(UTC) for hour in stretch)
                # Hours that the clocks skip are pushed on, perhaps into the next stretch: none counts twice.
                opening = max(opening, closes[-1]) if closes else opening
                if opening < closing:
                    so_far += closing - opening
                    opens.append(opening)
                    closes.append(closing)
                    passed.append(so_far)
            day += _DAY
        return _Year(opens, closes, passed)
