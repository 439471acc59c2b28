"""Time in hands recomputed from the spans themselves, in Python: the oracle for the figures."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hotline.kit import database
from tests.drafts import rows

TEHRAN = ZoneInfo("Asia/Tehran")
Sums = dict[tuple[Any, ...], tuple[int, int]]


async def recomputed(first: date, last: date, *by: str) -> tuple[Sums, dict[tuple[Any, ...], set[Any]]]:
    """By the values of `by`: microseconds held and how often taken; and the messages it is made of."""
    spans = await rows(
        "SELECT span.*, message.district_id FROM custody_span span JOIN message ON message.id = span.message_id"
    )
    now = await database.now()
    begins, ends = _midnight(first), min(_midnight(last + timedelta(days=1)), now)
    held: dict[tuple[Any, ...], timedelta] = defaultdict(timedelta)
    taken: dict[tuple[Any, ...], int] = defaultdict(int)
    cases = defaultdict(set)
    for span in spans:
        key = tuple(span[name] for name in by)
        lasted = min(span["ended_at"] or ends, ends) - max(span["began_at"], begins)
        taken[key] += first <= span["began_at"].astimezone(TEHRAN).date() <= last
        if lasted > timedelta():
            held[key] += lasted
            cases[key].add(span["message_id"])
    sums = {key: (held[key] // timedelta(microseconds=1), taken[key]) for key in {*held, *taken}}
    return {key: value for key, value in sums.items() if any(value)}, cases


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=TEHRAN)
