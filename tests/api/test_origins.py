from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from api.origins import Origins, SameSite, csrf_of
from tests.api.asgi import HERE, client

SECRET = b"a secret of thirty-two characters"
COOKIE = "payesh_session=payesh_session_of_somebody"
CSRF = csrf_of({"headers": [(b"cookie", COOKIE.encode())]}, SECRET)
acted: list[dict[str, Any]] = []


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    acted.clear()


async def act(request: Request) -> Response:
    form = request.headers.get("content-type", "").startswith("application/x-www-form")
    acted.append(dict(await request.form()) if form else {"body": await request.body()})
    return PlainTextResponse("done")


APP = SameSite(
    Starlette(routes=[Route(path, act, methods=["GET", "POST", "DELETE"]) for path in ("/", "/files", "/graphql")]),
    SECRET,
    public_url="https://137.example",
    checks_itself=frozenset({"/files"}),
)


async def test_a_form_of_ours_acts_and_the_app_reads_it_whole() -> None:
    async with client(APP, cookie=COOKIE, origin=HERE) as http:
        answer = await http.post("/", data={"csrf": CSRF, "note": "یک"})
    assert answer.status_code == 200
    assert acted == [{"csrf": CSRF, "note": "یک"}]


async def test_a_script_of_ours_acts_by_header() -> None:
    async with client(APP, cookie=COOKIE, origin=HERE) as http:
        headers = {"X-Payesh-CSRF": CSRF, "Sec-Fetch-Site": "same-origin"}
        assert (await http.post("/", json={}, headers=headers)).status_code == 200
        assert (await http.delete("/", headers=headers)).status_code == 200
    assert len(acted) == 2


async def test_our_public_address_is_ours_behind_a_proxy() -> None:
    async with client(APP, cookie=COOKIE, origin="https://137.example") as http:
        assert (await http.post("/", data={"csrf": CSRF})).status_code == 200


@pytest.mark.parametrize(
    ("headers", "data"),
    [
        ({}, {}),
        ({}, {"csrf": ""}),
        ({}, {"csrf": CSRF[:-1] + ("A" if CSRF[-1] != "A" else "B")}),
        ({"x-payesh-csrf": ""}, {"csrf": CSRF}),
        ({"x-payesh-csrf": csrf_of({"headers": []}, SECRET)}, {}),
        ({"x-payesh-csrf": csrf_of({"headers": [(b"cookie", COOKIE.encode())]}, b"another secret")}, {}),
        ({"origin": "https://evil.example"}, {"csrf": CSRF}),
        ({"origin": "null"}, {"csrf": CSRF}),
        ({"origin": HERE + ".evil.example"}, {"csrf": CSRF}),
        ({"sec-fetch-site": "cross-site"}, {"csrf": CSRF}),
        ({"sec-fetch-site": "same-site"}, {"csrf": CSRF}),
    ],
)
async def test_whatever_our_pages_did_not_make_is_turned_away(
    headers: dict[str, str], data: dict[str, str]
) -> None:
    async with client(APP, cookie=COOKIE, **headers) as http:
        answer = await http.post("/", data=data)
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["extensions"]["code"] == "CROSS_SITE"
    assert acted == []


async def test_a_multipart_form_or_json_needs_the_header() -> None:
    async with client(APP, cookie=COOKIE, origin=HERE) as http:
        assert (await http.post("/", data={"csrf": CSRF}, files={"file": b"x"})).status_code == 403
        assert (await http.post("/", json={"csrf": CSRF})).status_code == 403
    assert acted == []


async def test_a_path_that_checks_itself_is_still_closed_to_other_sites() -> None:
    async with client(APP, cookie=COOKIE) as http:
        assert (
            await http.post("/files", content=b"x", headers={"origin": "https://evil.example"})
        ).status_code == 403
        assert acted == []
        assert (await http.post("/files", content=b"x", headers={"origin": HERE})).status_code == 200


async def test_reading_and_those_who_bring_their_own_token_are_not_asked() -> None:
    async with client(APP, origin="https://evil.example") as http:
        assert (await http.get("/", headers={"cookie": COOKIE})).status_code == 200
        assert (await http.post("/", headers={"cookie": COOKIE, "authorization": "Bearer x"})).status_code == 200
        assert (await http.post("/")).status_code == 200


async def test_a_socket_with_a_persons_cookie_is_opened_by_our_pages_only() -> None:
    opened: list[str] = []
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        opened.append("yes")

    async def never() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    for origin in (b"https://evil.example", b"http://payesh.test"):
        headers = [(b"host", b"payesh.test"), (b"cookie", COOKIE.encode()), (b"origin", origin)]
        await SameSite(app, SECRET)({"type": "websocket", "path": "/graphql", "headers": headers}, never, send)
    assert opened == ["yes"]
    assert sent == [{"type": "websocket.close", "code": 4403}]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_asking_with_a_persons_cookie_is_for_our_pages_too(method: str) -> None:
    async with client(APP, cookie=COOKIE) as http:
        for told in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
            response = await http.request(method, "/graphql", headers=told)
            assert response.status_code == 403
        assert acted == []
        for told in ({}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {"origin": HERE}):
            assert (await http.request(method, "/graphql", headers=told)).status_code == 200
    async with client(APP, origin="https://evil.example") as http:
        assert (await http.request(method, "/graphql")).status_code == 200
        assert (await http.request(method, "/graphql", headers={"cookie": "a=b"})).status_code == 200


FRONTEND = "https://app.example"
SHARED = Origins(APP, frozenset({FRONTEND}))
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}


async def test_a_named_site_may_ask_with_its_token_and_never_by_cookie() -> None:
    async with client(SHARED, origin=FRONTEND) as http:
        before = await http.options("/", headers=PREFLIGHT)
        answer = await http.post("/", headers={"authorization": "Bearer x"})
    assert before.status_code == 204
    assert "authorization" in before.headers["access-control-allow-headers"]
    for one in (before, answer):
        assert one.headers["access-control-allow-origin"] == FRONTEND
        assert "access-control-allow-credentials" not in one.headers
        assert one.headers["vary"] == "Origin"
    assert "retry-after" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", FRONTEND + ".evil.example", FRONTEND.upper()])
async def test_an_unnamed_site_may_not_ask(origin: str) -> None:
    async with client(SHARED, origin=origin) as http:
        before = await http.options("/", headers=PREFLIGHT)
        answer = await http.get("/")
    assert before.status_code == 405
    for one in (before, answer):
        assert "access-control-allow-origin" not in one.headers
        assert one.headers["vary"] == "Origin", "no cache may keep it for a site that may"


async def test_where_no_site_is_named_nothing_is_said_of_sites() -> None:
    async with client(Origins(APP, frozenset()), origin=FRONTEND) as http:
        answer = await http.get("/")
    assert "vary" not in answer.headers
