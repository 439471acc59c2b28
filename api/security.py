"""The outermost layer, plain ASGI: it names the request, caps and times its body, and sets the headers of its
answer, before any other code of ours sees it. What that code fails to answer it answers, telling nothing."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.refusing import refusal_response
from api.requests import header, headers_of, raw, request_id_of
from hotline.kit.refusals import Refusal
from schema.answering import Internal, as_refusal

POLICY: Final = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    # Not `no-referrer`: forms would come back with the origin "null".
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(self), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    # Whatever may be kept says so itself.
    "cache-control": "private, no-store",
}
IN_PRODUCTION: Final = {"strict-transport-security": "max-age=31536000; includeSubDomains"}

# A body has fifteen seconds, and a second more for every 8 kB that came: a phone in the street sends a photo,
# a thousand sockets that drip a byte now and then are let go.
_PATIENCE: Final = 15.0
_SLOWEST: Final = 8_192.0
# How much of a refused body is read to nowhere, and for how long in seconds: to a client that is still sending
# when we close, the answer would be lost.
_LINGER: Final = 20_000_000
_LINGER_SECONDS: Final = 5.0


class PayloadTooLarge(Refusal):
    """A body over its cap; it was not read to its end."""

    code, sentence, status = "PAYLOAD_TOO_LARGE", "The request is larger than {limit} bytes.", 413


class TooSlow(Refusal):
    """A body that did not come in time."""

    code, sentence, status = "TOO_SLOW", "The request came too slowly to wait for it.", 408


@dataclass(frozen=True)
class Guard:
    """`limits` are caps in bytes by path, over `limit` for all others; `headers` are set where the answer
    does not set its own. `patience` is in seconds."""

    app: ASGIApp
    limit: int
    limits: Mapping[str, int] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=lambda: HEADERS)
    patience: float = _PATIENCE

    @cached_property
    def _raw(self) -> list[tuple[bytes, bytes]]:
        return raw(self.headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = request_id_of(scope)
        limit = self.limits.get(scope["path"], self.limit)
        body = _Body(receive, limit, self.patience)
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                given = message.get("headers", ())
                names = {name for name, _ in given}
                own = [one for one in self._raw if one[0] not in names]
                message["headers"] = [*given, *own, (b"x-request-id", request_id.encode())]
                started = True
            await send(message)

        async def unless_refused(message: Message) -> None:
            if body.refusal is None or started:
                await answer(message)

        async def stop(refusal: Refusal) -> None:
            response = refusal_response(scope, refusal)
            # The rest of an unread body would be taken for the next request.
            response.headers["connection"] = "close"
            if isinstance(refusal, PayloadTooLarge) and b"expect" not in headers_of(scope):
                await body.discard()
            await response(scope, receive, answer)

        if _declared(scope) > limit:
            await stop(PayloadTooLarge(limit=limit))
            return
        failed: Refusal | None = None
        try:
            await self.app(scope, body.receive, unless_refused)
        except Exception as error:
            if started:
                raise
            # Our own stop of the body may surface as any error of the code that was reading it.
            failed = body.refusal or as_refusal(error, request_id)
        if not started:
            await stop(body.refusal or failed or Internal())


@dataclass
class _Body:
    """A request's body, read under a cap and against the clock."""

    source: Receive
    limit: int
    patience: float
    refusal: Refusal | None = None
    _size: int = 0
    _whole: bool = False
    _since: float = field(default_factory=time.monotonic)

    async def receive(self) -> Message:
        if self._whole:
            return await self.source()
        message = await self._in_time()
        self._size += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._size > self.limit:
            raise self._refused(PayloadTooLarge(limit=self.limit))
        return message

    async def _in_time(self) -> Message:
        """What comes next. `asyncio.timeout` would do the same, at the cost of all our other layers together."""
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None, "requests are answered in tasks"
        late = False

        def stop() -> None:
            nonlocal late
            late = task.cancel()

        left = self._since + self.patience + self._size / _SLOWEST - time.monotonic()
        timer = loop.call_later(left, stop)
        try:
            return await self.source()
        except asyncio.CancelledError:
            # Somebody else may have cancelled us, too: that goes on.
            if not late or task.uncancel() > 0:
                raise
            raise self._refused(TooSlow()) from None
        finally:
            timer.cancel()

    async def discard(self) -> None:
        """Read on to nowhere, up to a bound."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINGER_SECONDS):
                while not self._whole and self._size < _LINGER:
                    message = await self.source()
                    self._size += len(message.get("body", b""))
                    self._whole = not message.get("more_body", False)

    def _refused(self, refusal: Refusal) -> Refusal:
        self.refusal = refusal
        return refusal


def _declared(scope: Scope) -> int:
    length = header(headers_of(scope), b"content-length") or "0"
    return int(length) if length.isascii() and length.isdigit() else 0
