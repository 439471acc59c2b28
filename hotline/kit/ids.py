"""Ids: UUIDv7 inside, so that new rows lie together on disk; global ids outside, opaque and typed."""

from uuid import UUID

from uuid_utils import uuid7

from hotline.kit.refusals import Refusal


class InvalidId(Refusal):
    """Not a global id, or one of another type."""

    code, sentence, status = "ID_INVALID", "This is not an id that this service gave.", 400


def new_id() -> UUID:
    """A new id, later than all before it to the millisecond."""
    return UUID(int=uuid7().int)


def global_id(prefix: str, id_: UUID) -> str:
    """The id as frontends see it: the type's prefix and the UUID."""
    return f"{prefix}_{id_}"


def parse_global_id(text: str) -> tuple[str, UUID]:
    """The prefix and the UUID. Raises `InvalidId` for anything `global_id` does not write."""
    prefix, _, rest = text.partition("_")
    try:
        id_ = UUID(rest)
    except ValueError:
        raise InvalidId("id") from None
    if text != global_id(prefix, id_) or not prefix.isalpha() or len(prefix) > 8:
        raise InvalidId("id")
    return prefix, id_
