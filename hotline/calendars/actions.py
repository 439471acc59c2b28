"""Changing when the city works. Only what has not begun can be changed, so no verdict changes in hindsight; clocks
that count working time are settled anew by the next sweep."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import holidays

from hotline.calendars import rules
from hotline.calendars.rules import OpenHours
from hotline.calendars.tables import ALWAYS
from hotline.city import reference
from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.text import clean
from hotline.kit.viewer import Viewer

NAME: Final = 120
_SEEDED_AHEAD: Final = 2


async def declare_holiday(day: date, *, by: Viewer, name_fa: str, name_en: str) -> UUID:
    """Close the offices on a day to come; the holiday's id. Raises Forbidden, DayBegun, DayFarOff, IsHoliday and
    what is wrong with the names."""
    _assert_may(by)
    name_fa, name_en = clean(name_fa, limit=NAME, path="nameFa"), clean(name_en, limit=NAME, path="nameEn")
    async with database.transaction() as tx:
        await _assert_open(tx, day, "day")
        id_ = await tx.connection.fetchval(_DECLARE, new_id(), day, name_fa, name_en)
        if id_ is None:
            raise rules.IsHoliday("day")
        await _changed(tx)
    reference.forget()
    return UUID(str(id_))


async def withdraw_holiday(day: date, *, by: Viewer) -> None:
    """Open the offices on a day to come that was to be a holiday. Raises Forbidden, DayBegun, DayFarOff and
    NoHoliday."""
    _assert_may(by)
    async with database.transaction() as tx:
        await _assert_open(tx, day, "day")
        if not await tx.connection.fetchval("DELETE FROM holiday WHERE day = $1 RETURNING true", day):
            raise rules.NoHoliday("day")
        await _changed(tx)
    reference.forget()


async def set_working_week(week: Sequence[OpenHours], *, by: Viewer, valid_from: date) -> None:
    """From a day to come, the offices are open in these hours of the week; a change set for that day before is
    replaced. Raises Forbidden, DayBegun, DayFarOff, NeverOpen and HoursWrong."""
    _assert_may(by)
    if refusal := rules.is_week(week):
        raise refusal("hours")
    async with database.transaction() as tx:
        await _assert_open(tx, valid_from, "validFrom")
        await tx.connection.execute("DELETE FROM working_day WHERE valid_from = $1", valid_from)
        await tx.connection.executemany(_OPEN, [(new_id(), valid_from, *hours) for hours in sorted(week)])
        await _changed(tx)
    reference.forget()


async def seed(tx: Transaction) -> None:
    """Write the usual week where there is none, and Iran's official holidays after the last one known. Those of the
    lunar calendar are estimates, which an administrator corrects."""
    if not await tx.connection.fetchval("SELECT EXISTS (SELECT FROM working_day)"):
        await tx.connection.executemany(_OPEN, [(new_id(), ALWAYS, *hours) for hours in rules.OFFICE_HOURS])
    years = range(ALWAYS.year, tx.at.year + _SEEDED_AHEAD + 1)
    persian, english = (holidays.country_holidays("IR", years=years, language=it) for it in ("fa_IR", "en_US"))
    last = await tx.connection.fetchval("SELECT max(day) FROM holiday")
    new = [(new_id(), day, name, english[day]) for day, name in sorted(persian.items()) if not last or day > last]
    await tx.connection.executemany(_DECLARE, new)


def _assert_may(by: Viewer) -> None:
    if refusal := rules.can_edit(by.roles):
        raise refusal()


async def _assert_open(tx: Transaction, day: date, path: str) -> None:
    if refusal := rules.can_change(day, today=await _today(tx)):
        raise refusal(path, years=rules.YEARS_AHEAD)


async def _today(tx: Transaction) -> date:
    zone = ZoneInfo(await tx.connection.fetchval("SELECT time_zone FROM city"))
    return tx.at.astimezone(zone).date()


async def _changed(tx: Transaction) -> None:
    await tx.connection.execute(_SETTLE_ANEW, tx.at)
    tx.notify("city", new_id())


_DECLARE: Final = """
INSERT INTO holiday (id, day, name_fa, name_en) VALUES ($1, $2, $3, $4) ON CONFLICT (day) DO NOTHING RETURNING id
"""

_OPEN: Final = (
    "INSERT INTO working_day (id, valid_from, weekday, opens, closes) VALUES ($1, $2, $3, $4::time, $5::time)"
)

_SETTLE_ANEW: Final = """
UPDATE clock SET next_rung_at = $1 WHERE working_hours AND state IN ('RUNNING', 'PAUSED')
"""
