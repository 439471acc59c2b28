"""On-time rates through the schema: by due date, with volume, pauses and control limits."""

from datetime import timedelta
from typing import Any

import pytest

from hotline.city.reference import reference
from hotline.clocks import sweeping
from hotline.figures.funnel import WARNING, limits
from hotline.kit import database
from hotline.messages import actions as messages
from schema import root
from schema.reader.faults import DeniedField
from schema.reader.reading import Reader
from tests import cycle, world
from tests.conftest import Clock
from tests.drafts import URGENT
from tests.schema.reading import read

pytestmark = pytest.mark.usefixtures("db")

RATES = """
query ($from: Date!, $to: Date!) {
  districtRates(obligation: FIRST_ACTION, from: $from, to: $to) {
    district { number } due met onTimeShare pausedShare cityShare standing lowerWarning upperWarning
    lowerAction upperAction
  }
}
"""


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


async def test_rates_count_by_due_date_and_stand_beside_what_chance_explains(reader: Reader, clock: Clock) -> None:
    ids = [(await messages.register(URGENT, by=world.operator())).id for _ in range(3)]
    await cycle.take("act", ids[0])
    await clock.forward(timedelta(hours=3))
    # Neither decided nor due: it counts nowhere yet.
    await messages.register(URGENT, by=world.operator())
    city = await reference()
    async with database.transaction() as tx:
        await sweeping.reach(tx, city=city, limit=100)
    today = (await database.now()).date()
    week = {"from": (today - timedelta(days=2)).isoformat(), "to": (today + timedelta(days=2)).isoformat()}
    (rate,) = await rates(reader, week)
    assert (rate["district"], rate["due"], rate["met"]) == ({"number": 1}, 3, 1)
    assert rate["onTimeShare"] == rate["cityShare"] == pytest.approx(1 / 3)
    assert rate["pausedShare"] == 0
    assert (rate["lowerWarning"], rate["upperWarning"]) == pytest.approx(limits(3, 1 / 3, WARNING))
    assert rate["lowerAction"] <= rate["lowerWarning"]
    assert rate["standing"] == "WITHIN"
    later = {"from": (today + timedelta(days=3)).isoformat(), "to": (today + timedelta(days=9)).isoformat()}
    assert await rates(reader, later) == []


async def test_rates_are_for_those_who_sign_in(reader: Reader) -> None:
    with pytest.raises(DeniedField):
        await read(reader, RATES, world.citizen(), **{"from": "2026-03-21", "to": "2026-03-22"})


async def rates(reader: Reader, days: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await read(reader, RATES, world.councillor(), **days))["districtRates"]
    return found
