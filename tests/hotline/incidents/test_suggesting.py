from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from hotline.incidents import suggesting
from hotline.kit import database
from hotline.messages import actions as messages
from hotline.messages.drafts import Draft
from schema import root
from schema.reader.reading import Reader
from tests import world
from tests.drafts import ROUTINE, rows
from tests.duplicates.judging import TABLES, pairs, suggested
from tests.incidents import merge, registered
from tests.schema.reading import read

pytestmark = pytest.mark.usefixtures("db")

SAID = "چاله عمیق خیابان حافظ روبه‌روی نانوایی را پر کنید"
POTHOLE = replace(ROUTINE, body=SAID, category_code="pothole")
NORTH = 32.652 + 0.0045
DRAFT = """
query ($said: String!, $category: String!, $district: Int, $latitude: Float, $longitude: Float) {
  suggestedDuplicates(text: $said, categoryCode: $category, districtNumber: $district, latitude: $latitude,
    longitude: $longitude) { likeness message { id } }
}
"""
OF_MESSAGE = "query ($id: ID!) { node(id: $id) { ... on Message { suggestedDuplicates { message { id } } } } }"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


async def ids(reader: Reader, text: str = SAID, category: str = "pothole", **where: Any) -> list[str]:
    """Of the messages that are suggested."""
    place = where or {"latitude": 32.652, "longitude": 51.668}
    found = await read(reader, DRAFT, world.operator(), said=text, category=category, **place)
    return [one["message"]["id"].removeprefix("msg_") for one in found["suggestedDuplicates"]]


async def test_what_is_much_like_it_and_near_is_suggested(reader: Reader) -> None:
    near = await registered(POTHOLE)
    next_ = await registered(replace(POTHOLE, latitude=NORTH))
    assert await ids(reader) == sorted([str(near), str(next_)])


@pytest.mark.parametrize("degrees", [91.0, -181.0, 1.7e308])
async def test_near_what_lies_nowhere_is_nothing(reader: Reader, degrees: float) -> None:
    await registered(POTHOLE)
    assert await ids(reader, latitude=degrees, longitude=-degrees) == []


# Between the centres of districts 1 and 2 of the small city: just this side of the middle, and just beyond it.
BORDER = (32.6705, 51.654), (32.6715, 51.654)


async def test_no_border_of_a_district_cuts_what_is_near(reader: Reader) -> None:
    here, beyond = ({"latitude": latitude, "longitude": longitude} for latitude, longitude in BORDER)
    known = await registered(replace(POTHOLE, **beyond, district_number=2))
    assert await ids(reader, **here, district=1) == [str(known)]


async def test_whoever_gave_no_place_may_have_named_the_district_beyond_the_border(reader: Reader) -> None:
    unplaced = replace(POTHOLE, latitude=None, longitude=None)
    known = await registered(replace(unplaced, district_number=2))
    far = await registered(replace(unplaced, district_number=3))
    for latitude, longitude in BORDER:
        found = await ids(reader, latitude=latitude, longitude=longitude)
        assert str(known) in found
        assert str(far) not in found
    # In the middle of district 1 nobody means district 2.
    assert await ids(reader) == []


async def test_only_the_same_type_near_enough_alike_and_open_is_suggested(reader: Reader, clock: Any) -> None:
    await registered(replace(POTHOLE, category_code="litter"))
    await registered(replace(POTHOLE, latitude=32.69))
    await registered(replace(POTHOLE, body="پل عابر خراب است"))
    closed = await registered(POTHOLE)
    await rows("UPDATE message SET state = 'REJECTED', holder_unit_id = NULL WHERE id = $1", closed)
    assert await ids(reader) == []
    await registered(POTHOLE)
    assert len(await ids(reader)) == 1
    await clock.forward(timedelta(days=31))
    assert await ids(reader) == []


async def test_without_a_place_it_goes_by_district_and_the_words(reader: Reader) -> None:
    unplaced = await messages.register(Draft(SAID, "pothole", 1), by=world.operator())
    elsewhere = await messages.register(Draft(SAID, "pothole", 2), by=world.operator())
    placed = await registered(POTHOLE)
    assert await ids(reader, district=1) == sorted([str(unplaced.id), str(placed)])
    assert await ids(reader, district=2) == [str(elsewhere.id)]
    assert set(await ids(reader, district=1, latitude=32.652, longitude=51.668)) == {str(unplaced.id), str(placed)}


async def test_a_members_words_suggest_the_message_that_leads(reader: Reader) -> None:
    leader = await registered(replace(POTHOLE, body="آسفالت خیابان فرو رفته"))
    member = await registered(POTHOLE)
    await merge(member, leader)
    assert await ids(reader) == [str(leader)]


async def test_a_message_is_asked_for_its_own_duplicates_and_never_for_its_own_incident(reader: Reader) -> None:
    one, other, member = await registered(POTHOLE), await registered(POTHOLE), await registered(POTHOLE)
    await merge(member, one)

    async def of(id_: UUID) -> list[str]:
        found = await read(reader, OF_MESSAGE, world.operator(), id=f"msg_{id_}")
        return [str(seen["message"]["id"]) for seen in found["node"]["suggestedDuplicates"]]

    assert await of(one) == [f"msg_{other}"]
    assert await of(member) == [f"msg_{other}"]
    assert await of(other) == [f"msg_{one}"]


async def test_five_at_most_are_suggested_however_many_call(reader: Reader) -> None:
    for _ in range(8):
        await registered(POTHOLE)
    assert len(await ids(reader)) == 5


async def test_nothing_is_suggested_for_nothing(reader: Reader) -> None:
    await registered(POTHOLE)
    assert await ids(reader, text=" ") == []
    assert await ids(reader, text="09120000000") == []
    assert await ids(reader, category="no-such") == []


async def test_of_the_judged_pairs_nearly_all_duplicates_are_found_and_few_others() -> None:
    async with database.transaction() as tx:
        await tx.connection.execute(TABLES)
        judged = [(pair.same, await suggested(tx.connection, pair)) for pair in pairs()]
    right = judged.count((True, True))
    assert right / sum(same for same, _ in judged) >= 0.95 - 0.01
    assert right / sum(found for _, found in judged) >= 0.8


async def test_asking_of_one_message_reads_that_one_and_what_is_near_it() -> None:
    async with database.transaction() as tx:
        await tx.connection.execute("SET LOCAL enable_seqscan = off")
        asked = f"EXPLAIN SELECT * FROM ({suggesting.OF_MESSAGE}) one WHERE of_id = $1"
        plan = "\n".join(line["QUERY PLAN"] for line in await tx.connection.fetch(asked, UUID(int=0)))
    assert f"Index Cond: (id = '{UUID(int=0)}'::uuid)" in plan
    assert "Seq Scan on message" not in plan
