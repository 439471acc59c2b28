"""Two clients that others wrote, against the real server: `civicbot` reads and posts, `georeport` reads."""

import asyncio
from typing import Any

import httpx
import pytest
from civicbot.http import HttpError, HttpTransport, RateLimiter
from civicbot.open311 import Open311Client, ValidationError
from civicbot.registry import Endpoint
from georeport import GeoReport

from tests import world
from tests.api.open311.reports import ROOT, registered
from tests.api.serving import Serving
from tests.drafts import URGENT, row

NOWHERE = {"lat": 32.652, "lng": 51.668}


@pytest.fixture
def civicbot(http: httpx.AsyncClient, serving: Serving) -> Open311Client:
    endpoint = Endpoint("small-city", "Small City", serving.url + ROOT, write=True)
    return Open311Client(endpoint, HttpTransport(rate_limiter=RateLimiter(0)), jurisdiction_id="city.example")


def georeport(serving: Serving, format_: str) -> GeoReport:
    return GeoReport(serving.url + ROOT, jurisdiction="city.example", output_format=format_)


async def civicbot_posts(civicbot: Open311Client, code: str, **more: Any) -> str:
    prepared = await asyncio.to_thread(
        civicbot.create_request,
        code,
        dry_run=False,
        confirm="SEND",
        api_key=world.TOKEN_SECRET,
        validate_remote=True,
        **{"description": "چاله بزرگی جلوی مدرسه است.", **NOWHERE, **more},
    )
    (answered,) = prepared.response
    id_: str = answered["service_request_id"]
    return id_


async def test_civicbot_posts_what_it_checked_against_our_services_and_reads_it_back(
    civicbot: Open311Client,
) -> None:
    id_ = await civicbot_posts(
        civicbot, "pothole", attributes={"GROUND": "HAZARD"}, first_name="شهروند", email="shahrvand@example.org"
    )
    read = await asyncio.to_thread(civicbot.get_request, id_)
    assert read is not None
    assert (read["service_code"], read["status"], read["address"]) == ("pothole", "open", "منطقه ۱")
    assert await asyncio.to_thread(civicbot.get_token, id_) == [{"service_request_id": id_, "token": id_}]
    assert await row("SELECT claimed_ground, pii_email FROM message JOIN reporter ON message_id = id") == {
        "claimed_ground": "HAZARD",
        "pii_email": "shahrvand@example.org",
    }


async def test_civicbot_reports_what_is_urgent_and_finds_it_among_others(civicbot: Open311Client) -> None:
    await civicbot_posts(civicbot, "pothole")
    id_ = await civicbot_posts(civicbot, "open-manhole")
    assert await row("SELECT count(*) FROM delivery WHERE kind = 'CENTRE'") == {"count": 1}
    found = await asyncio.to_thread(
        civicbot.list_requests, service_code="open-manhole", status="open", page_size=500
    )
    assert [request["service_request_id"] for request in found] == [id_]
    found = await asyncio.to_thread(civicbot.list_requests, service_request_ids=[id_, id_])
    assert len(found) == 1


async def test_civicbot_knows_our_refusals_and_refuses_what_we_would(civicbot: Open311Client) -> None:
    with pytest.raises(ValidationError, match="not offered"):
        await civicbot_posts(civicbot, "fire-risk")
    with pytest.raises(ValidationError, match="GROUND"):
        await civicbot_posts(civicbot, "pothole", attributes={"GROUND": "BOREDOM"})
    with pytest.raises(HttpError) as refused:
        await civicbot_posts(civicbot, "pothole", lat=35.7, lng=51.4)
    assert refused.value.status == 400
    with pytest.raises(HttpError) as refused:
        await asyncio.to_thread(civicbot.get_request, "137140500000017")
    assert refused.value.status == 404


@pytest.mark.parametrize("format_", ["json", "xml"])
async def test_georeport_reads_all_there_is(format_: str, http: httpx.AsyncClient, serving: Serving) -> None:
    one, other = await registered(), await registered(URGENT)
    client = georeport(serving, format_)
    services = await asyncio.to_thread(client.get_service_list)
    assert {service["service_code"] for service in services} >= {"pothole", "open-manhole"}
    definition = await asyncio.to_thread(client.get_service_definition, "pothole")
    assert definition["service_code"] == "pothole"
    found = await asyncio.to_thread(client.get_service_requests, status="open")
    assert [request["service_request_id"] for request in found] == [other, one]
    request: Any = await asyncio.to_thread(client.get_service_request, one)
    assert (request["service_request_id"], request["service_name"]) == (one, "جمع‌آوری زباله")
    found = await asyncio.to_thread(client.get_service_requests, service_request_id=f"{one},{other}")
    assert len(found) == 2
