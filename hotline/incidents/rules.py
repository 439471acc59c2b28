"""Which messages become one, and which are taken apart again. Pure.

`inspected`: an inspection is open on the message; `objected`: an objection is; `answered`: its citizen has said, as
a caller of the incident, whether it is resolved.
"""

from typing import Final

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from hotline.messages.office_rules import ObjectionOpen
from hotline.messages.rules import (
    ACKNOWLEDGED,
    DISPATCHED,
    IN_ACTION,
    MERGED,
    OVER,
    REGISTERED,
    RETURNED,
    TRIAGED,
    TRIAGERS,
    IsOver,
    NotFromHere,
    can_move,
)
from hotline.messages.tables import MessageKind, MessageState, Urgency

# Where a work order is out, so that what makes the matter urgent has to be told to the centre now.
AT_WORK: Final = frozenset({DISPATCHED, ACKNOWLEDGED, IN_ACTION})
_NOT_OUT: Final = frozenset({REGISTERED, TRIAGED, RETURNED})


class IntoItself(Refusal):
    code, sentence = "INTO_ITSELF", "They are one and the same incident."


class InspectedApart(Refusal):
    """An inspector's charge is over this one message."""

    code, sentence, status = (
        "INSPECTED_APART",
        "An inspector has it; it cannot be merged before they verify it.",
        409,
    )


class AnotherKind(Refusal):
    """Words close a question; they must not close a matter for action along with it."""

    code, sentence = "ANOTHER_KIND", "A question and a matter for action are not one incident."


class NotOutYet(Refusal):
    """A work order that is out is not withdrawn for one that is not."""

    code, sentence, status = (
        "NOT_OUT_YET",
        "This one is with its unit and that one is not: merge them the other way round.",
        409,
    )


class NotMerged(Refusal):
    code, sentence, status = "NOT_MERGED", "It is not merged into another.", 409


class AnsweredTogether(Refusal):
    """Whoever has said that the incident is resolved has said it of their own matter too."""

    code, sentence, status = "ANSWERED_TOGETHER", "Its citizen has answered as one of the incident's callers.", 409


def can_merge(
    roles: frozenset[Role], *, state: MessageState, inspected: bool, objected: bool
) -> type[Refusal] | None:
    """Merge it into another: until somebody has acted on it, and while nobody looks at it by itself."""
    if not roles & TRIAGERS:
        return Forbidden
    if refusal := can_move(state, MERGED):
        return refusal
    if inspected:
        return InspectedApart
    return ObjectionOpen if objected else None


def can_lead(roles: frozenset[Role], *, state: MessageState) -> type[Refusal] | None:
    """Merge others into it, in whatever state it is open. What is itself merged passes them on to its incident."""
    if not roles & TRIAGERS:
        return Forbidden
    return IsOver if state in OVER else None


def can_split(roles: frozenset[Role], *, state: MessageState, answered: bool) -> type[Refusal] | None:
    """Take it out of its incident again."""
    if not roles & TRIAGERS:
        return Forbidden
    if state != MERGED:
        return NotMerged
    return AnsweredTogether if answered else None


def fit(
    *, state: MessageState, kind: MessageKind, into_state: MessageState, into_kind: MessageKind
) -> type[Refusal] | None:
    """Whether two messages can be one matter."""
    if kind != into_kind:
        return AnotherKind
    if into_state == MERGED:
        return NotFromHere
    return NotOutYet if state not in _NOT_OUT and into_state in _NOT_OUT else None


def is_raised(urgency: Urgency, into: Urgency) -> bool:
    """Whether merging makes the incident urgent: it is as urgent as its most urgent member, or merging would be a
    way to lose the two hours (R2)."""
    return urgency == Urgency.URGENT and into == Urgency.ROUTINE
