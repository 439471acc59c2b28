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
  category { code } district { number } mark measure obligation stage
  counted whole share cityShare standing upperAction filter
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


async def _stage(district: int, category: str, mark: str, counted: int, table: str = "stage_figure") -> None:
    id_ = "id, " if table == "stage_figure" else ""
    await rows(
        f"INSERT INTO {table} ({id_}day, district_id, category_id, mark, counted)"
        f" VALUES ({'gen_random_uuid(), ' if id_ else ''}'2026-04-01', $1, $2, $3, $4)",
        world.id_of("district", district),
        world.id_of("category", category),
        mark,
        counted,
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


async def test_a_stage_at_which_time_runs_out_far_more_often_than_in_the_city_is_a_candidate(
    reader: Reader,
) -> None:
    mark = "LATE_AT:FIRST_ACTION:DISPATCHED"
    for district in (1, 2, 3):
        await _figure(district, "pothole", 100, 0, 30)
        await _stage(district, "pothole", "LATE_AT:FIRST_ACTION:ACKNOWLEDGED", 10)
    await _stage(1, "pothole", mark, 2)
    await _stage(3, "pothole", mark, 10)
    # What is not folded yet counts as well.
    await _stage(3, "pothole", mark, 10, "stage_delta")
    (found,) = (await read(reader, CANDIDATES, world.office_analyst()))["challengeCandidates"]
    assert (found["district"]["number"], found["mark"], found["measure"]) == (3, mark, "LATE_AT")
    assert (found["obligation"], found["stage"]) == ("FIRST_ACTION", "DISPATCHED")
    # Of all whose first action was decided, district 2 among them, where none was late there.
    assert (found["counted"], found["whole"], found["cityShare"]) == (20, 100, 22 / 300)
    assert found["standing"] == "OUTSIDE_HIGH"
    assert json.loads(found["filter"])["marked"] == [mark]


async def test_reopenings_objections_and_the_other_promises_are_judged_alike(reader: Reader) -> None:
    columns = ("reopened", "feedback_breached", "resolution_breached")
    for district in (1, 2, 3):
        await _figure(district, "pothole", 100, 0, 0)
    await rows("UPDATE daily_figure SET feedback_met = 80, resolution_met = 90, resolution_breached = 10")
    await rows(
        f"UPDATE daily_figure SET ({', '.join(columns)}) = (20, 40, 60) WHERE district_id = $1",
        world.id_of("district", 2),
    )
    await _stage(2, "pothole", "OBJECTED_AT:CLOSED", 15)
    found = (await read(reader, CANDIDATES, world.office_analyst()))["challengeCandidates"]
    assert {(one["district"]["number"], one["mark"], one["counted"], one["whole"]) for one in found} == {
        (2, "REOPENED", 20, 100),
        (2, "LATE:FEEDBACK", 40, 120),
        (2, "LATE:RESOLUTION", 60, 150),
        (2, "OBJECTED_AT:CLOSED", 15, 100),
    }
    assert [one["stage"] for one in found if one["measure"] == "OBJECTED_AT"] == ["CLOSED"]
    assert {one["obligation"] for one in found} == {None, "FEEDBACK", "RESOLUTION"}


async def test_one_case_of_what_is_rare_is_no_candidate(reader: Reader) -> None:
    for district in (1, 2):
        await _figure(district, "pothole", 200, 0, 0)
    await _figure(3, "pothole", 5, 0, 0)
    await _stage(1, "pothole", "OBJECTED_AT:CLOSED", 8)
    await _stage(3, "pothole", "OBJECTED_AT:CLOSED", 1)
    assert (await read(reader, CANDIDATES, world.office_analyst()))["challengeCandidates"] == []


async def test_nothing_outside_the_limits_is_left_out_by_the_statement(reader: Reader) -> None:
    for late, whole, counted in [*((30, 60, n) for n in range(0, 61, 3)), *((2, 12, n) for n in range(13))]:
        await rows("DELETE FROM daily_figure")
        await _figure(1, "pothole", 300, 0, late)
        await _figure(2, "pothole", whole, 0, counted)
        found = (await read(reader, CANDIDATES, world.office_analyst()))["challengeCandidates"]
        outside = standing(whole, counted, (late + counted) / (300 + whole)) is Standing.OUTSIDE_HIGH
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
