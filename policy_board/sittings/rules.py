"""What may be done in session, by whom, and what makes a decision sound (domain §9). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from policy_board.agendas.rules import DEFERRED, DISCUSSED, SCHEDULED, ItemElsewhere
from policy_board.agendas.tables import ItemState
from policy_board.forwardings.tables import ForwardingState
from policy_board.meetings.rules import CHAIRS, STEERING
from policy_board.meetings.tables import MeetingState
from policy_board.seats.rules import Quorum
from policy_board.sittings.tables import Ballot, Choice, Result

UNSETTLED: Final = frozenset({SCHEDULED, DISCUSSED})
# What becomes of the item, and what is written down on the forwarding behind it.
BRINGS: Final[Mapping[Result, ItemState]] = {
    Result.APPROVED: ItemState.DECIDED,
    Result.REJECTED: ItemState.DECIDED,
    Result.REFERRED: ItemState.DECIDED,
    Result.DEFERRED: DEFERRED,
}
ANSWERS: Final[Mapping[ItemState, ForwardingState]] = {
    ItemState.DECIDED: ForwardingState.DECIDED,
    DEFERRED: ForwardingState.DEFERRED,
}
# Who was present may be put right until the minutes are approved.
ATTENDED: Final = frozenset({MeetingState.IN_SESSION, MeetingState.ADJOURNED, MeetingState.MINUTES_DRAFT})
# Once something may have been decided.
HELD: Final = ATTENDED | {MeetingState.MINUTES_APPROVED, MeetingState.PUBLISHED}

TEXT: Final = 4_000
DISCUSSION: Final = 20_000
BODY: Final = 200
REASON: Final = 500


class NotInSession(Refusal):
    code, sentence, status = "NOT_IN_SESSION", "The meeting is not in session.", 409


class NoQuorum(Refusal):
    code, sentence, status = (
        "NO_QUORUM",
        "There is no quorum: {present} members are present, {needed} are needed.",
        409,
    )


class DecidedMeanwhile(Refusal):
    """Two recorded a decision on one item; the second finds the first's, which stands."""

    code, sentence, status = "DECIDED_MEANWHILE", "{name} has recorded a decision on this item already.", 409


class PresentAlready(Refusal):
    code, sentence, status = "PRESENT_ALREADY", "This person is present already.", 409


class NotPresent(Refusal):
    code, sentence, status = "NOT_PRESENT", "This person is not present.", 409


class TimeOutsideSession(Refusal):
    code, sentence = "TIME_OUTSIDE_SESSION", "The meeting was not in session all of this time."


class AttendanceOverlaps(Refusal):
    code, sentence = "ATTENDANCE_OVERLAPS", "A person leaves after they came, and comes back after they left."


class DecisionNeedsThem(Refusal):
    """What was decided had its quorum, and stays so."""

    code, sentence, status = (
        "DECISION_NEEDS_THEM",
        "Item {number} was decided counting on this person. Without them it would lack its quorum or a vote.",
        409,
    )


class DestinationMissing(Refusal):
    code, sentence = "DESTINATION_MISSING", "Say to whom it is referred."


class DestinationOdd(Refusal):
    code, sentence = "DESTINATION_ODD", "Only what is deferred has a day, and only what is referred a body."


class DeferredToPast(Refusal):
    code, sentence = "DEFERRED_TO_PAST", "It is deferred to a day to come."


class VotesOdd(Refusal):
    code, sentence = (
        "VOTES_ODD",
        "By consent nobody votes; an open vote names members, a secret one counts.",
    )


class VoterAbsent(Refusal):
    code, sentence = "VOTER_ABSENT", "Only members who are present vote or object."


class VoteTwice(Refusal):
    code, sentence = "VOTE_TWICE", "A member votes once."


class VotesTooMany(Refusal):
    code, sentence = "VOTES_TOO_MANY", "There are {votes} votes, and {present} members present."


class VotesMissing(Refusal):
    code, sentence = "VOTES_MISSING", "There is a vote without votes."


class VotesContradict(Refusal):
    code, sentence = "VOTES_CONTRADICT", "It has no more votes for it than against it, and is not approved."


class ObjectionOnRecord(Refusal):
    code, sentence, status = "OBJECTION_ON_RECORD", "This member's objection is on record already.", 409


class CorrectionCrosses(Refusal):
    """A settled item stays settled, one carried on goes on."""

    code, sentence, status = (
        "CORRECTION_CROSSES",
        "A correction does not defer what was settled, nor settle what was deferred.",
        409,
    )


@dataclass(frozen=True)
class Sums:
    """How many voted how, where it was secret."""

    votes_for: int
    votes_against: int
    votes_abstain: int


@dataclass(frozen=True)
class Draft:
    """A decision to be recorded: `body` to whom it is referred, `until` the day it is deferred to; `votes` by
    member in an open vote, `sums` in a secret one; `objections` by member."""

    result: Result
    text: str
    body: str | None = None
    until: date | None = None
    ballot: Ballot = Ballot.CONSENT
    votes: Mapping[UUID, Choice] = field(default_factory=dict)
    sums: Sums | None = None
    objections: Mapping[UUID, str] = field(default_factory=dict)

    def counted(self) -> Sums | None:
        """The votes summed up; None by consent."""
        if self.ballot == Ballot.OPEN:
            choices = list(self.votes.values())
            return Sums(*(choices.count(choice) for choice in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)))
        return self.sums if self.ballot == Ballot.SECRET else None


def can_hold(roles: frozenset[Role], *, state: MeetingState) -> type[Refusal] | None:
    """Record who comes and goes, what is said and decided: the secretary or the chair, in session."""
    if not roles & STEERING:
        return Forbidden
    return None if state == MeetingState.IN_SESSION else NotInSession


def can_correct_attendance(roles: frozenset[Role], *, state: MeetingState) -> type[Refusal] | None:
    """Put right who was present, until the minutes are approved."""
    if not roles & STEERING:
        return Forbidden
    return None if state in ATTENDED else NotInSession


def can_decide(roles: frozenset[Role], *, state: MeetingState, item: ItemState) -> type[Refusal] | None:
    """Record a decision on an item."""
    if refusal := can_hold(roles, state=state):
        return refusal
    return None if item in UNSETTLED else ItemElsewhere


def can_correct(roles: frozenset[Role], *, state: MeetingState, last: bool) -> type[Refusal] | None:
    """Correct what was recorded as decided: the chair, and only what stands."""
    if not roles & CHAIRS:
        return Forbidden
    return None if state in HELD and last else ItemElsewhere


def can_put_on_record(roles: frozenset[Role], *, state: MeetingState, last: bool) -> type[Refusal] | None:
    """Record that a member objects to what was decided, until the minutes are approved."""
    if refusal := can_correct_attendance(roles, state=state):
        return refusal
    return None if last else ItemElsewhere


def problems(draft: Draft, quorum: Quorum, *, today: date) -> list[Refusal]:
    """All that is unsound in a decision, given who was present; nothing of the quorum itself."""
    found: list[Refusal] = []
    if draft.result == Result.REFERRED and not (draft.body or "").strip():
        found.append(DestinationMissing("body"))
    if draft.until and draft.result != Result.DEFERRED:
        found.append(DestinationOdd("until"))
    if draft.body and draft.result != Result.REFERRED:
        found.append(DestinationOdd("body"))
    if draft.until and draft.until <= today:
        found.append(DeferredToPast("until"))
    if draft.objections.keys() - quorum.who:
        found.append(VoterAbsent("objections"))
    return found + _votes(draft, quorum)


def _votes(draft: Draft, quorum: Quorum) -> list[Refusal]:
    if (draft.votes and draft.ballot != Ballot.OPEN) or ((draft.sums is None) == (draft.ballot == Ballot.SECRET)):
        return [VotesOdd("ballot")]
    sums = draft.counted()
    if sums is None:
        return []
    counts = (sums.votes_for, sums.votes_against, sums.votes_abstain)
    if draft.votes.keys() - quorum.who:
        return [VoterAbsent("votes")]
    if min(counts) < 0 or sum(counts) == 0:
        return [VotesMissing("votes")]
    if sum(counts) > quorum.present:
        return [VotesTooMany("votes", votes=sum(counts), present=quorum.present)]
    if draft.result == Result.APPROVED and sums.votes_for <= sums.votes_against:
        return [VotesContradict("result")]
    return []
