"""Subscriptions on the wire: server-sent events as `graphql-sse` speaks them (distinct connections), and
WebSockets as `graphql-transport-ws`.

Every event has an id. Who comes back with the last one seen (`Last-Event-ID`, or `extensions.lastEventId` in the
request) is told what stands at once if it may have missed anything, and else nothing until something changes.

Neither touches the database when it is cancelled: on shutdown the pools may be gone by then.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from api.persisted import BadRequest, Persisted
from api.viewers import Unauthenticated
from hotline.kit.refusals import Refusal
from hotline.kit.viewer import Viewer
from schema.answering import Request, error_of, refusal_answer
from schema.live import BEAT, Live
from schema.views import Reading, Seen

_INIT_SECONDS = 10.0
# How long a client may take for what it was sent. It is given up then, and comes back for what it missed.
_PATIENCE = 30.0
# When an EventSource that was cut comes back, in milliseconds.
_RETRY = b"retry: 2000\n\n"
_BEAT = b":\n\n"
_PROTOCOL = "graphql-transport-ws"
_MOST_SUBSCRIPTIONS = 50


ViewerNow = Callable[[], Awaitable[Viewer]]


async def stream(
    live: Live,
    request: Request,
    viewer: Viewer,
    viewer_now: ViewerNow,
    receive: Receive,
    send: Send,
    *,
    since: Seen | None = None,
    patience: float = _PATIENCE,
) -> None:
    """Answer a subscription as server-sent events until the client leaves or is too slow, its credentials hold no
    more, or the server ends."""
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"text/event-stream; charset=utf-8"),
                (b"cache-control", b"no-store"),
                (b"x-accel-buffering", b"no"),
            ],
        }
    )

    async def put(chunk: bytes, *, more: bool = True) -> None:
        async with asyncio.timeout(patience):
            await send({"type": "http.response.body", "body": chunk, "more_body": more})

    told = asyncio.create_task(_tell(live, request, viewer, viewer_now, since, put))
    left = asyncio.create_task(_gone(receive))
    try:
        await asyncio.wait({told, left}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (told, left):
            task.cancel()
        await asyncio.gather(told, left, return_exceptions=True)


async def _tell(
    live: Live,
    request: Request,
    viewer: Viewer,
    viewer_now: ViewerNow,
    since: Seen | None,
    put: Callable[..., Awaitable[None]],
) -> None:
    await put(_RETRY)
    answers = live.answers(request.text, request.operation_name, request.variables, viewer_now, since)
    try:
        async with aclosing(answers):
            async for reading in answers:
                await put(_BEAT if reading is None else _event(reading))
        # Cut, not complete: the server ends, and the client is to go on with the next one.
        last = b""
    except TimeoutError:
        return
    except Exception as error:
        told = refusal_answer(error, request.request_id, viewer).body
        last = b"event: next\ndata: " + told + b"\n\nevent: complete\ndata:\n\n"
    await put(last, more=False)


def _event(reading: Reading) -> bytes:
    # PostgreSQL breaks the line between the items of a list, where an event's data would end; within a text of JSON
    # no line is ever broken.
    data = reading.data.replace(b"\n", b"")
    return b'event: next\nid: %b\ndata: {"data":%b}\n\n' % (reading.id.encode(), data)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@dataclass
class GraphQLOverWebSocket:
    """The endpoint for `graphql-transport-ws`. Credentials come with the handshake (cookie, same origin) or as
    `{"authorization": "…"}` in `connection_init`."""

    live: Live
    persisted: Persisted
    viewer_of: Callable[[Scope, str | None], Awaitable[Viewer]]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        if _PROTOCOL not in scope.get("subprotocols", []):
            # Accepted first, for a code of closing reaches nobody before.
            await socket.accept()
            await socket.close(4406, "Subprotocol not acceptable")
            return
        await socket.accept(subprotocol=_PROTOCOL)
        conversation = _Conversation(self.live, self.persisted, socket, self.viewer_of)
        try:
            viewer = await conversation.initialised()
            if viewer is not None:
                conversation.beating = asyncio.create_task(conversation.beat())
                await conversation.converse(viewer)
        except (WebSocketDisconnect, RuntimeError, TimeoutError):
            pass
        finally:
            await conversation.end()


@dataclass
class _Conversation:
    live: Live
    persisted: Persisted
    socket: WebSocket
    viewer_of: Callable[[Scope, str | None], Awaitable[Viewer]]
    given: str | None = None
    running: dict[str, "asyncio.Task[None]"] = field(default_factory=dict)
    beating: "asyncio.Task[None] | None" = None

    async def initialised(self) -> Viewer | None:
        """The viewer, once the client has introduced itself; None where it has been shown out."""
        try:
            async with asyncio.timeout(_INIT_SECONDS):
                message = await self._next()
        except TimeoutError:
            await self.socket.close(4408, "Connection initialisation timeout")
            return None
        if message is None or message.get("type") != "connection_init":
            await self.socket.close(4401, "Unauthorized")
            return None
        payload = message.get("payload")
        given = payload.get("authorization") if isinstance(payload, dict) else None
        self.given = given if isinstance(given, str) else None
        try:
            viewer = await self._viewer_now()
        except Refusal:
            await self.socket.close(4403, "Forbidden")
            return None
        await self._send({"type": "connection_ack"})
        return viewer

    async def beat(self) -> None:
        """Say that we are still here. Whoever cannot even be told so in time is given up."""
        while True:
            await asyncio.sleep(BEAT)
            try:
                await self._send({"type": "ping"})
            except TimeoutError:
                await self.socket.close(4408, "Too slow")

    async def converse(self, viewer: Viewer) -> None:
        while True:
            message = await self._next()
            kind = message.get("type") if message else None
            if message is None:
                await self._not_understood()
                return
            if kind == "ping":
                await self._send({"type": "pong"})
            elif kind == "subscribe" and not await self._subscribe(message, viewer):
                return
            elif kind == "complete":
                self._stop(str(message.get("id")))
            elif kind == "connection_init":
                await self.socket.close(4429, "Too many initialisation requests")
                return
            elif kind not in ("pong", "subscribe"):
                await self._not_understood()
                return

    async def _subscribe(self, message: dict[str, Any], viewer: Viewer) -> bool:
        id_, payload = message.get("id"), message.get("payload")
        fields = payload if isinstance(payload, dict) else {}
        variables, name, extensions = fields.get("variables"), fields.get("operationName"), fields.get("extensions")
        if (
            not isinstance(id_, str)
            or not isinstance(variables, dict | None)
            or not isinstance(name, str | None)
            or not isinstance(extensions, dict | None)
        ):
            await self._not_understood()
            return False
        try:
            text = self.persisted.text(fields)
        except BadRequest:
            await self._not_understood()
            return False
        except Refusal as refusal:
            await self._send({"id": id_, "type": "error", "payload": [error_of(refusal, id_, viewer, [])]})
            return True
        if id_ in self.running:
            # A reason has 123 bytes, a letter up to four.
            await self.socket.close(4409, f"Subscriber for {id_[:23]} already exists")
            return False
        if len(self.running) >= _MOST_SUBSCRIPTIONS:
            await self.socket.close(4429, "Too many subscriptions")
            return False
        request = Request(text, name or None, variables or {}, id_)
        since = Seen.read((extensions or {}).get("lastEventId"))
        self.running[id_] = asyncio.create_task(self._run(id_, request, viewer, since))
        return True

    async def _run(self, id_: str, request: Request, viewer: Viewer, since: Seen | None) -> None:
        answers = self.live.answers(
            request.text, request.operation_name, request.variables, self._viewer_now, since
        )
        try:
            async with aclosing(answers):
                async for reading in answers:
                    if reading is not None:
                        await self._send({"id": id_, "type": "next", "payload": _payload(reading)})
        except Unauthenticated:
            # Not 4403, which clients take for a reason to try again.
            with suppress(RuntimeError):
                await self.socket.close(4401, "Unauthorized")
        except TimeoutError:
            with suppress(RuntimeError):
                await self.socket.close(4408, "Too slow")
        except Exception as error:
            await self._send({"id": id_, "type": "error", "payload": [error_of(error, id_, viewer, [])]})
        finally:
            self.running.pop(id_, None)

    async def _viewer_now(self) -> Viewer:
        return await self.viewer_of(self.socket.scope, self.given)

    async def _not_understood(self) -> None:
        await self.socket.close(4400, "Not a message of this protocol")

    def _stop(self, id_: str) -> None:
        task = self.running.pop(id_, None)
        if task is not None:
            task.cancel()

    async def end(self) -> None:
        tasks = [task for task in (self.beating, *self.running.values()) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(RuntimeError, WebSocketDisconnect):
            await self.socket.close()

    async def _next(self) -> dict[str, Any] | None:
        try:
            message = orjson.loads(await self.socket.receive_text())
        except (orjson.JSONDecodeError, KeyError):
            return None
        return message if isinstance(message, dict) else None

    async def _send(self, message: dict[str, Any]) -> None:
        async with asyncio.timeout(_PATIENCE):
            await self.socket.send_text(orjson.dumps(message).decode())


def _payload(reading: Reading) -> dict[str, object]:
    return {"data": orjson.Fragment(reading.data), "extensions": {"eventId": reading.id}}
