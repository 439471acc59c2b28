"""Requests of GraphQL past the layers that have nothing to do with them, since they cost as much as the reading.

Another site's page, a person's cookie: whatever the layers look at goes through them. Of what is left a POST goes
through the guard alone, which reads its body under a cap and against the clock; of a GET even the guard's part is
done here: the request has an id, and the answer the headers that it would be given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from api.graphql_http import GraphQLOverHTTP
from api.requests import headers_of, raw, request_id_of

# What the layers look at, and what the guard does. A page or a stream asked for (`text/…`) is no single answer.
_OF_OTHERS: Final = frozenset({b"origin", b"cookie"})
_OF_THE_GUARD: Final = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})


@dataclass(frozen=True)
class Shortcut:
    """`layers` and `guarded` lead to the same endpoint. `headers` are those that the layers give to every answer in
    JSON."""

    layers: ASGIApp
    guarded: ASGIApp
    endpoint: GraphQLOverHTTP
    headers: Mapping[str, str]

    @cached_property
    def _own(self) -> list[tuple[bytes, bytes]]:
        # An answer says itself how long it may be kept.
        return [one for one in raw(self.headers) if one[0] != b"cache-control"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope.get("method")
        if scope.get("path") != "/graphql" or method not in ("GET", "POST"):
            await self.layers(scope, receive, send)
            return
        headers = headers_of(scope)
        if not _OF_OTHERS.isdisjoint(headers):
            await self.layers(scope, receive, send)
            return
        if method == "POST" or not _OF_THE_GUARD.isdisjoint(headers) or b"text/" in headers.get(b"accept", b""):
            await self.guarded(scope, receive, send)
            return
        request_id = request_id_of(scope)
        status, answered, body = await self.endpoint.answered(scope, headers, receive, request_id)
        answered += self._own
        answered.append((b"x-request-id", request_id.encode()))
        await send({"type": "http.response.start", "status": status, "headers": answered})
        await send({"type": "http.response.body", "body": body})
