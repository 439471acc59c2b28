from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.cycle.clocks import lag, promised
from portal.cycle.held import LENGTH, cycles

OFFICE, UNIT = {"nameFa": "اداره", "nameEn": "Office"}, {"nameFa": "واحد", "nameEn": "Unit"}
AT = "2026-09-27T11:00:00+00:00"


def span(
    unit: Any, seconds: int, *, cycle: int = 1, state: str = "IN_ACTION", person: Any = None
) -> dict[str, Any]:
    return {
        "cycle": cycle,
        "state": state,
        "unit": unit,
        "person": person,
        "beganAt": AT,
        "endedAt": None,
        "seconds": seconds,
    }


def test_spans_of_one_party_that_follow_each_other_are_one_hold_in_several_states() -> None:
    (cycle,) = cycles([span(OFFICE, 60, state="REGISTERED"), span(OFFICE, 40, state="TRIAGED"), span(UNIT, 100)])
    assert [(held.number, held.states, held.seconds, held.share) for held in cycle.spans] == [
        (1, ["REGISTERED", "TRIAGED"], 100, 0.5),
        (2, ["IN_ACTION"], 100, 0.5),
    ]


def test_a_party_that_has_it_again_keeps_its_number() -> None:
    (cycle,) = cycles([span(OFFICE, 1), span(UNIT, 1), span(OFFICE, 1)])
    assert [held.number for held in cycle.spans] == [1, 2, 1]


def test_each_cycle_is_a_whole_of_its_own() -> None:
    first, second = cycles([span(OFFICE, 10), span(UNIT, 30, cycle=2), span(OFFICE, 10, cycle=2)])
    assert (first.number, first.seconds, second.number, second.seconds) == (1, 10, 2, 40)


@given(st.lists(st.tuples(st.sampled_from([OFFICE, UNIT, None]), st.integers(0, 10**8)), min_size=1, max_size=30))
def test_the_shares_sum_to_the_whole_and_the_strip_is_filled_without_gaps(spans: list[tuple[Any, int]]) -> None:
    (cycle,) = cycles([span(unit, seconds) for unit, seconds in spans])
    assert sum(held.seconds for held in cycle.spans) == cycle.seconds == sum(seconds for _, seconds in spans)
    assert abs(sum(held.share for held in cycle.spans) - (1 if cycle.seconds else 0)) < 1e-9
    end = 0.0
    for held in cycle.spans:
        assert held.length > 0
        assert abs(held.began - end) < 0.5
        end = held.began + held.length
    assert abs(end - LENGTH) < 0.5


def test_a_clocks_times_come_to_seconds() -> None:
    clock = {"startedAt": AT, "dueAt": "2026-09-27T13:00:00+00:00", "metAt": None}
    assert promised(clock) == 7200
    assert lag(clock | {"metAt": "2026-09-27T13:30:00+00:00"}) == 1800
