"""The period of a bundle's analysis, and the one it is compared with. Pure; days are Gregorian, months Jalali."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from persiantools.jdatetime import JalaliDate

from hotline.kit.refusals import Refusal

LONGEST: Final = timedelta(days=366)


class PeriodReversed(Refusal):
    code, sentence = "PERIOD_REVERSED", "The period ends before it begins."


class PeriodTooLong(Refusal):
    code, sentence = "PERIOD_TOO_LONG", "A period is a year at most."


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last` day, both included."""

    first: date
    last: date

    def checked(self, path: str) -> "Period":
        """Itself. Raises PeriodReversed or PeriodTooLong."""
        if self.last < self.first:
            raise PeriodReversed(path)
        if self.last - self.first >= LONGEST:
            raise PeriodTooLong(path)
        return self

    @property
    def before(self) -> "Period":
        """What it is compared with, right before it: as many whole months where it is whole months, else as many
        days."""
        last = self.first - timedelta(days=1)
        months = self._months()
        if months is None:
            return Period(last - (self.last - self.first), last)
        start = JalaliDate(self.first)
        index = start.year * 12 + start.month - 1 - months
        return Period(JalaliDate(index // 12, index % 12 + 1, 1).to_gregorian(), last)

    def _months(self) -> int | None:
        """How many Jalali months it is, where it is whole ones."""
        first, after = JalaliDate(self.first), JalaliDate(self.last + timedelta(days=1))
        if first.day != 1 or after.day != 1:
            return None
        months: int = (after.year - first.year) * 12 + after.month - first.month
        return months
