"""Figures of custody through the schema: who sees which sums; each leads to the very messages it counts."""

from datetime import date, timedelta
from typing import Any

import pytest

from hotline.kit import database
from hotline.kit.viewer import Role
from hotline.messages.tables import MessageState
from schema import root
from schema.reader.faults import DeniedField
from schema.reader.reading import Reader
from tests import cycle, world
from tests.conftest import Clock
from tests.hotline.custody.recomputing import recomputed
from tests.schema.reading import read

pytestmark = pytest.mark.usefixtures("db")

FIGURES = """
query ($by: CustodyBy!, $from: Date!, $to: Date!, $unit: String) {
  custodyFigures(by: $by, from: $from, to: $to, unit: $unit) {
    unit { code } manager { name } stage district { number } seconds taken held cases
  }
}
"""
PERSONS = """
query ($from: Date!, $to: Date!) {
  personCustodyFigures(from: $from, to: $to) { unit { code } person { id } seconds taken held cases }
}
"""
CASES = "query ($cases: String!) { messages(filter: { heldBy: $cases }, first: 100) { nodes { id } } }"
MANAGED = {f"{place}" for place in world.MANAGED}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


@pytest.fixture
async def days(db: Any) -> dict[str, str]:
    """A city in which all sorts have been held for a while, and the days on which they were."""
    clock = Clock()
    first = (await database.now()).date() - timedelta(days=1)
    for state in cycle.WAYS:
        await cycle.at(state)
        await clock.forward(timedelta(hours=7))
    await clock.forward(timedelta(days=9))
    return {"from": first.isoformat(), "to": (first + timedelta(days=8)).isoformat()}


async def figures(reader: Reader, viewer: Any, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await read(reader, FIGURES, viewer, **asked))["custodyFigures"]
    return found


@pytest.mark.parametrize(
    ("by", "columns"),
    [("UNIT", ("unit_id",)), ("STAGE", ("state",)), ("DISTRICT", ("district_id",))],
)
async def test_every_sum_is_exact_and_leads_to_the_messages_it_counts(
    by: str, columns: tuple[str, ...], reader: Reader, days: dict[str, str]
) -> None:
    right, cases = await recomputed(*map(date.fromisoformat, days.values()), *columns)
    shown = await figures(reader, world.head_of_office(), by=by, **days)
    assert len(shown) == len(right)
    found = {}
    for figure in shown:
        nodes = (await read(reader, CASES, world.head_of_office(), cases=figure["cases"]))["messages"]["nodes"]
        found[_key(by, figure)] = (figure["seconds"], figure["taken"], {node["id"] for node in nodes})
    assert found == {
        key: (microseconds / 1e6, taken, {f"msg_{id_}" for id_ in cases[key]})
        for key, (microseconds, taken) in right.items()
    }


async def test_a_manager_is_charged_with_all_units_below(reader: Reader, days: dict[str, str]) -> None:
    units = {
        figure["unit"]["code"]: figure for figure in await figures(reader, world.councillor(), by="UNIT", **days)
    }
    managers = {
        figure["unit"]["code"]: figure for figure in await figures(reader, world.councillor(), by="MANAGER", **days)
    }
    assert managers["district-1"]["manager"]["name"] == world.name_of(Role.MANAGER)
    assert managers["district-1"]["seconds"] == units["1-roads"]["seconds"]
    below = sum(figure["seconds"] for code, figure in units.items() if code not in {"office"})
    assert managers["services"]["seconds"] == pytest.approx(below, abs=1e-6)


async def test_a_manager_sees_the_units_below_alone(reader: Reader, days: dict[str, str]) -> None:
    manager = world.manager()
    for by in ("UNIT", "MANAGER"):
        seen = {figure["unit"]["code"] for figure in await figures(reader, manager, by=by, **days)}
        assert seen
        assert seen <= MANAGED
    assert await figures(reader, manager, by="STAGE", **days) == []
    assert await figures(reader, manager, by="STAGE", unit="centre", **days) == []
    own = await figures(reader, manager, by="STAGE", unit="district-1", **days)
    assert {figure["stage"] for figure in own} == {"IN_ACTION"}
    persons = (await read(reader, PERSONS, manager, **days))["personCustodyFigures"]
    assert {person["unit"]["code"] for person in persons} == {"1-roads"}


async def test_persons_are_for_the_office_and_their_managers(reader: Reader, days: dict[str, str]) -> None:
    right, _ = await recomputed(*map(date.fromisoformat, days.values()), "unit_id", "person_id")
    persons = (await read(reader, PERSONS, world.head_of_office(), **days))["personCustodyFigures"]
    assert sorted(person["seconds"] for person in persons) == sorted(value / 1e6 for value, _ in right.values())
    for person in persons:
        nodes = (await read(reader, CASES, world.head_of_office(), cases=person["cases"]))["messages"]["nodes"]
        assert bool(nodes) == (person["seconds"] > 0)
    for role in (Role.COUNCILLOR, Role.BOARD_MEMBER, Role.OPERATOR, Role.ADMINISTRATOR):
        with pytest.raises(DeniedField):
            await read(reader, PERSONS, world.viewer(role), **days)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OPERATOR, Role.EXECUTIVE_AGENT])
async def test_sums_are_not_for_those_who_hold_nobody_to_account(role: Role, reader: Reader) -> None:
    with pytest.raises(DeniedField):
        await figures(reader, world.viewer(role), by="UNIT", **{"from": "2026-03-21", "to": "2026-03-22"})


async def test_sums_of_the_city_over_its_stages_are_its_messages_open_life(
    reader: Reader, days: dict[str, str]
) -> None:
    stages = await figures(reader, world.councillor(), by="STAGE", **days)
    units = await figures(reader, world.councillor(), by="UNIT", **days)
    assert sum(round(figure["seconds"] * 1e6) for figure in stages) == sum(
        round(figure["seconds"] * 1e6) for figure in units
    )
    assert MessageState.CLOSED not in {figure["stage"] for figure in stages}


def _key(by: str, figure: dict[str, Any]) -> tuple[Any, ...]:
    if by == "UNIT":
        return (world.id_of("unit", figure["unit"]["code"]),)
    if by == "STAGE":
        return (figure["stage"],)
    return (world.id_of("district", figure["district"]["number"]) if figure["district"] else None,)
