"""Who may object, rule and take up, and what an objection does to its message. Pure.

`objected`: an objection is open on the message; `own`: the viewer closed the message, or did what is objected to.
"""

from datetime import datetime, timedelta
from typing import Final

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from hotline.messages.rules import (
    CLOSED,
    MERGED,
    OBJECTED,
    TRANSITIONS,
    TRIAGED,
    TRIAGERS,
    UNDER_INSPECTION,
)
from hotline.messages.tables import MessageState
from hotline.objections.tables import ObjectionState

OBJECTORS: Final = TRIAGERS | {Role.CITIZEN}
# A closed message may be objected to for so long (domain §3).
OBJECT_WITHIN: Final = timedelta(days=30)
# Upheld, a message goes on in its next cycle: from triage, or in an inspector's hands.
REOPENS_AS: Final = frozenset({TRIAGED, UNDER_INSPECTION})


class ObjectedAlready(Refusal):
    code, sentence, status = "OBJECTED_ALREADY", "An objection to it is open already.", 409


class TooLateToObject(Refusal):
    code, sentence, status = "TOO_LATE_TO_OBJECT", "It was closed more than thirty days ago.", 409


class RuledAlready(Refusal):
    code, sentence, status = "RULED_ALREADY", "This objection has been ruled on.", 409


class OwnAct(Refusal):
    """Nobody rules an objection to their own act (domain §3)."""

    code, sentence, status = "OWN_ACT", "It is against your own act; someone else must rule on it.", 403


class TakenUpAlready(Refusal):
    code, sentence, status = "TAKEN_UP_ALREADY", "A councillor has taken it up already.", 409


class NotTakenUpByYou(Refusal):
    code, sentence, status = "NOT_TAKEN_UP_BY_YOU", "Whoever took it up records the result.", 403


class ReopensElsewhere(Refusal):
    code, sentence = "REOPENS_ELSEWHERE", "A message reopens from triage or under inspection."


def can_object(roles: frozenset[Role], *, objected: bool, late: bool) -> type[Refusal] | None:
    """Contest an act, or that nothing was done, at any time from registration on."""
    if not roles & OBJECTORS:
        return Forbidden
    if objected:
        return ObjectedAlready
    return TooLateToObject if late else None


def is_late(state: MessageState, closed_at: datetime | None, at: datetime) -> bool:
    """Whether a closed message is closed for good; one that is merged, with its incident."""
    return state in {CLOSED, MERGED} and closed_at is not None and at - closed_at > OBJECT_WITHIN


def changes_state(state: MessageState) -> bool:
    """Whether an objection takes the message to OBJECTED; else it is a row that brings an inspector in."""
    return OBJECTED in TRANSITIONS[state]


def can_rule(roles: frozenset[Role], *, state: ObjectionState, own: bool) -> type[Refusal] | None:
    """Uphold or dismiss: the head of the office, never on an act of their own."""
    if Role.HEAD_OF_OFFICE not in roles:
        return Forbidden
    if state != ObjectionState.OPEN:
        return RuledAlready
    return OwnAct if own else None


def can_take_up(roles: frozenset[Role], *, taken_up: bool) -> type[Refusal] | None:
    """A councillor makes a citizen's demand their own (R8)."""
    if Role.COUNCILLOR not in roles:
        return Forbidden
    return TakenUpAlready if taken_up else None


def can_record_result(roles: frozenset[Role], *, mine: bool) -> type[Refusal] | None:
    """The councillor who took it up says what came of it."""
    if Role.COUNCILLOR not in roles:
        return Forbidden
    return None if mine else NotTakenUpByYou
