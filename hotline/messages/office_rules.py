"""What the office may do with a message besides triage. Pure.

`inspected`: an inspection is open on it, so it cannot close before an inspector says it is done (domain §3);
`objected`: an objection is.
"""

from typing import Final

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from hotline.messages.rules import (
    CLOSED,
    MERGED,
    OBJECTED,
    OVER,
    REFERRED,
    REGISTERED,
    REJECTED,
    RESOLUTION_CLAIMED,
    RETURNED,
    TRIAGED,
    TRIAGERS,
    VERIFIED,
    IsOver,
    NotFromHere,
    YouClosedIt,
    can_move,
)
from hotline.messages.tables import MessageKind, MessageState

CALL_TAKERS: Final = TRIAGERS | {Role.CITIZEN}


class InspectionOpen(Refusal):
    """Domain §3: the message cannot close until an inspector has verified it."""

    code, sentence, status = "INSPECTION_OPEN", "An inspector has it; it cannot close before they verify it.", 409


class ObjectionOpen(Refusal):
    """What a citizen contests is ruled on before the message ends (R8)."""

    code, sentence, status = "OBJECTION_OPEN", "An objection to it is open; it is ruled on first.", 409


class AsksForAction(Refusal):
    """Only a question or an opinion is closed by an answer."""

    code, sentence, status = "ASKS_FOR_ACTION", "This message asks for action; words alone do not close it.", 409


class SpecialAlready(Refusal):
    code, sentence, status = "SPECIAL_ALREADY", "It is special already.", 409


class NothingReclassified(Refusal):
    code, sentence = "NOTHING_RECLASSIFIED", "That is how it is classified already."


def can_refer(roles: frozenset[Role], *, state: MessageState, closed: bool) -> type[Refusal] | None:
    """Hand it over to another authority, whose matter it is. `closed`: the viewer closed it before it was
    reopened."""
    if refusal := _office(roles) or can_move(state, REFERRED):
        return refusal
    return YouClosedIt if closed else None


def can_record_answer(
    roles: frozenset[Role], *, state: MessageState, inspected: bool, objected: bool
) -> type[Refusal] | None:
    """Record the other authority's answer, which closes it."""
    if refusal := _office(roles):
        return refusal
    return may_end(inspected=inspected, objected=objected) if state == REFERRED else NotFromHere


def can_reject(
    roles: frozenset[Role], *, state: MessageState, inspected: bool, objected: bool
) -> type[Refusal] | None:
    """Say that it is a matter for nobody. The reason is told to the citizen, who may object."""
    return _office(roles) or can_move(state, REJECTED) or may_end(inspected=inspected, objected=objected)


def can_answer(
    roles: frozenset[Role], *, state: MessageState, kind: MessageKind, inspected: bool, objected: bool
) -> type[Refusal] | None:
    """Answer a question, or take note of an opinion, and close it."""
    if refusal := _office(roles):
        return refusal
    if state not in {REGISTERED, TRIAGED}:
        return NotFromHere
    if kind == MessageKind.OPERATIONAL:
        return AsksForAction
    return may_end(inspected=inspected, objected=objected)


def can_close(
    roles: frozenset[Role], *, state: MessageState, inspected: bool, objected: bool
) -> type[Refusal] | None:
    """Close it without the citizen's feedback, for a reason that is told: a claim or an inspector says it is done,
    and nobody can be asked or nobody has to be."""
    if refusal := _office(roles):
        return refusal
    if state not in {RESOLUTION_CLAIMED, VERIFIED}:
        return NotFromHere
    return may_end(inspected=inspected, objected=objected) or can_move(state, CLOSED)


def may_end(*, inspected: bool, objected: bool) -> type[Refusal] | None:
    """Nothing ends, nor is a citizen asked whether it may, while someone still has to speak on it."""
    if inspected:
        return InspectionOpen
    return ObjectionOpen if objected else None


def can_call_again(roles: frozenset[Role], *, state: MessageState) -> type[Refusal] | None:
    """A citizen's further call on a known case is a follow-up of it, not a new message (domain §3)."""
    if not roles & CALL_TAKERS:
        return Forbidden
    return IsOver if state in OVER else None


def can_reclassify(roles: frozenset[Role], *, state: MessageState) -> type[Refusal] | None:
    """Change urgency, request type or district on new facts, once it has left the office. New clocks attach; none
    is erased or stretched (domain §4)."""
    if refusal := _office(roles):
        return refusal
    if state in OVER:
        return IsOver
    return NotFromHere if state in {REGISTERED, RETURNED, MERGED, OBJECTED} else None


def can_mark_special(roles: frozenset[Role], *, state: MessageState, special: bool) -> type[Refusal] | None:
    """Have it pursued specially (R9)."""
    if refusal := _office(roles):
        return refusal
    if state in OVER:
        return IsOver
    return SpecialAlready if special else None


def _office(roles: frozenset[Role]) -> type[Refusal] | None:
    return None if roles & TRIAGERS else Forbidden
