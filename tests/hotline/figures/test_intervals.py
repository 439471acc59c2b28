from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.figures.intervals import wilson


# Newcombe's own examples (1998), table I, method 3.
@pytest.mark.parametrize(
    ("counted", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_as_published(counted: int, whole: int, low: float, high: float) -> None:
    assert wilson(counted, whole) == pytest.approx((low, high), abs=5e-5)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_it_holds_the_share_and_is_the_mirror_of_what_was_not_counted(counted: int, more: int) -> None:
    low, high = wilson(counted, counted + more)
    assert 0.0 <= low <= high <= 1.0
    if counted + more:
        assert low <= counted / (counted + more) <= high
    assert wilson(more, counted + more) == pytest.approx((1 - high, 1 - low))


def test_of_nothing_anything_is_possible() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.82])
def test_it_holds_the_true_share_about_nineteen_times_of_twenty(share: float) -> None:
    whole = 60
    held = sum(
        comb(whole, counted) * share**counted * (1 - share) ** (whole - counted)
        for counted in range(whole + 1)
        if wilson(counted, whole)[0] <= share <= wilson(counted, whole)[1]
    )
    assert held > 0.93
