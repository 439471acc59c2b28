import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from api.app import create_app
from api.places import Places
from api.security import HEADERS, OF_PAGES
from api.settings import Settings
from hotline.kit.viewer import Role
from schema.bus import Bus
from tests.api.asgi import client
from tests.api.serving import FRONTEND, INPUT, REGISTER, ask, bearer, codes, everything, is_persian

URGENT = {"priority": "u=0"}


@dataclass
class Work:
    """An app that reads the body and works until it is let go."""

    begun: list[bytes] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begun.append((await receive()).get("body", b""))
        await self.done.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})


def places(app: Any, *, known: bool = False, number: int = 2, kept: int = 2, streams: int = 2) -> Places:
    return Places(app, number, kept, streams, lambda _: known)


async def until(holds: Any) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - what is looked at sets no event
            await asyncio.sleep(0)


@asynccontextmanager
async def full(made: Places, work: Work) -> AsyncIterator[httpx.AsyncClient]:
    """Every place is taken within the block, and free again after it."""
    async with client(made) as http:
        before = len(work.begun)
        asking = [asyncio.create_task(http.get("/")) for _ in range(made.places)]
        await until(lambda: len(work.begun) == before + made.places)
        yield http
        work.done.set()
        assert {one.status_code for one in await asyncio.gather(*asking)} == {204}
        assert made.taken == 0


async def test_whoever_finds_no_place_is_told_when_to_come_back_and_nothing_is_read() -> None:
    work = Work()
    async with full(places(work), work) as http:
        answer = await http.post("/graphql", content=b"who asks", headers={"accept-language": "en"})
        assert (answer.status_code, codes(answer), answer.headers["retry-after"]) == (503, ["OVERLOADED"], "2")
        assert answer.json()["errors"][0]["extensions"]["requestId"] == answer.headers["x-request-id"]
        assert HEADERS.items() <= dict(answer.headers).items()
        assert is_persian((await http.get("/")).json()["errors"][0]["message"])
    assert work.begun == [b"", b""]


async def test_a_browser_and_open311_are_told_so_in_their_own_forms() -> None:
    work = Work()
    async with full(places(work), work) as http:
        page = await http.get("/queue", headers={"accept": "text/html"})
        assert page.headers["content-type"].startswith("text/html")
        assert page.headers["content-security-policy"] == OF_PAGES["content-security-policy"]
        assert 'lang="fa"' in page.text
        reports = await http.get("/open311/v2/requests.xml")
        assert (reports.status_code, reports.headers["retry-after"]) == (503, "2")
        assert "<errors>" in reports.text


async def test_a_place_is_free_again_however_its_request_ended() -> None:
    async def fail(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError

    made = places(fail, number=1)
    async with client(made) as http:
        for _ in range(3):
            with pytest.raises(ValueError):  # noqa: PT011 - the app's own, from above
                await http.get("/")
    assert made.taken == 0


async def test_who_watches_over_the_process_is_always_answered() -> None:
    work = Work()
    async with full(places(work), work) as http:
        work.done.set()
        assert (await http.get("/healthz")).status_code == 204
        assert (await http.get("/readyz")).status_code == 204


async def test_a_client_that_is_slow_to_send_or_to_take_holds_no_place() -> None:
    body, taken = asyncio.Event(), asyncio.Event()
    counted = []

    async def receive() -> Message:
        await body.wait()
        return {"type": "http.request", "body": b""}

    async def send(_: Message) -> None:
        await taken.wait()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        counted.append(made.taken)
        await send({"type": "http.response.start"})

    made = places(app)
    scope = {"type": "http", "path": "/", "headers": []}
    tasks = [asyncio.create_task(made(scope, receive, send)) for _ in range(100)]
    await asyncio.sleep(0)
    assert made.taken == 0
    body.set()
    await until(lambda: len(counted) == 100)
    assert made.taken == 0
    assert max(counted) >= 1
    taken.set()
    await asyncio.gather(*tasks)
    assert made.taken == 0


@pytest.mark.parametrize(
    ("method", "path", "headers", "served"),
    [
        ("POST", "/graphql", URGENT, True),
        ("POST", "/graphql", {"priority": "i, u=0;x"}, True),
        ("POST", "/graphql", {"priority": "u=1, i"}, False),
        ("POST", "/graphql", {}, False),
        ("GET", "/graphql", URGENT, False),
        ("POST", "/messages/new", {}, True),
        ("POST", "/centre/statuses", {}, True),
        ("POST", "/sms/inbound/key", {}, True),
        ("POST", "/open311/v2/requests.json", {}, True),
        ("POST", "/dossiers", URGENT, False),
        ("GET", "/messages/new", URGENT, False),
    ],
)
async def test_places_are_kept_for_what_must_not_wait(
    method: str, path: str, headers: dict[str, str], served: bool
) -> None:
    work = Work()
    async with full(places(work, known=True), work) as http:
        asking = asyncio.create_task(http.request(method, path, headers=headers))
        await until(lambda: len(work.begun) == 3 or asking.done())
        work.done.set()
        assert (await asking).status_code == (204 if served else 503)


@pytest.mark.parametrize(("known", "served"), [(True, 4), (False, 2)])
async def test_of_the_kept_places_half_are_for_those_who_are_recognised(known: bool, served: int) -> None:
    work = Work()
    async with full(places(work, known=known, kept=4), work) as http:
        asking = [asyncio.create_task(http.post("/graphql", headers=URGENT)) for _ in range(9)]
        await until(lambda: sum(one.done() for one in asking) == 9 - served)
        work.done.set()
        answers = [one.status_code for one in await asyncio.gather(*asking)]
    assert (answers.count(204), answers.count(503)) == (served, 9 - served)


async def test_streams_hold_no_place_while_they_listen_and_are_counted_apart() -> None:
    left, statuses = asyncio.Event(), []

    async def receive() -> Message:
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        statuses.append(message.get("status"))

    async def listen(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await receive()

    made = places(listen, number=1)
    scope = {"type": "http", "path": "/graphql", "headers": [(b"accept", b"text/event-stream")]}
    streams = [asyncio.create_task(made(scope, receive, send)) for _ in range(3)]
    await until(streams[2].done)
    assert (made.streaming, made.taken) == (2, 0)
    assert statuses[:3] == [200, 200, 503]
    left.set()
    await asyncio.gather(*streams)
    assert (made.streaming, made.taken) == (0, 0)


async def test_a_socket_too_many_is_refused_at_its_handshake() -> None:
    sent: list[Message] = []

    async def note(message: Message) -> None:
        sent.append(message)

    made = places(Work(), streams=0)
    scope = {"type": "websocket", "path": "/graphql", "headers": []}
    await made(scope, _nothing, note)
    assert sent == [{"type": "websocket.close", "code": 1013}]
    sent.clear()
    await made({**scope, "extensions": {"websocket.http.response": {}}}, _nothing, note)
    assert [one["type"] for one in sent] == ["websocket.http.response.start", "websocket.http.response.body"]
    assert sent[0]["status"] == 503
    assert (b"retry-after", b"2") in sent[0]["headers"]


async def _nothing() -> Message:
    raise AssertionError("nothing is read of what is refused")


@given(st.lists(st.sampled_from(["receive", "send", "both", "work"]), max_size=8), st.booleans())
async def test_places_add_up_whatever_a_request_does(steps: list[str], fails: bool) -> None:
    def looked() -> None:
        assert 0 <= made.taken <= 1

    async def receive() -> Message:
        looked()
        await asyncio.sleep(0)
        looked()
        return {"type": "http.request"}

    async def send(_: Message) -> None:
        await receive()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for step in steps:
            if step == "both":
                await asyncio.gather(receive(), send({}), return_exceptions=False)
            elif step == "receive":
                await receive()
            elif step == "send":
                await send({})
            assert made.taken == 1
        if fails:
            raise ValueError

    made = places(app)
    try:
        await made({"type": "http", "path": "/", "headers": []}, receive, send)
    except ValueError:
        assert fails
    assert made.taken == 0


async def test_an_urgent_registration_is_taken_when_all_other_requests_are_refused(
    db: ModuleType, tmp_path: Path
) -> None:
    made = create_app(Settings(secret="x" * 40, files_url=tmp_path.as_uri(), places=8), Bus())
    assert isinstance(made, Places)
    operator = await bearer(Role.OPERATOR)
    urgent = INPUT | {"categoryCode": "open-manhole", "urgency": "URGENT", "ground": "HAZARD"}
    async with client(made) as http:
        # Seen before the rush begins, so that the token is recognised in it.
        await ask(http, "{ city { nameFa } }", headers=operator)
        made.taken = made.places + made.kept - 1
        before = await everything()
        stranger = await ask(http, REGISTER, {"input": urgent}, headers=FRONTEND | URGENT)
        refused = await ask(http, REGISTER, {"input": urgent}, headers=operator)
        assert codes(stranger) == codes(refused) == ["OVERLOADED"]
        assert await everything() == before
        taken = await ask(http, REGISTER, {"input": urgent}, headers=operator | URGENT)
        assert taken.json()["data"]["registerMessage"]["problems"] == []
        assert (await everything())["message"] == before["message"] + 1
