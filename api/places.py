"""The outermost layer: so many requests are worked on at once, and whoever finds no place is told so within
milliseconds, before anything of the body is read. Why so, and what else was tried: docs/adr/0020.

A place is held while a request is worked on, and given back while it waits for its client, so that a thousand slow
clients hold none. Live streams and sockets, which last for hours, are counted apart. Some places are kept for what
must not wait, as far as that can be known from a request's head: a form or a report that comes in, and over GraphQL
what its client calls urgent (`Priority: u=0`, RFC 9218).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.open311.answers import ROOT as OPEN311
from api.refusing import language_of, refusal_response
from api.requests import headers_of, raw, request_id_of
from api.security import HEADERS, OF_PAGES
from hotline.kit.refusals import Refusal

# Who watches over processes asks these, and must be answered most of all when there is much to do.
_ALWAYS: Final = frozenset({"/healthz", "/readyz"})
# Where messages come in, what is done about them, and what citizens answer.
_COMING_IN: Final = frozenset(
    {"/messages/new", "/centre/statuses", f"{OPEN311}/requests.json", f"{OPEN311}/requests.xml"}
)
_SMS: Final = "/sms/inbound/"
_URGENT: Final = re.compile(rb"(?:^|,)\s*u=0\s*(?:[,;]|$)")
_STREAM: Final = b"text/event-stream"
# To so many places one more is kept.
KEPT: Final = 4
# Of the kept places those whose credentials nobody has looked at yet may take one in so many.
_SHARE_OF_STRANGERS: Final = 2
_TRY_AGAIN_LATER: Final = 1013
# As long as a request's id, for which it stands.
_NO_ID: Final = b"0" * 32


class Overloaded(Refusal):
    """More is asked at this moment than can be answered; nothing of the request was read."""

    code, sentence, status = "OVERLOADED", "Too many ask at this moment. Try again in a few seconds.", 503


@dataclass
class Places:
    """`places` are everybody's, `kept` are added to them for what must not wait; of those half at most are for whom
    `registers` does not recognise by their headers. `streams` bounds live streams and sockets, which need a place
    too until they only listen."""

    app: ASGIApp
    places: int
    kept: int
    streams: int
    registers: Callable[[Mapping[bytes, bytes]], bool]
    headers: Mapping[str, str] = field(default_factory=lambda: HEADERS)
    taken: int = 0
    streaming: int = 0

    @cached_property
    def _own(self) -> tuple[list[tuple[bytes, bytes]], list[tuple[bytes, bytes]]]:
        """What the layers below set on every answer: in JSON, and in all else."""
        return raw(self.headers), raw({**self.headers, **OF_PAGES})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] in _ALWAYS:
            await self.app(scope, receive, send)
            return
        if self.taken >= self.places and self.taken >= self._open_to(scope):
            await self._refuse(scope, receive, send)
        elif scope["type"] == "websocket" or _STREAM in headers_of(scope).get(b"accept", b""):
            await self._stream(scope, receive, send)
        else:
            await Visit(self, receive, send).of(self.app, scope)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.streaming >= self.streams:
            await self._refuse(scope, receive, send)
            return
        self.streaming += 1
        try:
            await Visit(self, receive, send).of(self.app, scope)
        finally:
            self.streaming -= 1

    def _open_to(self, scope: Scope) -> int:
        """How many places may be taken, and this request still finds one."""
        if scope["type"] != "http" or scope["method"] != "POST":
            return self.places
        path, headers = scope["path"], headers_of(scope)
        if path == "/graphql":
            if not _URGENT.search(headers.get(b"priority", b"")):
                return self.places
        elif path not in _COMING_IN and not path.startswith(_SMS):
            return self.places
        return self.places + (self.kept if self.registers(headers) else self.kept // _SHARE_OF_STRANGERS)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind, path = scope["type"], scope["path"]
        asked, request_id = headers_of(scope), request_id_of(scope).encode()
        if kind == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
            await send({"type": "websocket.close", "code": _TRY_AGAIN_LATER})
        elif kind == "websocket" or b"text/html" in asked.get(b"accept", b"") or path.startswith(f"{OPEN311}/"):
            response = refusal_response(scope, Overloaded())
            of_json, of_pages = self._own
            response.raw_headers += of_json if response.media_type == "application/json" else of_pages
            response.raw_headers.append((b"x-request-id", request_id))
            await response(scope, receive, send)
        else:
            headers, body = self._in_json[language_of(asked)]
            headers = [*headers, (b"x-request-id", request_id)]
            await send({"type": "http.response.start", "status": Overloaded.status, "headers": headers})
            await send({"type": "http.response.body", "body": body.replace(_NO_ID, request_id)})

    @cached_property
    def _in_json(self) -> Mapping[str, tuple[list[tuple[bytes, bytes]], bytes]]:
        """The refusal by language, made beforehand: under load no answer is given more often, and the cheaper it is
        the more useful work goes on."""
        made = {}
        for language in ("fa", "en"):
            headers = [(b"accept-language", language.encode())]
            scope = {"path": "/", "headers": headers, "state": {"request_id": _NO_ID.decode()}}
            response = refusal_response(scope, Overloaded())
            made[language] = [*response.raw_headers, *self._own[0]], bytes(response.body)
        return made


class Visit:
    """One request's place."""

    __slots__ = ("_places", "_receive", "_send", "_waits")

    def __init__(self, places: Places, receive: Receive, send: Send) -> None:
        self._places, self._receive, self._send = places, receive, send
        # A stream waits for its client's leaving and for its reading at the same time.
        self._waits = 0

    async def of(self, app: ASGIApp, scope: Scope) -> None:
        self._places.taken += 1
        try:
            await app(scope, self.receive, self.send)
        finally:
            # For good: whatever may still wait for the client takes no place again.
            self._rest()

    async def receive(self) -> Message:
        self._rest()
        try:
            return await self._receive()
        finally:
            self._work()

    async def send(self, message: Message) -> None:
        self._rest()
        try:
            await self._send(message)
        finally:
            self._work()

    def _rest(self) -> None:
        if not self._waits:
            self._places.taken -= 1
        self._waits += 1

    def _work(self) -> None:
        self._waits -= 1
        if not self._waits:
            self._places.taken += 1
