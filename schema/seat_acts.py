"""Mutations of the board's membership and of the rule of its quorum."""

import strawberry

from policy_board.seats import actions as seats
from policy_board.seats.rules import Share
from schema.acting import Call, Given, act
from schema.payloads import given
from schema.permission import Problem
from schema.reader import declarations as reader
from schema.reader.cursors import read_id
from schema.reader.declarations import declare
from schema.seat import BoardSeat, QuorumRule

_SEATERS = "Requires: board chair, board secretary or administrator."


@strawberry.input(description="A member of the board.")
class SeatInput:
    person_id: strawberry.ID = strawberry.field(description="The person.")


@strawberry.input(description="Which share of the members must be present.")
class SetQuorumRuleInput:
    numerator: int = strawberry.field(description="So many…")
    denominator: int = strawberry.field(description="…of so many members, 99 at most.")
    beyond: bool = strawberry.field(description="Whether there must be more than that.")


@strawberry.type(description="A seat after an act.")
class BoardSeatPayload:
    seat: BoardSeat | None = declare(reader.Find(), "The seat.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="A rule of the quorum.")
class QuorumRulePayload:
    rule: QuorumRule | None = declare(reader.Find(), "The rule.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


async def _seat(call: Call, input: SeatInput) -> Given:
    return {"seat": await seats.seat(read_id("psn")(input.person_id), by=call.viewer)}


async def _unseat(call: Call, input: SeatInput) -> Given:
    return {"seat": await seats.unseat(read_id("psn")(input.person_id), by=call.viewer)}


async def _rule(call: Call, input: SetQuorumRuleInput) -> Given:
    share = Share(input.numerator, input.denominator, input.beyond)
    return {"rule": await seats.rule(share, by=call.viewer)}


@strawberry.type
class SeatActs:
    seat_member: BoardSeatPayload | None = act(
        _seat, SeatInput, BoardSeatPayload, f"Make a person a member of the board. {_SEATERS}"
    )
    unseat_member: BoardSeatPayload | None = act(
        _unseat, SeatInput, BoardSeatPayload, f"End a member's seat. {_SEATERS}"
    )
    set_quorum_rule: QuorumRulePayload | None = act(
        _rule, SetQuorumRuleInput, QuorumRulePayload, "Say what the quorum is from now on. Requires: board chair."
    )
