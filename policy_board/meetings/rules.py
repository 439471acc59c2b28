"""Which state a meeting may come into, and who brings it there (domain §9). Pure."""

from collections.abc import Mapping
from typing import Final

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from policy_board.meetings.tables import MeetingState

PLANNED, AGENDA_OPEN, AGENDA_FROZEN, IN_SESSION, ADJOURNED = (
    MeetingState.PLANNED,
    MeetingState.AGENDA_OPEN,
    MeetingState.AGENDA_FROZEN,
    MeetingState.IN_SESSION,
    MeetingState.ADJOURNED,
)
MINUTES_DRAFT, MINUTES_APPROVED, PUBLISHED = (
    MeetingState.MINUTES_DRAFT,
    MeetingState.MINUTES_APPROVED,
    MeetingState.PUBLISHED,
)
POSTPONED, CANCELLED = MeetingState.POSTPONED, MeetingState.CANCELLED

TRANSITIONS: Final[Mapping[MeetingState, frozenset[MeetingState]]] = {
    PLANNED: frozenset({AGENDA_OPEN, POSTPONED, CANCELLED}),
    AGENDA_OPEN: frozenset({AGENDA_FROZEN, POSTPONED, CANCELLED}),
    AGENDA_FROZEN: frozenset({IN_SESSION, POSTPONED, CANCELLED}),
    IN_SESSION: frozenset({ADJOURNED, MINUTES_DRAFT}),
    # From here the minutes cannot be begun: whoever adjourned has promised to go on.
    ADJOURNED: frozenset({IN_SESSION}),
    MINUTES_DRAFT: frozenset({MINUTES_APPROVED}),
    MINUTES_APPROVED: frozenset({PUBLISHED}),
    PUBLISHED: frozenset(),
    # On another day; its items went back to the tray, so its agenda is built anew.
    POSTPONED: frozenset({PLANNED, CANCELLED}),
    CANCELLED: frozenset(),
}
# Who brings a meeting into a state: what is official is the chair's.
_MOVERS: Final[Mapping[MeetingState, frozenset[Role]]] = {
    AGENDA_FROZEN: frozenset({Role.BOARD_CHAIR}),
    MINUTES_APPROVED: frozenset({Role.BOARD_CHAIR}),
}
SECRETARIES: Final = frozenset({Role.BOARD_SECRETARY})
CHAIRS: Final = frozenset({Role.BOARD_CHAIR})
STEERING: Final = SECRETARIES | CHAIRS
# Before these are left a meeting's day, place and time budget may be changed.
ARRANGEABLE: Final = frozenset({PLANNED, AGENDA_OPEN})
# Why is asked where people who counted on the meeting are let down.
REASONED: Final = frozenset({POSTPONED, CANCELLED, ADJOURNED})


class MeetingElsewhere(Refusal):
    code, sentence, status = "MEETING_ELSEWHERE", "The meeting does not stand where this can be done.", 409


class MeetingPast(Refusal):
    code, sentence = "MEETING_PAST", "A meeting is planned for a time to come."


class BudgetWrong(Refusal):
    code, sentence = "BUDGET_WRONG", "A meeting lasts from 5 minutes to 12 hours."


class QuorumWrong(Refusal):
    code, sentence = "QUORUM_WRONG", "The quorum is a number of members from 1 to 99."


def can_plan(roles: frozenset[Role]) -> type[Refusal] | None:
    """Call a meeting: the secretary, or the chair."""
    return None if roles & STEERING else Forbidden


def can_arrange(roles: frozenset[Role], *, state: MeetingState) -> type[Refusal] | None:
    """Change its day, place, length or quorum, until its agenda is frozen."""
    if not roles & STEERING:
        return Forbidden
    return None if state in ARRANGEABLE else MeetingElsewhere


def can_move(roles: frozenset[Role], *, state: MeetingState, to: MeetingState) -> type[Refusal] | None:
    """Bring it into the state `to`."""
    if not roles & _MOVERS.get(to, STEERING):
        return Forbidden
    return None if to in TRANSITIONS[state] else MeetingElsewhere
