from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from api.gateways.centre import Centre, CentreFailed
from hotline.messages.dispatching import Dispatch
from tests.api.processes import KEY, StandIn, centre_running


@pytest.fixture(scope="module")
async def stand_in(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StandIn]:
    async with centre_running(tmp_path_factory.mktemp("centre")) as running:
        yield running


@pytest.fixture
async def well(stand_in: StandIn) -> StandIn:
    await stand_in.feel("well")
    return stand_in


@pytest.fixture
async def centre(well: StandIn) -> AsyncIterator[Centre]:
    gateway = Centre(well.url, KEY)
    yield gateway
    await gateway.close()


def dispatch(code: str) -> Dispatch:
    return Dispatch(
        tracking_code=code,
        category_code="open-manhole",
        category="دریچه باز چاه",
        ground="HAZARD",
        text="دریچه <b>باز</b> است",
        district=1,
        unit="عمران",
        latitude=32.652,
        longitude=51.668,
        address="کنار پارک",
        registered_at=datetime(2026, 4, 4, tzinfo=UTC),
    )


async def test_the_centre_confirms_with_a_receipt_and_a_repeat_has_no_second_effect(
    well: StandIn, centre: Centre
) -> None:
    receipts = {await centre.dispatch(dispatch("once"), idempotency_key="once") for _ in range(3)}
    (received,) = await well.received("once")
    assert receipts == {received["receipt"]}
    assert received["times"] == 3


async def test_the_centre_is_told_the_place_and_the_words_and_not_the_reporter(
    well: StandIn, centre: Centre
) -> None:
    await centre.dispatch(dispatch("content"), idempotency_key="content")
    (received,) = await well.received("content")
    assert received["place"] == {"latitude": 32.652, "longitude": 51.668, "address": "کنار پارک", "district": 1}
    assert received["text"] == "دریچه <b>باز</b> است"
    assert set(received) == {
        *("receipt", "times", "receivedAt", "idempotencyKey", "trackingCode", "category", "ground"),
        *("text", "unit", "place", "registeredAt", "mergedInto"),
    }


@pytest.mark.parametrize(("mood", "kept"), [("down", 0), ("forgetful", 1)])
async def test_without_a_confirmation_the_gateway_says_so(
    well: StandIn, centre: Centre, mood: str, kept: int
) -> None:
    await well.feel(mood)
    with pytest.raises(CentreFailed):
        await centre.dispatch(dispatch(mood), idempotency_key=mood)
    assert len(await well.received(mood)) == kept


async def test_a_slow_centre_is_waited_for(well: StandIn, centre: Centre) -> None:
    await well.feel("slow")
    assert await centre.dispatch(dispatch("slow"), idempotency_key="slow")


async def test_a_forged_dispatch_is_turned_away(well: StandIn) -> None:
    forger = Centre(well.url, "another key")
    with pytest.raises(CentreFailed, match="HTTP 401"):
        await forger.dispatch(dispatch("forged"), idempotency_key="forged")
    await forger.close()
    assert await well.received("forged") == []


async def test_nobody_there_is_a_failure_like_any_other() -> None:
    nobody = Centre("http://127.0.0.1:9", KEY)
    with pytest.raises(CentreFailed, match="no connection"):
        await nobody.dispatch(dispatch("nobody"), idempotency_key="nobody")
    await nobody.close()


async def test_the_page_shows_what_came_in_as_text(well: StandIn, centre: Centre) -> None:
    await centre.dispatch(dispatch("shown"), idempotency_key="shown")
    page = (await well.client.get("/dispatches", headers={"Accept": "text/html"})).text
    assert "shown" in page
    assert "&lt;b&gt;" in page
    assert "<b>باز" not in page


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'{"mood": "cross"}', b'{"mood": []}', b"\xff"])
async def test_there_is_no_other_mood(well: StandIn, body: bytes) -> None:
    answer = await well.client.put("/mood", content=body)
    assert answer.status_code == 400
    assert (await well.client.get("/dispatches")).json()["mood"] == "well"


async def test_the_address_alone_leads_to_the_page(well: StandIn) -> None:
    answer: httpx.Response = await well.client.get("/", follow_redirects=True)
    assert answer.status_code == 200


async def test_a_centre_that_is_killed_knows_afterwards_what_it_had_received(tmp_path: Path) -> None:
    for times in (1, 2):
        async with centre_running(tmp_path) as stand_in:
            gateway = Centre(stand_in.url, KEY)
            receipt = await gateway.dispatch(dispatch("kept"), idempotency_key="kept")
            await gateway.close()
            (received,) = await stand_in.received("kept")
            assert (received["receipt"], received["times"]) == (receipt, times) == ("C000001", times)
            stand_in.process.kill()
            await stand_in.process.wait()
        # As it would be killed in the midst of writing.
        with (tmp_path / "centre.jsonl").open("a") as file:
            file.write('["other", {"trac')
