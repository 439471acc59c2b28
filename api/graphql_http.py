"""GraphQL over HTTP: POST and GET, both media types, status codes as the specification asks.

The answer's bytes come from the database and go out as they are. What is asked for with `Accept: text/event-stream`
goes to `graphql_live`; of a client that takes JSON too, subscriptions alone.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import blake2b
from typing import ClassVar, Final

from starlette.types import Receive, Scope, Send

from api.budgets import Budgets
from api.graphql_asked import JSON, asked
from api.graphql_live import stream
from api.languages import spoken_to
from api.persisted import BadRequest, Persisted
from api.requests import header, headers_of, request_id_of
from hotline.kit.viewer import ANONYMOUS, Viewer
from schema.acting import Call
from schema.answering import Answer, Answerer, Request, refusal_answer
from schema.live import Live
from schema.reader.faults import Fault
from schema.views import Seen

_RESPONSE: Final = b"application/graphql-response+json"
_STREAM: Final = b"text/event-stream"
_HTML: Final = b"text/html"

_IN_UTF8: Final = {one: (b"content-type", one + b"; charset=utf-8") for one in (JSON, _RESPONSE)}
# Two media types of the same bytes are two answers.
_TAGGED: Final = {JSON: b"j", _RESPONSE: b"r"}
_VARY: Final = (b"vary", b"accept, accept-language, authorization, cookie")
# Whoever keeps an answer asks each time whether it still holds; one to a person's credentials is theirs alone.
_PRIVATE: Final = (b"cache-control", b"private, no-cache")
_PUBLIC: Final = (b"cache-control", b"no-cache")
_NEVER_KEPT: Final = (b"cache-control", b"no-store")

# The status, the headers that are this answer's own, and the body.
Sent = tuple[int, list[tuple[bytes, bytes]], bytes]
ViewerOf = Callable[[Scope], Awaitable[Viewer]]


class NotAcceptable(Fault):
    """The client takes nothing we can send."""

    code, sentence = "NOT_ACCEPTABLE", "Accept application/graphql-response+json or application/json."
    status: ClassVar[int] = 406


@dataclass(frozen=True)
class GraphQLOverHTTP:
    """The endpoint, as an ASGI app. `viewer_of` raises a refusal for credentials that do not hold."""

    answerer: Answerer
    live: Live
    persisted: Persisted
    budgets: Budgets
    viewer_of: ViewerOf
    call_of: Callable[[Viewer, str | None], Call]
    developers_page: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = headers_of(scope)
        accept = headers.get(b"accept", b"")
        if scope["method"] == "GET" and _HTML in accept and not scope["query_string"]:
            await _send(send, (303, [(b"location", self.developers_page.encode()), (b"content-length", b"0")], b""))
        elif _STREAM in accept:
            await self._stream(scope, headers, receive, send)
        else:
            await _send(send, await self.answered(scope, headers, receive, request_id_of(scope)))

    async def answered(
        self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, request_id: str
    ) -> Sent:
        """What is to be sent of one answer."""
        viewer = ANONYMOUS
        try:
            viewer = await self.viewer_of(scope)
            request = await asked(scope, headers, receive, request_id, self.persisted)
            return await self._answer(request, viewer, scope, headers)
        except Exception as error:
            return _refused(error, headers, viewer, request_id)

    async def _answer(self, request: Request, viewer: Viewer, scope: Scope, headers: Mapping[bytes, bytes]) -> Sent:
        media_type = _media_type(headers.get(b"accept", b"*/*"))
        if media_type is None:
            raise NotAcceptable()
        key = None if request.safe else header(headers, b"idempotency-key")
        pay = partial(self.budgets.spend, viewer, scope)
        answer = await self.answerer.answer(request, self.call_of(viewer, key), pay)
        if request.safe and answer.ran and not answer.private:
            return _kept(answer.body, media_type, headers)
        return _sent(answer, _status(answer, media_type), media_type)

    async def _stream(self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, send: Send) -> None:
        request_id, viewer = request_id_of(scope), ANONYMOUS
        try:
            viewer = await self.viewer_of(scope)
            request = await asked(scope, headers, receive, request_id, self.persisted)
            # Some clients name all that they understand, whatever they ask.
            alone = _media_type(headers[b"accept"]) is None
            sent = (
                None
                if alone or self.answerer.follows(request)
                else await self._answer(request, viewer, scope, headers)
            )
        except Exception as error:
            sent = _refused(error, headers, viewer, request_id)
        if sent is not None:
            await _send(send, sent)
            return
        since = Seen.read(header(headers, b"last-event-id") or request.extensions.get("lastEventId"))
        viewer_now = partial(self.viewer_of, scope)
        await stream(self.live, request, viewer, viewer_now, receive, send, since=since)


@lru_cache(100)
def _media_type(accept: bytes) -> bytes | None:
    """The best media type of ours that the client takes; the older one where it says nothing."""
    taken = [part.partition(b";")[0].strip().lower() for part in accept.split(b",")]
    for part in taken:
        if part == _RESPONSE:
            return _RESPONSE
        if part in (JSON, b"application/*", b"*/*"):
            return JSON
    return None


def _status(answer: Answer, media_type: bytes) -> int:
    """The older media type cannot tell a refused operation from a broken proxy: there, what was understood as
    GraphQL and refused is 200."""
    return 200 if media_type == JSON and answer.status in (400, 403, 404, 422) else answer.status


def _refused(error: Exception, headers: Mapping[bytes, bytes], viewer: Viewer, request_id: str) -> Sent:
    # Whose credentials do not hold is told so in the language they asked for.
    answer = refusal_answer(error, request_id, spoken_to(viewer, headers))
    media_type = _RESPONSE if _RESPONSE in headers.get(b"accept", b"") else JSON
    status = answer.status if isinstance(error, BadRequest) else _status(answer, media_type)
    return _sent(answer, status, media_type)


def _sent(answer: Answer, status: int, media_type: bytes) -> Sent:
    headers = [
        _IN_UTF8[media_type],
        (b"content-length", b"%d" % len(answer.body)),
        _NEVER_KEPT if answer.private else _PRIVATE,
        _VARY,
    ]
    if status == 405:
        headers.append((b"allow", b"GET, POST"))
    if answer.retry_after:
        headers.append((b"retry-after", b"%d" % answer.retry_after))
    return status, headers, answer.body


def _kept(body: bytes, media_type: bytes, headers: Mapping[bytes, bytes]) -> Sent:
    """An answer by GET, which may be kept and asked for again: 304 where the client has these very bytes.

    The tag is of the bytes that this viewer is given now: nothing cheaper is right (docs/adr/0018).
    """
    tag = b'"%b%b"' % (_TAGGED[media_type], blake2b(body, digest_size=15).hexdigest().encode())
    known = b"authorization" in headers or b"cookie" in headers
    answered = [_IN_UTF8[media_type], (b"etag", tag), _PRIVATE if known else _PUBLIC, _VARY]
    given = headers.get(b"if-none-match")
    if given is not None and (given == tag or _names(given, tag)):
        return 304, answered, b""
    answered.append((b"content-length", b"%d" % len(body)))
    return 200, answered, body


def _names(given: bytes, tag: bytes) -> bool:
    """Whether one of the tags given is this; a proxy that compressed the answer calls it weak."""
    return any(one.strip().removeprefix(b"W/") in (tag, b"*") for one in given.split(b","))


async def _send(send: Send, sent: Sent) -> None:
    status, headers, body = sent
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
