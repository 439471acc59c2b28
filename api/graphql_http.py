"""GraphQL over HTTP: POST and GET, both media types, status codes as the specification asks.

The answer's bytes come from the database and go out as they are. What is asked for with `Accept: text/event-stream`
goes to `graphql_live`; of a client that takes JSON too, subscriptions alone.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, ClassVar
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive, Scope, Send

from api.budgets import Budgets
from api.graphql_live import stream
from api.languages import api_language, speaking
from api.persisted import BadRequest, Persisted
from api.requests import header, headers_of, read_body, request_id_of
from hotline.kit.refusals import Refusal
from hotline.kit.viewer import ANONYMOUS, Viewer
from schema.acting import Call
from schema.answering import Answer, Answerer, Request, refusal_answer
from schema.live import Live
from schema.reader.faults import Fault
from schema.views import Seen

_JSON = b"application/json"
_RESPONSE = b"application/graphql-response+json"
_STREAM = b"text/event-stream"
_HTML = b"text/html"
# Written out, `str | None` is made anew at each look.
_TEXT = (str, type(None))
_OBJECT = (dict, type(None))


class NotAcceptable(Fault):
    """The client takes nothing we can send."""

    code, sentence = "NOT_ACCEPTABLE", "Accept application/graphql-response+json or application/json."
    status: ClassVar[int] = 406


class UnsupportedMediaType(Fault):
    """The body is not JSON by its content type."""

    code, sentence = "UNSUPPORTED_MEDIA_TYPE", "Send the body as application/json in UTF-8."
    status: ClassVar[int] = 415


class MethodNotAllowed(Fault):
    """Neither GET nor POST."""

    code, sentence = "METHOD_NOT_ALLOWED_HERE", "GraphQL is asked by POST, or by GET for queries."
    status: ClassVar[int] = 405


ViewerOf = Callable[[Scope], Awaitable[Viewer]]


class Batched(BadRequest):
    """Several operations in one request: whatever counts requests would count one."""

    code, sentence = "BATCHED", "Send each operation as a request of its own."


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
        accept = headers.get(b"accept", b"*/*")
        request_id = request_id_of(scope)
        viewer = ANONYMOUS
        if scope["method"] == "GET" and _HTML in accept and not scope["query_string"]:
            await _redirect(send, self.developers_page)
            return
        try:
            media_type = _media_type(accept)
            viewer = await self.viewer_of(scope)
            request = await self._request(scope, headers, receive, request_id)
            # Some clients name all that they understand, whatever they ask.
            if _STREAM in accept and (media_type is None or self.answerer.follows(request)):
                since = Seen.read(header(headers, b"last-event-id") or request.extensions.get("lastEventId"))
                viewer_now = partial(self.viewer_of, scope)
                await stream(self.live, request, viewer, viewer_now, receive, send, since=since)
                return
            if media_type is None:
                raise NotAcceptable()
            key = header(headers, b"idempotency-key")
            pay = partial(self.budgets.spend, viewer, scope)
            answer = await self.answerer.answer(request, self.call_of(viewer, key), pay)
            status = _status(answer, media_type)
        except Refusal as refusal:
            # Whose credentials do not hold is told so in the language they asked for.
            asker = speaking(viewer, api_language(scope, viewer))
            answer = refusal_answer(refusal, request_id, asker)
            media_type = _RESPONSE if _RESPONSE in accept else _JSON
            status = answer.status if isinstance(refusal, BadRequest) else _status(answer, media_type)
        await _send(send, answer, status, media_type)

    async def _request(
        self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, request_id: str
    ) -> Request:
        if scope["method"] == "GET":
            fields: dict[str, Any] = dict(_query(scope))
            for name in ("variables", "extensions"):
                if name in fields:
                    fields[name] = _json(fields[name].encode("utf-8", "replace"), name)
            return self._checked(fields, request_id, safe=True)
        if scope["method"] != "POST":
            raise MethodNotAllowed()
        if not _is_json(headers.get(b"content-type", b"")):
            raise UnsupportedMediaType()
        return self._checked(_json(await read_body(receive), "body"), request_id, safe=False)

    def _checked(self, fields: object, request_id: str, *, safe: bool) -> Request:
        if isinstance(fields, list):
            raise Batched()
        if not isinstance(fields, dict):
            raise BadRequest(reason="the body is not an object")
        name, variables, extensions = fields.get("operationName"), fields.get("variables"), fields.get("extensions")
        if not isinstance(name, _TEXT):
            raise BadRequest("operationName", reason="operationName is not a string")
        if not isinstance(variables, _OBJECT):
            raise BadRequest("variables", reason="variables is not an object")
        if not isinstance(extensions, _OBJECT):
            raise BadRequest("extensions", reason="extensions is not an object")
        text = self.persisted.text(fields)
        return Request(text, name or None, variables or {}, request_id, safe, extensions or {})


@lru_cache(100)
def _media_type(accept: bytes) -> bytes | None:
    """The best media type of ours that the client takes; the older one where it says nothing."""
    taken = [part.partition(b";")[0].strip().lower() for part in accept.split(b",")]
    for part in taken:
        if part == _RESPONSE:
            return _RESPONSE
        if part in (_JSON, b"application/*", b"*/*"):
            return _JSON
    return None


@lru_cache(100)
def _is_json(content_type: bytes) -> bool:
    name, _, parameters = content_type.lower().partition(b";")
    charset = parameters.replace(b" ", b"").replace(b'"', b"")
    return name.strip() == _JSON and charset in (b"", b"charset=utf-8")


def _query(scope: Scope) -> list[tuple[str, str]]:
    try:
        return parse_qsl(scope["query_string"].decode("ascii"), keep_blank_values=True, max_num_fields=10)
    except ValueError:
        raise BadRequest(reason="query string") from None


def _json(body: bytes, name: str) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadRequest(name, reason=f"{name} is not JSON") from None


def _status(answer: Answer, media_type: bytes) -> int:
    """The older media type cannot tell a refused operation from a broken proxy: there, what was understood as
    GraphQL and refused is 200."""
    return 200 if media_type == _JSON and answer.status in (400, 403, 404, 422) else answer.status


async def _send(send: Send, answer: Answer, status: int, media_type: bytes) -> None:
    headers = [
        (b"content-type", media_type + b"; charset=utf-8"),
        (b"content-length", str(len(answer.body)).encode()),
        (b"cache-control", b"no-store" if answer.private else b"private, no-cache"),
        (b"vary", b"accept, accept-language, authorization, cookie"),
    ]
    if status == 405:
        headers.append((b"allow", b"GET, POST"))
    if answer.retry_after:
        headers.append((b"retry-after", str(answer.retry_after).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


async def _redirect(send: Send, to: str) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": 303,
            "headers": [(b"location", to.encode()), (b"content-length", b"0")],
        }
    )
    await send({"type": "http.response.body", "body": b""})
