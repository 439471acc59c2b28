"""Candidate challenges: what control limits find, and what it is evidence of."""

import json

import pytest

from hotline.figures.funnel import Standing, standing
from hotline.kit import database
from policy_board.dossiers import evidence
from schema import root
from schema.reader.faults import DeniedField
from schema.reader.reading import Reader
from tests import dossiers, world
from tests.drafts import rows
from tests.schema.reading import read

pytestmark = pytest.mark.usefixtures("db")

CANDIDATES = """
query { challengeCandidates(from: "2026-03-21", to: "2026-06-20") {
  category { code } district { number } mark counted whole share cityShare standing upperAction filter
} }
"""


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


async def _figure(district: int, category: str, registered: int, objected: int, breached: int) -> None:
    async with database.transaction() as tx:
        await tx.connection.execute(
            "INSERT INTO daily_figure (id, day, district_id, category_id, registered, urgent, first_action_met,"
            " first_action_breached, closed, objected)"
            " VALUES (gen_random_uuid(), '2026-04-01', $1, $2, $3, 0, $4, $5, 0, $6)",
            world.id_of("district", district),
            world.id_of("category", category),
            registered,
            registered - breached,
            breached,
            objected,
        )


async def test_a_district_far_above_the_citys_share_of_a_request_type_is_a_candidate(reader: Reader) -> None:
    await _figure(1, "pothole", 200, 4, 20)
    await _figure(2, "pothole", 200, 6, 24)
    await _figure(3, "pothole", 100, 5, 60)
    # Few cases swing far, and are no candidate.
    await _figure(1, "litter", 4, 4, 4)
    await _figure(2, "litter", 400, 8, 0)
    (found,) = (await read(reader, CANDIDATES, world.office_analyst()))["challengeCandidates"]
    assert (found["category"]["code"], found["district"]["number"]) == ("pothole", 3)
    assert (found["mark"], found["counted"], found["whole"]) == ("LATE:FIRST_ACTION", 60, 100)
    assert found["cityShare"] == 104 / 500
    assert found["standing"] == "OUTSIDE_HIGH" == standing(100, 60, 104 / 500)
    assert found["share"] > found["upperAction"] > found["cityShare"]


async def test_nothing_outside_the_limits_is_left_out_by_the_statement(reader: Reader) -> None:
    for counted in range(0, 60, 3):
        await rows("DELETE FROM daily_figure")
        await _figure(1, "pothole", 300, 0, 30)
        await _figure(2, "pothole", 60, 0, counted)
        found = (await read(reader, CANDIDATES, world.office_analyst()))["challengeCandidates"]
        outside = standing(60, counted, (30 + counted) / 360) is Standing.OUTSIDE_HIGH
        assert not outside or [one["counted"] for one in found if one["mark"] == "LATE:FIRST_ACTION"] == [counted]


async def test_its_filter_is_evidence_of_the_very_messages(reader: Reader) -> None:
    id_ = await dossiers.evident()
    await _figure(3, "pothole", 100, 0, 60)
    await _figure(1, "pothole", 400, 0, 20)
    (found,) = (await read(reader, CANDIDATES, world.head_of_office()))["challengeCandidates"]
    sought = json.loads(found["filter"])
    assert sought == {
        "category": "pothole",
        "district": 3,
        "marked": ["LATE:FIRST_ACTION"],
        "registeredFrom": "2026-03-20T20:30:00+00:00",
        "registeredTo": "2026-06-20T20:30:00+00:00",
    }
    # Of the days when the small city's one message was registered.
    kept = {"category": "litter", "district": 1, "marked": ["MESSAGES"]}
    assert kept.keys() < sought.keys()
    assert await evidence.add(id_, by=world.office_analyst(), title="زباله", sought=kept)


async def test_candidates_are_the_offices_alone(reader: Reader) -> None:
    for viewer in (world.councillor(), world.board_secretary(), world.manager()):
        with pytest.raises(DeniedField):
            await read(reader, CANDIDATES, viewer)
