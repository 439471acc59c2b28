"""Photos and recordings."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from hotline.files import rules
from hotline.files.access import FILE, SENT_BY_CITIZEN
from hotline.files.kinds import PHOTOS
from schema.permission import Permission
from schema.reader.declarations import decided, node, stored, to_one
from schema.reader.shapes import Node

if TYPE_CHECKING:
    from schema.message import Message
else:
    # Types that lead to each other: the schema finds them by name.
    Message = Annotated["Message", strawberry.lazy("schema.message")]


_EITHER = (True, False)
_PHOTO = f"{{t}}.media_type IN ({', '.join(repr(kind) for kind in sorted(PHOTOS))})"


@node("fil", FILE)
class File(Node):
    """A photo or recording. The original is sealed; what is served is a re-encoded copy."""

    id: strawberry.ID = stored("id", "The global id.", sql="'fil_' || {t}.id")
    media_type: str = stored("media_type", "What it is, as its content shows.")
    size: int = stored("size", "Bytes of the original.")
    taken_at: datetime | None = stored("taken_at", "When the original says it was taken.")
    uploaded_at: datetime = stored("uploaded_at", "When it came in.")
    latitude: float | None = stored(
        "pii_latitude", "Where the original says it was taken, degrees. Requires: the exact place."
    )
    longitude: float | None = stored(
        "pii_longitude", "Where the original says it was taken, degrees. Requires: the exact place."
    )
    seal: str | None = stored(
        "sha256",
        "The SHA-256 of the original, in hex. Requires: inspector, head of the office, or its citizen.",
        sql="encode({t}.sha256, 'hex')",
    )
    released_at: datetime | None = stored("released_at", "When the office released it to councillors.")
    url: str = stored("id", "Where its copy is served to this viewer.", sql="'/files/fil_' || {t}.id")
    can_release: Permission = decided(
        rules.can_release,
        "Whether the viewer may release it to councillors.",
        photo=(f"({_PHOTO})", _EITHER),
        released=("{t}.released_at IS NOT NULL", _EITHER),
    )
    can_listen: Permission = decided(rules.can_listen, "Whether the viewer may listen to it, if it is a recording.")
    can_open_original: Permission = decided(
        rules.can_open_original,
        "Whether the viewer may open the sealed original and have its seal verified.",
        own=(f"({SENT_BY_CITIZEN})", _EITHER),
    )
    message: Message | None = to_one("message_id", "The message it belongs to.")
