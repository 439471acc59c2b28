"""Who may propose, change, withdraw and endorse a solution. Pure.

`mine`: the viewer proposed it; `open`: its dossier is discussed; `settled`: somebody endorsed or forwarded it.
"""

from typing import Final

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from policy_board.dossiers.rules import DISCUSSED
from policy_board.dossiers.tables import DossierState

# The office proposes too, so that members have something to begin with; none but members endorse.
PROPOSERS: Final = frozenset({Role.COUNCILLOR, Role.HEAD_OF_OFFICE, Role.OFFICE_ANALYST})

TITLE: Final = 200
WHAT: Final = 10_000
WHO: Final = 200
EFFECT: Final = 2_000
EFFECTS: Final = 20
# Million rials. Beyond the city's budget it is a slip of the pen.
COST: Final = 1_000_000_000
DAYS: Final = 3_650


class NotDiscussed(Refusal):
    code, sentence, status = "DOSSIER_NOT_DISCUSSED", "The dossier is not being discussed now.", 409


class NotYours(Refusal):
    code, sentence, status = "SOLUTION_NOT_YOURS", "Whoever proposed it changes it.", 403


class Own(Refusal):
    code, sentence, status = "SOLUTION_OWN", "Nobody endorses what they themselves propose.", 403


class Settled(Refusal):
    code, sentence, status = "SOLUTION_SETTLED", "Others stand behind its words; propose a further one.", 409


class Withdrawn(Refusal):
    code, sentence, status = "SOLUTION_WITHDRAWN", "It has been withdrawn.", 409


class EndorsedAlready(Refusal):
    code, sentence, status = "ENDORSED_ALREADY", "You stand behind it already.", 409


class NotEndorsed(Refusal):
    code, sentence, status = "NOT_ENDORSED", "You do not stand behind it.", 409


class Unmeasured(Refusal):
    code, sentence = "SOLUTION_UNMEASURED", "Cost and time are whole numbers, as large as a city could afford."


class UnknownTypes(Refusal):
    code, sentence = "SOLUTION_TYPES_UNKNOWN", "Name one request type at least, and only ones that there are."


class UnknownUnit(Refusal):
    code, sentence = "SOLUTION_UNIT_UNKNOWN", "There is no such unit."


def can_propose(roles: frozenset[Role], *, state: DossierState) -> type[Refusal] | None:
    """Propose a way out, while the matter is discussed."""
    if not roles & PROPOSERS:
        return Forbidden
    return None if state in DISCUSSED else NotDiscussed


def can_amend(
    roles: frozenset[Role], *, mine: bool, open: bool, withdrawn: bool, settled: bool
) -> type[Refusal] | None:
    """Change its words, as long as nobody else stands behind them; or withdraw it."""
    if not roles & PROPOSERS:
        return Forbidden
    if not mine:
        return NotYours
    if withdrawn:
        return Withdrawn
    if not open:
        return NotDiscussed
    return Settled if settled else None


def can_endorse(
    roles: frozenset[Role], *, mine: bool, open: bool, withdrawn: bool, endorsed: bool
) -> type[Refusal] | None:
    """Stand behind another's solution."""
    if refusal := _can_stand_by(roles, mine=mine, open=open, withdrawn=withdrawn):
        return refusal
    return EndorsedAlready if endorsed else None


def can_take_back(
    roles: frozenset[Role], *, mine: bool, open: bool, withdrawn: bool, endorsed: bool
) -> type[Refusal] | None:
    """No longer stand behind it; that one once did stays written."""
    if refusal := _can_stand_by(roles, mine=mine, open=open, withdrawn=withdrawn):
        return refusal
    return None if endorsed else NotEndorsed


def _can_stand_by(roles: frozenset[Role], *, mine: bool, open: bool, withdrawn: bool) -> type[Refusal] | None:
    if Role.COUNCILLOR not in roles:
        return Forbidden
    if mine:
        return Own
    if withdrawn:
        return Withdrawn
    return None if open else NotDiscussed
