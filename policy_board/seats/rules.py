"""The quorum: a pure function of who the members are, who was present, the moment and the rule (domain §9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.viewer import Role
from policy_board.meetings.rules import STEERING

SEATERS: Final = STEERING | {Role.ADMINISTRATOR}


class SeatedAlready(Refusal):
    code, sentence, status = "SEATED_ALREADY", "This person is a member of the board already.", 409


class NotSeated(Refusal):
    code, sentence, status = "NOT_SEATED", "This person is no member of the board.", 409


class QuorumRuleWrong(Refusal):
    code, sentence = "QUORUM_RULE_WRONG", "The rule is a share of the members: from more than none to all of them."


class QuorumRuleStands(Refusal):
    code, sentence, status = "QUORUM_RULE_STANDS", "This is the rule in force already.", 409


@dataclass(frozen=True, slots=True)
class Interval:
    """A person was a member, or present, from `since` until before `until`; None: still."""

    person: UUID
    since: datetime
    until: datetime | None = None

    def covers(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Share:
    """Which share of the members must be present: so much, or where `beyond` more than that."""

    numerator: int
    denominator: int
    beyond: bool

    @property
    def sound(self) -> bool:
        """Whether it is more than none of the members, and no more than all of them."""
        least, most = (0, self.denominator - 1) if self.beyond else (1, self.denominator)
        return 1 <= self.denominator <= 99 and least <= self.numerator <= most

    def of(self, members: int) -> int:
        """How many that is; of an empty board one, so that nobody decides for it."""
        whole = members * self.numerator
        needed = whole // self.denominator + 1 if self.beyond else -(-whole // self.denominator)
        return max(needed, 1)


@dataclass(frozen=True, slots=True)
class Quorum:
    """How things stood at a moment: which members were present, of how many, and how many had to be."""

    who: frozenset[UUID]
    members: int
    needed: int

    @property
    def present(self) -> int:
        return len(self.who)

    @property
    def holds(self) -> bool:
        return self.present >= self.needed


def quorum(
    seats: Iterable[Interval], attendance: Iterable[Interval], *, at: datetime, share: Share, least: int = 0
) -> Quorum:
    """The quorum at a moment. `least` is what the meeting itself asks for, where that is more."""
    members = {seat.person for seat in seats if seat.covers(at)}
    here = {one.person for one in attendance if one.covers(at)}
    return Quorum(frozenset(members & here), len(members), max(share.of(len(members)), least))


def can_seat(roles: frozenset[Role]) -> type[Refusal] | None:
    """Say who the members are: the chair, the secretary at the chair's word, or the administrator."""
    return None if roles & SEATERS else Forbidden


def can_rule(roles: frozenset[Role]) -> type[Refusal] | None:
    """Say what the quorum is: the chair."""
    return None if Role.BOARD_CHAIR in roles else Forbidden
