from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.figures.funnel import ACTION, WARNING, Standing, limits, standing

shares = st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=100)
levels = st.sampled_from([WARNING, ACTION])


def below(cases: int, count: int, share: Fraction) -> Fraction:
    """P(X <= count), exactly."""
    return sum(
        (comb(cases, made) * share**made * (1 - share) ** (cases - made) for made in range(count + 1)), Fraction(0)
    )


def test_twenty_tosses_of_a_coin_are_as_the_tables_say() -> None:
    """P(X <= 5) = 0.0207 and P(X <= 6) = 0.0577 for B(20, 0.5), in every binomial table."""
    low, high = limits(20, 0.5, WARNING)
    assert low * 20 == pytest.approx(6 - (0.0577 - 0.025) / (0.0577 - 0.0207), abs=2e-3)
    assert high == pytest.approx(1 - low)


@given(st.integers(1, 60), shares, levels)
def test_limits_lie_where_the_exact_distribution_has_its_tails(cases: int, share: Fraction, level: float) -> None:
    tail = (1 - Fraction(level)) / 2
    low, high = limits(cases, float(share), level)
    for limit, of in ((low, share), (1 - high, 1 - share)):
        first = next(count for count in range(cases + 1) if below(cases, count, of) > tail)
        mass = below(cases, first, of) - (below(cases, first - 1, of) if first else 0)
        exact = max(Fraction(0), first - (below(cases, first, of) - tail) / mass)
        assert limit * cases == pytest.approx(float(exact), abs=1e-6)


@given(st.integers(1, 60), shares)
def test_none_is_outside_that_chance_gives_as_often_as_the_level_says(cases: int, share: Fraction) -> None:
    tail = (1 - Fraction(ACTION)) / 2 + Fraction(1, 10**9)
    for counted in range(cases + 1):
        found = standing(cases, counted, float(share))
        if found is Standing.OUTSIDE_LOW:
            assert below(cases, counted, share) <= tail
        if found is Standing.OUTSIDE_HIGH:
            assert 1 - (below(cases, counted - 1, share) if counted else 0) <= tail


@given(st.integers(250, 3000), shares)
def test_the_wider_limits_hold_the_narrower_and_both_the_share(cases: int, share: Fraction) -> None:
    (lowest, highest), (low, high) = limits(cases, float(share), ACTION), limits(cases, float(share), WARNING)
    assert lowest <= low <= share <= high <= highest


def test_the_same_share_is_chance_in_few_cases_and_outside_in_many() -> None:
    assert standing(10, 7, 0.9) is Standing.WITHIN
    assert standing(3, 3, 0.82) is Standing.WITHIN
    assert standing(100, 83, 0.9) is Standing.WATCH_LOW
    assert standing(1000, 700, 0.9) is Standing.OUTSIDE_LOW
    assert standing(1000, 990, 0.9) is Standing.OUTSIDE_HIGH


def test_where_all_are_in_time_none_is_outside() -> None:
    assert standing(50, 50, 1.0) is Standing.WITHIN
    assert limits(0, 0.5, WARNING) == (0.0, 1.0)
