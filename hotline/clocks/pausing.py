"""Who may let a clock stand still, and when (domain §4). Pure.

Only the resolution waits by hand: the first action never does, and the feedback waits for the citizen by itself.
What is waited for is waited for in the state the message is in: whatever takes it further ends the wait.

`held`: a unit of the viewer holds the message; `unanswered`: its first action is still owed; `runs`, `paused`: its
resolution clock does, or stands still.
"""

from typing import Final

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from hotline.messages.rules import (
    ACKNOWLEDGED,
    IN_ACTION,
    REFERRED,
    RETURNED,
    TRIAGED,
    TRIAGERS,
    NotFromHere,
    NotHeldByYourUnit,
)
from hotline.messages.tables import MessageState

PAUSERS: Final = TRIAGERS | {Role.DISPATCHER, Role.EXECUTIVE_AGENT}
# Where whoever holds it works on it. What is said to be done is looked at, and waits for nobody.
PAUSED_IN: Final = frozenset({TRIAGED, RETURNED, ACKNOWLEDGED, IN_ACTION})


class FirstActionFirst(Refusal):
    """Domain §4: never on an urgent first action."""

    code, sentence, status = "FIRST_ACTION_FIRST", "The first action is still owed, and it never waits.", 409


class NoClockRuns(Refusal):
    code, sentence, status = "NO_CLOCK_RUNS", "No clock for its resolution is running.", 409


class PausedAlready(Refusal):
    code, sentence, status = "PAUSED_ALREADY", "Its clock stands still already.", 409


class NotPaused(Refusal):
    code, sentence, status = "NOT_PAUSED", "Its clock does not stand still.", 409


def can_pause(
    roles: frozenset[Role], *, state: MessageState, held: bool, unanswered: bool, runs: bool, paused: bool
) -> type[Refusal] | None:
    """Wait for the citizen or for another authority: whoever holds the message."""
    if not roles & PAUSERS:
        return Forbidden
    if state not in PAUSED_IN:
        return NotFromHere
    if not held:
        return NotHeldByYourUnit
    if unanswered:
        return FirstActionFirst
    if paused:
        return PausedAlready
    return None if runs else NoClockRuns


def can_resume(roles: frozenset[Role], *, state: MessageState, held: bool, paused: bool) -> type[Refusal] | None:
    """Go on: whoever holds it, and the office, which hears from those who are waited for. What is another
    authority's waits for its answer."""
    if not roles & PAUSERS:
        return Forbidden
    if state == REFERRED:
        return NotFromHere
    if not paused:
        return NotPaused
    return None if held or roles & TRIAGERS else NotHeldByYourUnit
