"""Fair comparison: control limits of a share, exact for its volume (domain §5).

A district with few cases swings far by chance alone, so a share is judged not by its rank but by whether it lies
outside what the city's own share would give so many cases. Limits are quantiles of the binomial distribution at
95 % and 99.8 %, interpolated between counts, the upper as the lower one of what was not counted, after
D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24 (2005)
1185-1202, appendix A.1.1.
"""

from enum import StrEnum
from math import exp, lgamma, log, log1p
from typing import Final

WARNING: Final = 0.95
ACTION: Final = 0.998


class Standing(StrEnum):
    """How a share stands against the limits. WATCH is outside 95 %, where one in twenty lies by chance; OUTSIDE is
    outside 99.8 %, where hardly anything does."""

    WITHIN = "WITHIN"
    WATCH_LOW = "WATCH_LOW"
    WATCH_HIGH = "WATCH_HIGH"
    OUTSIDE_LOW = "OUTSIDE_LOW"
    OUTSIDE_HIGH = "OUTSIDE_HIGH"


def limits(cases: int, share: float, level: float) -> tuple[float, float]:
    """The lowest and the highest share of so many cases that chance explains, where the true share is `share`."""
    if cases == 0:
        return 0.0, 1.0
    if share in (0.0, 1.0):
        return share, share
    tail = (1 - level) / 2
    # Interpolated from below, the upper limit would lie under the highest count: three in time of three would
    # always be outside.
    return _quantile(cases, share, tail) / cases, 1 - _quantile(cases, 1 - share, tail) / cases


def standing(cases: int, counted: int, share: float) -> Standing:
    """Where `counted` of so many cases stands, the city's share being `share`."""
    own = counted / cases if cases else share
    for level, low, high in (
        (ACTION, Standing.OUTSIDE_LOW, Standing.OUTSIDE_HIGH),
        (WARNING, Standing.WATCH_LOW, Standing.WATCH_HIGH),
    ):
        lowest, highest = limits(cases, share, level)
        if own < lowest:
            return low
        if own > highest:
            return high
    return Standing.WITHIN


def _quantile(cases: int, share: float, at: float) -> float:
    """The count below which a part `at` of the distribution lies, interpolated: r - (F(r) - at) / f(r), r being the
    first count with F(r) > at."""
    below = 0.0
    for count in range(cases + 1):
        mass = _mass(cases, count, share)
        if below + mass > at:
            return max(0.0, count - (below + mass - at) / mass)
        below += mass
    return float(cases)


def _mass(cases: int, count: int, share: float) -> float:
    """The binomial probability of `count`, by logarithms, since factorials outgrow a float at 171."""
    ways = lgamma(cases + 1) - lgamma(count + 1) - lgamma(cases - count + 1)
    return exp(ways + count * log(share) + (cases - count) * log1p(-share))
