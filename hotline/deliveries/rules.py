"""When a delivery is tried again, when it alarms, and who may have it tried at once."""

from datetime import timedelta
from typing import Final

from hotline.deliveries.tables import DeliveryKind, DeliveryState
from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role

FIRST_WAIT: Final = timedelta(seconds=1)
LONGEST_WAIT: Final = timedelta(seconds=60)
# A frontend's own server: it is theirs to mend, and nobody waits in the street for it.
LONGEST_FOR_WEBHOOKS: Final = timedelta(hours=1)
# How soon a delivery that stands back for an earlier one looks again; it is hurried when that one is done.
STAND_BACK: Final = timedelta(seconds=5)
# Then it alarms, and is tried all the same: nothing is given up (testing rule 4).
STUCK_AFTER: Final = timedelta(minutes=30)
# A citizen was told "registered", and the centre has not confirmed it: the watchdog counts it.
LATE_AFTER: Final = timedelta(minutes=5)

# Of these somebody must know when they are stuck; a frontend's own server is its own affair.
ALARMING: Final = (DeliveryKind.CENTRE, DeliveryKind.SMS, DeliveryKind.EMAIL)

MOST_WEBHOOKS: Final = 5
RESENDERS: Final = frozenset({Role.ADMINISTRATOR, Role.HEAD_OF_OFFICE, Role.DISPATCHER})


class Delivered(Refusal):
    code, sentence, status = "DELIVERED", "It has been delivered already.", 409


class Cancelled(Refusal):
    code, sentence, status = "CANCELLED", "It was cancelled.", 409


class WebhookUrlInvalid(Refusal):
    code, sentence = "WEBHOOK_URL_INVALID", "Name an https:// address, without a user name and without a fragment."


class WebhookExists(Refusal):
    code, sentence, status = "WEBHOOK_EXISTS", "You are told there already. Rotate its secret if you lost it.", 409


class TooManyWebhooks(Refusal):
    code, sentence = "TOO_MANY_WEBHOOKS", "No more than {most} addresses. Take one away first."


class WebhookInactive(Refusal):
    code, sentence, status = "WEBHOOK_INACTIVE", "It was taken away. Register it anew.", 409


def wait(attempts: int, chance: float, *, longest: timedelta = LONGEST_WAIT) -> timedelta:
    """How long after the `attempts`-th failure to try again: doubling up to the longest, and spread between half
    and the whole of that by `chance` (0 to 1), so that a centre coming back is not met by all at once."""
    doubled: timedelta = FIRST_WAIT * (1 << min(attempts - 1, 12))
    return min(doubled, longest) * (0.5 + chance / 2)


def longest_wait(kind: DeliveryKind) -> timedelta:
    """However often it failed; it is tried on and on."""
    return LONGEST_FOR_WEBHOOKS if kind is DeliveryKind.WEBHOOK else LONGEST_WAIT


def state_after_failure(waited: timedelta) -> DeliveryState:
    """The state of a delivery that failed again, `waited` after it was created."""
    return DeliveryState.STUCK if waited >= STUCK_AFTER else DeliveryState.PENDING


def can_resend(roles: frozenset[Role], *, state: DeliveryState) -> type[Refusal] | None:
    """Whether it may be tried at once."""
    if not roles & RESENDERS:
        return Forbidden
    return {DeliveryState.DELIVERED: Delivered, DeliveryState.CANCELLED: Cancelled}.get(state)


def can_register_webhook(roles: frozenset[Role]) -> type[Refusal] | None:
    """A frontend hears of the messages it registered."""
    return None if Role.FRONTEND in roles else Forbidden


def can_rotate_webhook(roles: frozenset[Role], *, active: bool) -> type[Refusal] | None:
    """Only the frontend is given its secret."""
    if Role.FRONTEND not in roles:
        return Forbidden
    return None if active else WebhookInactive


def can_deactivate_webhook(roles: frozenset[Role], *, active: bool) -> type[Refusal] | None:
    """The frontend, or an administrator who sees it misbehave."""
    if not roles & {Role.FRONTEND, Role.ADMINISTRATOR}:
        return Forbidden
    return None if active else WebhookInactive
