"""Dates as Iranians write them: the Jalali calendar, Tehran's time, Persian digits. English goes by Gregorian."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from persiantools.jdatetime import JalaliDate, JalaliDateTime

from hotline.kit.text import digits

# Tehran has kept no summer time since 1402, and had it before: the zone's data knows.
TEHRAN: Final = ZoneInfo("Asia/Tehran")

MONTHS: Final = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
)
_WEEKDAYS: Final = ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه")
# Seconds, Persian, English.
_UNITS: Final = (
    (86_400, "روز", "day"),
    (3_600, "ساعت", "hour"),
    (60, "دقیقه", "minute"),
)


def jalali(at: datetime) -> tuple[int, int, int]:
    """Year, month and day in Tehran."""
    day = JalaliDate.to_jalali(at.astimezone(TEHRAN).date())
    return day.year, day.month, day.day


def jalali_year(at: datetime) -> int:
    return jalali(at)[0]


def from_jalali(year: int, month: int, day: int) -> datetime:
    """The first instant of a Jalali day in Tehran. Raises ValueError for a day that is not."""
    midnight: datetime = JalaliDateTime(year, month, day).to_gregorian()
    return midnight.replace(tzinfo=TEHRAN)


def date_text(at: datetime, language: str) -> str:
    """«۵ مهر ۱۴۰۵», or "27 September 2026"."""
    if language == "fa":
        year, month, day = jalali(at)
        return digits(f"{day} {MONTHS[month - 1]} {year}", "fa")
    local = at.astimezone(TEHRAN)
    return f"{local.day} {local:%B %Y}"


def moment_text(at: datetime, language: str) -> str:
    """«یکشنبه ۵ مهر ۱۴۰۵، ساعت ۱۴:۳۰», or "Sunday 27 September 2026, 14:30"."""
    local = at.astimezone(TEHRAN)
    if language == "fa":
        return digits(f"{_WEEKDAYS[local.weekday()]} {date_text(at, 'fa')}، ساعت {local:%H:%M}", "fa")
    return f"{local:%A} {date_text(at, 'en')}, {local:%H:%M}"


def ago_text(at: datetime, now: datetime, language: str) -> str:
    """«۳ روز پیش», «۲ ساعت دیگر», «همین حالا»; "3 days ago", "in 2 hours", "just now"."""
    seconds = (now - at).total_seconds()
    for size, persian, english in _UNITS:
        count = int(abs(seconds) // size)
        if count:
            if language == "fa":
                return digits(f"{count} {persian} {'پیش' if seconds > 0 else 'دیگر'}", "fa")
            plural = f"{count} {english}{'s' if count > 1 else ''}"
            return f"{plural} ago" if seconds > 0 else f"in {plural}"
    return "همین حالا" if language == "fa" else "just now"


def hours_text(seconds: float, language: str) -> str:
    """In hours and minutes, never days: «۱۰۵ ساعت». Of working time, which has no days of 24 hours."""
    return _in_units(int(abs(seconds)), _UNITS[1:], language)


def duration_text(seconds: float, language: str) -> str:
    """The two largest units: «۱ ساعت و ۲۰ دقیقه», "1 hour 20 minutes"; less than a minute is said so."""
    return _in_units(int(abs(seconds)), _UNITS, language)


def _in_units(rest: int, units: Sequence[tuple[int, str, str]], language: str) -> str:
    parts = []
    for size, persian, english in units:
        count, rest = divmod(rest, size)
        if count:
            parts.append(
                digits(f"{count} {persian}", "fa")
                if language == "fa"
                else f"{count} {english}{'s' if count > 1 else ''}"
            )
    if not parts:
        return "کمتر از یک دقیقه" if language == "fa" else "less than a minute"
    return (" و " if language == "fa" else " ").join(parts[:2])
