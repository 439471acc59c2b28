"""A query by GET past the layers that have nothing to do with it, since they cost as much as the reading of it.

What they would do is done here all the same: the request has an id, and the answer their headers. A body, a
stream, another site's page, a person's cookie: whatever they might look at goes through them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from api.graphql_http import GraphQLOverHTTP
from api.requests import headers_of, raw, request_id_of

# What a layer looks at. A page or a stream asked for (`text/…`) is no single answer, either.
_LOOKED_AT: Final = frozenset(
    {b"origin", b"cookie", b"content-length", b"transfer-encoding", b"expect", b"upgrade"}
)


@dataclass(frozen=True)
class Shortcut:
    """`headers` are those that the layers give to every answer in JSON; they lead to the same endpoint."""

    layers: ASGIApp
    endpoint: GraphQLOverHTTP
    headers: Mapping[str, str]

    @cached_property
    def _own(self) -> list[tuple[bytes, bytes]]:
        # An answer says itself how long it may be kept.
        return [one for one in raw(self.headers) if one[0] != b"cache-control"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") != "/graphql" or scope.get("method") != "GET":
            await self.layers(scope, receive, send)
            return
        headers = headers_of(scope)
        if not _LOOKED_AT.isdisjoint(headers) or b"text/" in headers.get(b"accept", b""):
            await self.layers(scope, receive, send)
            return
        request_id = request_id_of(scope)
        status, answered, body = await self.endpoint.answered(scope, headers, receive, request_id)
        answered += self._own
        answered.append((b"x-request-id", request_id.encode()))
        await send({"type": "http.response.start", "status": status, "headers": answered})
        await send({"type": "http.response.body", "body": body})
