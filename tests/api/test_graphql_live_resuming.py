"""Subscriptions that are cut and come back, against the real server; and clients that take nothing."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import httpx
import pytest
from starlette.types import Message

from api import graphql_live
from api.graphql_live import GraphQLOverWebSocket, stream
from api.persisted import Persisted
from hotline.kit.viewer import Role, Viewer
from hotline.messages import actions as messages
from hotline.messages.registering import Registration
from schema import live as schema_live
from schema.answering import Request
from schema.bus import Bus
from schema.live import Live
from schema.reader.reading import Reader
from schema.root import build
from tests import world
from tests.api.serving import Serving, bearer
from tests.api.streams import CHANGED, STREAM, as_of, hear, hear_with_id, socket, subscribe, tell
from tests.drafts import ROUTINE


@pytest.fixture
async def message(http: httpx.AsyncClient) -> Registration:
    return await messages.register(ROUTINE, by=world.frontend())


async def test_an_event_source_that_comes_back_hears_only_what_it_missed(
    message: Registration, http: httpx.AsyncClient
) -> None:
    head = await bearer(Role.HEAD_OF_OFFICE)
    async with aclosing(_source(http, message, head)) as told:
        id_, data = await anext(told)
        assert data == as_of(1)
    other = await messages.register(ROUTINE, by=world.frontend())
    async with aclosing(_source(http, message, head, {"last-event-id": id_})) as told:
        waiting = asyncio.create_task(anext(told))
        async with aclosing(_source(http, other, head)) as another:
            await anext(another)
        assert not waiting.done()
        await messages.take_in_hand(message.id, by=world.operator())
        assert (await waiting)[1] == as_of(2)
    async with aclosing(_source(http, message, head, {"last-event-id": id_})) as told:
        assert (await anext(told))[1] == as_of(2)


async def test_the_id_seen_last_may_stand_in_the_request(message: Registration, http: httpx.AsyncClient) -> None:
    head = await bearer(Role.HEAD_OF_OFFICE)
    async with aclosing(_source(http, message, head)) as told:
        id_, _ = await anext(told)
    await messages.take_in_hand(message.id, by=world.operator())
    async with aclosing(_source(http, message, head, lastEventId=id_)) as told:
        assert (await anext(told))[1] == as_of(2)


async def test_an_id_that_is_none_of_ours_is_as_good_as_none(
    message: Registration, http: httpx.AsyncClient
) -> None:
    head = await bearer(Role.HEAD_OF_OFFICE)
    async with aclosing(_source(http, message, head, {"last-event-id": "x"})) as told:
        assert (await anext(told))[1] == as_of(1)


async def test_a_socket_that_comes_back_hears_only_what_it_missed(message: Registration, serving: Serving) -> None:
    head = await bearer(Role.HEAD_OF_OFFICE)
    async with socket(serving, head["authorization"]) as connection:
        await tell(connection, **subscribe(message.tracking_code))
        _, id_ = await hear_with_id(connection)
    async with socket(serving, head["authorization"]) as connection:
        await tell(connection, **subscribe(message.tracking_code, "resumed", since=id_))
        await tell(connection, **subscribe(message.tracking_code, "new"))
        assert (await hear(connection))["id"] == "new"
        await messages.take_in_hand(message.id, by=world.operator())
        heard = [await hear(connection), await hear(connection)]
        assert {told["id"]: told["payload"] for told in heard} == {"resumed": as_of(2), "new": as_of(2)}


async def test_a_client_that_takes_nothing_is_given_up(message: Registration) -> None:
    taken: list[Message] = []

    async def send(part: Message) -> None:
        taken.append(part)
        if b"next" in part.get("body", b""):
            await asyncio.Event().wait()

    async with asyncio.timeout(10):
        await stream(*_asked(message), _forever, send, patience=0.05)
    # Not even an end: it is cut, and comes back for what it missed.
    assert b"event: next" in taken[-1]["body"]


async def test_a_socket_that_takes_nothing_is_closed_and_holds_nothing_for_its_client(
    message: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphql_live, "_PATIENCE", 0.05)
    live, _, _, viewer_now = _asked(message)
    received: asyncio.Queue[Message] = asyncio.Queue()
    taken: list[Message] = []
    closed = asyncio.Event()

    async def send(part: Message) -> None:
        taken.append(part)
        if "next" in part.get("text", ""):
            await asyncio.Event().wait()
        if part["type"] == "websocket.close":
            closed.set()

    scope = {"type": "websocket", "subprotocols": ["graphql-transport-ws"], "headers": [], "path": "/graphql"}
    said = [{"type": "connection_init"}, subscribe(message.tracking_code)]
    received.put_nowait({"type": "websocket.connect"})
    for one in said:
        received.put_nowait({"type": "websocket.receive", "text": json.dumps(one)})
    endpoint = GraphQLOverWebSocket(live, Persisted(live.reader), lambda *_: viewer_now())
    conversing = asyncio.create_task(endpoint(scope, received.get, send))
    async with asyncio.timeout(10):
        await closed.wait()
        received.put_nowait({"type": "websocket.disconnect", "code": 4408})
        await conversing
    assert [part["code"] for part in taken if part["type"] == "websocket.close"] == [4408]
    assert len(live.views) == 0


async def test_a_silent_stream_says_that_it_is_still_there(
    message: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema_live, "BEAT", 0.01)
    heard: asyncio.Queue[bytes] = asyncio.Queue()

    async def send(part: Message) -> None:
        heard.put_nowait(part.get("body", b""))

    telling = asyncio.create_task(stream(*_asked(message), _forever, send))
    async with asyncio.timeout(10):
        while await heard.get() != b":\n\n":
            pass
    telling.cancel()


async def test_a_silent_socket_says_that_it_is_still_there(
    message: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphql_live, "BEAT", 0.01)
    live, _, _, viewer_now = _asked(message)
    received: asyncio.Queue[Message] = asyncio.Queue()
    heard: asyncio.Queue[Message] = asyncio.Queue()
    scope = {"type": "websocket", "subprotocols": ["graphql-transport-ws"], "headers": [], "path": "/graphql"}
    received.put_nowait({"type": "websocket.connect"})
    received.put_nowait({"type": "websocket.receive", "text": '{"type": "connection_init"}'})
    endpoint = GraphQLOverWebSocket(live, Persisted(live.reader), lambda *_: viewer_now())
    conversing = asyncio.create_task(endpoint(scope, received.get, heard.put))
    async with asyncio.timeout(10):
        while (await heard.get()).get("text") != '{"type":"ping"}':
            pass
        received.put_nowait({"type": "websocket.receive", "text": '{"type": "pong"}'})
        received.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await conversing


async def _source(
    http: httpx.AsyncClient, message: Registration, headers: dict[str, str], more: Any = None, **extensions: str
) -> AsyncGenerator[tuple[str, Any], None]:
    """What an EventSource is told: by GET, with ids."""
    asked = {
        "query": CHANGED,
        "variables": json.dumps({"code": message.tracking_code}),
        "extensions": json.dumps(extensions),
    }
    given = {"accept": STREAM, **headers, **(more or {})}
    async with asyncio.timeout(20), http.stream("GET", "/graphql", params=asked, headers=given) as response:
        assert response.status_code == 200
        id_ = ""
        async for line in response.aiter_lines():
            if line.startswith("id: "):
                id_ = line.removeprefix("id: ")
            elif line.startswith("data: "):
                yield id_, json.loads(line.removeprefix("data: "))


def _asked(message: Registration) -> tuple[Live, Request, Viewer, Any]:
    async def viewer_now() -> Viewer:
        return world.head_of_office()

    request = Request(CHANGED, None, {"code": message.tracking_code}, "1")
    return Live(Reader(build()._schema), Bus()), request, world.head_of_office(), viewer_now


async def _forever() -> Message:
    return await asyncio.Future()
