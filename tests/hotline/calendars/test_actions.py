"""The calendar is data that an administrator edits, for days to come alone."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.calendars import actions as calendars
from hotline.calendars import rules
from hotline.calendars.rules import OFFICE_HOURS, OpenHours
from hotline.city import policies
from hotline.city.policies import TargetChange
from hotline.city.reference import reference
from hotline.clocks import sweeping
from hotline.kit import database
from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from tests import world
from tests.drafts import ROUTINE, row, rows
from tests.hotline.clocks.recomputing import assert_recomputed

pytestmark = pytest.mark.usefixtures("db")

ADMIN = world.administrator()
NAMES = {"name_fa": "تعطیلی عمومی", "name_en": "Public holiday"}
TEHRAN = ZoneInfo("Asia/Tehran")
SEVEN_DAYS = [OpenHours(day, time(8), time(9)) for day in range(7)]


async def today() -> date:
    return (await database.now()).astimezone(TEHRAN).date()


async def stored() -> list[Any]:
    return [await rows(f"SELECT * FROM {table} ORDER BY 1") for table in ("holiday", "working_day", "clock")]


async def hours_of(day: date) -> tuple[tuple[time, time], ...]:
    return (await reference()).calendar.hours(day)


async def working_clock(clock: Any) -> Any:
    """A routine message whose resolution counts opening hours."""
    litter = TargetChange("litter", resolution_minutes=14 * 60, working_hours=True)
    await policies.adopt_policy(by=ADMIN, note="ساعت کاری", targets=[litter])
    await clock.forward(timedelta(minutes=1))
    return (await messages.register(ROUTINE, by=world.operator())).id


async def test_a_declared_holiday_closes_the_offices_until_it_is_withdrawn() -> None:
    day = await today() + timedelta(days=7)
    while not await hours_of(day):
        day += timedelta(days=1)
    open_hours = await hours_of(day)
    await calendars.declare_holiday(day, by=ADMIN, **NAMES)
    assert await hours_of(day) == ()
    await calendars.withdraw_holiday(day, by=ADMIN)
    assert await hours_of(day) == open_hours


async def test_a_new_week_holds_from_its_day_on_and_not_before() -> None:
    start = await today() + timedelta(days=30)
    before = await hours_of(start - timedelta(days=7))
    await calendars.set_working_week(SEVEN_DAYS, by=ADMIN, valid_from=start)
    assert {await hours_of(start + timedelta(days=more)) for more in range(7)} == {((time(8), time(9)),)}
    assert await hours_of(start - timedelta(days=7)) == before
    later = [hours._replace(closes=time(10)) for hours in SEVEN_DAYS]
    await calendars.set_working_week(later, by=ADMIN, valid_from=start)
    assert await hours_of(start) == ((time(8), time(10)),)


async def test_a_holiday_moves_what_is_due_in_working_time_and_no_promise_changes(clock: Any) -> None:
    id_ = await working_clock(clock)
    before = await row("SELECT * FROM clock WHERE message_id = $1", id_)
    day = before["due_at"].astimezone(TEHRAN).date()
    await calendars.declare_holiday(day, by=ADMIN, **NAMES)
    await clock.forward(timedelta(seconds=1))
    city = await reference()
    async with database.transaction() as tx:
        swept, reached = await sweeping.reach(tx, city=city, limit=10)
    after = await row("SELECT * FROM clock WHERE message_id = $1", id_)
    assert (swept, reached) == (1, [])
    assert after["due_at"] > before["due_at"]
    assert (after["started_at"], after["target_seconds"]) == (before["started_at"], before["target_seconds"])
    await assert_recomputed(id_)


@pytest.mark.parametrize("days", [0, -1, -400])
async def test_what_has_begun_is_never_changed(days: int) -> None:
    day, before = await today() + timedelta(days=days), await stored()
    for attempt in (
        calendars.declare_holiday(day, by=ADMIN, **NAMES),
        calendars.withdraw_holiday(day, by=ADMIN),
        calendars.set_working_week(SEVEN_DAYS, by=ADMIN, valid_from=day),
    ):
        with pytest.raises(rules.DayBegun):
            await attempt
    assert await stored() == before


async def test_nonsense_is_refused_and_changes_nothing() -> None:
    day, far = await today() + timedelta(days=9), await today() + timedelta(days=6 * 366)
    await calendars.declare_holiday(day, by=ADMIN, **NAMES)
    before = await stored()
    night = [OpenHours(0, time(14), time(7))]
    both = [OpenHours(0, time(7), time(12)), OpenHours(0, time(11), time(14))]
    attempts: list[tuple[Any, type[Refusal]]] = [
        (calendars.declare_holiday(day, by=ADMIN, **NAMES), rules.IsHoliday),
        (calendars.declare_holiday(far, by=ADMIN, **NAMES), rules.DayFarOff),
        (calendars.withdraw_holiday(day + timedelta(days=1), by=ADMIN), rules.NoHoliday),
        (calendars.set_working_week([], by=ADMIN, valid_from=day), rules.NeverOpen),
        (calendars.set_working_week(night, by=ADMIN, valid_from=day), rules.HoursWrong),
        (calendars.set_working_week(both, by=ADMIN, valid_from=day), rules.HoursWrong),
    ]
    for attempt, refusal in attempts:
        with pytest.raises(refusal):
            await attempt
    assert await stored() == before


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.PUBLIC, Role.CITIZEN, Role.FRONTEND}))
async def test_only_an_administrator_edits_the_calendar(role: Role) -> None:
    day, by, before = await today() + timedelta(days=9), world.viewer(role), await stored()
    for attempt in (
        calendars.declare_holiday(day, by=by, **NAMES),
        calendars.withdraw_holiday(day, by=by),
        calendars.set_working_week(SEVEN_DAYS, by=by, valid_from=day),
    ):
        with pytest.raises(Forbidden):
            await attempt
    assert await stored() == before


async def test_seeding_writes_the_official_holidays_and_never_again_what_was_withdrawn() -> None:
    async with database.transaction() as tx:
        await calendars.seed(tx)
    found = {holiday["day"]: holiday for holiday in await rows("SELECT * FROM holiday")}
    nowruz = found[date(2026, 3, 21)]
    assert ("نوروز" in nowruz["name_fa"], "Nowruz" in nowruz["name_en"]) == (True, True)
    assert date(2023, 3, 21) in found
    hours = await rows("SELECT weekday, opens::time, closes::time FROM working_day ORDER BY weekday")
    assert [tuple(stretch.values()) for stretch in hours] == sorted(OFFICE_HOURS)
    await rows("DELETE FROM holiday WHERE day = '2026-03-22'")
    async with database.transaction() as tx:
        await calendars.seed(tx)
    assert {holiday["day"] for holiday in await rows("SELECT day FROM holiday")} == set(found) - {date(2026, 3, 22)}


STRETCHES = st.builds(OpenHours, st.integers(0, 6), st.times(), st.times())


@given(st.lists(STRETCHES, max_size=8))
def test_a_week_is_taken_exactly_when_no_instant_is_open_twice(week: list[OpenHours]) -> None:
    whole = all(hours.opens < hours.closes for hours in week)
    apart = all(
        one.weekday != other.weekday or one.closes <= other.opens or other.closes <= one.opens
        for place, one in enumerate(week)
        for other in week[:place]
    )
    assert (rules.is_week(week) is None) == (bool(week) and whole and apart)


def test_only_days_that_have_not_begun_are_open_to_change() -> None:
    this = datetime(2026, 11, 26, tzinfo=UTC).date()
    assert rules.can_change(this + timedelta(days=1), today=this) is None
    assert rules.can_change(this, today=this) is rules.DayBegun
