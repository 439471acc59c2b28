"""Who sits on the policy board, the rule of its quorum, and what either would be after a change."""

from datetime import datetime

import strawberry

from hotline.kit.viewer import Viewer
from policy_board.seats.access import BOARD_SEAT, QUORUM_RULE
from policy_board.seats.figures import IF, MEMBERS, NEEDED, PRESENT
from policy_board.seats.rules import Share
from schema.figures import over
from schema.people import Person
from schema.reader.declarations import (
    All,
    Completed,
    Only,
    Source,
    argument,
    declare,
    node,
    rows_of,
    stored,
    to_one,
)
from schema.reader.shapes import Node

_CHANGE = {"change": "int", "numerator": "int", "denominator": "int", "beyond": "boolean"}


@node("seat", BOARD_SEAT)
class BoardSeat(Node):
    """A person is a member of the board (عضو شورای سیاست‌گذاری) for a time."""

    id: strawberry.ID = stored("id", "The global id.", sql="'seat_' || {t}.id")
    person: Person | None = to_one("person_id", "Who.")
    since: datetime = stored("since", "From when.")
    until: datetime | None = stored("until", "Until when; null while they are one.")
    seated_by: Person | None = to_one("seated_by_id", "Who said so; null where it came with the software.")
    ended_by: Person | None = to_one("ended_by_id", "Who ended it; null while it lasts.")
    sitting: bool = stored(
        "since, until",
        "Whether they are a member now.",
        sql="({t}.since <= payesh_now() AND coalesce({t}.until, 'infinity') > payesh_now())",
    )


@node("qrl", QUORUM_RULE)
class QuorumRule(Node):
    """Which share of the members must be present when something is decided (حد نصاب)."""

    id: strawberry.ID = stored("id", "The global id.", sql="'qrl_' || {t}.id")
    numerator: int = stored("numerator", "So many…")
    denominator: int = stored("denominator", "…of so many members.")
    beyond: bool = stored("beyond", "Whether there must be more than that.")
    since: datetime = stored("since", "From when; a later rule takes its place.")
    by: Person | None = to_one("by_id", "Who said so; null for the one that came with the software.")


def _needed(members: int, numerator: int, denominator: int, beyond: bool, *, viewer: Viewer) -> int | None:
    share = Share(numerator, denominator, beyond)
    return share.of(members) if share.sound else None


@rows_of(Source(QUORUM_RULE, rows=over(IF, *_CHANGE), arguments=_CHANGE))
class QuorumIf:
    """What the quorum would be; a meeting that asks for more goes by its own."""

    members: int = stored("members", "How many members there would be.")
    needed: int | None = declare(
        Completed(_needed, ("members", "numerator", "denominator", "beyond")),
        "How many of them would have to be present; null where the share is none.",
    )


@strawberry.type(description="How a meeting stands with its quorum.")
class QuorumNow:
    present: int = stored("id", "How many members are present now.", sql=PRESENT)
    members: int = stored("id", "How many there are.", sql=MEMBERS)
    needed: int = stored("quorum", "How many must be present.", sql=NEEDED)
    holds: bool = stored("quorum", "Whether there is a quorum.", sql=f"({PRESENT} >= {NEEDED})")


@strawberry.type
class SeatQueries:
    board_seats: list[BoardSeat] = declare(
        All(order="{t}.since, {t}.id"),
        "Who sits and sat on the board. Requires: board, councillor, analyst, head of the office or administrator.",
    )
    quorum_rules: list[QuorumRule] = declare(
        All(order="{t}.since DESC"), "The rules of the quorum, the one in force first. Requires: as boardSeats."
    )
    quorum_if: QuorumIf | None = declare(
        Only(),
        "What the quorum would be with more or fewer members, or by another rule. Requires: as boardSeats.",
        argument("change", int, "How many members more, or fewer if negative.", 0),
        argument("numerator", int | None, "The rule: so many…; the one in force where these three are left out."),
        argument("denominator", int | None, "…of so many members…"),
        argument("beyond", bool | None, "…and more than that, or so many."),
    )
