"""The board's seats and the rule of its quorum through the schema: who reads them, and what a change brings."""

from typing import Any

import pytest

from hotline.kit.viewer import Role
from policy_board.seats import actions as seats
from policy_board.seats.rules import Share
from schema import root
from schema.reader.reading import Reader
from tests import world
from tests.board import CHAIR, SECRETARY
from tests.schema.reading import read

pytestmark = pytest.mark.usefixtures("db")

IF = """
query ($change: Int! = 0, $numerator: Int, $denominator: Int, $beyond: Boolean) {
  quorumIf(change: $change, numerator: $numerator, denominator: $denominator, beyond: $beyond) { members needed }
}
"""
SEATS = (
    "query { boardSeats { sitting person { name } seatedBy { name } endedBy { name } } quorumRules { numerator } }"
)
MAY = "query { viewer { canSeatMembers { allowed code } canSetQuorumRule { allowed code } } }"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


async def would_be(reader: Reader, **change: object) -> tuple[int, int | None]:
    found: dict[str, Any] = (await read(reader, IF, SECRETARY, **change))["quorumIf"]
    return found["members"], found["needed"]


async def test_what_the_quorum_would_be_is_what_the_pure_rule_says(reader: Reader) -> None:
    assert await would_be(reader) == (5, 3)
    assert await would_be(reader, change=1) == (6, 4)
    assert await would_be(reader, change=-5) == (0, 1)
    for share in (Share(2, 3, False), Share(3, 4, False), Share(1, 3, True), Share(99, 99, False)):
        rule = {"numerator": share.numerator, "denominator": share.denominator, "beyond": share.beyond}
        assert await would_be(reader, **rule) == (5, share.of(5))
    await seats.rule(Share(2, 3, False), by=CHAIR)
    await seats.unseat(world.id_of("person", Role.MANAGER), by=SECRETARY)
    assert await would_be(reader) == (4, 3)


@pytest.mark.parametrize(
    "odd",
    [
        {"numerator": 1, "denominator": 0, "beyond": False},
        {"numerator": 2, "denominator": 2, "beyond": True},
        {"numerator": -(2**31), "denominator": 2**31 - 1, "beyond": False},
    ],
)
async def test_a_share_that_is_none_has_no_quorum(reader: Reader, odd: dict[str, object]) -> None:
    assert await would_be(reader, **odd) == (5, None)


async def test_no_number_of_members_is_too_many_to_answer(reader: Reader) -> None:
    assert await would_be(reader, change=2**31 - 1) == (999, 500)
    assert await would_be(reader, change=-(2**31)) == (0, 1)


async def test_the_administrator_who_seats_members_sees_them_too(reader: Reader) -> None:
    clerk = world.id_of("person", Role.CORRESPONDENCE_CLERK)
    administrator = world.administrator()
    await seats.seat(clerk, by=administrator)
    await seats.unseat(clerk, by=SECRETARY)
    found = (await read(reader, SEATS, administrator))["boardSeats"]
    assert sum(seat["sitting"] for seat in found) == 5
    assert found[-1] == {
        "sitting": False,
        "person": {"name": world.name_of(Role.CORRESPONDENCE_CLERK)},
        "seatedBy": {"name": administrator.name},
        "endedBy": {"name": SECRETARY.name},
    }


@pytest.mark.parametrize(
    ("role", "seats_members", "rules_quorum"),
    [
        (Role.BOARD_CHAIR, True, True),
        (Role.BOARD_SECRETARY, True, False),
        (Role.ADMINISTRATOR, True, False),
        (Role.COUNCILLOR, False, False),
    ],
)
async def test_who_may_change_them_is_said_before(
    reader: Reader, role: Role, seats_members: bool, rules_quorum: bool
) -> None:
    may = (await read(reader, MAY, world.viewer(role)))["viewer"]
    for name, allowed in (("canSeatMembers", seats_members), ("canSetQuorumRule", rules_quorum)):
        assert may[name] == {"allowed": allowed, "code": None if allowed else "FORBIDDEN"}
