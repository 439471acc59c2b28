"""What clocks are held to, and why they stand still or end. Pure."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from hotline.city.reference import Target
from hotline.clocks.tables import Obligation
from hotline.feedback.tables import TryResult

# Where the policy names no target: a request type not settled yet, or newer than the policy (R2, R5).
DEFAULT: Final = Target(timedelta(hours=2), timedelta(hours=24), timedelta(days=10))

# A failed try to reach a citizen stops the feedback clock until the next try, and at most so long: whoever does
# not try again is late.
WAIT_AT_MOST: Final = timedelta(hours=24)
FAILED_TRIES: Final = frozenset(TryResult) - {TryResult.SENT}
# A deadline is near in the last quarter of a clock's time, and from then on until it is met.
NEAR: Final = 0.25


class CancelReason(StrEnum):
    """Why a clock ended without being met."""

    # The citizen claimed a ground, and the first triage did not find it.
    CLAIM_NOT_HELD = "CLAIM_NOT_HELD"
    REFERRED = "REFERRED"
    # Its incident's clocks run for it.
    MERGED = "MERGED"
    REJECTED = "REJECTED"
    CLOSED = "CLOSED"
    NOT_NEEDED = "NOT_NEEDED"
    # A verdict of its own: the citizen was tried for, and could not be reached.
    UNREACHABLE = "UNREACHABLE"
    # What the unit claimed went back to it, or to an inspector, before the citizen was asked.
    RETURNED = "RETURNED"
    INSPECTED = "INSPECTED"
    OBJECTED = "OBJECTED"
    REOPENED = "REOPENED"


def length(obligation: Obligation, target: Target) -> timedelta:
    """How long the obligation may take under the target."""
    match obligation:
        case Obligation.FIRST_ACTION:
            return target.first_action
        case Obligation.FEEDBACK:
            return target.feedback
        case Obligation.RESOLUTION:
            return target.resolution


def is_near(left: timedelta, target_seconds: int) -> bool:
    """Whether a clock with so much of its own time left is near its deadline, or past it."""
    return left.total_seconds() <= target_seconds * NEAR
