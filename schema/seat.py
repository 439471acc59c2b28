"""Who sits on the policy board, and the rule of its quorum."""

from datetime import datetime

import strawberry

from policy_board.seats.access import BOARD_SEAT, QUORUM_RULE
from policy_board.seats.figures import MEMBERS, NEEDED, PRESENT
from schema.people import Person
from schema.reader.declarations import All, declare, node, stored, to_one
from schema.reader.shapes import Node


@node("seat", BOARD_SEAT)
class BoardSeat(Node):
    """A person is a member of the board (عضو شورای سیاست‌گذاری) for a time."""

    id: strawberry.ID = stored("id", "The global id.", sql="'seat_' || {t}.id")
    person: Person | None = to_one("person_id", "Who.")
    since: datetime = stored("since", "From when.")
    until: datetime | None = stored("until", "Until when; null while they are one.")
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
        "Who sits and sat on the board. Requires: board, councillor, analyst or head of the office.",
    )
    quorum_rules: list[QuorumRule] = declare(
        All(order="{t}.since DESC"), "The rules of the quorum, the one in force first. Requires: as boardSeats."
    )
