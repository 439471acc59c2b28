from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_board.bundles.periods import Period


@pytest.mark.parametrize(
    ("first", "last", "before_first", "before_last"),
    [
        # Mehr 1405 with Shahrivar, which has a day more.
        (date(2026, 9, 23), date(2026, 10, 22), date(2026, 8, 23), date(2026, 9, 22)),
        # Farvardin with Esfand of the year before.
        (date(2026, 3, 21), date(2026, 4, 20), date(2026, 2, 20), date(2026, 3, 20)),
        # A spring with the winter before it.
        (date(2026, 3, 21), date(2026, 6, 21), date(2025, 12, 22), date(2026, 3, 20)),
        # Eight days with eight days.
        (date(2026, 9, 24), date(2026, 10, 1), date(2026, 9, 16), date(2026, 9, 23)),
    ],
)
def test_a_period_is_compared_with_what_is_right_before_it(
    first: date, last: date, before_first: date, before_last: date
) -> None:
    assert Period(first, last).before == Period(before_first, before_last)


@given(st.dates(date(2010, 1, 1), date(2040, 1, 1)), st.integers(0, 365))
def test_the_period_before_ends_the_day_before(first: date, days: int) -> None:
    period = Period(first, first + timedelta(days=days))
    assert period.before.last == first - timedelta(days=1)
    assert period.before.first <= period.before.last
