"""Working time against two oracles that share no line with it: `businesstimedelta` walks aware stretches one by
one, `business-duration` sums days of the local calendar."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import businesstimedelta
import holidays
import pytest
import pytz
from business_duration import businessDuration
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.kit.jalali import TEHRAN, from_jalali, jalali
from hotline.kit.workdays import Calendar, Hours

FULL, SHORT = (time(7, 30), time(14, 30)), (time(7, 30), time(13))
SATURDAY_TO_WEDNESDAY, THURSDAY, FRIDAY = (5, 6, 0, 1, 2), 3, 4
# Of 1399 to 1408: two leap years, and summer time until 1401.
HOLIDAYS = holidays.country_holidays("IR", years=range(2020, 2031))
WEEK = tuple((SHORT,) if day == THURSDAY else () if day == FRIDAY else (FULL,) for day in range(7))
# The oracle wants the other library's zones, which read another copy of the zones' data.
PYTZ = pytz.timezone("Asia/Tehran")
ISFAHAN = Calendar(TEHRAN, WEEK, closed=frozenset(HOLIDAYS))

moments = st.datetimes(datetime(2020, 3, 20), datetime(2029, 12, 1), timezones=st.just(UTC))
spans = st.timedeltas(timedelta(), timedelta(days=60))


def rule_of(days: list[int], hours: Hours) -> businesstimedelta.WorkDayRule:
    return businesstimedelta.WorkDayRule(hours[0], hours[1], working_days=days, tz=PYTZ)


WALKED = businesstimedelta.Rules(
    [
        rule_of(list(SATURDAY_TO_WEDNESDAY), FULL),
        rule_of([THURSDAY], SHORT),
        businesstimedelta.HolidayRule(HOLIDAYS, tz=PYTZ),
    ]
)


def summed(start: datetime, end: datetime) -> timedelta:
    """By `business-duration`, which knows neither zones nor short days: one call for each kind of day."""
    local = [at.astimezone(TEHRAN).replace(tzinfo=None) for at in (start, end)]
    closed = list(HOLIDAYS)
    full = businessDuration(*local, *FULL, [THURSDAY, FRIDAY], closed, "sec")
    short = businessDuration(*local, *SHORT, [*SATURDAY_TO_WEDNESDAY, FRIDAY], closed, "sec")
    return timedelta(seconds=full + short)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any week with up to three stretches a day, in zones with summer time of every kind."""
    minutes = st.lists(st.integers(0, 1439), min_size=0, max_size=6, unique=True).map(sorted)

    def hours() -> tuple[Hours, ...]:
        times = [time(minute // 60, minute % 60) for minute in draw(minutes)]
        return tuple(pair for number, pair in enumerate(pairwise(times)) if number % 2 == 0)

    week = [hours() for _ in range(7)]
    if not any(week):
        week[0] = (FULL,)
    days = st.dates(date(2020, 1, 1), date(2022, 12, 31))
    closed = draw(st.frozensets(days, max_size=20))
    special = {day: hours() for day in draw(st.frozensets(days, max_size=5))}
    zone = draw(st.sampled_from(["Asia/Tehran", "America/Sao_Paulo", "Australia/Lord_Howe", "Europe/Berlin"]))
    later = {day: (*week[:6], hours() or (FULL,)) for day in draw(st.frozensets(days, max_size=2))}
    return Calendar(ZoneInfo(zone), tuple(week), closed, special, later)


def counted(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """The plainest count there is: every minute asked for itself."""
    total, at = timedelta(), start
    while at < end:
        local = at.astimezone(calendar.zone)
        here = local.replace(tzinfo=None).time()
        if any(opens <= here < closes for opens, closes in calendar.hours(local.date())):
            total += timedelta(minutes=1)
        at += timedelta(minutes=1)
    return total


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of the Jalali calendar in Tehran."""
    return from_jalali(year, month, day) + timedelta(hours=hour, minutes=minute)


@settings(max_examples=150, deadline=None)
@given(moments, spans)
def test_working_time_is_what_businesstimedelta_says(start: datetime, span: timedelta) -> None:
    walked = WALKED.difference(start, start + span).timedelta
    # It reads whole seconds and drops the rest.
    assert abs(ISFAHAN.between(start, start + span) - walked) < timedelta(seconds=1)


@settings(max_examples=150, deadline=None)
@given(moments.map(lambda at: at.replace(microsecond=0)), spans)
def test_working_time_is_what_business_duration_says(start: datetime, span: timedelta) -> None:
    end = start + timedelta(seconds=int(span.total_seconds()))
    assert ISFAHAN.between(start, end) == summed(start, end)


@settings(max_examples=100, deadline=None)
@given(moments, st.timedeltas(timedelta(seconds=1), timedelta(hours=200)))
def test_a_due_time_is_what_businesstimedelta_says(start: datetime, working: timedelta) -> None:
    working = timedelta(seconds=int(working.total_seconds()))
    walked = start + businesstimedelta.BusinessTimeDelta(WALKED, timedelta=working)
    assert ISFAHAN.between(ISFAHAN.add(start, working), walked) == timedelta()


@settings(max_examples=40, deadline=None)
@given(
    calendars(),
    st.datetimes(datetime(2020, 1, 1), datetime(2022, 12, 1), timezones=st.just(UTC)),
    st.integers(0, 10 * 24 * 60),
)
def test_any_week_in_any_zone_is_what_a_minute_by_minute_count_says(
    calendar: Calendar, start: datetime, minutes: int
) -> None:
    start = start.replace(second=0, microsecond=0)
    end = start + timedelta(minutes=minutes)
    assert calendar.between(start, end) == counted(calendar, start, end)


@given(calendars(), moments, st.timedeltas(timedelta(), timedelta(days=90)))
def test_adding_and_measuring_are_inverses(calendar: Calendar, start: datetime, working: timedelta) -> None:
    end = calendar.add(start, working)
    assert end >= start
    assert calendar.between(start, end) == working
    assert calendar.between(end, start) == -working


@given(calendars(), moments, spans, spans)
def test_adding_twice_is_adding_the_sum_and_more_is_never_earlier(
    calendar: Calendar, start: datetime, one: timedelta, other: timedelta
) -> None:
    whole = calendar.add(start, one + other)
    assert calendar.add(calendar.add(start, one), other) == whole
    assert whole >= calendar.add(start, one)


@given(calendars(), moments, spans)
def test_no_due_time_falls_outside_open_hours(calendar: Calendar, start: datetime, working: timedelta) -> None:
    due = calendar.add(start, working + timedelta(microseconds=1))
    assert calendar.between(due - timedelta(microseconds=1), due) == timedelta(microseconds=1)


def test_what_fills_a_day_is_over_when_it_closes() -> None:
    # Saturday 5 Mehr 1404 is a working day.
    assert ISFAHAN.add(at(1404, 7, 5, 7, 30), timedelta(hours=7)) == at(1404, 7, 5, 14, 30)
    assert ISFAHAN.add(at(1404, 7, 5, 0), timedelta(hours=7, minutes=1)) == at(1404, 7, 6, 7, 31)


def test_thursday_is_short_and_friday_closed() -> None:
    thursday = at(1404, 7, 10)
    assert thursday.weekday() == THURSDAY
    assert ISFAHAN.between(thursday, thursday + timedelta(days=2)) == timedelta(hours=5, minutes=30)
    assert ISFAHAN.add(at(1404, 7, 10, 12), timedelta(hours=2)) == at(1404, 7, 12, 8, 30)


@pytest.mark.parametrize("year", [1403, 1408])
def test_a_leap_years_last_day_is_a_day_like_any_other(year: int) -> None:
    last = at(year, 12, 30)
    assert jalali(last + timedelta(days=1)) == (year + 1, 1, 1)
    opened = replace(ISFAHAN, week=((FULL,),) * 7, closed=frozenset())
    assert opened.between(at(year, 12, 29), at(year + 1, 1, 2)) == timedelta(hours=21)


def test_nowruz_is_out_and_a_special_day_opens_it() -> None:
    eve, fifth = at(1405, 1, 1), at(1405, 1, 5)
    assert ISFAHAN.between(eve, fifth) == timedelta()
    opened = replace(ISFAHAN, special={at(1405, 1, 2).date(): ((time(9), time(10)), (time(16), time(18)))})
    assert opened.between(eve, fifth) == timedelta(hours=3)


@pytest.mark.parametrize(("day", "skipped"), [((1401, 1, 2), 1), ((1401, 6, 31), 0)])
def test_the_nights_that_moved_the_clocks_change_no_day_at_work(day: tuple[int, int, int], skipped: int) -> None:
    start, end = at(*day) - timedelta(days=3), at(*day) + timedelta(days=3)
    assert start.utcoffset() != end.utcoffset()
    daily = replace(ISFAHAN, week=((FULL,),) * 7, closed=frozenset())
    assert daily.between(start, end) == 6 * timedelta(hours=7)
    # Open from midnight, the hour that spring skips is missed; the one that autumn repeats comes after closing.
    nightly = replace(daily, week=(((time(0), time(23)),),) * 7)
    assert nightly.between(start, end) == timedelta(hours=6 * 23 - skipped)


def test_a_later_week_holds_from_its_day_on() -> None:
    summer = tuple((((time(6), time(13)),) if day == 5 else ()) for day in range(7))
    changed = replace(ISFAHAN, later={date(2026, 6, 6): summer})
    assert changed.between(at(1405, 3, 9), at(1405, 3, 16)) == ISFAHAN.between(at(1405, 3, 9), at(1405, 3, 16))
    assert changed.between(at(1405, 3, 16), at(1405, 3, 23)) == timedelta(hours=7)
    assert changed.hours(date(2026, 6, 13)) == ((time(6), time(13)),)


def test_a_week_that_never_opens_is_no_calendar_and_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="one of them is open"):
        Calendar(TEHRAN, ((),) * 7)
    with pytest.raises(ValueError, match="backwards"):
        ISFAHAN.add(at(1404, 7, 5), timedelta(seconds=-1))
