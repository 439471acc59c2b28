"""Small readings of an ASGI request that several endpoints share."""

from collections.abc import Mapping
from uuid import uuid4

from starlette.types import Receive, Scope


def headers_of(scope: Scope) -> Mapping[bytes, bytes]:
    """The headers, names in lower case; of a name sent twice the last."""
    return dict(scope["headers"])


def header(headers: Mapping[bytes, bytes], name: bytes) -> str | None:
    """A header as text, or None."""
    value = headers.get(name)
    return None if value is None else value.decode("latin-1")


def request_id_of(scope: Scope) -> str:
    """The id the outermost layer gave this request; a new one where there is no such layer."""
    state = scope.setdefault("state", {})
    found: str = state.setdefault("request_id", uuid4().hex)
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
