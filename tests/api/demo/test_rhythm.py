from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from api.demo.rhythm import days, moments
from hotline.kit.jalali import TEHRAN

UNTIL = datetime(2026, 11, 18, 15, 20, tzinfo=TEHRAN)


@pytest.mark.parametrize("messages", [1, 100, 3000, 60_000])
def test_the_days_hold_every_message_once(messages: int) -> None:
    assert sum(day.count for day in days(messages, UNTIL, Random(1))) == messages


@pytest.mark.parametrize("hour", [0, 1, 9, 23])
def test_no_message_comes_after_the_end_nor_crowds_before_it(hour: int) -> None:
    until = UNTIL.replace(hour=hour, minute=2)
    *_, before, last = days(40_000, until, Random(2))
    found = [at for at, _ in moments(last, until, Random(3))]
    assert found == sorted(found)
    assert all(_midnight(until) <= datetime.fromtimestamp(at / 1000, UTC) <= until for at in found)
    assert last.count < 2 * before.count


def test_fridays_are_low_and_mornings_high() -> None:
    weekdays: Counter[int] = Counter()
    hours: Counter[int] = Counter()
    for day in days(60_000, UNTIL, Random(4)):
        weekdays[day.date.weekday()] += day.count
        for at, stormy in moments(day, UNTIL, Random(5)):
            if not stormy:
                hours[datetime.fromtimestamp(at / 1000, TEHRAN).hour] += 1
    assert weekdays[4] == min(weekdays.values())
    assert hours[10] > 1.5 * hours[17] > 8 * hours[3]


def test_it_storms_at_the_end_so_that_the_queue_is_full() -> None:
    *_, last = days(3000, UNTIL, Random(6))
    found = moments(last, UNTIL, Random(7))
    stormy = [datetime.fromtimestamp(at / 1000, TEHRAN) for at, storm in found if storm]
    assert len(stormy) > 50
    assert min(stormy) >= UNTIL - timedelta(hours=3)


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0)
