"""Reporting over Open311: a frontend's key, a form, and a message as any other way of registering makes one."""

import asyncio
from typing import Any

import httpx
import pytest

from hotline.kit.viewer import Role
from hotline.people.tokens import create_token, revoke_token
from tests import world
from tests.api.open311.reports import FORM, get, ids, post, told
from tests.api.serving import ask, bearer, everything
from tests.drafts import row, rows

MINE = "{ messages { nodes { trackingCode unmaskedText place { exact address } } } }"


def form(*without: str, **changes: str) -> dict[str, str]:
    return {name: value for name, value in (FORM | changes).items() if name not in without}


async def test_a_report_is_a_message_with_its_reporter_apart(http: httpx.AsyncClient) -> None:
    response = await post(http)
    assert response.status_code == 200
    (answered,) = response.json()
    assert answered == {
        "service_request_id": answered["service_request_id"],
        "service_notice": "The 137 office looks at it first.",
    }
    assert await ids(http) == [answered["service_request_id"]]
    stored = await row("SELECT * FROM message")
    assert stored["registered_through_id"] == world.id_of("token", "frontend")
    assert stored["category_id"] == world.id_of("category", "pothole")
    assert stored["district_id"] == world.id_of("district", 1)
    assert (stored["pii_text"], stored["address"]) == (FORM["description"], FORM["address_string"])
    assert (stored["latitude"], stored["longitude"]) == (32.652, 51.668)
    assert (stored["state"], stored["channel"]) == ("REGISTERED", "WEB")
    reporter = await row("SELECT pii_name, pii_phone, pii_email, pii_home, pii_national_id FROM reporter")
    assert list(reporter.values()) == ["شهروند نمونه", "09120000000", "shahrvand@example.org", None, None]


async def test_what_is_urgent_by_default_leaves_for_the_centre_at_once(http: httpx.AsyncClient) -> None:
    (answered,) = (await post(http, form(service_code="open-manhole"))).json()
    assert answered["service_notice"] == "It is on its way to the operations centre."
    assert await rows("SELECT state FROM delivery WHERE kind = 'CENTRE'") == [{"state": "PENDING"}]
    (found,) = await told(http)
    assert (found["service_request_id"], found["status"]) == (answered["service_request_id"], "open")
    assert found["expected_datetime"] > found["requested_datetime"]


async def test_a_claim_of_urgency_starts_its_clock_and_dispatches_nothing(http: httpx.AsyncClient) -> None:
    assert (await post(http, form(**{"attribute[GROUND]": "HAZARD"}))).status_code == 200
    stored = await row("SELECT claimed_ground, ground, urgency FROM message")
    assert stored == {"claimed_ground": "HAZARD", "ground": None, "urgency": "ROUTINE"}
    assert await rows("SELECT obligation FROM clock") == [{"obligation": "FIRST_ACTION"}]
    assert await rows("SELECT FROM delivery WHERE kind = 'CENTRE'") == []


@pytest.mark.parametrize(
    ("place", "district"),
    [
        ({"address_string": "میدان اصلی"}, None),
        ({"address_id": "3"}, 3),
        ({"address_id": "۲", "address_string": "میدان اصلی"}, 2),
        ({"lat": "32.69", "long": "51.64"}, 2),
        ({"lat": "32.69", "long": "51.64", "address_id": "1"}, 1),
    ],
)
async def test_a_place_is_coordinates_an_address_or_the_number_of_a_district(
    place: dict[str, str], district: int | None, http: httpx.AsyncClient
) -> None:
    response = await post(http, form("lat", "long", "address_string") | place)
    assert response.status_code == 200
    stored = await row("SELECT address, latitude, district_id FROM message")
    assert stored["address"] == place.get("address_string")
    assert stored["latitude"] == (float(place["lat"]) if "lat" in place else None)
    assert stored["district_id"] == (world.id_of("district", district) if district else None)


async def test_a_report_without_a_description_says_what_its_service_says(http: httpx.AsyncClient) -> None:
    assert (await post(http, form("description", "first_name", "last_name", "phone", "email"))).status_code == 200
    assert await row("SELECT text FROM message") == {"text": "چاله در معبر"}
    assert await rows("SELECT FROM reporter") == []


async def test_a_repeat_under_a_key_gets_the_first_answer(http: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(post(http, **{"idempotency-key": "once"}) for _ in range(10)))
    answers.append(await post(http, form(idempotency_key="once")))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert await row("SELECT count(*) FROM message") == {"count": 1}
    before = await everything()
    other = await post(http, form(idempotency_key="once", description="چیز دیگری"))
    assert (other.status_code, other.json()[0]["code"]) == (409, 409)
    assert await everything() == before


async def test_the_citizens_receipt_comes_in_a_header_and_opens_the_message(http: httpx.AsyncClient) -> None:
    response = await post(http)
    assert "payesh-receipt" not in response.text
    found = await ask(http, MINE, headers={"authorization": f"Receipt {response.headers['payesh-receipt']}"})
    (mine,) = found.json()["data"]["messages"]["nodes"]
    assert mine["trackingCode"].replace("/", "") == response.json()[0]["service_request_id"]
    assert mine["unmaskedText"] == FORM["description"]
    assert response.headers["cache-control"] == "private, no-store"


async def test_what_identifies_a_device_or_lies_elsewhere_is_not_kept(http: httpx.AsyncClient) -> None:
    gone = {"device_id": "tt222111", "account_id": "acc-991", "media_url": "https://photos.example/638344.jpg"}
    response = await post(http, form(**gone))
    assert response.status_code == 200
    assert "media_url" in response.json()[0]["service_notice"]
    for table in ("message", "reporter", "follow_up", "idempotency", "pgqueuer"):
        stored = str(await rows(f"SELECT * FROM {table}"))
        assert not any(value in stored for value in gone.values())


async def test_a_report_is_masked_before_the_public_reads_it(http: httpx.AsyncClient) -> None:
    (answered,) = (await post(http, form(description="با ۰۹۱۲۱۲۳۴۵۶۷ تماس بگیرید <b>لطفاً</b>"))).json()
    for format_ in ("json", "xml"):
        text = (await get(http, f"requests/{answered['service_request_id']}.{format_}")).text
        assert "۰۹۱۲" not in text
        assert "پارک" not in text
        assert ("<b>" in text) == (format_ == "json")


@pytest.mark.parametrize("code", ["fire-risk", "nothing-such", "litter", "LITTER", "a\0b"])
async def test_a_service_that_is_not_offered_is_not_found(code: str, http: httpx.AsyncClient) -> None:
    await rows("UPDATE category SET active = false WHERE code = 'litter' RETURNING id")
    before = await everything()
    response = await post(http, form(service_code=code))
    assert response.status_code == 404
    assert response.json() == [{"code": 404, "description": "service_code: there is no such service."}]
    assert await everything() == before


@pytest.mark.parametrize("key", ["", "nonsense", "کلید", "a b", "x" * 500, "a\nb"])
async def test_without_a_key_that_holds_nothing_is_registered(key: str, http: httpx.AsyncClient) -> None:
    before = await everything()
    for sent in (form(api_key=key), form("api_key")):
        response = await post(http, sent)
        assert response.status_code == 403
        assert response.json() == [{"code": 403, "description": "api_key: it is missing, or does not hold."}]
    assert await everything() == before


async def test_a_revoked_key_and_a_key_that_only_reads_register_nothing(http: httpx.AsyncClient) -> None:
    revoked = await create_token(
        Role.FRONTEND, name="Example", scopes=frozenset({"register"}), by=world.administrator()
    )
    await revoke_token(revoked.id, by=world.administrator())
    reads = await create_token(
        Role.OPERATOR,
        name="Example",
        scopes=frozenset({"read"}),
        by=world.administrator(),
        unit_id=world.id_of("unit", "office"),
    )
    inspector = (await bearer(Role.INSPECTOR))["authorization"].removeprefix("Bearer ")
    before = await everything()
    for key in (revoked.secret, reads.secret, inspector):
        response = await post(http, form(api_key=key))
        assert (response.status_code, response.json()[0]["code"]) == (403, 403)
    assert await everything() == before


async def test_a_key_in_the_address_or_a_header_is_not_taken(http: httpx.AsyncClient) -> None:
    before = await everything()
    sent: dict[str, Any] = {"data": form("api_key"), "params": {"api_key": FORM["api_key"]}}
    response = await http.post(
        "/open311/v2/requests.json", headers={"authorization": f"Bearer {FORM['api_key']}"}, **sent
    )
    assert response.status_code == 403
    assert await everything() == before
