"""Incidents: likely duplicates of a message, before it is registered and after."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import strawberry

from hotline.incidents.access import DUPLICATE
from hotline.incidents.suggesting import OF_DRAFT, OF_MESSAGE
from hotline.kit.masking import mask
from hotline.kit.searching import vector
from hotline.messages.drafts import BODY
from schema.reader.declarations import All, Source, argument, declare, rows_of, stored, to_one

if TYPE_CHECKING:
    from schema.message import Message
else:
    # Types that lead to each other: the schema finds them by name.
    Message = Annotated["Message", strawberry.lazy("schema.message")]


def _on_earth(most: float) -> Callable[[float | None], float | None]:
    """Degrees, if there are so many: what lies nowhere is near nothing, and no number for PostgreSQL to round."""
    return lambda degrees: degrees if degrees is not None and abs(degrees) <= most else None


def _terms(text: str) -> str:
    """As they are of the messages it is held against: without personal data."""
    return vector(mask(text[:BODY]))


@strawberry.type
class Likely:
    """What both kinds of suggestions say."""

    message: Message | None = to_one("id", "The message that leads the incident.")
    likeness: float = stored("likeness", "How much of the words they share, 0 to 1.")


@rows_of(Source(DUPLICATE, rows=OF_MESSAGE))
class Duplicate(Likely):
    """A message that may be about the same matter as another."""


@rows_of(
    Source(
        DUPLICATE,
        rows=OF_DRAFT,
        arguments={
            "text": "tsvector",
            "categoryCode": "text",
            "districtNumber": "int",
            "latitude": "float8",
            "longitude": "float8",
        },
        reads={"text": _terms, "latitude": _on_earth(90), "longitude": _on_earth(180)},
    )
)
class DuplicateOfDraft(Likely):
    """A message that may be about the same matter as what is being registered."""


@strawberry.type
class IncidentQueries:
    suggested_duplicates: list[DuplicateOfDraft] = declare(
        All(order="{t}.place"),
        "Open messages that may be about the same matter, likeliest first, 5 at most. Requires: operator or head of"
        " the office.",
        argument("text", str, "What the citizen says, as far as it is written.", ...),
        argument("category_code", str, "Code of the request type.", ...),
        argument("district_number", int | None, "Number of the district."),
        argument("latitude", float | None, "Latitude of the place, degrees."),
        argument("longitude", float | None, "Longitude of the place, degrees."),
    )
