"""What may happen to a message next: the transition table and who may do what. Pure: values in, verdicts out.

A verdict is None (it may) or the class of the refusal (why not). Rules take finite inputs alone, so that the
schema can answer every `can…` field from a table, and so that a test can try them all.
"""

from collections.abc import Mapping
from typing import Final

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from hotline.messages.tables import Ground, MessageKind, MessageState, Urgency

REGISTERED: Final = MessageState.REGISTERED
TRIAGED: Final = MessageState.TRIAGED
DISPATCHED: Final = MessageState.DISPATCHED
RETURNED: Final = MessageState.RETURNED
ACKNOWLEDGED: Final = MessageState.ACKNOWLEDGED
IN_ACTION: Final = MessageState.IN_ACTION
RESOLUTION_CLAIMED: Final = MessageState.RESOLUTION_CLAIMED
UNDER_INSPECTION: Final = MessageState.UNDER_INSPECTION
VERIFIED: Final = MessageState.VERIFIED
FEEDBACK_SOUGHT: Final = MessageState.FEEDBACK_SOUGHT
OBJECTED: Final = MessageState.OBJECTED
REFERRED: Final = MessageState.REFERRED
REJECTED: Final = MessageState.REJECTED
MERGED: Final = MessageState.MERGED
CLOSED: Final = MessageState.CLOSED

# Said of an edge that needs no explanation.
PLAIN: Final = ""

# From → to → why the edge is there, where that surprises (domain §3).
TRANSITIONS: Final[Mapping[MessageState, Mapping[MessageState, str]]] = {
    REGISTERED: {
        TRIAGED: PLAIN,
        REFERRED: PLAIN,
        MERGED: PLAIN,
        REJECTED: PLAIN,
        CLOSED: "A question is answered on the spot: a third of all calls ask for advice.",
    },
    TRIAGED: {
        DISPATCHED: PLAIN,
        REFERRED: PLAIN,
        MERGED: PLAIN,
        REJECTED: PLAIN,
        CLOSED: "Answered; only a matter for action has to be dispatched.",
    },
    DISPATCHED: {
        ACKNOWLEDGED: PLAIN,
        IN_ACTION: "A crew may act before anyone has confirmed the receipt.",
        RETURNED: PLAIN,
        MERGED: PLAIN,
    },
    RETURNED: {TRIAGED: PLAIN, REFERRED: PLAIN, REJECTED: PLAIN},
    ACKNOWLEDGED: {IN_ACTION: PLAIN, RETURNED: PLAIN, MERGED: PLAIN},
    IN_ACTION: {
        RESOLUTION_CLAIMED: PLAIN,
        UNDER_INSPECTION: "An inspector steps in without waiting for a claim, after a breach for one (R3).",
        REFERRED: "On the ground it may turn out to be another authority's matter.",
    },
    RESOLUTION_CLAIMED: {
        UNDER_INSPECTION: PLAIN,
        FEEDBACK_SOUGHT: "Only where no inspection is open or required.",
        CLOSED: "Feedback not needed, and no inspection open or required.",
    },
    UNDER_INSPECTION: {VERIFIED: PLAIN, IN_ACTION: "The inspector found it not done and returned it."},
    VERIFIED: {FEEDBACK_SOUGHT: PLAIN, CLOSED: PLAIN},
    FEEDBACK_SOUGHT: {CLOSED: PLAIN, OBJECTED: "An unsatisfied answer is an objection."},
    OBJECTED: {
        TRIAGED: PLAIN,
        UNDER_INSPECTION: PLAIN,
        CLOSED: "The objection was dismissed; the ruling stands with it.",
    },
    REFERRED: {
        CLOSED: "That authority answered.",
        TRIAGED: "That authority says it is ours after all.",
        OBJECTED: PLAIN,
    },
    REJECTED: {OBJECTED: "A rejection can be contested like any other act."},
    MERGED: {
        OBJECTED: "Every caller of an incident may object for themselves.",
        # Split off again, a message goes back to the state it was merged from.
        REGISTERED: "Split off.",
        TRIAGED: "Split off.",
        DISPATCHED: "Split off.",
        ACKNOWLEDGED: "Split off.",
    },
    CLOSED: {OBJECTED: "Within thirty days."},
}

# Where a message stands with the office itself: custody moves on receipt, not on sending (domain §5).
# A unit that claims to be done has handed the matter back: the citizen must be asked.
WITH_THE_OFFICE: Final = frozenset(
    {
        REGISTERED,
        TRIAGED,
        DISPATCHED,
        RETURNED,
        RESOLUTION_CLAIMED,
        VERIFIED,
        FEEDBACK_SOUGHT,
        OBJECTED,
        REFERRED,
    }
)
OVER: Final = frozenset({CLOSED, REJECTED})

TRIAGERS: Final = frozenset({Role.OPERATOR, Role.HEAD_OF_OFFICE})
NOTE_WRITERS: Final = TRIAGERS | {
    Role.CITIZEN,
    Role.DISPATCHER,
    Role.EXECUTIVE_AGENT,
    Role.INSPECTOR,
    Role.SPECIAL_FOLLOW_UP_OFFICER,
    Role.CORRESPONDENCE_CLERK,
}
REGISTRARS: Final = TRIAGERS | {Role.FRONTEND}
REPORTER_READERS: Final = NOTE_WRITERS


class NotFromHere(Refusal):
    """The transition table has no such edge."""

    code, sentence, status = "NOT_FROM_HERE", "In its present state this cannot be done with the message.", 409


class InHandAlready(Refusal):
    code, sentence, status = "IN_HAND_ALREADY", "You have this message in hand already.", 409


class NotWithTheOffice(Refusal):
    """Custody lies with a unit or an inspector: taking it out of their hands would falsify the ledger (R7)."""

    code, sentence, status = "NOT_WITH_THE_OFFICE", "The message is in a unit's hands, not the office's.", 409


class YouClosedIt(Refusal):
    """A reopened message never returns to who closed it (domain §3)."""

    code, sentence, status = "YOU_CLOSED_IT", "You closed it before; someone else must go on with it.", 403


class IsOver(Refusal):
    code, sentence, status = "IS_OVER", "The message is closed. An objection opens it again.", 409


class NotSettled(Refusal):
    code, sentence, status = "NOT_SETTLED", "No unit is responsible for it yet. Triage it first.", 409


class NotInYourHand(Refusal):
    """Contact data is for whoever has the message in hand (domain §2)."""

    code, sentence, status = "NOT_IN_YOUR_HAND", "Take the message in hand first.", 403


class NotHeldByYourUnit(Refusal):
    """The message has not arrived at, or has left, the viewer's unit."""

    code, sentence, status = "NOT_HELD_BY_YOUR_UNIT", "Your unit does not hold this message.", 403


class GroundRequired(Refusal):
    """R4: no urgent message without a ground."""

    code, sentence = "GROUND_REQUIRED", "Say on which ground the message is urgent."


class GroundWithoutUrgency(Refusal):
    code, sentence = "GROUND_WITHOUT_URGENCY", "Only an urgent message has a ground."


def can_move(state: MessageState, to: MessageState) -> type[Refusal] | None:
    """Whether the transition table has the edge."""
    return None if to in TRANSITIONS[state] else NotFromHere


def can_register(roles: frozenset[Role]) -> type[Refusal] | None:
    """Whoever triages registers, and so does a frontend, for citizens."""
    return None if roles & REGISTRARS else Forbidden


def can_triage(roles: frozenset[Role], *, state: MessageState, closed: bool) -> type[Refusal] | None:
    """Triage, or once more while the message has not left the office. What is objected to is ruled first; what is
    merged is split off first. `closed`: the viewer closed it before it was reopened."""
    if not roles & TRIAGERS:
        return Forbidden
    if state in {OBJECTED, MERGED}:
        return NotFromHere
    if state != TRIAGED and (refusal := can_move(state, TRIAGED)):
        return refusal
    return YouClosedIt if closed else None


def can_dispatch(
    roles: frozenset[Role], *, state: MessageState, settled: bool, closed: bool
) -> type[Refusal] | None:
    """Send out what has been triaged, as it was triaged. `settled`: its unit is known."""
    if not roles & TRIAGERS:
        return Forbidden
    if state != TRIAGED:
        return NotFromHere
    if closed:
        return YouClosedIt
    return None if settled else NotSettled


def can_take_in_hand(
    roles: frozenset[Role], *, state: MessageState, in_hand: bool, closed: bool
) -> type[Refusal] | None:
    """The office's people pass a message among themselves; out of a unit's hands nobody takes it."""
    if not roles & TRIAGERS:
        return Forbidden
    if state not in WITH_THE_OFFICE:
        return NotWithTheOffice
    if closed:
        return YouClosedIt
    return InHandAlready if in_hand else None


def can_add_note(roles: frozenset[Role], *, state: MessageState) -> type[Refusal] | None:
    """Whoever works on a message adds to its timeline, and so does its citizen, until it is over."""
    if not roles & NOTE_WRITERS:
        return Forbidden
    return IsOver if state in OVER else None


def can_read_reporter(
    roles: frozenset[Role],
    *,
    in_hand: bool,
    held_by_unit: bool,
    assigned: bool,
    special: bool,
) -> type[Refusal] | None:
    """Contact data (domain §2): `in_hand` the viewer holds it in person, `held_by_unit` a unit of theirs does,
    `assigned` they are its inspector, `special` it is a special message. The verdict is the reason nearest to a
    remedy."""
    if not roles & REPORTER_READERS:
        return Forbidden
    if roles & {Role.HEAD_OF_OFFICE, Role.CITIZEN}:
        return None
    if special and roles & {Role.SPECIAL_FOLLOW_UP_OFFICER, Role.CORRESPONDENCE_CLERK}:
        return None
    if assigned and Role.INSPECTOR in roles:
        return None
    if held_by_unit and roles & {Role.DISPATCHER, Role.EXECUTIVE_AGENT}:
        return None
    if Role.OPERATOR in roles:
        return None if in_hand else NotInYourHand
    return NotHeldByYourUnit


def grounded(urgency: Urgency, ground: Ground | None) -> type[Refusal] | None:
    """R4: urgent exactly when it has a ground, and the ground is recorded."""
    if urgency == Urgency.URGENT and ground is None:
        return GroundRequired
    if urgency == Urgency.ROUTINE and ground is not None:
        return GroundWithoutUrgency
    return None


def leaves_the_office(urgency: Urgency, kind: MessageKind) -> bool:
    """Whether triage dispatches: an urgent matter always, else only one that asks for action. A question or an
    opinion stays with the office, which answers it."""
    return urgency == Urgency.URGENT or kind == MessageKind.OPERATIONAL
