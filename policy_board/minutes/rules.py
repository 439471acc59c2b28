"""What may be done with minutes, by whom and when (domain §9). Pure."""

from typing import Final

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from policy_board.meetings.rules import CHAIRS, SECRETARIES, MeetingElsewhere, can_move
from policy_board.meetings.tables import MeetingState

TEXT: Final = 20_000
REASON: Final = 500
CORRECTABLE: Final = frozenset({MeetingState.MINUTES_APPROVED, MeetingState.PUBLISHED})


class MinutesBegunAlready(Refusal):
    code, sentence, status = "MINUTES_BEGUN_ALREADY", "The minutes of this meeting are being written already.", 409


class MinutesApproved(Refusal):
    """What is approved is never rewritten."""

    code, sentence, status = (
        "MINUTES_APPROVED",
        "The minutes are approved. What is wrong in them, the chair corrects beside the original.",
        409,
    )


class FactsChanged(Refusal):
    """Nobody approves minutes that tell what is no longer so."""

    code, sentence, status = (
        "FACTS_CHANGED",
        "Facts changed since {count} paragraphs were written. Settle each of these first.",
        409,
    )


class NothingChanged(Refusal):
    code, sentence, status = "NOTHING_CHANGED", "What this paragraph was written from has not changed.", 409


class CorrectsNothing(Refusal):
    code, sentence = "CORRECTS_NOTHING", "It says the same as before."


def can_begin(roles: frozenset[Role], *, state: MeetingState, begun: bool) -> type[Refusal] | None:
    """Have the minutes of a closed meeting written from its facts."""
    if not roles & SECRETARIES:
        return Forbidden
    if begun:
        return MinutesBegunAlready
    return None if state == MeetingState.MINUTES_DRAFT else MeetingElsewhere


def can_write(roles: frozenset[Role], *, state: MeetingState) -> type[Refusal] | None:
    """Change their words and their order, until they are approved."""
    if not roles & SECRETARIES:
        return Forbidden
    if state in CORRECTABLE:
        return MinutesApproved
    return None if state == MeetingState.MINUTES_DRAFT else MeetingElsewhere


def can_approve(roles: frozenset[Role], *, state: MeetingState) -> type[Refusal] | None:
    """Sign them: the chair."""
    return can_move(roles, state=state, to=MeetingState.MINUTES_APPROVED)


def can_correct(roles: frozenset[Role], *, state: MeetingState) -> type[Refusal] | None:
    """Put right what is approved, beside it: the chair."""
    if not roles & CHAIRS:
        return Forbidden
    return None if state in CORRECTABLE else MeetingElsewhere


def can_publish(roles: frozenset[Role], *, state: MeetingState) -> type[Refusal] | None:
    """Let everybody read them, without what is not for everybody: the secretary or the chair."""
    return can_move(roles, state=state, to=MeetingState.PUBLISHED)
