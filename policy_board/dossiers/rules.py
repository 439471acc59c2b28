"""What may become of a dossier, who may do what to it, and how much it may say. Pure."""

from collections.abc import Mapping
from typing import Final

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from policy_board.dossiers.tables import DossierState

DRAFT, READY, UNDER_DISCUSSION, FORWARDED, DECIDED, IN_EFFECT, SETTLED = DossierState

# Domain §8. Whatever was decided, the matter can be taken up again, with all that was said of it.
TRANSITIONS: Final[Mapping[DossierState, frozenset[DossierState]]] = {
    DRAFT: frozenset({READY}),
    READY: frozenset({UNDER_DISCUSSION, FORWARDED}),
    UNDER_DISCUSSION: frozenset({READY, FORWARDED}),
    # READY: returned by the board, or withdrawn.
    FORWARDED: frozenset({DECIDED, READY}),
    DECIDED: frozenset({IN_EFFECT, READY}),
    IN_EFFECT: frozenset({SETTLED, READY}),
    SETTLED: frozenset({READY}),
}
# Before the board its words stand still: it decides on what was forwarded.
WRITTEN: Final = frozenset({DRAFT, READY, UNDER_DISCUSSION})
# Members may speak to it.
DISCUSSED: Final = frozenset({READY, UNDER_DISCUSSION})

AUTHORS: Final = frozenset({Role.OFFICE_ANALYST, Role.HEAD_OF_OFFICE})

TITLE: Final = 200
STATEMENT: Final = 20_000
BODY: Final = 40_000
NOTE: Final = 2_000
SECTIONS: Final = 30
EVIDENCE: Final = 30
QUESTIONS: Final = 30
# As many as somebody might name one by one.
CODES: Final = 500


class BadSection(Refusal):
    code, sentence = "DOSSIER_SECTION_UNKNOWN", "This is not the key of a section."


class NotWritten(Refusal):
    code, sentence, status = "DOSSIER_NOT_WRITTEN_NOW", "It is before the board; its words stand still.", 409


class NotInState(Refusal):
    code, sentence, status = "DOSSIER_ELSEWHERE", "The dossier does not stand where this could be done.", 409


class WithoutEvidence(Refusal):
    code, sentence, status = "DOSSIER_WITHOUT_EVIDENCE", "It has no evidence yet.", 409


class TooManyParts(Refusal):
    code, sentence = "DOSSIER_TOO_MANY_PARTS", "There are more than {most} of them."


class SectionTwice(Refusal):
    code, sentence = "DOSSIER_SECTION_TWICE", "The same section stands here twice."


class NothingChanged(Refusal):
    code, sentence, status = "DOSSIER_UNCHANGED", "Nothing was changed, so there is nothing to save.", 409


class EvidenceTooMuch(Refusal):
    code, sentence = "EVIDENCE_TOO_MUCH", "More than {most} messages are found. Narrow the filter."


class EvidenceNone(Refusal):
    code, sentence = "EVIDENCE_NONE", "No message is found by this."


class EvidenceUnknown(Refusal):
    code, sentence = "EVIDENCE_UNKNOWN", "There is no message {codes}."


class EvidencePersonal(Refusal):
    """It would show everybody something else."""

    code, sentence = "EVIDENCE_PERSONAL", "A filter by what is one's own cannot be kept."


class EvidenceRemoved(Refusal):
    code, sentence, status = "EVIDENCE_REMOVED", "It has been removed from the dossier.", 409


class QuestionWithdrawn(Refusal):
    code, sentence, status = "QUESTION_WITHDRAWN", "The question has been withdrawn.", 409


def can_open(roles: frozenset[Role]) -> type[Refusal] | None:
    """Begin a dossier."""
    return None if roles & AUTHORS else Forbidden


def can_revise(roles: frozenset[Role], *, state: DossierState) -> type[Refusal] | None:
    """Change its words, its evidence and its questions; the former ones stay to be read."""
    if not roles & AUTHORS:
        return Forbidden
    return None if state in WRITTEN else NotWritten


def can_mark_ready(roles: frozenset[Role], *, state: DossierState, evident: bool) -> type[Refusal] | None:
    """Show it to the members. `evident`: it has evidence."""
    if not roles & AUTHORS:
        return Forbidden
    if state != DRAFT:
        return NotInState
    return None if evident else WithoutEvidence


def can_take_up_again(roles: frozenset[Role], *, state: DossierState) -> type[Refusal] | None:
    """Discuss a decided matter once more."""
    return _head(roles, state, {DECIDED, IN_EFFECT, SETTLED})


def can_put_in_effect(roles: frozenset[Role], *, state: DossierState) -> type[Refusal] | None:
    """Write down that what was decided is being done."""
    return _head(roles, state, {DECIDED})


def can_settle(roles: frozenset[Role], *, state: DossierState) -> type[Refusal] | None:
    """Write down that the matter has an end."""
    return _head(roles, state, {IN_EFFECT})


def can_answer_question(roles: frozenset[Role], *, state: DossierState) -> type[Refusal] | None:
    """Answer what the members are asked."""
    if Role.COUNCILLOR not in roles:
        return Forbidden
    return None if state in DISCUSSED else NotInState


def _head(roles: frozenset[Role], state: DossierState, of: set[DossierState]) -> type[Refusal] | None:
    if Role.HEAD_OF_OFFICE not in roles:
        return Forbidden
    return None if state in of else NotInState
