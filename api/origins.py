"""Other web sites: `SameSite` lets none act with a signed-in person's cookie, `Origins` lets those we name ask
the API with their own tokens. Plain ASGI."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.refusing import refusal_response
from api.requests import header, headers_of, raw, read_body
from api.viewers import COOKIE, session_key
from hotline.kit.refusals import Refusal
from hotline.people.keys import seal

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# A GET of it changes nothing, and yet another site could spend a person's share by it, and time the answer.
_ASKED: Final = "/graphql"
_FORM: Final = "application/x-www-form-urlencoded"
_GRANTED_BEFORE: Final = {
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": (
        "authorization, content-type, idempotency-key, accept-language, last-event-id, priority"
    ),
    "access-control-max-age": "600",
    "vary": "Origin",
}
_CLOSE: Final = {"type": "websocket.close", "code": 4403}


class CrossSite(Refusal):
    """A request with a person's cookie that our own pages did not make."""

    code, sentence, status = (
        "CROSS_SITE",
        "This came from another site, or its form is out of date. Open the page again and repeat.",
        403,
    )


@dataclass(frozen=True)
class SameSite:
    """Every request that acts by cookie comes from our own pages, and carries what only they know: the header
    `X-Payesh-CSRF`, or the field `csrf` of its form. Paths in `checks_itself` read the field from a stream.

    `public_url` is the address people know us by, where a proxy stands before us.
    """

    app: ASGIApp
    secret: bytes = field(repr=False)
    public_url: str = ""
    checks_itself: frozenset[str] = frozenset()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = headers_of(scope)
        acts = scope["type"] == "websocket" or scope["method"] not in _SAFE
        if not (acts or scope["path"] == _ASKED) or not acts_by_cookie(headers):
            await self.app(scope, receive, send)
            return
        ours = same_origin(headers, self.public_url)
        if scope["type"] == "websocket":
            await (self.app(scope, receive, send) if ours else send(_CLOSE))
            return
        if acts and ours and scope["path"] not in self.checks_itself:
            given = header(headers, b"x-payesh-csrf")
            if given is None and _is_form(headers):
                body = await read_body(receive)
                given, receive = _field(body, "csrf"), _again(body, receive)
            ours = csrf_holds(given, headers, self.secret)
        answer = self.app if ours else refusal_response(scope, CrossSite())
        await answer(scope, receive, send)


def acts_by_cookie(headers: Mapping[bytes, bytes]) -> bool:
    """Whether whatever a browser sends of its own accord is all that says who asks."""
    return b"authorization" not in headers and COOKIE.encode() in headers.get(b"cookie", b"")


def csrf_of(scope: Scope, secret: bytes) -> str:
    """What our own forms carry in `csrf`: bound to the session, worth nothing without its cookie."""
    key = session_key(headers_of(scope)) or ""
    return urlsafe_b64encode(hmac.digest(secret, b"csrf" + seal(key).encode(), "sha256")).decode().rstrip("=")


def csrf_holds(given: str | None, headers: Mapping[bytes, bytes], secret: bytes) -> bool:
    """Whether `given` is what our forms carry for this session."""
    right = csrf_of({"headers": list(headers.items())}, secret)
    return given is not None and hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())


def same_origin(headers: Mapping[bytes, bytes], public_url: str = "") -> bool:
    """Whether the browser says that our own page made the request. Both headers are the browser's alone to set;
    a client that sends neither is no browser, and has no cookie it did not choose to send."""
    if header(headers, b"sec-fetch-site") not in (None, "same-origin", "none"):
        return False
    origin = header(headers, b"origin")
    if origin is None:
        return True
    ours = {header(headers, b"host"), urlsplit(public_url).netloc or None}
    return urlsplit(origin).netloc in ours


@dataclass(frozen=True)
class Origins:
    """Lets pages of the `allowed` web sites ask by bearer token or receipt; never by cookie."""

    app: ASGIApp
    allowed: frozenset[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.allowed or scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = headers_of(scope)
        origin = header(headers, b"origin")
        granted = _granted(origin) if origin in self.allowed else {}
        if granted and scope["method"] == "OPTIONS" and b"access-control-request-method" in headers:
            before = granted | _GRANTED_BEFORE
            await send({"type": "http.response.start", "status": 204, "headers": raw(before)})
            await send({"type": "http.response.body"})
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered = MutableHeaders(scope=message)
                answered.update(granted)
                # Also where nothing is granted: a cache keeps no answer of one site's for another.
                answered.add_vary_header("Origin")
            await send(message)

        await self.app(scope, receive, answer)


def _granted(origin: str | None) -> dict[str, str]:
    return {
        "access-control-allow-origin": origin or "",
        "access-control-expose-headers": "x-request-id, etag, retry-after",
    }


def _is_form(headers: Mapping[bytes, bytes]) -> bool:
    return (header(headers, b"content-type") or "").partition(";")[0].strip().lower() == _FORM


def _field(body: bytes, name: str) -> str | None:
    return parse_qs(body.decode("utf-8", "replace"), max_num_fields=1000).get(name, [None])[0]


def _again(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
