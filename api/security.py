"""The outermost layer, plain ASGI: it names the request, caps and times its body, and sets the headers of its
answer, before any other code of ours sees it. What that code fails to answer it answers, telling nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.bodies import PATIENCE, Body, PayloadTooLarge, Waiting
from api.refusing import refusal_response
from api.requests import header, headers_of, raw, request_id_of
from hotline.kit.refusals import Refusal
from schema.answering import Internal, as_refusal

POLICY: Final = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    # Whatever may be kept says so itself.
    "cache-control": "private, no-store",
}
# What a browser may show or run: every answer that is not JSON, which none of these could say more of.
OF_PAGES: Final = {
    "content-security-policy": POLICY,
    # Not `no-referrer`: forms would come back with the origin "null".
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(self), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}
IN_PRODUCTION: Final = {"strict-transport-security": "max-age=31536000; includeSubDomains"}


@dataclass(frozen=True)
class Guard:
    """`limits` are caps in bytes by path, over `limit` for all others; `headers`, and on all but JSON those
    `OF_PAGES`, are set where the answer does not set its own. `patience` is in seconds."""

    app: ASGIApp
    limit: int
    limits: Mapping[str, int] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=lambda: HEADERS)
    patience: float = PATIENCE

    @cached_property
    def _waiting(self) -> Waiting:
        return Waiting(min(1.0, self.patience))

    @cached_property
    def _own(self) -> tuple[list[tuple[bytes, bytes]], list[tuple[bytes, bytes]]]:
        """Of JSON, and of all else."""
        return raw(self.headers), raw({**self.headers, **OF_PAGES})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = request_id_of(scope)
        limit = self.limits.get(scope["path"], self.limit)
        body = Body(receive, self._waiting, limit, self.patience)
        started = stopping = False

        async def answer(message: Message) -> None:
            nonlocal started
            if not started:
                # What the app makes of a body that we refused is not its to say.
                if body.refusal is not None and not stopping:
                    return
                started = True
                given = message.get("headers", ())
                names = dict(given)
                of_json, of_pages = self._own
                own = of_json if b"json" in names.get(b"content-type", b"") else of_pages
                added = [one for one in own if one[0] not in names]
                message["headers"] = [*given, *added, (b"x-request-id", request_id.encode())]
            await send(message)

        async def stop(refusal: Refusal) -> None:
            nonlocal stopping
            stopping = True
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
            await self.app(scope, body.receive, answer)
        except Exception as error:
            if started:
                raise
            # Our own stop of the body may surface as any error of the code that was reading it.
            failed = body.refusal or as_refusal(error, request_id)
        if not started:
            await stop(body.refusal or failed or Internal())


def _declared(scope: Scope) -> int:
    length = header(headers_of(scope), b"content-length") or "0"
    return int(length) if length.isascii() and length.isdigit() else 0
