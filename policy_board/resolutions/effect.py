"""What came of a resolution: the request types it names, before and after, with how sure that is. Pure.

Three things are measured, of as many days before the decision as have passed since it was carried out:

VOLUME   messages registered a day. The interval of the ratio of two rates is Wilson's of the share that the later
         days have in all, which is the score interval (Gu, Ng, Tang and Schucany, Biometrical Journal 50 (2008)
         283-298). Storms bring messages in bursts, so counts are worth less by their dispersion from day to day.
ON_TIME  the share kept in time of what came due, by the day it was due: R. G. Newcombe, "Interval estimation for
         the difference between independent proportions", Statistics in Medicine 17 (1998) 873-890, method 10.
TAKEN    how long half of that took at most; what is not done yet takes longer than all that is. The interval of a
         median is between two of its own cases, that of the ratio of two is put together as Newcombe's is (Zou and
         Donner, "Construction of confidence limits about effect measures", Statistics in Medicine 27 (2008)
         1693-1702).

Intervals hold at 95 %. A change is one that its interval shows. Where it shows none, it is said to be the same only
if the interval leaves no room for one that matters; else it cannot be told yet. The season is told from the effect
by the same days of last year: a change against the days before that those do not bear out may be the season's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import comb, exp, hypot, inf, log, sqrt
from typing import Final

from hotline.figures.intervals import wilson

HORIZONS: Final = (30, 90, 180)
# Less is no basis for anything: a week has its own rhythm.
FEWEST_DAYS: Final = 7
# Room for a change that matters: of a share so much, of a rate or a time so many times.
SHARE_MARGIN: Final = 0.1
RATIO_MARGIN: Final = 1.25

_TAIL: Final = 0.025
_EXACT: Final = 200
_Z: Final = 1.959963984540054


class Facet(StrEnum):
    VOLUME = "VOLUME"
    ON_TIME = "ON_TIME"
    TAKEN = "TAKEN"


class Verdict(StrEnum):
    """What can be said. More or fewer messages are neither good nor bad by themselves."""

    BETTER = "BETTER"
    WORSE = "WORSE"
    MORE = "MORE"
    FEWER = "FEWER"
    SAME = "SAME"
    SEASONAL = "SEASONAL"
    UNTOLD = "UNTOLD"


@dataclass(frozen=True, slots=True)
class Change:
    """From one stretch of time to a later one: a difference of shares, or a ratio of rates or times. Null where too
    little is known; the interval is open where it has no end that is known."""

    estimate: float | None
    low: float
    high: float

    def direction(self, nothing: float) -> int:
        """1 where the interval lies above `nothing`, -1 where below, 0 where it does not tell."""
        return (self.low > nothing) - (self.high < nothing)


@dataclass(frozen=True, slots=True)
class Kept:
    """What came due in some days: how much of it in time, and how long each took that is done, in seconds."""

    met: int
    due: int
    taken: Sequence[float] = ()


def volume(after: Sequence[int], before: Sequence[int]) -> Change:
    """Of messages registered on each day of either."""
    new, old = sum(after), sum(before)
    if not after or not before or new + old == 0:
        return Change(None, 0.0, inf)
    times, spread = len(before) / len(after), _dispersion(after, before)
    low, high = wilson(new / spread, (new + old) / spread)
    estimate = new / old * times if old else None
    return Change(estimate, _odds(low) * times, _odds(high) * times)


def on_time(after: Kept, before: Kept) -> Change:
    """Of the shares in time."""
    (low, high), (low_before, high_before) = wilson(after.met, after.due), wilson(before.met, before.due)
    if not after.due or not before.due:
        return Change(None, -1.0, 1.0)
    new, old = after.met / after.due, before.met / before.due
    return _combined((low, new, high), (low_before, old, high_before))


def taken(after: Kept, before: Kept) -> Change:
    """Of the times that half of it took at most."""
    new, old = half(after), half(before)
    if new is None or old is None:
        return Change(None, 0.0, inf)
    bounds = [tuple(log(one) for one in _within(kept, middle)) for kept, middle in ((after, new), (before, old))]
    change = _combined(*bounds)
    assert change.estimate is not None
    return Change(exp(change.estimate), exp(change.low), exp(change.high))


def half(kept: Kept) -> float | None:
    """How long half of what came due took at most, in seconds; null where less than half is done."""
    cases = _case(kept, (kept.due - 1) // 2), _case(kept, kept.due // 2)
    return None if not kept.due or inf in cases else sum(cases) / 2


def verdict(facet: Facet, before: Change, last_year: Change | None) -> Verdict:
    """What can be said of it: against the days before, and against the same days of last year where they are
    known."""
    nothing = 0.0 if facet is Facet.ON_TIME else 1.0
    direction = before.direction(nothing)
    if direction == 0:
        return Verdict.SAME if _leaves_no_room(facet, before) else Verdict.UNTOLD
    if last_year is not None and not _bears_out(facet, last_year, direction, nothing):
        return Verdict.SEASONAL
    return _NAMES[facet][direction]


def _bears_out(facet: Facet, last_year: Change, direction: int, nothing: float) -> bool:
    """Whether last year's days are surely no reason to doubt it: too few to tell cast no doubt of their own."""
    own = last_year.direction(nothing)
    return own == direction or (own == 0 and not _leaves_no_room(facet, last_year))


def _leaves_no_room(facet: Facet, change: Change) -> bool:
    if facet is Facet.ON_TIME:
        return change.low >= -SHARE_MARGIN and change.high <= SHARE_MARGIN
    return change.low >= 1 / RATIO_MARGIN and change.high <= RATIO_MARGIN


def _combined(new: Sequence[float], old: Sequence[float]) -> Change:
    """The difference of two values, each with its bounds: lowest, value, highest."""
    (low, value, high), (low_before, before, high_before) = new, old
    estimate = value - before
    return Change(
        estimate,
        estimate - hypot(value - low, high_before - before),
        estimate + hypot(high - value, before - low_before),
    )


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else inf


def _dispersion(*stretches: Sequence[int]) -> float:
    """How many times more the days differ than chance alone would have them; never less than once."""
    squares, freedom = 0.0, 0
    for days in stretches:
        if mean := sum(days) / len(days):
            squares += sum((day - mean) ** 2 for day in days) / mean
            freedom += len(days) - 1
    return max(1.0, squares / freedom) if freedom else 1.0


def _within(kept: Kept, middle: float) -> tuple[float, float, float]:
    """The median between the cases that hold it at 95 %; of too few cases, anything from nought on."""
    rank = rank_below(kept.due)
    if rank == 0:
        return _LEAST, max(middle, _LEAST), inf
    return max(_case(kept, rank - 1), _LEAST), max(middle, _LEAST), max(_case(kept, kept.due - rank), _LEAST)


def _case(kept: Kept, place: int) -> float:
    """The time of the case at a place from 0, shortest first: what is not done is longer than all that is."""
    return kept.taken[place] if 0 <= place < len(kept.taken) else inf


# A second: times are compared as ratios.
_LEAST: Final = 1.0


@cache
def rank_below(cases: int) -> int:
    """The highest rank r, from 1, at which the r-th shortest case lies above the true median in one of forty draws
    at most; the r-th longest mirrors it. 0 where even the shortest may. By the normal approximation, rounded
    outwards, where there are many."""
    if cases > _EXACT:
        return int((cases - _Z * sqrt(cases)) / 2)
    below, rank = 0, 0
    while (below := below + comb(cases, rank)) <= _TAIL * 2**cases:
        rank += 1
    return rank


_NAMES: Final = {
    Facet.VOLUME: {1: Verdict.MORE, -1: Verdict.FEWER},
    Facet.ON_TIME: {1: Verdict.BETTER, -1: Verdict.WORSE},
    Facet.TAKEN: {1: Verdict.WORSE, -1: Verdict.BETTER},
}
