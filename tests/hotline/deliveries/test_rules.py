from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hotline.deliveries import rules
from hotline.deliveries.tables import DeliveryState
from hotline.kit.refusals import Forbidden
from hotline.kit.viewer import Role


@given(st.integers(1, 10**6), st.floats(0, 1))
def test_no_wait_is_longer_than_a_minute_however_often_it_failed(attempts: int, chance: float) -> None:
    assert timedelta(milliseconds=500) <= rules.wait(attempts, chance) <= timedelta(seconds=60)


@given(st.integers(1, 20), st.floats(0, 1))
def test_waits_grow_up_to_the_longest(attempts: int, chance: float) -> None:
    assert rules.wait(attempts, chance) <= rules.wait(attempts + 1, chance)


def test_a_delivery_alarms_after_thirty_minutes() -> None:
    assert rules.state_after_failure(timedelta(minutes=29)) == DeliveryState.PENDING
    assert rules.state_after_failure(timedelta(minutes=30)) == DeliveryState.STUCK


def test_only_those_who_answer_for_its_arriving_send_it_again() -> None:
    for role in Role:
        allowed = role in {Role.ADMINISTRATOR, Role.HEAD_OF_OFFICE, Role.DISPATCHER}
        verdict = rules.can_resend(frozenset({role}), state=DeliveryState.STUCK)
        assert verdict is (None if allowed else Forbidden)


def test_what_has_arrived_is_not_sent_again() -> None:
    roles = frozenset({Role.ADMINISTRATOR})
    assert rules.can_resend(roles, state=DeliveryState.DELIVERED) is rules.Delivered
    assert rules.can_resend(roles, state=DeliveryState.CANCELLED) is rules.Cancelled
