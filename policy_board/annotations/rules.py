"""Who may annotate, answer and settle, and what follows what. Pure.

`mine`: the viewer wrote the note; `private`: nobody else reads it; `found`: its passage has a place in the newest
revision, or somebody said that it has none.
"""

from collections.abc import Mapping
from typing import Final

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from policy_board.annotations.tables import AnnotationStatus, AnnotationVisibility

OFFICE: Final = frozenset({Role.OFFICE_ANALYST, Role.HEAD_OF_OFFICE})
ANNOTATORS: Final = OFFICE | {Role.COUNCILLOR}

TRANSITIONS: Final[Mapping[AnnotationStatus, frozenset[AnnotationStatus]]] = {
    AnnotationStatus.OPEN: frozenset({AnnotationStatus.ANSWERED}),
    # Its author may not be content with the answer.
    AnnotationStatus.ANSWERED: frozenset(
        {AnnotationStatus.ACCEPTED, AnnotationStatus.DECLINED, AnnotationStatus.OPEN}
    ),
    AnnotationStatus.ACCEPTED: frozenset(),
    AnnotationStatus.DECLINED: frozenset(),
}


class OutsideTheText(Refusal):
    code, sentence = "OUTSIDE_THE_TEXT", "These places do not lie in the text."


class QuoteNotThere(Refusal):
    """The page was made from another text, or its offsets count something else."""

    code, sentence, status = (
        "QUOTE_NOT_THERE",
        "These words do not stand at this place of the text. Open it anew and select them again.",
        409,
    )


class NothingSelected(Refusal):
    code, sentence = "NOTHING_SELECTED", "Select some words: spaces alone cannot be noted on."


class NotYourNote(Refusal):
    code, sentence, status = "NOT_YOUR_NOTE", "Only who wrote a note changes it.", 403


class NoteSettled(Refusal):
    code, sentence, status = "NOTE_SETTLED", "This note is settled; write a new one.", 409


class NotePrivate(Refusal):
    code, sentence, status = "NOTE_PRIVATE", "This note is private: nobody else is to answer it.", 409


class NoteShared(Refusal):
    code, sentence, status = "NOTE_SHARED", "Others have read this note; it cannot become private again.", 409


class NoteNotOpen(Refusal):
    code, sentence, status = "NOTE_NOT_OPEN", "This note has been answered already.", 409


class NoteUnanswered(Refusal):
    code, sentence, status = "NOTE_UNANSWERED", "Answer the note first.", 409


class NotLost(Refusal):
    code, sentence, status = "NOTE_NOT_LOST", "This note has its place.", 409


class NotReadByThem(Refusal):
    code, sentence = "NOT_READ_BY_THEM", "Name only people who may read this note."


def can_annotate(roles: frozenset[Role]) -> type[Refusal] | None:
    """Make a note on what one may read: members, and the office."""
    return None if roles & ANNOTATORS else Forbidden


def can_edit(roles: frozenset[Role], *, mine: bool, status: AnnotationStatus) -> type[Refusal] | None:
    """Change one's words, until the note is settled."""
    if not roles & ANNOTATORS:
        return Forbidden
    if not mine:
        return NotYourNote
    return None if TRANSITIONS[status] else NoteSettled


def can_reply(roles: frozenset[Role]) -> type[Refusal] | None:
    """Write in a note's thread: all who annotate, where they read it."""
    return None if roles & ANNOTATORS else Forbidden


def can_answer(roles: frozenset[Role], *, private: bool, status: AnnotationStatus) -> type[Refusal] | None:
    """Give the office's answer."""
    if not roles & OFFICE:
        return Forbidden
    if private:
        return NotePrivate
    return None if AnnotationStatus.ANSWERED in TRANSITIONS[status] else NoteNotOpen


def can_settle(roles: frozenset[Role], *, status: AnnotationStatus) -> type[Refusal] | None:
    """Accept or decline what was answered."""
    if not roles & OFFICE:
        return Forbidden
    if status == AnnotationStatus.OPEN:
        return NoteUnanswered
    return None if TRANSITIONS[status] else NoteSettled


def can_reopen(roles: frozenset[Role], *, mine: bool, status: AnnotationStatus) -> type[Refusal] | None:
    """Not be content with the answer: its author, before it is settled."""
    if not roles & ANNOTATORS:
        return Forbidden
    if not mine:
        return NotYourNote
    if status == AnnotationStatus.OPEN:
        return NoteUnanswered
    return None if TRANSITIONS[status] else NoteSettled


def can_assign(roles: frozenset[Role], *, private: bool, status: AnnotationStatus) -> type[Refusal] | None:
    """Say who sees to it, and by when."""
    if not roles & OFFICE:
        return Forbidden
    if private:
        return NotePrivate
    return None if TRANSITIONS[status] else NoteSettled


def can_place(roles: frozenset[Role], *, mine: bool, found: bool) -> type[Refusal] | None:
    """Say where a lost note belongs, or that it belongs nowhere: its author or the office."""
    if not roles & OFFICE and not mine:
        return Forbidden
    return NotLost if found else None


def may_become(before: AnnotationVisibility, after: AnnotationVisibility) -> bool:
    """What others have read is not taken back."""
    return after != AnnotationVisibility.PRIVATE or before == AnnotationVisibility.PRIVATE
