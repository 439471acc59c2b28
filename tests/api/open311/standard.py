"""What GeoReport v2 says an answer is, written down from its text: fields, their types, and their names in XML.

Nothing beside these fields is let through: a client may fail over what it does not know.
"""

import re
from typing import Annotated, Any, Literal
from xml.etree.ElementTree import Element, fromstring

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter


def _w3c(text: str) -> str:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", text), text
    return text


Moment = Annotated[str, AfterValidator(_w3c)]
Text = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Service(Strict):
    service_code: Text
    service_name: Text
    description: str
    metadata: bool
    type: Literal["realtime", "batch", "blackbox"]
    keywords: str
    group: str


class Value(Strict):
    key: Text
    name: Text


class Attribute(Strict):
    variable: bool
    code: Text
    datatype: Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
    required: bool
    datatype_description: str | None
    order: Annotated[int, Field(ge=1)]
    description: Text
    values: list[Value]


class Definition(Strict):
    service_code: Text
    attributes: list[Attribute]


class Request(Strict):
    service_request_id: Text
    status: Literal["open", "closed"]
    status_notes: str | None
    service_name: Text
    service_code: Text
    description: Annotated[str, Field(max_length=4000)] | None
    agency_responsible: str | None
    service_notice: str | None
    requested_datetime: Moment
    updated_datetime: Moment
    expected_datetime: Moment | None
    address: str | None
    address_id: str | None
    zipcode: str | None
    lat: Annotated[float, Field(ge=-90, le=90)] | None
    long: Annotated[float, Field(ge=-180, le=180)] | None
    media_url: str | None


class Posted(Strict):
    service_request_id: Text
    service_notice: str | None = None


class Token(Strict):
    service_request_id: Text
    token: Text


class Error(Strict):
    code: Annotated[int, Field(ge=400, le=599)]
    description: Text


class Endpoint(Strict):
    specification: Literal["http://wiki.open311.org/GeoReport_v2"]
    url: Text
    changeset: Text
    type: Literal["production", "test"]
    formats: list[Literal["text/xml", "application/json"]]


class Discovery(Strict):
    changeset: Text
    contact: Text
    key_service: Text
    endpoints: list[Endpoint]


def holds(shape: Any, content: Any) -> bool:
    """Raises where the content has not the shape."""
    TypeAdapter(shape).validate_python(content)
    return True


# Lists in XML: what they hold.
LISTS = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}


def spelled(document: bytes, root: str) -> Any:
    """An XML answer as the JSON it stands for, by the standard's own convention; every leaf is text or None."""
    assert document.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    element = fromstring(document)
    assert element.tag == root
    return _content(element)


def _content(element: Element) -> Any:
    assert not element.attrib
    if element.tag in LISTS:
        assert {child.tag for child in element} <= {LISTS[element.tag]}
        return [_content(child) for child in element]
    if len(element):
        assert len({child.tag for child in element}) == len(element)
        return {child.tag: _content(child) for child in element}
    return element.text


def as_text(content: Any) -> Any:
    """JSON content with its leaves as XML has them, which cannot hold every character."""
    if isinstance(content, dict):
        return {name: as_text(value) for name, value in content.items()}
    if isinstance(content, list):
        return [as_text(value) for value in content]
    if isinstance(content, bool):
        return str(content).lower()
    return None if content is None else re.sub("[\x01\uffff]", "\ufffd", str(content)) or None
