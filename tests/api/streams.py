"""Clients of subscriptions: of server-sent events, and of WebSockets that speak `graphql-transport-ws`."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.api.serving import Serving

STREAM = "text/event-stream"
SPOKEN = "graphql-transport-ws"
CHANGED = "subscription ($code: String!) { messageChanged(trackingCode: $code) { version state } }"
# In seconds, so that a broken test ends.
_PATIENCE = 20


def subscribe(code: str, id_: str = "1", since: str | None = None) -> dict[str, Any]:
    """The message that begins to follow a message over a WebSocket; `since` is the id of the last event seen."""
    payload: dict[str, Any] = {"query": CHANGED, "variables": {"code": code}}
    if since is not None:
        payload["extensions"] = {"lastEventId": since}
    return {"id": id_, "type": "subscribe", "payload": payload}


def as_of(version: int) -> dict[str, Any]:
    """What is told of a message that nobody has triaged yet."""
    return {"data": {"messageChanged": {"version": version, "state": "REGISTERED"}}}


@asynccontextmanager
async def events(
    http: httpx.AsyncClient, document: str, variables: dict[str, Any], headers: dict[str, str]
) -> AsyncIterator[AsyncIterator[tuple[str, Any]]]:
    """The server-sent events of a subscription: their kind and data."""
    body = {"query": document, "variables": variables}
    asked = {"accept": STREAM, "accept-language": "en", **headers}
    async with asyncio.timeout(_PATIENCE), http.stream("POST", "/graphql", json=body, headers=asked) as response:
        assert (response.status_code, response.headers["content-type"]) == (200, f"{STREAM}; charset=utf-8")
        assert response.headers["cache-control"] == "no-store"
        yield _events(response)


async def _events(response: httpx.Response) -> AsyncIterator[tuple[str, Any]]:
    kind = ""
    async for line in response.aiter_lines():
        if line.startswith("event: "):
            kind = line.removeprefix("event: ")
        elif line.startswith("data:"):
            data = line.removeprefix("data:").strip()
            yield kind, json.loads(data) if data else None


@asynccontextmanager
async def socket(
    serving: Serving,
    authorization: str | None = None,
    *,
    spoken: str | None = SPOKEN,
    headers: dict[str, str] | None = None,
) -> AsyncIterator[ClientConnection]:
    """A connection; introduced already where an authorization is given."""
    url = serving.url.replace("http", "ws") + "/graphql"
    protocols = [Subprotocol(spoken)] if spoken else None
    async with (
        asyncio.timeout(_PATIENCE),
        connect(url, subprotocols=protocols, additional_headers=headers) as connection,
    ):
        if authorization is not None:
            await tell(connection, type="connection_init", payload={"authorization": authorization})
            assert await hear(connection) == {"type": "connection_ack"}
        yield connection


async def tell(connection: ClientConnection, **message: Any) -> None:
    await connection.send(json.dumps(message))


async def hear(connection: ClientConnection) -> Any:
    """The next message, but for the id of its event."""
    message, _ = await hear_with_id(connection)
    return message


async def hear_with_id(connection: ClientConnection) -> tuple[Any, str]:
    """The next message, and the id of its event."""
    message = json.loads(await connection.recv())
    if message["type"] != "next":
        return message, ""
    return message, message["payload"].pop("extensions")["eventId"]


async def closed(connection: ClientConnection) -> int:
    """The code it is closed with, whatever is heard before."""
    with suppress(ConnectionClosed):
        async for _ in connection:
            pass
    assert connection.close_code is not None
    return connection.close_code
