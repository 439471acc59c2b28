"""What may become of a resolution, by whom, and how its ladder presses for it (domain §9). Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from hotline.city.reference import Rung
from hotline.files import rules as files
from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from policy_board.meetings.rules import STEERING
from policy_board.resolutions.tables import ResolutionState
from policy_board.sittings.tables import Result

OPEN, REPORTED, RETURNED, VERIFIED = ResolutionState

TRANSITIONS: Final[Mapping[ResolutionState, frozenset[ResolutionState]]] = {
    OPEN: frozenset({REPORTED}),
    REPORTED: frozenset({VERIFIED, RETURNED}),
    RETURNED: frozenset({REPORTED}),
    VERIFIED: frozenset(),
}
# Somebody still has to do it.
OWED: Final = frozenset({OPEN, RETURNED})
VERIFIERS: Final = STEERING | {Role.HEAD_OF_OFFICE}

TEXT: Final = 4_000
REASON: Final = 2_000
PROOFS: Final = 10
CATEGORIES: Final = 20
LONGEST: Final = timedelta(days=3 * 366)


class ResolutionElsewhere(Refusal):
    code, sentence, status = (
        "RESOLUTION_ELSEWHERE",
        "The resolution does not stand where this can be done.",
        409,
    )


class NotApproved(Refusal):
    """Only what was approved is to be done, and only as the decision that stands says."""

    code, sentence, status = (
        "DECISION_NOT_APPROVED",
        "Resolutions follow from a decision that was approved and has not been corrected since.",
        409,
    )


class DueWrong(Refusal):
    code, sentence = "DUE_WRONG", "It is due on a day to come, within three years."


class TypesWrong(Refusal):
    """Without one, nobody could say later whether it had any effect."""

    code, sentence = "TYPES_WRONG", "Name 1 to {most} request types that it should change."


class NoManager(Refusal):
    code, sentence = (
        "NO_MANAGER",
        "Nobody manages this unit, nor one above it. Name the person who answers for it.",
    )


class NotYourResolution(Refusal):
    code, sentence, status = "NOT_YOUR_RESOLUTION", "Whoever answers for it reports on it.", 403


class OwnReport(Refusal):
    """Nobody verifies what they reported themselves."""

    code, sentence, status = "OWN_REPORT", "Somebody other than who reported it verifies or returns it.", 403


class ProofWrong(Refusal):
    code, sentence = "PROOF_WRONG", "A proof is a photo that you have just sent, and 10 at most."


def can_resolve(roles: frozenset[Role], *, result: Result, stands: bool) -> type[Refusal] | None:
    """Write down what is to be done of a decision: the secretary or the chair. `stands`: it is its item's last."""
    if not roles & STEERING:
        return Forbidden
    return None if result == Result.APPROVED and stands else NotApproved


def can_report(roles: frozenset[Role], *, state: ResolutionState, mine: bool) -> type[Refusal] | None:
    """Report it as done: whoever answers for it."""
    if Role.MANAGER not in roles:
        return Forbidden
    if not mine:
        return NotYourResolution
    return None if REPORTED in TRANSITIONS[state] else ResolutionElsewhere


def can_judge(roles: frozenset[Role], *, state: ResolutionState, own: bool) -> type[Refusal] | None:
    """Verify or return what was reported: the secretary, the chair or the head of the office, never on a report of
    their own."""
    if not roles & VERIFIERS:
        return Forbidden
    if VERIFIED not in TRANSITIONS[state]:
        return ResolutionElsewhere
    return OwnReport if own else None


def can_release(roles: frozenset[Role], *, released: bool) -> type[Refusal] | None:
    """Let councillors and members of the board see a proof: as any photo."""
    return files.can_release(roles, photo=True, released=released)


def rung_at(rung: Rung, made_at: datetime, due_at: datetime) -> datetime:
    """When a rung is reached, of the time from when it was made until it is due."""
    return made_at + (due_at - made_at) * rung.percent / 100


def reached(
    ladder: Sequence[Rung], made_at: datetime, due_at: datetime, *, at: datetime, fired: int
) -> tuple[Rung, ...]:
    """The rungs owed at `at`, lowest first, above the highest that has fired. What tells nobody presses for
    nothing."""
    return tuple(rung for rung in _above(ladder, fired) if rung_at(rung, made_at, due_at) <= at)


def next_at(
    ladder: Sequence[Rung], made_at: datetime, due_at: datetime, *, fired: int, returned: bool
) -> datetime | None:
    """When to look at it again, as long as it is owed: at its next rung, or when it is due and returns to an
    agenda, which it does once."""
    times = [rung_at(rung, made_at, due_at) for rung in _above(ladder, fired)]
    return min(times if returned else [*times, due_at], default=None)


def _above(ladder: Sequence[Rung], fired: int) -> list[Rung]:
    return [rung for rung in ladder if rung.percent > fired and rung.tell]
