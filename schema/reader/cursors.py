"""Cursors and global ids: opaque to others, typed and checked by us.

A cursor names its order and holds the order's key and the row's id. It holds no column the viewer could not
sort by, so it needs no signature; an altered one is refused or is another place in the same visible list.
"""

import binascii
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import orjson

from hotline.kit.ids import InvalidId, parse_global_id
from schema.reader.declarations import Order
from schema.reader.faults import BadCursor

_INT = re.compile(r"-?[0-9]{1,9}")
# As PostgreSQL writes it in UTC. Python reads more spellings than PostgreSQL does.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00", re.ASCII)


def cursor_sql(name: str, key: str, id_: str) -> str:
    """The cursor of the row with this key in the order `name`, say `Message.TIME_LEFT`: base64url, not padded."""
    plain = f"json_build_array('{name}', {key}::text, {id_})::text"
    return f"translate(encode(convert_to({plain}, 'UTF8'), 'base64'), E'+/=\\n', '-_')"


# A statement takes the key and the id of one cursor each by itself.
@lru_cache(16)
def read_cursor(text: object, name: str, order: Order) -> tuple[str, UUID]:
    """The order's key as text and the row's id. Raises `BadCursor` for anything this order did not give."""
    try:
        padded = str(text).encode("ascii")
        found = orjson.loads(urlsafe_b64decode(padded + b"=" * (-len(padded) % 4)))
        order_name, key, id_ = found
        if order_name != name or not isinstance(key, str) or not _KEYS[order.kind](key):
            raise ValueError
        return key, UUID(id_)
    except (ValueError, TypeError, AttributeError, UnicodeError, binascii.Error):
        raise BadCursor() from None


def read_id(prefix: str | None) -> Callable[[object], UUID]:
    """A reader of global ids of one type, or of any. It raises `InvalidId` for others."""

    def read(text: object) -> UUID:
        found, id_ = parse_global_id(str(text))
        if prefix is not None and found != prefix:
            raise InvalidId()
        return id_

    return read


def _is_moment(key: str) -> bool:
    if key in ("infinity", "-infinity"):
        return True
    return _MOMENT.fullmatch(key) is not None and datetime.fromisoformat(key).tzinfo is not None


_KEYS: dict[str, Callable[[str], bool]] = {
    "timestamptz": _is_moment,
    "int": lambda key: _INT.fullmatch(key) is not None,
    "uuid": lambda key: str(UUID(key)) == key,
}
