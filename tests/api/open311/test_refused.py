"""Bad input over Open311: the standard's form of an error, in both formats and languages; nothing stored."""

from typing import Any

import httpx
import pytest

from tests.api.asgi import chunks
from tests.api.open311.reports import EN, FORM, ROOT, get, post
from tests.api.open311.standard import Error, holds, spelled
from tests.api.serving import everything, is_persian

LONG = "x" * 600
ASKED: dict[str, tuple[dict[str, str], str]] = {
    "a start that is no time": ({"start_date": "yesterday"}, "start_date"),
    "an end that is no time": ({"end_date": "2026-13-01T00:00:00Z"}, "end_date"),
    "a time without an offset": ({"start_date": "2026-03-21T00:00:00"}, "start_date"),
    "a time in another spelling": ({"start_date": "2026-W12-6"}, "start_date"),
    "a time as a number": ({"start_date": "1767225600"}, "start_date"),
    "a year alone": ({"start_date": "2026"}, "start_date"),
    "an offset beyond a day": ({"start_date": "2026-03-21T00:00:00+99:00"}, "start_date"),
    "a time before our time": ({"start_date": "0001-01-01T00:00:00Z"}, "start_date"),
    "a time after our time": ({"end_date": "9999-12-31T23:59:59Z"}, "end_date"),
    "a time in Persian digits": ({"start_date": "۲۰۲۶-۰۳-۲۱"}, "start_date"),
    "a span of more than 90 days": ({"start_date": "2026-01-01", "end_date": "2026-04-02"}, "90"),
    "a span that ends before it begins": ({"start_date": "2026-03-02", "end_date": "2026-03-01"}, "start_date"),
    "a status of no kind": ({"status": "done"}, "status"),
    "two statuses of which one is none": ({"status": "open,CLOSED"}, "status"),
    "a page of no size": ({"page_size": "0"}, "page_size"),
    "a page that is no number": ({"page_size": "ten"}, "page_size"),
    "a page of half a request": ({"page_size": "2.5"}, "page_size"),
    "a huge page": ({"page_size": "1001"}, "page_size"),
    "an endless number": ({"page_size": "9" * 400}, "page_size"),
    "a page by number": ({"page": "2"}, "cursor"),
    "a page that nobody named": ({"page": "bm9uc2Vuc2U"}, "cursor"),
    "a page of NUL": ({"page": "\0"}, "cursor"),
    "an id with a slip": ({"service_request_id": "137140500000010"}, "tracking code"),
    "an id that is none": ({"service_request_id": "1,2"}, "tracking code"),
    "an id with NUL": ({"service_request_id": "137\0"}, "service_request_id"),
    "a hundred and one ids": ({"service_request_id": ",".join(map(str, range(101)))}, "100"),
    "a type with NUL": ({"service_code": "a\0"}, "service_code"),
    "a long type": ({"service_code": LONG}, "service_code"),
    "too many types": ({"service_code": ",".join(map(str, range(101)))}, "100"),
    "too many parameters": ({f"p{number}": "x" for number in range(101)}, "100"),
}
POSTED: dict[str, tuple[dict[str, str | None], str]] = {
    "no service": ({"service_code": None}, "service_code"),
    "no place": ({"lat": None, "long": None, "address_string": " "}, "lat and long"),
    "half a place": ({"long": None}, "long"),
    "the other half": ({"lat": ""}, "lat"),
    "a latitude that is none": ({"lat": "north"}, "lat"),
    "not a number": ({"lat": "nan"}, "lat"),
    "infinity": ({"long": "1e999"}, "long"),
    "off the globe": ({"lat": "90.5"}, "lat"),
    "another city": ({"lat": "35.7", "long": "51.4"}, "lat, long"),
    "a place turned round": ({"lat": "51.668", "long": "32.652"}, "changed places"),
    "a district that is none": ({"address_id": "99"}, "address_id"),
    "a district by name": ({"address_id": "District 1"}, "address_id"),
    "a long address": ({"address_string": "ا" * 501}, "address_string"),
    "a long description": ({"description": "ا" * 4001}, "description"),
    "NUL": ({"description": "a\0b"}, "description"),
    "an override": ({"first_name": "a\u202eb"}, "first_name"),
    "a long name": ({"first_name": "ا" * 121}, "first_name"),
    "a phone that is none": ({"phone": "0912"}, "phone"),
    "an address nobody could write to": ({"email": "nobody"}, "email"),
    "an urgent report of nowhere": (
        {"service_code": "open-manhole", "lat": None, "long": None},
        "address_id",
    ),
    "an attribute that is none": ({"attribute[COLOUR]": "red"}, "attribute"),
    "a ground that is none": ({"attribute[GROUND]": "BOREDOM"}, "attribute"),
    "a ground of what is urgent anyway": (
        {"service_code": "open-manhole", "attribute[GROUND]": "HAZARD"},
        "attribute",
    ),
    "an idempotency key of Persian letters": ({"idempotency_key": "کلید"}, "idempotency_key"),
    "a long idempotency key": ({"idempotency_key": "x" * 121}, "idempotency_key"),
}


async def refused(response: httpx.Response, status: int) -> str:
    """The first description of a refusal in the standard's form."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["cache-control"] == "private, no-store"
    assert holds(list[Error], response.json())
    assert response.json()[0]["code"] == status
    description: str = response.json()[0]["description"]
    return description


@pytest.mark.parametrize("name", ASKED)
async def test_a_malformed_question_is_refused_naming_what_is_wrong(name: str, http: httpx.AsyncClient) -> None:
    given, naming = ASKED[name]
    assert naming in await refused(await get(http, "requests.json", **given), 400)
    persian = await http.get(f"{ROOT}/requests.json", params=given)
    assert is_persian(await refused(persian, 400))
    (error,) = spelled((await get(http, "requests.xml", **given)).content, "errors")
    assert error["code"] == "400"
    assert naming in error["description"]


@pytest.mark.parametrize("name", POSTED)
async def test_a_malformed_report_is_refused_naming_what_is_wrong(name: str, http: httpx.AsyncClient) -> None:
    changes, naming = POSTED[name]
    form = {key: value for key, value in (FORM | changes).items() if value is not None}
    before = await everything()
    assert naming in await refused(await post(http, form), 400)
    assert is_persian(await refused(await post(http, form, **{"accept-language": "fa-IR"}), 400))
    errors = spelled((await post(http, form, format="xml")).content, "errors")
    assert naming in errors[0]["description"]
    assert await everything() == before


async def test_all_that_is_wrong_is_said_at_once(http: httpx.AsyncClient) -> None:
    form = FORM | {"phone": "1", "email": "x", "lat": "35.7", "long": "51.4"}
    told = [error["description"].partition(":")[0] for error in (await post(http, form)).json()]
    assert sorted(told) == ["email", "lat, long", "phone"]
    form = {"api_key": FORM["api_key"], "lat": "x"}
    told = [error["description"].partition(":")[0] for error in (await post(http, form)).json()]
    assert told == ["service_code", "lat", "long"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("", b"service_code=pothole"),
        ("application/x-www-form-urlencoded", b"description=%FF%FE"),
        ("application/x-www-form-urlencoded", b"description=\xff\xfe"),
        ("application/x-www-form-urlencoded", b"description=%ED%A0%80"),
        ("application/x-www-form-urlencoded", b"a=1&" * 101),
    ],
)
async def test_what_is_no_form_is_refused(kind: str, body: bytes, http: httpx.AsyncClient) -> None:
    before = await everything()
    response = await http.post(f"{ROOT}/requests.json", content=body, headers=EN | {"content-type": kind})
    assert "application/x-www-form-urlencoded" in await refused(response, 400)
    assert await everything() == before


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "/requests", "/requests.html", "/requests.json.xml.html", "/services/.json"),
        *("/requests.json/", "/REQUESTS.json", "/discovery.json%0A", "/admin.json", "/../graphql.json"),
    ],
)
async def test_an_address_that_is_none_is_not_found(path: str, http: httpx.AsyncClient) -> None:
    response = await http.get(ROOT + path, headers=EN)
    assert response.status_code == 404


@pytest.mark.parametrize(
    "id_", ["1", "x", "137140500000017", "137/1405/00000017", "%00", "%F0%9F%90%99", "a" * 3000]
)
@pytest.mark.parametrize("noun", ["requests", "tokens", "services"])
async def test_what_is_not_there_is_not_found(noun: str, id_: str, http: httpx.AsyncClient) -> None:
    await refused(await http.get(f"{ROOT}/{noun}/{id_}.json", headers=EN), 404)
    assert spelled((await http.get(f"{ROOT}/{noun}/{id_}.xml")).content, "errors")[0]["code"] == "404"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
async def test_no_other_method_is_answered(method: str, http: httpx.AsyncClient) -> None:
    response = await http.request(method, f"{ROOT}/services.json", headers=EN)
    await refused(response, 405)
    assert response.headers["allow"] == "GET"
    if method != "POST":
        assert (await http.request(method, f"{ROOT}/requests.xml")).headers["allow"] == "GET, POST"


async def test_a_report_larger_than_any_could_be_is_not_read_to_its_end(http: httpx.AsyncClient) -> None:
    before = await everything()
    large = b"description=" + b"x" * 100_000
    kind = {"content-type": "application/x-www-form-urlencoded"}
    bodies: list[Any] = [large, chunks([large[:50_000], large[50_000:]])]
    for body in bodies:
        response = await http.post(f"{ROOT}/requests.json", content=body, headers=EN | kind)
        assert response.status_code == 413
        assert holds(list[Error], response.json())
    response = await http.post(f"{ROOT}/requests.xml", content=large, headers=EN | kind)
    assert spelled(response.content, "errors")[0]["code"] == "413"
    assert await everything() == before


async def test_the_longest_report_of_all_is_taken(http: httpx.AsyncClient) -> None:
    form = FORM | {"description": "🕳" * 4000, "address_string": "🕳" * 500}
    assert (await post(http, form)).status_code == 200


async def test_a_persons_cookie_lets_no_other_site_report(http: httpx.AsyncClient) -> None:
    before = await everything()
    headers = EN | {"cookie": "payesh_session=x", "origin": "https://another.example"}
    response = await http.post(f"{ROOT}/requests.json", data=FORM, headers=headers)
    await refused(response, 403)
    assert await everything() == before
