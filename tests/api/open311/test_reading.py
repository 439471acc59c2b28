"""Reading over Open311: what the public may know, and no more, whoever asks."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from hotline.kit.viewer import Role
from tests.api.open311.reports import EN, ROOT, get, ids, registered, told
from tests.api.serving import bearer, is_persian
from tests.drafts import NATIONAL_ID, URGENT, rows


async def test_a_request_tells_what_it_is_about_where_and_when_it_was_promised(http: httpx.AsyncClient) -> None:
    id_ = await registered(URGENT)
    (found,) = await told(http)
    requested, updated, expected = (found.pop(f"{name}_datetime") for name in ("requested", "updated", "expected"))
    assert found == {
        "service_request_id": id_,
        "status": "open",
        "status_notes": "On its way to the unit responsible.",
        "service_name": "Open manhole",
        "service_code": "open-manhole",
        "description": URGENT.body,
        "agency_responsible": "Roads, District 1",
        "service_notice": None,
        "address": "District 1",
        "address_id": "1",
        "zipcode": None,
        "lat": 32.65425,
        "long": 51.66705,
        "media_url": None,
    }
    (clock,) = await rows("SELECT started_at, due_at FROM clock WHERE obligation = 'RESOLUTION'")
    assert requested == updated
    assert requested.endswith("+03:30")
    assert abs(clock["started_at"] - datetime.fromisoformat(requested)) < timedelta(seconds=1)
    assert abs(clock["due_at"] - datetime.fromisoformat(expected)) < timedelta(seconds=1)


async def test_nothing_personal_is_told_in_any_form(http: httpx.AsyncClient) -> None:
    said = f"با ۰۹۱۲۱۲۳۴۵۶۷ یا someone@example.org تماس بگیرید، کد {NATIONAL_ID}."
    id_ = await registered(body=said, address="کوچه شماره ۷، پلاک ۱۲")
    for format_ in ("json", "xml"):
        for path in (f"requests.{format_}", f"requests/{id_}.{format_}", f"tokens/{id_}.{format_}"):
            text = (await get(http, path)).text
            assert id_ in text
            for secret in ("۰۹۱۲", "0912", "example", NATIONAL_ID, "کوچه", "شهروند نمونه", "51.668", "32.652"):
                assert secret not in text


async def test_whoever_asks_reads_what_the_public_reads(http: httpx.AsyncClient) -> None:
    id_ = await registered(URGENT)
    for path in ("requests.json", f"requests/{id_}.xml", "services.json"):
        public = (await get(http, path)).content
        for headers in (await bearer(Role.HEAD_OF_OFFICE), {"authorization": "Bearer nonsense"}):
            response = await http.get(f"{ROOT}/{path}", headers=EN | headers)
            assert (response.status_code, response.content) == (200, public)


@pytest.mark.parametrize("code", ["fire-risk", None])
async def test_a_message_of_no_public_type_is_not_there(code: str | None, http: httpx.AsyncClient) -> None:
    id_ = await registered(category_code=code)
    assert await ids(http) == []
    assert await ids(http, service_request_id=id_) == []
    assert await ids(http, service_code="fire-risk") == []
    for path in (f"requests/{id_}.json", f"tokens/{id_}.json"):
        assert (await get(http, path)).status_code == 404


async def test_a_request_is_found_by_its_code_however_it_is_written(http: httpx.AsyncClient) -> None:
    id_ = await registered()
    strokes = f"{id_[:3]}/{id_[3:7]}/{id_[7:]}"
    for written in (id_, strokes, strokes.replace("/", "%2F"), id_[3:], id_.translate(PERSIAN)):
        assert [one["service_request_id"] for one in await told(http, f"requests/{written}.json")] == [id_]
        assert (await told(http, f"tokens/{written}.json")) == [{"service_request_id": id_, "token": id_}]
    assert await ids(http, service_request_id=f"{strokes},{id_}") == [id_]


async def test_several_ids_override_all_else(http: httpx.AsyncClient, clock: Any) -> None:
    one, other = await registered(), await registered(URGENT)
    await registered()
    await clock.forward(timedelta(days=400))
    assert await ids(http) == []
    found = await ids(http, service_request_id=f"{one}, {other}", status="closed", service_code="pruning")
    assert found == [other, one]


async def test_requests_are_narrowed_by_type_and_by_time(http: httpx.AsyncClient, clock: Any) -> None:
    litter = await registered()
    await clock.forward(timedelta(days=40))
    manhole = await registered(URGENT)
    await clock.forward(timedelta(days=40))
    newest = await registered()
    assert await ids(http) == [newest, manhole, litter]
    assert await ids(http, service_code="litter") == [newest, litter]
    assert await ids(http, service_code="litter,open-manhole") == [newest, manhole, litter]
    assert await ids(http, service_code="nothing-such") == []
    at = {one["service_request_id"]: one["requested_datetime"] for one in await told(http)}
    assert await ids(http, start_date=at[manhole]) == [newest, manhole]
    assert await ids(http, end_date=at[manhole]) == [manhole, litter]
    assert await ids(http, start_date=at[manhole], end_date=at[manhole]) == [manhole]
    assert await ids(http, start_date=at[manhole][:10], end_date=at[newest][:10]) == [manhole]
    unescaped = await http.get(f"{ROOT}/requests.json?start_date={at[newest]}")
    assert [one["service_request_id"] for one in unescaped.json()] == [newest]
    await clock.forward(timedelta(days=20))
    assert await ids(http) == [newest, manhole]
    assert await ids(http, start_date=at[litter]) == [newest, manhole, litter]


async def test_a_parameter_left_empty_is_as_good_as_none(http: httpx.AsyncClient) -> None:
    id_ = await registered()
    names = ("service_request_id", "service_code", "start_date", "end_date", "status", "page", "page_size")
    assert await ids(http, **dict.fromkeys((*names, "jurisdiction_id"), "")) == [id_]
    assert await ids(http, jurisdiction_id="isfahan.example", unknown="x") == [id_]


async def test_a_request_is_open_until_nothing_more_is_done_about_it(http: httpx.AsyncClient) -> None:
    going, closed, merged, rejected = [await registered() for _ in range(4)]
    await _stands(closed, "state = 'CLOSED', closed_at = payesh_now() + interval '1 hour', outcome = 'SATISFIED'")
    await _stands(rejected, "state = 'REJECTED'")
    leads = await _id(going)
    await _stands(merged, f"state = 'MERGED', merged_from = 'REGISTERED', incident_id = '{leads}'")
    notes = {one["service_request_id"]: one["status_notes"] for one in await told(http)}
    assert notes[closed] == "Closed; whoever reported it is satisfied."
    assert notes[merged] == "Pursued together with an earlier report of the same matter."
    assert await ids(http, status="open") == [merged, going]
    assert await ids(http, status="closed") == [rejected, closed]
    assert await ids(http, status="open,closed") == [rejected, merged, closed, going]
    (ended,) = await told(http, f"requests/{closed}.json")
    assert ended["updated_datetime"] > ended["requested_datetime"]
    await _stands(going, "state = 'CLOSED', closed_at = payesh_now(), outcome = 'NOT_NEEDED'")
    assert await ids(http, status="open") == []
    assert {one["status"] for one in await told(http)} == {"closed"}


async def test_a_page_names_the_next_one_until_there_is_none(http: httpx.AsyncClient) -> None:
    all_ = [await registered() for _ in range(5)][::-1]
    seen, address = (
        [],
        f"{ROOT}/requests.json?page=1&page_size=2&status=open&service_code=litter&service_code=pruning",
    )
    for left in (3, 1, 0):
        response = await http.get(address)
        seen += [one["service_request_id"] for one in response.json()]
        link = response.links.get("next")
        assert (link is not None) == (left > 0)
        if link:
            assert link["url"].startswith(str(http.base_url))
            parts = urlsplit(link["url"])
            assert "service_code=litter&service_code=pruning" in parts.query
            address = f"{parts.path}?{parts.query}"
    assert seen == all_
    assert await ids(http, page_size="1000") == all_


async def test_services_are_the_public_types_in_use(http: httpx.AsyncClient) -> None:
    services = {one["service_code"]: one for one in await told(http, "services.json")}
    assert services.keys() == {"open-manhole", "fallen-tree", "burst-pipe", "litter", "pothole", "pruning"}
    assert services["litter"] == {
        "service_code": "litter",
        "service_name": "Litter",
        "description": "Litter",
        "metadata": True,
        "type": "realtime",
        "keywords": "جمع‌آوری زباله, عمومی",
        "group": "General",
    }
    await rows("UPDATE category SET active = false WHERE code = 'litter' RETURNING id")
    assert "litter" not in [one["service_code"] for one in await told(http, "services.json")]
    assert (await get(http, "services/litter.json")).status_code == 404


async def test_what_can_wait_may_be_claimed_urgent_and_what_is_urgent_asks_nothing_more(
    http: httpx.AsyncClient,
) -> None:
    assert (await get(http, "services/fire-risk.json")).status_code == 404
    found: Any = await told(http, "services/pothole.json")
    (attribute,) = found["attributes"]
    assert (found["service_code"], attribute["code"], attribute["required"]) == ("pothole", "GROUND", False)
    assert [value["key"] for value in attribute["values"]] == ["HAZARD", "COSTLY_VIOLATION", "RESOURCE_WASTE"]
    assert await told(http, "services/open-manhole.json") == {"service_code": "open-manhole", "attributes": []}


async def test_names_and_notes_are_persian_unless_english_is_asked_for(http: httpx.AsyncClient) -> None:
    id_ = await registered(URGENT)
    for path in (
        "services.json",
        "services/pothole.json",
        f"requests/{id_}.json",
        "discovery.json",
        "requests/1.json",
    ):
        persian, english = await http.get(f"{ROOT}/{path}"), await get(http, path)
        assert is_persian(persian.text)
        assert persian.text != english.text
        assert persian.headers["vary"] == "Accept-Language"


async def test_discovery_says_where_what_and_whom_to_ask(http: httpx.AsyncClient) -> None:
    found = (await get(http, "discovery.json")).json()
    (endpoint,) = found["endpoints"]
    assert endpoint["url"] == str(http.base_url).rstrip("/") + ROOT
    assert endpoint["type"] == "test"
    assert found["contact"] in found["key_service"]


async def test_pages_of_any_site_may_read_and_caches_keep_it_for_a_minute(http: httpx.AsyncClient) -> None:
    here = {"origin": "https://another.example"}
    for path in ("services.json", "requests.xml", "requests/1.json"):
        response = await http.get(f"{ROOT}/{path}", headers=here)
        assert response.headers["access-control-allow-origin"] == "*"
        assert ("max-age=60" in response.headers["cache-control"]) == (response.status_code == 200)
        head = await http.head(f"{ROOT}/{path}")
        assert (head.status_code, head.content) == (response.status_code, b"")
    before = await http.options(f"{ROOT}/requests.json", headers=here | {"access-control-request-method": "GET"})
    assert (before.status_code, before.headers["access-control-allow-methods"]) == (204, "GET")


PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def _code(id_: str) -> str:
    return f"{id_[:3]}/{id_[3:7]}/{id_[7:]}"


async def _id(id_: str) -> Any:
    (found,) = await rows("SELECT id FROM message WHERE tracking_code = $1", _code(id_))
    return found["id"]


async def _stands(id_: str, changes: str) -> None:
    await rows(f"UPDATE message SET {changes} WHERE tracking_code = $1 RETURNING id", _code(id_))
