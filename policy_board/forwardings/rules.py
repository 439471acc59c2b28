"""What may become of a forwarding, and who may forward and withdraw. Pure."""

from collections.abc import Mapping
from typing import Final

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from policy_board.dossiers.rules import DISCUSSED, FORWARDED, NotInState
from policy_board.dossiers.tables import DossierState
from policy_board.forwardings.tables import LIVE, ForwardingState

WAITING, ACCEPTED, RETURNED, SCHEDULED, DECIDED, DEFERRED, WITHDRAWN = ForwardingState

TRANSITIONS: Final[Mapping[ForwardingState, frozenset[ForwardingState]]] = {
    # A secretary may put on an agenda what nobody has accepted yet: that accepts it.
    WAITING: frozenset({ACCEPTED, SCHEDULED, RETURNED, WITHDRAWN}),
    ACCEPTED: frozenset({SCHEDULED, RETURNED, WITHDRAWN}),
    # ACCEPTED: taken off the agenda again, or its meeting was cancelled.
    SCHEDULED: frozenset({ACCEPTED, RETURNED, DECIDED, DEFERRED, WITHDRAWN}),
    DEFERRED: frozenset({SCHEDULED, ACCEPTED, RETURNED, WITHDRAWN}),
    RETURNED: frozenset(),
    DECIDED: frozenset(),
    WITHDRAWN: frozenset(),
}
# What the dossier comes to with it.
BRINGS: Final[Mapping[ForwardingState, DossierState]] = {
    RETURNED: DossierState.READY,
    WITHDRAWN: DossierState.READY,
    DECIDED: DossierState.DECIDED,
}

FORWARDERS: Final = frozenset({Role.COUNCILLOR, Role.HEAD_OF_OFFICE})
REASON: Final = 2_000
SOLUTIONS: Final = 20


class ForwardedAlready(Refusal):
    code, sentence, status = "FORWARDED_ALREADY", "It is before the board already.", 409


class NoSolutions(Refusal):
    code, sentence = "FORWARDING_WITHOUT_SOLUTIONS", "Choose one solution at least, {most} at most."


class NotOfDossier(Refusal):
    code, sentence = "SOLUTION_NOT_OF_DOSSIER", "That solution is not among the dossier's, or was withdrawn."


class NotForwarder(Refusal):
    code, sentence, status = "NOT_FORWARDER", "Whoever forwarded it withdraws it.", 403


class NoLongerLive(Refusal):
    code, sentence, status = "FORWARDING_OVER", "The board has done with it.", 409


class OnFrozenAgenda(Refusal):
    code, sentence, status = (
        "FORWARDING_FROZEN",
        "It stands on a frozen agenda, and is not withdrawn any more.",
        409,
    )


class AnsweredElsewhere(Refusal):
    code, sentence, status = "FORWARDING_ELSEWHERE", "It does not stand where this answer could follow.", 409


class ReasonMissing(Refusal):
    code, sentence = "FORWARDING_REASON_MISSING", "What is returned is returned with a reason."


def can_forward(roles: frozenset[Role], *, state: DossierState) -> type[Refusal] | None:
    """Put a dossier before the board: any member, or the head of the office (domain §8)."""
    if not roles & FORWARDERS:
        return Forbidden
    if state == FORWARDED:
        return ForwardedAlready
    return None if state in DISCUSSED else NotInState


def can_withdraw(
    roles: frozenset[Role], *, state: ForwardingState, mine: bool, frozen: bool
) -> type[Refusal] | None:
    """Take it back, until its item stands on a frozen agenda."""
    if not roles & FORWARDERS:
        return Forbidden
    if not mine:
        return NotForwarder
    if state not in LIVE:
        return NoLongerLive
    return OnFrozenAgenda if frozen else None
