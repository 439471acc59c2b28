"""A day as people write it: day, month by its name, and year; Jalali in Persian, Gregorian in English."""

import calendar
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from hotline.kit.jalali import MONTHS, TEHRAN, from_jalali, jalali

_NAMES: Final = {"fa": MONTHS, "en": tuple(calendar.month_name[1:])}


def months(language: str) -> Mapping[str, str]:
    """The names of a year's months, by their number."""
    return {str(number): name for number, name in enumerate(_NAMES[language], 1)}


def fields_of(day: date, name: str, language: str) -> Mapping[str, str]:
    """What `components.day_field` shows of a day."""
    year, month, number = jalali(_noon(day)) if language == "fa" else (day.year, day.month, day.day)
    return {f"{name}-year": str(year), f"{name}-month": str(month), f"{name}-day": str(number)}


def year_of(day: date, language: str) -> int:
    return jalali(_noon(day))[0] if language == "fa" else day.year


def year_ends(year: int, language: str) -> tuple[date, date]:
    """The first day of the language's year and that of the next. Raises ValueError for a year that is none."""
    if language == "fa":
        return from_jalali(year, 1, 1).date(), from_jalali(year + 1, 1, 1).date()
    return date(year, 1, 1), date(year + 1, 1, 1)


def day_of(year: int, month: int, day: int, language: str) -> date | None:
    """The day of that name in the language's calendar; None where there is none."""
    try:
        return from_jalali(year, month, day).date() if language == "fa" else date(year, month, day)
    except ValueError:
        return None


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=TEHRAN)
