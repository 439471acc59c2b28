"""When a delivery is tried again, when it alarms, and who may have it tried at once."""

from datetime import timedelta
from typing import Final

from hotline.deliveries.tables import DeliveryState
from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role

FIRST_WAIT: Final = timedelta(seconds=1)
LONGEST_WAIT: Final = timedelta(seconds=60)
# Then it alarms, and is tried all the same: nothing is given up (testing rule 4).
STUCK_AFTER: Final = timedelta(minutes=30)
# A citizen was told "registered", and the centre has not confirmed it: the watchdog counts it.
LATE_AFTER: Final = timedelta(minutes=5)

RESENDERS: Final = frozenset({Role.ADMINISTRATOR, Role.HEAD_OF_OFFICE, Role.DISPATCHER})


class Delivered(Refusal):
    code, sentence, status = "DELIVERED", "It has been delivered already.", 409


class Cancelled(Refusal):
    code, sentence, status = "CANCELLED", "It was cancelled.", 409


def wait(attempts: int, chance: float) -> timedelta:
    """How long after the `attempts`-th failure to try again: doubling up to a minute, and spread between half and
    the whole of that by `chance` (0 to 1), so that a centre coming back is not met by all at once."""
    doubled: timedelta = FIRST_WAIT * (1 << min(attempts - 1, 10))
    return min(doubled, LONGEST_WAIT) * (0.5 + chance / 2)


def state_after_failure(waited: timedelta) -> DeliveryState:
    """The state of a delivery that failed again, `waited` after it was created."""
    return DeliveryState.STUCK if waited >= STUCK_AFTER else DeliveryState.PENDING


def can_resend(roles: frozenset[Role], *, state: DeliveryState) -> type[Refusal] | None:
    """Whether it may be tried at once."""
    if not roles & RESENDERS:
        return Forbidden
    return {DeliveryState.DELIVERED: Delivered, DeliveryState.CANCELLED: Cancelled}.get(state)
