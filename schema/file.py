"""Photos and recordings."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from hotline.files.access import FILE
from schema.reader.declarations import node, stored, to_one
from schema.reader.shapes import Node

if TYPE_CHECKING:
    from schema.message import Message
else:
    # Types that lead to each other: the schema finds them by name.
    Message = Annotated["Message", strawberry.lazy("schema.message")]


@node("fil", FILE)
class File(Node):
    """A photo or recording. The original is sealed; what is served is a re-encoded copy."""

    id: strawberry.ID = stored("id", "The global id.", sql="'fil_' || {t}.id")
    media_type: str = stored("media_type", "What it is, as its content shows.")
    size: int = stored("size", "Bytes of the original.")
    taken_at: datetime | None = stored("taken_at", "When the original says it was taken.")
    uploaded_at: datetime = stored("uploaded_at", "When it came in.")
    released_at: datetime | None = stored("released_at", "When the office released it to councillors.")
    url: str = stored("id", "Where its copy is served to this viewer.", sql="'/files/fil_' || {t}.id")
    message: Message | None = to_one("message_id", "The message it belongs to.")
