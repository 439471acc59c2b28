"""Small readings of an ASGI request that several endpoints share."""

import itertools
import os
from collections.abc import Mapping

from starlette.types import Receive, Scope

_HEADERS = "payesh.headers"
# A request is named by its process and its number there: a random name for each would be a system call more.
_PROCESS = os.urandom(8).hex()
_NUMBERS = itertools.count(1)


def headers_of(scope: Scope) -> Mapping[bytes, bytes]:
    """The headers, names in lower case; of a name sent twice the last. Every layer asks: they are read once."""
    listed = scope["headers"]
    kept: tuple[object, dict[bytes, bytes]] | None = scope.get(_HEADERS)
    if kept is None or kept[0] is not listed:
        kept = scope[_HEADERS] = listed, dict(listed)
    return kept[1]


def header(headers: Mapping[bytes, bytes], name: bytes) -> str | None:
    """A header as text, or None."""
    value = headers.get(name)
    return None if value is None else value.decode("latin-1")


def raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as ASGI sends them."""
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def request_id_of(scope: Scope) -> str:
    """The id of this request, which the outermost layer is the first to ask for."""
    state = scope.setdefault("state", {})
    if "request_id" not in state:
        state["request_id"] = f"{_PROCESS}{next(_NUMBERS):016x}"
    found: str = state["request_id"]
    return found


async def read_body(receive: Receive) -> bytes:
    """The whole body. Its size is capped by the outermost layer, before it gets here."""
    parts = []
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)
