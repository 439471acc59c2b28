"""Answers made small for whoever takes them so: a page is a fifth of its size by zstd, brotli or gzip.

A stream of events stays as it is: the memory of an encoder for each of thousands of listeners would be many times
what they are told.
"""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, remove_compress_type

from api.requests import headers_of

# What is smaller fits into one packet anyway.
SMALLEST: Final = 1200

remove_compress_type("text/event-stream")


class Compressing:
    """Compresses what `app` answers to those who name an encoding; the others pass by."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.compressed = CompressMiddleware(app, minimum_size=SMALLEST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or b"accept-encoding" not in headers_of(scope):
            await self.app(scope, receive, send)
            return

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _weak_where_encoded(message["headers"])
            await send(message)

        await self.compressed(scope, receive, tagged)


def _weak_where_encoded(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """A strong tag names these very bytes, and those are others now (RFC 9110, 8.8.1)."""
    if not any(name == b"content-encoding" for name, _ in headers):
        return headers
    return [(name, b"W/" + value if name == b"etag" and value[:1] == b'"' else value) for name, value in headers]
