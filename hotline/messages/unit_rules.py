"""What the unit that acts may do with a message: the operations centre, and the executive agents. Pure.

`ours`: a unit of the viewer is responsible for it or holds it. An urgent message is the centre's, whichever unit
it sends. `held`: a unit of the viewer holds it.
"""

from typing import Final

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from hotline.messages.rules import (
    ACKNOWLEDGED,
    DISPATCHED,
    IN_ACTION,
    MERGED,
    RESOLUTION_CLAIMED,
    RETURNED,
    NotFromHere,
    NotHeldByYourUnit,
    can_move,
)
from hotline.messages.tables import MessageState, Urgency

ACTORS: Final = frozenset({Role.DISPATCHER, Role.EXECUTIVE_AGENT})
ON_THE_GROUND: Final = ACTORS | {Role.INSPECTOR}


class HeldAlready(Refusal):
    code, sentence, status = "HELD_ALREADY", "Your unit has confirmed it already.", 409


class EvidenceRequired(Refusal):
    """An act on the ground has evidence (domain §4): a note or a photo of it."""

    code, sentence = "EVIDENCE_REQUIRED", "Say what was done, or attach a photo of it."


def can_acknowledge(
    roles: frozenset[Role], *, state: MessageState, urgency: Urgency, ours: bool, held: bool
) -> type[Refusal] | None:
    """Confirm that it has arrived: custody moves on receipt (domain §5). A unit that the centre sends confirms it
    in its turn."""
    if refusal := _theirs(roles, ACTORS, urgency, ours):
        return refusal
    if state == MERGED:
        # Its incident is confirmed, and not this by itself.
        return NotFromHere
    if state in {ACKNOWLEDGED, IN_ACTION}:
        return HeldAlready if held else None
    return can_move(state, ACKNOWLEDGED)


def can_return(
    roles: frozenset[Role], *, state: MessageState, urgency: Urgency, ours: bool
) -> type[Refusal] | None:
    """Refuse it with a reason: not ours, not found."""
    return _theirs(roles, ACTORS, urgency, ours) or can_move(state, RETURNED)


def can_assign(roles: frozenset[Role], *, state: MessageState) -> type[Refusal] | None:
    """Send a unit: the centre's, once it has confirmed the message."""
    if Role.DISPATCHER not in roles:
        return Forbidden
    return None if state in {ACKNOWLEDGED, IN_ACTION} else NotFromHere


def can_record_action(
    roles: frozenset[Role], *, state: MessageState, urgency: Urgency, ours: bool, assigned: bool
) -> type[Refusal] | None:
    """Record an act on the ground; the first takes the message into action. An inspector assigned to it may have
    acted too."""
    if not (assigned and Role.INSPECTOR in roles) and (refusal := _theirs(roles, ACTORS, urgency, ours)):
        return refusal
    return None if state in {DISPATCHED, ACKNOWLEDGED, IN_ACTION} else NotFromHere


def can_claim_resolution(
    roles: frozenset[Role], *, state: MessageState, urgency: Urgency, ours: bool
) -> type[Refusal] | None:
    """Say that it is done. Whether it is, an inspector or the citizen says."""
    return _theirs(roles, ACTORS, urgency, ours) or can_move(state, RESOLUTION_CLAIMED)


def _theirs(roles: frozenset[Role], who: frozenset[Role], urgency: Urgency, ours: bool) -> type[Refusal] | None:
    if not roles & who:
        return Forbidden
    if ours or (urgency == Urgency.URGENT and Role.DISPATCHER in roles):
        return None
    return NotHeldByYourUnit
