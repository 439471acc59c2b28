"""A GraphQL request as it came over HTTP: by POST in JSON, or by GET, where it may change nothing."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar, Final
from urllib.parse import unquote_to_bytes

import orjson
from starlette.types import Receive, Scope

from api.persisted import BadRequest, Persisted
from api.requests import read_body
from schema.answering import Request
from schema.reader.faults import Fault

JSON: Final = b"application/json"
# Written out, `str | None` is made anew at each look.
_TEXT = (str, type(None))
_OBJECT = (dict, type(None))
_MOST_PARAMETERS: Final = 10
_LONGEST_KEPT: Final = 1000
_OF_JSON: Final = frozenset({b"variables", b"extensions"})

# The document, its operation's name, variables and extensions: never changed, since several requests share them.
_Asked = tuple[str, str | None, Mapping[str, Any], Mapping[str, Any]]


class UnsupportedMediaType(Fault):
    """The body is not JSON by its content type."""

    code, sentence = "UNSUPPORTED_MEDIA_TYPE", "Send the body as application/json in UTF-8."
    status: ClassVar[int] = 415


class MethodNotAllowed(Fault):
    """Neither GET nor POST."""

    code, sentence = "METHOD_NOT_ALLOWED_HERE", "GraphQL is asked by POST, or by GET for queries."
    status: ClassVar[int] = 405


class Batched(BadRequest):
    """Several operations in one request: whatever counts requests would count one."""

    code, sentence = "BATCHED", "Send each operation as a request of its own."


async def asked(
    scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, request_id: str, persisted: Persisted
) -> Request:
    """Raises the faults of a request that is none."""
    method = scope["method"]
    if method == "GET":
        query = scope["query_string"]
        read = _read_once if len(query) <= _LONGEST_KEPT else _read
        text, name, variables, extensions = read(query, persisted, persisted.edition)
        return Request(text, name, variables, request_id, True, extensions)
    if method != "POST":
        raise MethodNotAllowed()
    if not _is_json(headers.get(b"content-type", b"")):
        raise UnsupportedMediaType()
    try:
        fields = orjson.loads(await read_body(receive))
    except orjson.JSONDecodeError:
        raise BadRequest("body", reason="body is not JSON") from None
    text, name, variables, extensions = _checked(fields, persisted)
    return Request(text, name, variables, request_id, False, extensions)


def _read(query: bytes, persisted: Persisted, _edition: int) -> _Asked:
    return _checked(_by_get(query), persisted)


# Whoever looks again asks by the same address.
_read_once = lru_cache(1000)(_read)


def _by_get(query: bytes) -> dict[str, Any]:
    """The fields; of a name given twice the last. Not `parse_qsl`, which takes as long as all the rest."""
    pairs = query.split(b"&")
    if len(pairs) > _MOST_PARAMETERS or not query.isascii():
        raise BadRequest(reason="query string")
    fields: dict[str, Any] = {}
    for pair in pairs:
        name, _, value = pair.partition(b"=")
        if b"%" in value or b"+" in value:
            value = unquote_to_bytes(value.replace(b"+", b" "))
        if name not in _OF_JSON:
            fields[name.decode()] = value.decode("utf-8", "replace")
            continue
        try:
            fields[name.decode()] = orjson.loads(value)
        except orjson.JSONDecodeError:
            raise BadRequest(name.decode(), reason=f"{name.decode()} is not JSON") from None
    return fields


def _checked(fields: object, persisted: Persisted) -> _Asked:
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
    return persisted.text(fields), name or None, variables or {}, extensions or {}


@lru_cache(100)
def _is_json(content_type: bytes) -> bool:
    name, _, parameters = content_type.lower().partition(b";")
    charset = parameters.replace(b" ", b"").replace(b'"', b"")
    return name.strip() == JSON and charset in (b"", b"charset=utf-8")
