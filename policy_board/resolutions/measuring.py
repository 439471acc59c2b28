"""Counting what a resolution's effect is measured by: messages of its request types by the day they were
registered, and what came due of them by the day it was due (domain §4). Days are whole ones of the city."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from hotline.clocks.tables import Obligation
from hotline.kit.database import Transaction
from policy_board.resolutions.effect import Kept

_YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `first` to `last` day, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Counted:
    """What there was in a stretch: messages of each day, and what came due of each obligation."""

    messages: Sequence[int]
    kept: Mapping[Obligation, Kept]


@dataclass(frozen=True, slots=True)
class Stretches:
    """The days since it was done, as many before it was decided, and the same as the first a year ago. What was
    between decision and done is neither."""

    after: Stretch
    before: Stretch
    last_year: Stretch

    @staticmethod
    def of(decided_on: date, done_on: date, days: int) -> "Stretches":
        after = Stretch(done_on + timedelta(days=1), done_on + timedelta(days=days))
        before = Stretch(decided_on - timedelta(days=days), decided_on - timedelta(days=1))
        return Stretches(after, before, Stretch(after.first - _YEAR, after.last - _YEAR))


async def count(
    tx: Transaction, stretches: Stretches, categories: Collection[UUID]
) -> tuple[Counted, Counted | None, Counted | None]:
    """What there was after, before, and a year ago; None of those from which the data do not reach back so far."""
    began = await tx.connection.fetchval(_BEGAN)
    after = await _counted(tx, stretches.after, categories)
    former = [
        await _counted(tx, one, categories) if began is not None and one.first >= began else None
        for one in (stretches.before, stretches.last_year)
    ]
    return after, former[0], former[1]


async def _counted(tx: Transaction, stretch: Stretch, categories: Collection[UUID]) -> Counted:
    asked = (stretch.first, stretch.last, list(categories))
    days = await tx.connection.fetch(_MESSAGES, *asked)
    kept = {
        Obligation(row["obligation"]): Kept(row["met"], row["due"], row["taken"] or [])
        for row in await tx.connection.fetch(_KEPT, *asked)
    }
    return Counted([row["registered"] for row in days], kept)


# The first whole day of which there is anything.
_BEGAN: Final = """
SELECT (min(message.registered_at) AT TIME ZONE (SELECT time_zone FROM city))::date + 1 FROM message
"""

_MESSAGES: Final = """
SELECT day::date, coalesce(sum(registered), 0)::int AS registered
FROM generate_series($1::date, $2::date, '1 day') day LEFT JOIN (
    SELECT figure.day AS on, registered FROM category_figure figure
    WHERE figure.day BETWEEN $1 AND $2 AND category_id = ANY($3)
    UNION ALL
    SELECT delta.day, registered FROM figure_delta delta
    WHERE delta.day BETWEEN $1 AND $2 AND category_id = ANY($3)
) counted ON counted.on = day::date
GROUP BY day ORDER BY day
"""

_KEPT: Final = """
SELECT clock.obligation, count(*)::int AS due, count(*) FILTER (WHERE clock.state = 'MET')::int AS met,
    array_agg(extract(epoch FROM clock.met_at - clock.started_at)::float8 ORDER BY clock.met_at - clock.started_at)
        FILTER (WHERE clock.met_at IS NOT NULL) AS taken
FROM clock JOIN message ON message.id = clock.message_id, city
WHERE message.category_id = ANY($3) AND clock.state IN ('MET', 'BREACHED')
    AND clock.obligation IN ('FIRST_ACTION', 'FEEDBACK', 'RESOLUTION')
    AND clock.due_at >= $1::date::timestamp AT TIME ZONE city.time_zone
    AND clock.due_at < ($2::date + 1)::timestamp AT TIME ZONE city.time_zone
GROUP BY clock.obligation
"""
