"""A working week as a form."""

from datetime import date
from typing import Any

from portal.calendar import weeks

ONE = {"validFrom": "2011-03-21", "weekday": 5, "opens": "07:30", "closes": "14:30"}
TWO = {"validFrom": "2026-12-01", "weekday": 0, "opens": "08:00", "closes": "12:00"}
LATER = {"validFrom": "2026-12-01", "weekday": 0, "opens": "13:00", "closes": "16:00"}
ALL: list[dict[str, Any]] = [ONE, TWO, LATER]


def test_a_week_holds_from_its_day_until_the_next_one_does() -> None:
    assert weeks.weeks(ALL, date(2026, 11, 30)) == ([ONE], [[TWO, LATER]])
    assert weeks.weeks(ALL, date(2026, 12, 1)) == ([TWO, LATER], [])


def test_a_week_begins_on_saturday_and_shows_days_that_are_closed() -> None:
    shown = weeks.by_day([TWO, LATER])
    assert list(shown)[:3] == [5, 6, 0]
    assert (shown[0], shown[4]) == ([TWO, LATER], [])


def test_a_week_in_a_form_is_the_same_week() -> None:
    given = weeks.hours_in(weeks.fields_of([TWO, LATER]))
    assert given == [{name: hours[name] for name in ("weekday", "opens", "closes")} for hours in (TWO, LATER)]


def test_hours_are_read_in_any_digits_and_nonsense_is_left_to_be_refused() -> None:
    form = {"opens-5-1": "۷", "closes-5-1": "۱۴:۳۰", "opens-6-1": "730", "closes-6-1": "noon", "opens-0-2": "9"}
    assert weeks.hours_in(form) == [
        {"weekday": 5, "opens": "07:00", "closes": "14:30"},
        {"weekday": 6, "opens": "07:30", "closes": "noon"},
        {"weekday": 0, "opens": "09:00", "closes": ""},
    ]
