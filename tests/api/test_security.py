import asyncio
from collections.abc import Iterator

import orjson
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.security import HEADERS, IN_PRODUCTION, OF_PAGES, Guard
from portal.rendering import STATIC
from tests.api.asgi import chunks, client

read: list[int] = []


async def size(request: Request) -> Response:
    read.append(len(await request.body()))
    return PlainTextResponse(f"{read[-1]} {request.state.request_id}")


async def own_headers(request: Request) -> Response:
    return PlainTextResponse("", headers={"Content-Security-Policy": "sandbox", "Cache-Control": "max-age=9"})


APP = Starlette(
    routes=[
        Route("/", size, methods=["GET", "POST"]),
        Route("/files", size, methods=["POST"]),
        Route("/own", own_headers),
    ]
)
GUARDED = Guard(APP, limit=1000, limits={"/files": 5000})


@pytest.fixture(autouse=True)
def _nothing_read() -> Iterator[None]:
    read.clear()
    yield
    read.clear()


async def test_every_answer_carries_the_headers_even_of_an_unknown_path() -> None:
    async with client(GUARDED) as http:
        for path in ("/", "/nowhere"):
            answer = await http.get(path)
            expected = HEADERS | OF_PAGES
            assert {name: answer.headers[name] for name in expected} == expected
            assert len(answer.headers["x-request-id"]) == 32
    policy = OF_PAGES["content-security-policy"]
    assert "default-src 'self'" in policy
    for directive in ("frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"):
        assert directive in policy
    assert "unsafe" not in policy


async def test_json_carries_those_of_every_answer_and_none_that_are_for_pages() -> None:
    async with client(Guard(JSONResponse({}), limit=1000)) as http:
        answer = await http.get("/")
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert not OF_PAGES.keys() & answer.headers.keys()


async def test_an_answer_may_say_something_stricter_of_itself() -> None:
    async with client(GUARDED) as http:
        answer = await http.get("/own")
    assert answer.headers.get_list("content-security-policy") == ["sandbox"]
    assert answer.headers["cache-control"] == "max-age=9"


async def test_production_keeps_browsers_to_https() -> None:
    async with client(Guard(APP, limit=1000, headers=HEADERS | IN_PRODUCTION)) as http:
        for path in ("/", "/nowhere"):
            said = (await http.get(path)).headers["strict-transport-security"]
            assert said == "max-age=31536000; includeSubDomains"
    async with client(GUARDED) as http:
        assert "strict-transport-security" not in (await http.get("/")).headers


async def test_a_request_is_named_by_us_and_the_app_knows_the_name() -> None:
    async with client(GUARDED) as http:
        one, two = [await http.get("/", headers={"X-Request-Id": "forged\tlog"}) for _ in range(2)]
    assert one.text == f"0 {one.headers['x-request-id']}"
    assert one.headers["x-request-id"] not in ("forged\tlog", two.headers["x-request-id"])


@pytest.mark.parametrize("path", ["/", "/files"])
async def test_a_body_up_to_the_cap_of_its_path_is_read(path: str) -> None:
    limit = GUARDED.limits.get(path, GUARDED.limit)
    async with client(GUARDED) as http:
        assert (await http.post(path, content=b"x" * limit)).text.startswith(f"{limit} ")
        assert (await http.post(path, content=chunks([b"x"] * limit))).text.startswith(f"{limit} ")
        for content in (b"x" * (limit + 1), chunks([b"x" * limit, b"x"]), chunks([b"x" * 100_000])):
            answer = await http.post(path, content=content)
            assert answer.status_code == 413
            (error,) = answer.json()["errors"]
            assert error["extensions"] == {
                "code": "PAYLOAD_TOO_LARGE",
                "requestId": answer.headers["x-request-id"],
            }
            assert str(limit) in error["message"]
            assert answer.headers["connection"] == "close"
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert read == [limit, limit]


@pytest.mark.parametrize("length", ["-1", "1e3", "١", "9" * 400, "abc"])
async def test_a_length_that_is_no_number_does_not_lift_the_cap(length: str) -> None:
    async with client(GUARDED) as http:
        answer = await http.post("/", content=chunks([b"x" * 2000]), headers={"Content-Length": length.encode()})
    assert answer.status_code == 413
    assert read == []


async def test_a_refusal_speaks_the_readers_language_and_a_browser_gets_a_page() -> None:
    async with client(GUARDED) as http:
        english = await http.post("/", content=b"x" * 1001, headers={"Accept-Language": "en-GB"})
        page = await http.post("/", content=b"x" * 1001, headers={"Accept": "text/html"})
    assert english.json()["errors"][0]["message"] == "The request is larger than 1000 bytes."
    assert page.headers["content-type"].startswith("text/html")
    assert '<html lang="fa" dir="rtl">' in page.text


class Socket:
    """A client that sends `parts`, and then nothing more."""

    def __init__(self, *parts: bytes) -> None:
        self.parts = list(parts)
        self.answered: list[Message] = []

    async def receive(self) -> Message:
        if self.parts:
            return {"type": "http.request", "body": self.parts.pop(0), "more_body": True}
        return await asyncio.Event().wait() or {}

    async def send(self, message: Message) -> None:
        self.answered.append(message)


SCOPE: Scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b"", "root_path": ""}


async def test_a_body_that_never_ends_is_let_go() -> None:
    socket = Socket(b"{", b'"')
    await Guard(APP, limit=1000, patience=0.05)(dict(SCOPE), socket.receive, socket.send)
    start, body = socket.answered
    assert start["status"] == 408
    assert orjson.loads(body["body"])["errors"][0]["extensions"]["code"] == "TOO_SLOW"
    assert read == []


async def test_a_request_given_up_by_its_server_is_not_called_slow() -> None:
    socket = Socket(b"{")
    asking = asyncio.create_task(Guard(APP, limit=1000, patience=60)(dict(SCOPE), socket.receive, socket.send))
    await asyncio.sleep(0.05)
    assert socket.parts == []
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert socket.answered == []


async def test_an_answer_already_begun_is_not_followed_by_another() -> None:
    async def eager(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while (await receive())["more_body"]:
            pass

    socket = Socket(b"x" * 2000)
    with pytest.raises(Exception, match="larger"):
        await Guard(eager, limit=1000)(dict(SCOPE), socket.receive, socket.send)
    assert [message["type"] for message in socket.answered] == ["http.response.start"]


async def broken(request: Request) -> Response:
    raise ZeroDivisionError(await request.body())


async def away(request: Request) -> Response:
    raise ConnectionRefusedError


async def silent(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()


@pytest.mark.parametrize(
    ("app", "status", "expected"),
    [
        (Starlette(routes=[Route("/", broken, methods=["POST"])]), 500, "INTERNAL"),
        (Starlette(routes=[Route("/", away, methods=["POST"])]), 503, "UNAVAILABLE"),
        (silent, 500, "INTERNAL"),
    ],
)
async def test_a_fault_of_our_own_is_answered_without_telling_it(
    app: ASGIApp, status: int, expected: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with client(Guard(_bare(app), limit=1000)) as http:
        answer = await http.post("/", content=b"09120000000")
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (status, expected)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert ("retry-after" in answer.headers) == (status == 503)
    assert "0912" not in answer.text + caplog.text


async def test_a_fault_of_our_own_is_logged_by_its_kind_and_place(caplog: pytest.LogCaptureFixture) -> None:
    app = Starlette(routes=[Route("/", broken, methods=["POST"])])
    async with client(Guard(_bare(app), limit=1000)) as http:
        answer = await http.post("/", content=b"09120000000")
    (said,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    for part in (answer.headers["x-request-id"], "error=ZeroDivisionError", "broken:"):
        assert part in said


async def test_of_the_static_files_no_folder_is_listed_and_nothing_beside_them_is_served() -> None:
    app = Starlette(routes=[Mount("/static", StaticFiles(directory=STATIC))])
    async with client(app) as http:
        assert (await http.get("/static/payesh.css")).status_code == 200
        for path in ("", "vendor", "vendor/", "../rendering.py", "%2e%2e/rendering.py", ".git/config"):
            assert (await http.get(f"/static/{path}")).status_code == 404
    assert [path for path in STATIC.rglob("*") if path.name.startswith(".")] == []


def _bare(app: ASGIApp) -> ASGIApp:
    """Without Starlette's own last resort, which stands outside of the guard in the server."""
    return app.router if isinstance(app, Starlette) else app
