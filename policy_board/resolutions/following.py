"""The effect of a resolution, measured anew each day until its days are over, and then frozen, once, by whichever
worker finds it due. Whoever proposed it is told of each horizon, and once the citizens whose messages were its
evidence."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from math import inf
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from hotline.city.reference import Reference
from hotline.clocks.tables import Obligation
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.rows import Row, encode, insert
from policy_board.resolutions import effect, measuring, telling
from policy_board.resolutions.effect import Change, Facet, Kept
from policy_board.resolutions.measuring import Counted, Stretches
from policy_board.resolutions.resolving import end_of

# A day's clocks are judged by then, whatever was late in being judged.
AFTER_MIDNIGHT: Final = timedelta(hours=1)

_TIMED: Final = (Obligation.FIRST_ACTION, Obligation.RESOLUTION)


async def follow(tx: Transaction, row: asyncpg.Record, city: Reference) -> None:
    """Measure a resolution, as `DUE` found it. After an outage the horizons it missed come one after the other."""
    frozen = await tx.connection.fetchval(_FROZEN, row["id"])
    days = next(one for one in effect.HORIZONS if one > frozen)
    done_on = _day(row["done_at"], city)
    passed = (_day(tx.at - AFTER_MIDNIGHT, city) - done_on).days - 1
    over = passed >= days
    measured = await _measured(tx, row["id"], _day(row["decided_at"], city), done_on, days, min(passed, days))
    await tx.connection.execute(_ANEW, row["id"])
    made = [one | {"measured_at": tx.at, "frozen_at": tx.at if over else None} for one in measured]
    await tx.connection.execute(insert("resolution_effect", 1), encode(made))
    if over:
        await telling.tell(tx, row, days=days)
    last = over and days == effect.HORIZONS[-1]
    # At once where further days are over already; else when the next one is.
    again = tx.at if over else end_of(_day(tx.at - AFTER_MIDNIGHT, city), city) + AFTER_MIDNIGHT
    await tx.connection.execute(_NEXT, row["id"], None if last else again)


async def _measured(
    tx: Transaction, resolution_id: UUID, decided_on: date, done_on: date, days: int, counted: int
) -> list[dict[str, object]]:
    if counted < effect.FEWEST_DAYS:
        return []
    categories = [row["category_id"] for row in await tx.connection.fetch(_CATEGORIES, resolution_id)]
    stretches = Stretches.of(decided_on, done_on, counted)
    after, before, last_year = await measuring.count(tx, stretches, categories)
    common = {"resolution_id": resolution_id, "days": days, "counted": counted}
    return [{"id": new_id(), **common, **one} for one in rows_of(after, before, last_year)]


def rows_of(after: Counted, before: Counted | None, last_year: Counted | None) -> Iterator[Row]:
    """What is stored of each measure. Of an obligation that nothing was held to, there is none."""
    yield _volume(after, before, last_year)
    for obligation in Obligation:
        kept, was, year = (_kept(counted, obligation) for counted in (after, before, last_year))
        if kept.due or was.due:
            yield _row(Facet.ON_TIME, obligation, kept, was, year if last_year else None)
            if obligation in _TIMED:
                yield _row(Facet.TAKEN, obligation, kept, was, year if last_year else None)


def _volume(after: Counted, before: Counted | None, last_year: Counted | None) -> Row:
    days, was, year = ([] if one is None else one.messages for one in (after, before, last_year))
    change = effect.volume(days, was)
    verdict = effect.verdict(Facet.VOLUME, change, effect.volume(days, year) if last_year else None)
    return {
        "facet": Facet.VOLUME,
        "obligation": None,
        "value": _mean(days),
        "cases": sum(days),
        "value_before": _mean(was),
        "cases_before": sum(was),
        "value_last_year": _mean(year),
        "cases_last_year": sum(year) if last_year else None,
        **_change(change),
        "verdict": verdict,
    }


def _row(facet: Facet, obligation: Obligation, after: Kept, before: Kept, last_year: Kept | None) -> Row:
    compare = effect.on_time if facet is Facet.ON_TIME else effect.taken
    value = _share if facet is Facet.ON_TIME else effect.half
    change = compare(after, before)
    return {
        "facet": facet,
        "obligation": obligation,
        "value": value(after),
        "cases": after.due,
        "value_before": value(before),
        "cases_before": before.due,
        "value_last_year": value(last_year) if last_year else None,
        "cases_last_year": last_year.due if last_year else None,
        **_change(change),
        "verdict": effect.verdict(facet, change, compare(after, last_year) if last_year else None),
    }


def _kept(counted: Counted | None, obligation: Obligation) -> Kept:
    return counted.kept.get(obligation, Kept(0, 0)) if counted else Kept(0, 0)


def _share(kept: Kept) -> float | None:
    return kept.met / kept.due if kept.due else None


def _mean(days: Sequence[int]) -> float | None:
    return sum(days) / len(days) if days else None


def _change(change: Change) -> Row:
    """Where nothing can be told, anything may be; that needs no bounds."""
    told = change.estimate is not None
    return {
        "change": change.estimate,
        "low": change.low if told else None,
        "high": change.high if told and change.high != inf else None,
    }


def _day(at: datetime, city: Reference) -> date:
    return at.astimezone(ZoneInfo(city.time_zone)).date()


DUE: Final = """
SELECT resolution.*, decision.decided_at FROM resolution JOIN decision ON decision.id = resolution.decision_id
WHERE resolution.next_effect_at <= $1 ORDER BY resolution.next_effect_at, resolution.id LIMIT 1
FOR UPDATE OF resolution SKIP LOCKED
"""

_ANEW: Final = "DELETE FROM resolution_effect WHERE resolution_id = $1 AND frozen_at IS NULL"

_NEXT: Final = "UPDATE resolution SET next_effect_at = $2 WHERE id = $1"

# The days of the last horizon that is over. One at which nothing could be counted has its row for the volume.
_FROZEN: Final = """
SELECT coalesce(max(days), 0) FROM resolution_effect WHERE resolution_id = $1 AND frozen_at IS NOT NULL
"""

_CATEGORIES: Final = "SELECT category_id FROM resolution_category WHERE resolution_id = $1"
