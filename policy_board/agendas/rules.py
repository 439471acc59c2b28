"""What may become of an agenda and its items, and by whom (domain §9). Pure."""

from collections.abc import Mapping
from typing import Final

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from policy_board.agendas.tables import ItemState
from policy_board.meetings.rules import CHAIRS, SECRETARIES
from policy_board.meetings.tables import MeetingState

PROPOSED, ACCEPTED, RETURNED, MERGED = (
    ItemState.PROPOSED,
    ItemState.ACCEPTED,
    ItemState.RETURNED,
    ItemState.MERGED,
)
SCHEDULED, DISCUSSED, DECIDED, DEFERRED, WITHDRAWN = (
    ItemState.SCHEDULED,
    ItemState.DISCUSSED,
    ItemState.DECIDED,
    ItemState.DEFERRED,
    ItemState.WITHDRAWN,
)

TRANSITIONS: Final[Mapping[ItemState, frozenset[ItemState]]] = {
    PROPOSED: frozenset({ACCEPTED, RETURNED, MERGED, WITHDRAWN}),
    ACCEPTED: frozenset({SCHEDULED, RETURNED, MERGED, WITHDRAWN}),
    # Taken off an open agenda, or off that of a meeting that is not held, it waits in the tray again.
    SCHEDULED: frozenset({ACCEPTED, DISCUSSED, DEFERRED, WITHDRAWN}),
    DISCUSSED: frozenset({DECIDED, DEFERRED}),
    RETURNED: frozenset(),
    MERGED: frozenset(),
    DECIDED: frozenset(),
    # It stays on the agenda it was deferred from; what goes on to the next is a new row that continues it.
    DEFERRED: frozenset(),
    WITHDRAWN: frozenset(),
}
# May propose a matter of their own, with no dossier behind it.
PROPOSERS: Final = SECRETARIES | CHAIRS | {Role.BOARD_MEMBER, Role.HEAD_OF_OFFICE}
IN_TRAY: Final = frozenset({PROPOSED, ACCEPTED})
FROZEN: Final = frozenset(MeetingState) - {
    MeetingState.PLANNED,
    MeetingState.AGENDA_OPEN,
    MeetingState.POSTPONED,
    MeetingState.CANCELLED,
}


class AgendaFrozen(Refusal):
    """What is printed is fixed; what comes later goes to an addendum."""

    code, sentence, status = (
        "AGENDA_FROZEN",
        "The agenda is frozen. What comes later, the chair admits to an addendum.",
        409,
    )


class AgendaNotOpen(Refusal):
    code, sentence, status = "AGENDA_NOT_OPEN", "The agenda of this meeting is not open.", 409


class AgendaNotFrozen(Refusal):
    code, sentence, status = "AGENDA_NOT_FROZEN", "The agenda is still open: put the item on it as any other.", 409


class AgendaEmpty(Refusal):
    code, sentence, status = "AGENDA_EMPTY", "There is nothing on the agenda yet.", 409


class NoSuchRevision(Refusal):
    code, sentence = "NO_SUCH_REVISION", "The agenda never had this revision. Read it anew."


class EditUnclear(Refusal):
    """Neither or more than one of what says where an item goes."""

    code, sentence = "EDIT_UNCLEAR", "Say one thing: a neighbour, or a place."


class NoSuchPlace(Refusal):
    code, sentence = "NO_SUCH_PLACE", "There are places 1 to {count}."


class NotOnAgenda(Refusal):
    code, sentence = "NOT_ON_AGENDA", "This item is not on the agenda."


class OnAgendaAlready(Refusal):
    code, sentence, status = "ON_AGENDA_ALREADY", "This item is on an agenda already.", 409


class OwnNeighbour(Refusal):
    code, sentence = "OWN_NEIGHBOUR", "An item cannot be put beside or under itself or a part of it."


class HasParts(Refusal):
    code, sentence, status = "HAS_PARTS", "The item has parts. Move or take them away first.", 409


class PartOfPart(Refusal):
    code, sentence = "PART_OF_PART", "A part of an item has no parts of its own."


class OrderRepeats(Refusal):
    code, sentence = "ORDER_REPEATS", "An item stands twice in the order."


class OrderUnknown(Refusal):
    code, sentence = "ORDER_UNKNOWN", "There is an item in the order that is not on the agenda."


class OrderLacks(Refusal):
    code, sentence = "ORDER_LACKS", "An item of the agenda is missing from the order."


class PartAstray(Refusal):
    code, sentence = "PART_ASTRAY", "A part stands behind the item it belongs to."


class MinutesWrong(Refusal):
    code, sentence = "MINUTES_WRONG", "An item takes from 1 minute to 12 hours."


class TemplateWrong(Refusal):
    code, sentence = "TEMPLATE_WRONG", "A template has 1 to {most} items."


class ItemElsewhere(Refusal):
    code, sentence, status = "ITEM_ELSEWHERE", "The item does not stand where this can be done.", 409


class MergesIntoItself(Refusal):
    code, sentence = "MERGES_INTO_ITSELF", "An item is merged into another one that is not settled."


class NotYourProposal(Refusal):
    code, sentence, status = "NOT_YOUR_PROPOSAL", "Whoever proposed it, or a secretary, withdraws it.", 403


def can_edit(roles: frozenset[Role], *, state: MeetingState) -> type[Refusal] | None:
    """Build the agenda of a meeting in this state: the secretaries, until it is frozen."""
    if not roles & SECRETARIES:
        return Forbidden
    if state in FROZEN:
        return AgendaFrozen
    return None if state == MeetingState.AGENDA_OPEN else AgendaNotOpen


def can_admit(roles: frozenset[Role], *, state: MeetingState) -> type[Refusal] | None:
    """Put a late item into an addendum: the chair, from freezing until the session ends."""
    if not roles & CHAIRS:
        return Forbidden
    if state == MeetingState.AGENDA_OPEN:
        return AgendaNotFrozen
    late = {MeetingState.AGENDA_FROZEN, MeetingState.IN_SESSION, MeetingState.ADJOURNED}
    return None if state in late else AgendaNotOpen


def can_propose(roles: frozenset[Role]) -> type[Refusal] | None:
    """Bring a matter of one's own before the board."""
    return None if roles & PROPOSERS else Forbidden


def can_keep_templates(roles: frozenset[Role]) -> type[Refusal] | None:
    """Keep standing items for later agendas."""
    return None if roles & SECRETARIES else Forbidden


def can_receive(roles: frozenset[Role], *, waiting: bool) -> type[Refusal] | None:
    """Take on or return a forwarded dossier that nobody has answered yet."""
    if not roles & SECRETARIES:
        return Forbidden
    return None if waiting else ItemElsewhere


def can_settle(roles: frozenset[Role], *, state: ItemState, to: ItemState) -> type[Refusal] | None:
    """Accept, return or merge what waits in the tray."""
    if not roles & SECRETARIES:
        return Forbidden
    return None if state in IN_TRAY and to in TRANSITIONS[state] else ItemElsewhere


def can_withdraw(roles: frozenset[Role], *, state: ItemState, frozen: bool, mine: bool) -> type[Refusal] | None:
    """Take it back, until the agenda it stands on is frozen."""
    if not roles & SECRETARIES and not mine:
        return NotYourProposal if roles & PROPOSERS else Forbidden
    if frozen:
        return AgendaFrozen
    return None if WITHDRAWN in TRANSITIONS[state] else ItemElsewhere
