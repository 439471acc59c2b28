"""Answers as JSON and as XML: one structure, two spellings of it."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

import orjson
from starlette.responses import Response
from starlette.types import Scope

from api.languages import api_language
from api.open311.refused import Error, Refused, WrongMethod
from api.requests import request_id_of
from hotline.kit.viewer import ANONYMOUS
from schema.answering import as_refusal

ROOT: Final = "/open311/v2"
FORMATS: Final = {"json": "application/json", "xml": "text/xml"}

# What an entry of a list is called in XML, by the list's name.
_ENTRY: Final = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}
# What XML 1.0 cannot hold, however it is escaped.
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Content = None | bool | int | float | str | Sequence["Content"] | Mapping[str, "Content"]


def answer(
    format_: str, root: str, content: Content, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """`content` in the format; `root` is its name in XML, which JSON leaves out."""
    body = orjson.dumps(content) if format_ == "json" else xml(root, content)
    kind = f"{FORMATS[format_]}; charset=utf-8"
    return Response(body, status, {"content-type": kind, **(headers or {})})


def refused(scope: Scope, error: Exception) -> Response:
    """What went wrong, in the form GeoReport gives errors, the format asked for and the reader's language."""
    ending = scope["path"].rpartition(".")[2]
    headers: dict[str, str] = {}
    if isinstance(error, Refused):
        errors = error.errors
    else:
        refusal = as_refusal(error, request_id_of(scope))
        # GeoReport knows no 422.
        status = 400 if refusal.status == 422 else refusal.status
        errors = [Error(status, refusal.say(api_language(scope, ANONYMOUS)))]
        if isinstance(refusal, WrongMethod):
            headers["allow"] = str(refusal.details["methods"])
    if errors[0].code == 503:
        headers["retry-after"] = "2"
    content: Content = [{"code": error.code, "description": error.description} for error in errors]
    return answer(
        ending if ending in FORMATS else "json", "errors", content, status=errors[0].code, headers=headers
    )


def xml(root: str, content: Content) -> bytes:
    """An XML 1.0 document in UTF-8. Text stays text: markup in it is escaped, and what XML cannot hold is `�`."""
    element = Element(root)
    _fill(element, content)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(element, encoding="unicode")}\n'.encode()


def _fill(element: Element, content: Content) -> None:
    if isinstance(content, Mapping):
        for name, value in content.items():
            _fill(SubElement(element, name), value)
    elif isinstance(content, bool):
        element.text = "true" if content else "false"
    elif isinstance(content, str):
        element.text = _NOT_XML.sub("\ufffd", content)
    elif isinstance(content, Sequence):
        for entry in content:
            _fill(SubElement(element, _ENTRY[element.tag]), entry)
    elif content is not None:
        element.text = str(content)
