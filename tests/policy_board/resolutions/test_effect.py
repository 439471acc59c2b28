"""What came of a resolution is measured with how sure that is, and not more is said than that."""

from math import comb, inf, isinf, sqrt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_board.resolutions import effect
from policy_board.resolutions.effect import Change, Facet, Kept, Verdict

Z = 1.959963984540054


# Newcombe's own examples (1998), table II, method 10.
@pytest.mark.parametrize(
    ("met", "due", "met_before", "due_before", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0),
        (10, 10, 0, 10, 0.6075, 1.0),
    ],
)
def test_a_difference_of_shares_is_as_published(
    met: int, due: int, met_before: int, due_before: int, low: float, high: float
) -> None:
    change = effect.on_time(Kept(met, due), Kept(met_before, due_before))
    assert change.estimate == pytest.approx(met / due - met_before / due_before)
    assert (change.low, change.high) == pytest.approx((low, high), abs=5e-5)


# W. J. Conover, "Practical Nonparametric Statistics", and any table of the sign test: the ranks that hold a median
# at 95 %.
@pytest.mark.parametrize(
    ("cases", "rank"),
    [(0, 0), (5, 0), (6, 1), (8, 1), (9, 2), (10, 2), (12, 3), (15, 4), (20, 6), (25, 8), (50, 18), (100, 40)],
)
def test_the_ranks_that_hold_a_median_are_as_published(cases: int, rank: int) -> None:
    assert effect.rank_below(cases) == rank


@given(st.integers(201, 1500))
@settings(deadline=None, max_examples=50)
def test_where_there_are_many_cases_the_ranks_still_hold_the_median(cases: int) -> None:
    below = sum(comb(cases, count) for count in range(effect.rank_below(cases))) / 2**cases
    assert 0.015 < below < 0.0255


@given(st.integers(0, 400), st.integers(0, 400), st.sampled_from([7, 30, 90]), st.sampled_from([7, 30, 90]))
def test_the_ends_of_a_ratio_of_rates_are_where_its_score_is_just_unlikely(
    new: int, old: int, days: int, days_before: int
) -> None:
    change = effect.volume(_even(new, days), _even(old, days_before))
    if new + old == 0:
        assert change == Change(None, 0.0, inf)
        return
    times = days_before / days
    for end in (change.low, change.high):
        if end and not isinf(end):
            ratio = end / times
            assert abs(new - ratio * old) / sqrt(ratio * (new + old)) == pytest.approx(Z, rel=1e-6)
    assert change.low <= new * times / old <= change.high if old else isinf(change.high)


def test_counts_that_come_in_bursts_tell_less_than_as_many_that_come_evenly() -> None:
    even, bursts = effect.volume([10] * 30, [14] * 30), effect.volume([0, 0, 30] * 10, [14] * 30)
    assert even.estimate == bursts.estimate
    assert even.direction(1.0) == -1
    assert bursts.direction(1.0) == 0
    assert bursts.low < even.low < even.high < bursts.high


def test_of_nothing_nothing_can_be_told() -> None:
    nothing, something = Kept(0, 0), Kept(30, 40, sorted(range(1, 31)))
    changes = [
        (Facet.ON_TIME, effect.on_time(nothing, something)),
        (Facet.TAKEN, effect.taken(something, nothing)),
        (Facet.VOLUME, effect.volume([], [3] * 30)),
        (Facet.VOLUME, effect.volume([0] * 30, [0] * 30)),
    ]
    for facet, change in changes:
        assert change.estimate is None
        assert effect.verdict(facet, change, None) is Verdict.UNTOLD


def test_what_is_not_done_yet_takes_longer_than_all_that_is() -> None:
    assert effect.half(Kept(0, 4, [10.0, 20.0])) is None
    assert effect.half(Kept(0, 3, [10.0, 20.0])) == 20.0
    assert effect.half(Kept(0, 2, [10.0, 20.0])) == 15.0
    assert effect.half(Kept(0, 0)) is None


def test_a_median_halved_is_seen_with_enough_cases_and_not_with_few() -> None:
    hours = [3600.0 * hour for hour in range(1, 61)]
    halved = [hour / 2 for hour in hours]
    sure = effect.taken(Kept(60, 60, halved), Kept(60, 60, hours))
    assert sure.estimate == pytest.approx(0.5)
    assert effect.verdict(Facet.TAKEN, sure, None) is Verdict.BETTER
    few = effect.taken(Kept(4, 4, halved[:4]), Kept(4, 4, hours[:4]))
    assert effect.verdict(Facet.TAKEN, few, None) is Verdict.UNTOLD


def test_a_ratio_of_medians_holds_the_true_one_about_nineteen_times_of_twenty() -> None:
    draw, held, runs = Random(137), 0, 400
    for _ in range(runs):
        after = sorted(draw.expovariate(1 / 50_000) for _ in range(60))
        before = sorted(draw.expovariate(1 / 100_000) for _ in range(80))
        change = effect.taken(Kept(60, 60, after), Kept(80, 80, before))
        held += change.low <= 0.5 <= change.high
    assert held / runs > 0.93


def test_no_change_is_said_to_be_none_only_where_one_that_matters_would_have_been_seen() -> None:
    many = effect.on_time(Kept(800, 1000), Kept(805, 1000))
    few = effect.on_time(Kept(8, 10), Kept(8, 10))
    assert effect.verdict(Facet.ON_TIME, many, None) is Verdict.SAME
    assert effect.verdict(Facet.ON_TIME, few, None) is Verdict.UNTOLD


BETTER = effect.on_time(Kept(900, 1000), Kept(700, 1000))
WORSE = effect.on_time(Kept(700, 1000), Kept(900, 1000))
SAME = effect.on_time(Kept(800, 1000), Kept(800, 1000))
TOO_FEW = effect.on_time(Kept(3, 4), Kept(2, 4))


@pytest.mark.parametrize(
    ("last_year", "verdict"),
    [
        (None, Verdict.BETTER),
        (BETTER, Verdict.BETTER),
        (TOO_FEW, Verdict.BETTER),
        (SAME, Verdict.SEASONAL),
        (WORSE, Verdict.SEASONAL),
    ],
)
def test_a_change_that_the_same_days_of_last_year_do_not_bear_out_may_be_the_seasons(
    last_year: Change | None, verdict: Verdict
) -> None:
    assert effect.verdict(Facet.ON_TIME, BETTER, last_year) is verdict


def test_less_time_and_more_in_time_are_better_and_fewer_messages_are_only_fewer() -> None:
    assert effect.verdict(Facet.ON_TIME, WORSE, None) is Verdict.WORSE
    assert effect.verdict(Facet.TAKEN, Change(2.0, 1.5, 3.0), None) is Verdict.WORSE
    assert effect.verdict(Facet.VOLUME, Change(0.5, 0.4, 0.6), None) is Verdict.FEWER
    assert effect.verdict(Facet.VOLUME, Change(2.0, 1.5, 3.0), None) is Verdict.MORE


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_before_and_after_exchanged_give_the_mirrored_interval(a: int, b: int, c: int, d: int) -> None:
    one, other = Kept(a, a + b), Kept(c, c + d)
    there, back = effect.on_time(one, other), effect.on_time(other, one)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
    assert -1.0 - 1e-9 <= there.low <= there.high <= 1.0 + 1e-9


def _even(count: int, days: int) -> list[int]:
    """As evenly as whole messages go."""
    return [count // days + (day < count % days) for day in range(days)]
