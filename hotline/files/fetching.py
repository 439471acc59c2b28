"""Fetching a file to serve it: found only where the viewer may see it, the original only by its own right."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from hotline.files.access import FILE
from hotline.files.kinds import PHOTOS
from hotline.files.store import BrokenSeal, Store
from hotline.kit import access, database
from hotline.kit.refusals import NotFound, Refusal
from hotline.kit.viewer import Viewer
from hotline.people.access import AccessReason

COPY_TYPE: Final = "image/jpeg"


class ReasonNeeded(Refusal):
    """An original holds what the copy does not: a person says why they open it."""

    code, sentence = "REASON_NEEDED", "Say why you need the original: {reasons}"


@dataclass(frozen=True)
class Served:
    """Bytes to serve, and what they are."""

    content: bytes
    media_type: str


async def copy(file_id: UUID, *, by: Viewer, store: Store, reason: AccessReason | None) -> Served:
    """The served copy of a photo; a recording, which has none, as its `original`. Raises what that raises."""
    seen, values = access.where(FILE, by, "file", first=2)
    row = await database.reads().fetchrow(
        f"SELECT media_type, sha256 FROM file WHERE id = $1 AND {seen}", file_id, *values
    )
    if row is None:
        raise NotFound()
    if row["media_type"] not in PHOTOS:
        return await original(file_id, by=by, store=store, reason=reason)
    return Served(await store.copy(row["sha256"]), COPY_TYPE)


async def original(file_id: UUID, *, by: Viewer, store: Store, reason: AccessReason | None) -> Served:
    """The sealed original, its seal checked. A person's reading is written down with its reason.

    Raises NotFound, ReasonNeeded, or store.BrokenSeal.
    """
    seen, values = access.may_read(FILE, "sha256", by, "file", first=2)
    async with database.transaction() as tx:
        row = await tx.connection.fetchrow(
            f"SELECT media_type, sha256, message_id FROM file WHERE id = $1 AND {seen}", file_id, *values
        )
        if row is None:
            raise NotFound()
        if by.person is not None:
            if reason is None:
                raise ReasonNeeded("reason", reasons=", ".join(AccessReason))
            await tx.connection.execute(
                "SELECT payesh_record_access($1, $2, $3)", by.person, row["message_id"], reason
            )
    return Served(await store.original(row["sha256"]), row["media_type"])


async def is_intact(file_id: UUID, *, by: Viewer, store: Store) -> bool:
    """Whether what is stored is still what was sealed. Nothing of the original is shown, so its reading is not
    written down. Raises NotFound where the viewer may not open it."""
    seen, values = access.may_read(FILE, "sha256", by, "file", first=2)
    digest = await database.reads().fetchval(f"SELECT sha256 FROM file WHERE id = $1 AND {seen}", file_id, *values)
    if digest is None:
        raise NotFound("id")
    try:
        await store.original(digest)
    except (BrokenSeal, FileNotFoundError):
        return False
    return True
