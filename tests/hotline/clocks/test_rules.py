from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hotline.city.reference import Target
from hotline.clocks import rules
from hotline.clocks.tables import Obligation

START = datetime(2026, 4, 4, 8, tzinfo=UTC)
TARGET = Target(timedelta(minutes=90), timedelta(hours=20), timedelta(days=2))


def test_an_urgent_matter_has_two_hours_unless_its_policy_says_otherwise() -> None:
    (default,) = rules.starts(None, since=START, first_action=True, resolution=False)
    (asked,) = rules.starts(TARGET, since=START, first_action=True, resolution=False)
    assert default.due_at == START + timedelta(hours=2)
    assert asked.due_at == START + timedelta(minutes=90)


def test_a_routine_matter_has_only_its_resolution_to_meet() -> None:
    (clock,) = rules.starts(TARGET, since=START, first_action=False, resolution=True)
    assert (clock.obligation, clock.due_at) == (Obligation.RESOLUTION, START + timedelta(days=2))


@given(st.booleans(), st.booleans())
def test_what_is_due_next_is_the_earliest(first_action: bool, resolution: bool) -> None:
    clocks = rules.starts(TARGET, since=START, first_action=first_action, resolution=resolution)
    assert rules.next_due(clocks) == (min(clock.due_at for clock in clocks) if clocks else None)
    assert all(clock.due_at > clock.started_at for clock in clocks)
