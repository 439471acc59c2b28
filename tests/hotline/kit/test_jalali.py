from datetime import UTC, date, datetime, timedelta

import jdatetime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.kit.jalali import (
    TEHRAN,
    ago_text,
    date_text,
    duration_text,
    from_jalali,
    hours_text,
    jalali,
    jalali_year,
    moment_text,
)

NOON = datetime(2026, 9, 27, 11, 0, tzinfo=UTC)


def test_every_day_from_1300_to_1500_is_the_day_another_library_says_and_leads_back() -> None:
    day, last = date(1921, 3, 21), date(2122, 3, 20)
    while day <= last:
        at = datetime(day.year, day.month, day.day, 12, tzinfo=TEHRAN)
        theirs = jdatetime.date.fromgregorian(date=day)
        assert jalali(at) == (theirs.year, theirs.month, theirs.day)
        assert from_jalali(*jalali(at)).astimezone(TEHRAN).date() == day
        day += timedelta(days=1)
    assert jalali(at) == (1500, 12, 29)


# The calendar's law goes by the equinox; that of 1403 and of 1408 is what arithmetic calendars get wrong.
@pytest.mark.parametrize("year", [1399, 1403, 1408, 1412, 1416])
def test_leap_years_have_a_thirtieth_of_esfand(year: int) -> None:
    assert jalali(from_jalali(year, 12, 30)) == (year, 12, 30)
    assert from_jalali(year + 1, 1, 1) - from_jalali(year, 12, 30) == timedelta(days=1)


@pytest.mark.parametrize(
    ("year", "month", "day"), [(1404, 12, 30), (1407, 12, 30), (1405, 7, 31), (1405, 13, 1), (1405, 1, 0)]
)
def test_a_day_that_is_not_is_refused(year: int, month: int, day: int) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        from_jalali(year, month, day)


def test_the_day_changes_at_midnight_in_tehran() -> None:
    new_year = from_jalali(1405, 1, 1)
    assert new_year.astimezone(UTC) == datetime(2026, 3, 20, 20, 30, tzinfo=UTC)
    assert (jalali_year(new_year), jalali_year(new_year - timedelta(microseconds=1))) == (1405, 1404)


def test_summer_time_was_kept_until_1401() -> None:
    offsets = [from_jalali(year, 4, 1).utcoffset() for year in (1401, 1402)]
    assert offsets == [timedelta(hours=4, minutes=30), timedelta(hours=3, minutes=30)]


def test_a_moment_is_written_as_each_language_writes_it() -> None:
    assert date_text(NOON, "fa") == "۵ مهر ۱۴۰۵"
    assert date_text(NOON, "en") == "27 September 2026"
    assert moment_text(NOON, "fa") == "یکشنبه ۵ مهر ۱۴۰۵، ساعت ۱۴:۳۰"
    assert moment_text(NOON, "en") == "Sunday 27 September 2026, 14:30"


@given(st.dates(date(1921, 3, 21), date(2122, 3, 20)))
def test_the_weekday_is_the_one_another_library_says(day: date) -> None:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=TEHRAN)
    names = ("شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه")
    assert moment_text(at, "fa").split()[0] == names[jdatetime.date.fromgregorian(date=day).weekday()]


@pytest.mark.parametrize(
    ("ago", "persian", "english"),
    [
        (timedelta(seconds=59), "همین حالا", "just now"),
        (timedelta(seconds=-59), "همین حالا", "just now"),
        (timedelta(minutes=1), "۱ دقیقه پیش", "1 minute ago"),
        (timedelta(hours=2, minutes=59), "۲ ساعت پیش", "2 hours ago"),
        (timedelta(days=-3), "۳ روز دیگر", "in 3 days"),
    ],
)
def test_how_long_ago_is_told_by_its_largest_unit(ago: timedelta, persian: str, english: str) -> None:
    assert ago_text(NOON - ago, NOON, "fa") == persian
    assert ago_text(NOON - ago, NOON, "en") == english


@pytest.mark.parametrize(
    ("seconds", "persian", "english"),
    [
        (0, "کمتر از یک دقیقه", "less than a minute"),
        (60, "۱ دقیقه", "1 minute"),
        (4800, "۱ ساعت و ۲۰ دقیقه", "1 hour 20 minutes"),
        (-4800, "۱ ساعت و ۲۰ دقیقه", "1 hour 20 minutes"),
        (2 * 86_400 + 3_600 + 60, "۲ روز و ۱ ساعت", "2 days 1 hour"),
        (86_400 + 60, "۱ روز و ۱ دقیقه", "1 day 1 minute"),
    ],
)
def test_a_duration_is_told_by_its_two_largest_units(seconds: float, persian: str, english: str) -> None:
    assert duration_text(seconds, "fa") == persian
    assert duration_text(seconds, "en") == english


def test_working_time_is_told_in_hours_however_many() -> None:
    assert hours_text(105 * 3600, "fa") == "۱۰۵ ساعت"
    assert hours_text(100 * 3600 + 1800, "en") == "100 hours 30 minutes"
