"""What may be done about an inspection, and by whom. Pure.

`inspected`: an inspection is open on the message; `assigned`: the viewer is its inspector; `acted`: the viewer did
what is to be verified.
"""

from typing import Final

from hotline.inspections.tables import Finding
from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from hotline.messages.rules import (
    ACKNOWLEDGED,
    DISPATCHED,
    IN_ACTION,
    OVER,
    REGISTERED,
    RESOLUTION_CLAIMED,
    RETURNED,
    TRIAGED,
    TRIAGERS,
    UNDER_INSPECTION,
    VERIFIED,
    IsOver,
    NotFromHere,
)
from hotline.messages.tables import MessageState

CHARGERS: Final = frozenset({Role.DISPATCHER, Role.HEAD_OF_OFFICE})
# Where there is something to look at on the ground. What is verified has been seen; what the citizen is asked of,
# or objects to, waits for them; what is merged is seen with its incident.
INSPECTED_IN: Final = frozenset(
    {
        REGISTERED,
        TRIAGED,
        DISPATCHED,
        RETURNED,
        ACKNOWLEDGED,
        IN_ACTION,
        RESOLUTION_CLAIMED,
        UNDER_INSPECTION,
    }
)
# Where a visit that finds it done verifies, and one that does not returns it to the unit.
VERIFIES: Final = frozenset({IN_ACTION, RESOLUTION_CLAIMED, UNDER_INSPECTION})
RETURNS: Final = frozenset({RESOLUTION_CLAIMED, UNDER_INSPECTION})


class InspectedAlready(Refusal):
    code, sentence, status = "INSPECTED_ALREADY", "An inspection is open on it already.", 409


class NothingToInspect(Refusal):
    code, sentence, status = "NOTHING_TO_INSPECT", "No inspection is open on it.", 409


class NotYourInspection(Refusal):
    code, sentence, status = "NOT_YOUR_INSPECTION", "Another inspector has it.", 403


class OwnWork(Refusal):
    """Nobody verifies what they did themselves (R3)."""

    code, sentence, status = "OWN_WORK", "You acted on it yourself; another inspector must look at it.", 403


class UnknownInspector(Refusal):
    code, sentence = "UNKNOWN_INSPECTOR", "This person is no inspector."


def can_open(roles: frozenset[Role], *, state: MessageState, inspected: bool) -> type[Refusal] | None:
    """Bring an inspector in by hand, before or after the first action."""
    if not roles & TRIAGERS:
        return Forbidden
    if state in OVER:
        return IsOver
    if state not in INSPECTED_IN:
        return NotFromHere
    return InspectedAlready if inspected else None


def can_assign(roles: frozenset[Role], *, inspected: bool) -> type[Refusal] | None:
    """Charge another inspector with it."""
    if not roles & CHARGERS:
        return Forbidden
    return None if inspected else NothingToInspect


def can_visit(roles: frozenset[Role], *, inspected: bool, assigned: bool) -> type[Refusal] | None:
    """Record what was seen on the ground."""
    if Role.INSPECTOR not in roles:
        return Forbidden
    if not inspected:
        return NothingToInspect
    return None if assigned else NotYourInspection


def after(state: MessageState, found: Finding) -> MessageState:
    """Where a visit takes the message: only what has been acted on is verified or returned (domain §3)."""
    if found is Finding.DONE and state in VERIFIES:
        return VERIFIED
    if found is not Finding.DONE and state in RETURNS:
        return IN_ACTION
    return state


def ends(state: MessageState, found: Finding) -> bool:
    """Whether a visit ends the inspection: the inspector found it done. Out with a unit that has not acted yet it
    stays open, since that unit still has to answer; with the office there is nobody else to wait for."""
    return found is Finding.DONE and state not in {DISPATCHED, ACKNOWLEDGED}
