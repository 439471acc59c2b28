"""How late rungs are, and how much of it is ours: while the database itself is dead nobody can fire one."""

from collections.abc import Sequence
from datetime import datetime
from statistics import quantiles

Away = Sequence[tuple[datetime, datetime]]


def spread(seconds: Sequence[float]) -> str:
    if len(seconds) < 2:
        return "too few"
    return f"{quantiles(seconds, n=100, method='inclusive')[49]:.1f}, {p99(seconds):.1f}, {max(seconds):.1f} s"


def p99(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=100, method="inclusive")[98]


def ours(due: datetime, fired: datetime, away: Away) -> float:
    """Seconds between both in which the database answered."""
    dead = (min(fired, back) - max(due, gone) for gone, back in away)
    return (fired - due).total_seconds() - sum(max(0.0, span.total_seconds()) for span in dead)
