"""On-time rates through the schema: by due date, with volume, pauses and control limits."""

from datetime import timedelta
from typing import Any

import pytest

from hotline.city.reference import reference
from hotline.clocks import sweeping
from hotline.custody.cases import BadCases
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
    lowerAction upperAction cases
  }
}
"""

CASES = "query ($cases: String!) { messages(filter: { rated: $cases }) { nodes { id } } }"


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

    assert await cases(reader, rate["cases"]) == {f"msg_{id_}" for id_ in ids}
    assert await cases(reader, rate["cases"] + ";was=MET") == {f"msg_{ids[0]}"}
    assert await cases(reader, rate["cases"] + ";was=LATE") == {f"msg_{id_}" for id_ in ids[1:]}
    assert await cases(reader, rate["cases"] + ";was=PAUSED") == set()
    assert await cases(reader, rate["cases"].replace("district=1;", "district=2;")) == set()


@pytest.mark.parametrize("wrong", ["", "obligation=FIRST_ACTION", "obligation=X;from=2026-13-01;to=2026-03-21"])
async def test_what_names_no_cases_of_a_rate_is_refused(reader: Reader, wrong: str) -> None:
    with pytest.raises(BadCases):
        await cases(reader, wrong)


async def test_rates_are_for_those_who_sign_in(reader: Reader) -> None:
    with pytest.raises(DeniedField):
        await read(reader, RATES, world.citizen(), **{"from": "2026-03-21", "to": "2026-03-22"})


async def cases(reader: Reader, named: str) -> set[str]:
    """The messages behind a rate."""
    nodes = (await read(reader, CASES, world.councillor(), cases=named))["messages"]["nodes"]
    return {node["id"] for node in nodes}


async def rates(reader: Reader, days: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await read(reader, RATES, world.councillor(), **days))["districtRates"]
    return found
