"""What an asker may spend in a minute, by the clock that the test holds."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from api import budgets
from api.budgets import Budgets, OverBudget
from hotline.kit.viewer import ANONYMOUS
from tests import world

HERE = {"client": ("192.0.2.7", 5000)}


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_minutes_worth_may_be_spent_at_once_and_comes_back_evenly() -> None:
    clock = Clock()
    held = Budgets(600, 60, clock)
    viewer = world.operator()
    assert held.spend(viewer, HERE, 500) == 100
    assert held.spend(viewer, HERE, 100) == 0
    with pytest.raises(OverBudget) as refused:
        held.spend(viewer, HERE, 50)
    assert refused.value.details == {"cost": 50, "limit": 600, "seconds": 5}
    clock.now += 4.9
    with pytest.raises(OverBudget):
        held.spend(viewer, HERE, 50)
    clock.now += 0.1
    assert held.spend(viewer, HERE, 50) == 0
    clock.now += 60
    assert held.spend(viewer, HERE, 1) == 599


def test_what_is_refused_takes_nothing() -> None:
    held = Budgets(100, 100, Clock())
    held.spend(ANONYMOUS, HERE, 90)
    for _ in range(5):
        with pytest.raises(OverBudget):
            held.spend(ANONYMOUS, HERE, 20)
    assert held.spend(ANONYMOUS, HERE, 10) == 0


def test_who_owes_nothing_may_ask_even_what_costs_more_than_a_minutes_worth() -> None:
    clock = Clock()
    held = Budgets(100, 100, clock)
    assert held.spend(ANONYMOUS, HERE, 300) == 0
    with pytest.raises(OverBudget) as refused:
        held.spend(ANONYMOUS, HERE, 1)
    assert refused.value.details["seconds"] == 121
    clock.now += 181
    assert held.spend(ANONYMOUS, HERE, 300) == 0


def test_each_token_person_receipt_and_address_pays_for_itself() -> None:
    held = Budgets(100, 100, Clock())
    payers: list[tuple[Any, Any]] = [
        (world.operator(), HERE),
        (world.dispatcher(), HERE),
        (world.frontend(), HERE),
        (world.citizen(UUID(int=1)), HERE),
        (world.citizen(UUID(int=2), UUID(int=1)), HERE),
        (ANONYMOUS, HERE),
        (ANONYMOUS, {"client": ("192.0.2.8", 5000)}),
        (ANONYMOUS, {"client": ("2001:db8:0:1::1", 5000)}),
        (ANONYMOUS, {"client": ("2001:db8:0:2::1", 5000)}),
    ]
    assert [held.spend(viewer, scope, 100) for viewer, scope in payers] == [0] * len(payers)
    for viewer, scope in payers:
        with pytest.raises(OverBudget):
            held.spend(viewer, scope, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::2%eth1"),
    ],
)
def test_who_has_one_of_these_addresses_has_the_other(one: str, other: str) -> None:
    held = Budgets(100, 100, Clock())
    held.spend(ANONYMOUS, {"client": (one, 1)}, 100)
    with pytest.raises(OverBudget):
        held.spend(ANONYMOUS, {"client": (other, 2)}, 1)


def test_an_address_that_the_asker_names_is_not_theirs() -> None:
    held = Budgets(100, 100, Clock())
    held.spend(ANONYMOUS, HERE, 100)
    for name in (b"x-forwarded-for", b"x-real-ip", b"forwarded"):
        with pytest.raises(OverBudget):
            held.spend(ANONYMOUS, {**HERE, "headers": [(name, b"192.0.2.99")]}, 1)


def test_without_a_bound_nothing_is_counted() -> None:
    held = Budgets(0, 0, Clock())
    assert [held.spend(viewer, HERE, 10**9) for viewer in (ANONYMOUS, world.operator())] == [None, None]
    assert held._until == {}


def test_no_more_payers_are_remembered_than_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budgets, "_MOST_PAYERS", 3)
    clock = Clock()
    held = Budgets(100, 100, clock)

    def spend(last: int, cost: int) -> None:
        held.spend(ANONYMOUS, {"client": (f"192.0.2.{last}", 1)}, cost)

    for last in range(3):
        spend(last, 10 * (last + 1))
    clock.now += 12.5
    spend(3, 10)
    assert len(held._until) == 2, "those who owe nothing are forgotten first"
    spend(4, 10)
    spend(5, 10)
    assert len(held._until) == 1, "and else all, so that nobody is turned away for it"
