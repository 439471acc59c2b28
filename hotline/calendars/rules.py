"""When the city works, and what may be changed of it. Pure.

Unless a city says otherwise, offices are open Saturday to Wednesday 7:30–14:30, Thursday to 13:00, never on Friday
(domain §4).
"""

from collections.abc import Sequence
from datetime import date, time
from itertools import pairwise
from typing import Final, NamedTuple

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role

_OPENS: Final = time(7, 30)


class OpenHours(NamedTuple):
    """A stretch of a weekday, Monday being 0, in local time; as `working_day` has it."""

    weekday: int
    opens: time
    closes: time


OFFICE_HOURS: Final = (
    *(OpenHours(weekday, _OPENS, time(14, 30)) for weekday in (5, 6, 0, 1, 2)),
    OpenHours(3, _OPENS, time(13)),
)
YEARS_AHEAD: Final = 5


class DayBegun(Refusal):
    """Clocks have run on it: what counted as working time stays so, and no verdict changes in hindsight."""

    code, sentence, status = "DAY_BEGUN", "Only days that have not begun can be changed.", 409


class DayFarOff(Refusal):
    code, sentence = "DAY_FAR_OFF", "The day lies more than {years} years ahead."


class IsHoliday(Refusal):
    code, sentence, status = "IS_HOLIDAY", "This day is a holiday already.", 409


class NoHoliday(Refusal):
    code, sentence, status = "NO_HOLIDAY", "This day is no holiday.", 409


class NeverOpen(Refusal):
    """Clocks that count working time would never come due."""

    code, sentence = "NEVER_OPEN", "A week needs at least one hour in which the offices are open."


class HoursWrong(Refusal):
    code, sentence = "HOURS_WRONG", "Hours are of a weekday from 0 to 6, close after they open and do not overlap."


def can_edit(roles: frozenset[Role]) -> type[Refusal] | None:
    """The calendar is policy, and so the administrator's (domain §2)."""
    return None if Role.ADMINISTRATOR in roles else Forbidden


def can_change(day: date, *, today: date) -> type[Refusal] | None:
    """Whether the calendar may be changed on or from that day."""
    if day <= today:
        return DayBegun
    return DayFarOff if day.year - today.year > YEARS_AHEAD else None


def is_week(week: Sequence[OpenHours]) -> type[Refusal] | None:
    """Whether these hours make a week, in whatever order they stand."""
    if not week:
        return NeverOpen
    ordered = sorted(week)
    if any(hours.weekday not in range(7) or hours.opens >= hours.closes for hours in ordered):
        return HoursWrong
    pairs = pairwise(ordered)
    overlap = any(one.weekday == after.weekday and after.opens < one.closes for one, after in pairs)
    return HoursWrong if overlap else None
