"""Days as people write them, in either calendar."""

from datetime import date

import pytest

from portal.dates import day_of, months, year_ends, year_of
from portal.forms import day


def test_each_language_has_its_own_months() -> None:
    assert (months("fa")["1"], months("en")["12"]) == ("فروردین", "December")


@pytest.mark.parametrize(
    ("written", "language", "expected"),
    [
        (("۱۴۰۵", "۹", "۵"), "fa", date(2026, 11, 26)),
        (("1403", "12", "30"), "fa", date(2025, 3, 20)),
        (("1404", "12", "30"), "fa", None),
        (("2026", "11", "26"), "en", date(2026, 11, 26)),
        (("2026", "2", "30"), "en", None),
        (("", "11", "26"), "en", None),
        (("99999", "1", "1"), "fa", None),
    ],
)
def test_a_day_is_read_from_its_fields_or_is_none(
    written: tuple[str, str, str], language: str, expected: date | None
) -> None:
    year, month, number = written
    assert day({"on-year": year, "on-month": month, "on-day": number}, "on", language) == expected


def test_a_year_begins_where_its_calendar_says() -> None:
    assert year_ends(1405, "fa") == (date(2026, 3, 21), date(2027, 3, 21))
    assert year_of(date(2027, 3, 20), "fa") == 1405
    assert year_of(date(2027, 3, 20), "en") == 2027
    assert day_of(1405, 1, 1, "fa") == date(2026, 3, 21)
