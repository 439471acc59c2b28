"""Who may prepare and publish a bundle. Pure."""

from typing import Final

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role

PREPARERS: Final = frozenset({Role.OFFICE_ANALYST, Role.HEAD_OF_OFFICE})
# A visit is a day.
MOST_DOSSIERS: Final = 40


class BundleEmpty(Refusal):
    code, sentence, status = "BUNDLE_EMPTY", "Put a dossier in it first: there is nothing to publish.", 409


class NobodyInvited(Refusal):
    code, sentence, status = (
        "NOBODY_INVITED",
        "Invite somebody first, or open it to all members: nobody would read it.",
        409,
    )


class DossierTwice(Refusal):
    code, sentence = "DOSSIER_TWICE", "A dossier stands in a bundle once."


class DossierUnknown(Refusal):
    code, sentence = "DOSSIER_UNKNOWN", "There is no such dossier."


class DossierNotReady(Refusal):
    code, sentence, status = "DOSSIER_NOT_READY", "These dossiers are still drafts: {codes}.", 409


class TooManyDossiers(Refusal):
    code, sentence = "TOO_MANY_DOSSIERS", "A bundle holds {limit} dossiers at most."


class NotACouncillor(Refusal):
    code, sentence = "NOT_A_COUNCILLOR", "Only members of the council are invited to a visit."


def can_prepare(roles: frozenset[Role]) -> type[Refusal] | None:
    """Begin a bundle and work on it: those who write dossiers."""
    return None if roles & PREPARERS else Forbidden


def can_publish(roles: frozenset[Role], *, filled: bool, read: bool) -> type[Refusal] | None:
    """Freeze it as its next revision: the head of the office, once it has a dossier and somebody to read it."""
    if Role.HEAD_OF_OFFICE not in roles:
        return Forbidden
    if not filled:
        return BundleEmpty
    return None if read else NobodyInvited
