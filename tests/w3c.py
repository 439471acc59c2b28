"""The W3C Web Annotation Data Model (Recommendation of 23 February 2017): what its text says MUST be so, of what we
export. https://www.w3.org/TR/annotation-model/"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
# Section 3.3.5.
MOTIVATIONS: Final = frozenset(
    [
        *("assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting"),
        *("identifying", "linking", "moderating", "questioning", "replying", "tagging"),
    ]
)
# Section 3.3.1: in UTC, expressed with "Z".
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def faults(annotation: dict[str, Any]) -> list[str]:
    """What is wrong with it, in the order of the model's sections."""
    return list(_faults(annotation))


def _faults(one: dict[str, Any]) -> Iterator[str]:
    if one.get("@context") != CONTEXT:
        yield "@context"
    if not _is_iri(one.get("id")):
        yield "id"
    if one.get("type") != "Annotation":
        yield "type"
    if "motivation" in one and one["motivation"] not in MOTIVATIONS:
        yield "motivation"
    for name in ("created", "modified"):
        if name in one and not _is_moment(one[name]):
            yield name
    creator = one.get("creator")
    if creator is not None and not (_is_iri(creator.get("id")) and creator.get("type") == "Person"):
        yield "creator"
    body = one.get("body")
    if body is not None and not (body.get("type") == "TextualBody" and isinstance(body.get("value"), str)):
        yield "body"
    if "target" not in one:
        yield "target"
    elif isinstance(one["target"], str):
        if not _is_iri(one["target"]):
            yield "target"
    else:
        yield from _specific(one["target"])


def _specific(target: dict[str, Any]) -> Iterator[str]:
    """Section 4: a specific resource has exactly one source; each of its selectors picks the same passage."""
    if not _is_iri(target.get("source")):
        yield "target.source"
    for selector in target.get("selector", []):
        if selector.get("type") == "TextQuoteSelector":
            right = all(isinstance(selector.get(name), str) for name in ("exact", "prefix", "suffix"))
        elif selector.get("type") == "TextPositionSelector":
            start, end = selector.get("start"), selector.get("end")
            right = isinstance(start, int) and isinstance(end, int) and 0 <= start <= end
        else:
            right = False
        if not right:
            yield "selector"


def _is_iri(text: object) -> bool:
    return isinstance(text, str) and bool(urlsplit(text).scheme and urlsplit(text).path + urlsplit(text).netloc)


def _is_moment(text: str) -> bool:
    return bool(_MOMENT.fullmatch(text)) and datetime.fromisoformat(text) is not None
