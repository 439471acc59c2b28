"""A client of an ASGI app in process, and bodies as no well-behaved client sends them."""

from collections.abc import AsyncIterator, Iterable

import httpx
from starlette.types import ASGIApp

HERE = "http://payesh.test"


def client(app: ASGIApp, **headers: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE, headers=headers)


async def chunks(parts: Iterable[bytes]) -> AsyncIterator[bytes]:
    """A body without a length."""
    for part in parts:
        yield part
