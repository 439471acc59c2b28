"""A breach is charged to those who held the message, in proportion to the clock time each held (domain §5)."""

from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.city.reference import reference
from hotline.clocks import sweeping
from hotline.clocks.tables import Obligation
from hotline.custody.charging import WHOLE, Hold, at_breach, shares
from hotline.custody.spans import Holder
from hotline.inspections import actions as inspections
from hotline.kit import database
from hotline.messages.tables import MessageState
from tests import cycle, world
from tests.conftest import Clock
from tests.drafts import row, rows
from tests.hotline.clocks.telling import PARK, START, clock, hours, registered, triaged

OFFICE, CENTRE, ROADS = (Holder(UUID(int=number)) for number in (1, 2, 3))
URGENT = (registered(), triaged())
ROUTINE = (registered("ROUTINE", PARK), triaged(0, "ROUTINE", PARK))


def test_each_is_charged_with_the_part_of_the_two_hours_that_passed_in_their_hands() -> None:
    late = clock(*URGENT, of=Obligation.FIRST_ACTION, at=3)
    holds = [Hold(OFFICE, START, hours(0.5)), Hold(CENTRE, hours(0.5), hours(2.5)), Hold(ROADS, hours(2.5), None)]
    assert shares(late, holds) == {OFFICE: 250_000, CENTRE: 750_000}
    assert at_breach(late, holds) == CENTRE


def test_a_clock_on_working_hours_charges_no_night() -> None:
    late = clock(*ROUTINE, of=Obligation.RESOLUTION, at=24 * 60)
    assert late.working_hours
    # START is a Saturday at eight: the offices close at 14:30, and a night in the centre's hands costs it nothing.
    night = [Hold(OFFICE, START, hours(6.5)), Hold(CENTRE, hours(6.5), hours(23)), Hold(ROADS, hours(23), None)]
    assert CENTRE not in shares(late, night)
    assert sum(shares(late, night).values()) == WHOLE


@given(st.lists(st.integers(0, 7200), max_size=8), st.data())
def test_charges_sum_to_one_exactly_and_are_true_to_a_millionth(cuts: list[int], data: st.DataObject) -> None:
    late = clock(*URGENT, of=Obligation.FIRST_ACTION, at=3)
    borders = [0, *sorted(set(cuts) - {0, 7200}), 7200]
    holders = [data.draw(st.sampled_from([OFFICE, CENTRE, ROADS])) for _ in borders[1:]]
    holds = [
        Hold(holder, START + timedelta(seconds=since), START + timedelta(seconds=until))
        for holder, (since, until) in zip(holders, pairwise(borders), strict=True)
    ]
    charged = shares(late, holds)
    assert sum(charged.values()) == WHOLE
    for holder in {OFFICE, CENTRE, ROADS}:
        held = sum(
            until - since for mine, (since, until) in zip(holders, pairwise(borders), strict=True) if mine == holder
        )
        assert abs(Fraction(charged.get(holder, 0), WHOLE) - Fraction(held, 7200)) < Fraction(1, WHOLE)


@pytest.mark.usefixtures("db")
async def test_a_breach_names_who_held_it_and_a_rescinded_one_charges_nobody(clock: Clock) -> None:
    id_ = await cycle.at(MessageState.DISPATCHED)
    await clock.forward(timedelta(minutes=30))
    await cycle.take("acknowledge", id_)
    await clock.forward(timedelta(minutes=100))
    await sweep()
    charged = await rows("SELECT unit_id, person_id, millionths, at_breach FROM breach_charge ORDER BY millionths")
    assert [charge["unit_id"] for charge in charged] == [
        world.id_of("unit", "office"),
        world.id_of("unit", "centre"),
    ]
    assert [charge["at_breach"] for charge in charged] == [False, True]
    assert sum(charge["millionths"] for charge in charged) == WHOLE
    assert charged[0]["millionths"] == pytest.approx(250_000, abs=3_000)

    for step in ("act", "inspect"):
        await cycle.take(step, id_)
    acted = await row("SELECT id FROM follow_up WHERE kind = 'FIRST_ACTION'")
    message = await cycle.look(id_)
    await inspections.confirm_earlier_time(
        id_,
        by=world.inspector(),
        version=message["version"],
        follow_up_id=acted["id"],
        happened_at=message["registered_at"] + timedelta(minutes=90),
    )
    assert await rows("SELECT FROM breach_charge") == []


async def sweep() -> None:
    city = await reference()
    async with database.transaction() as tx:
        await sweeping.reach(tx, city=city, limit=100)
