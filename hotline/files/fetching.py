"""Fetching a file to serve it: found only where the viewer may see it, the original only by its own right."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

import asyncpg

from hotline.files.access import FILE
from hotline.files.kinds import PHOTOS
from hotline.files.rules import LISTENING
from hotline.files.store import BrokenSeal, Store
from hotline.kit import access, database
from hotline.kit.database import Transaction
from hotline.kit.lending import Lender
from hotline.kit.refusals import NotFound, Refusal
from hotline.kit.viewer import Viewer
from hotline.people.access import AccessReason

PHOTO_TYPE: Final = "image/jpeg"
RECORDING_TYPE: Final = "audio/mpeg"


class ReasonNeeded(Refusal):
    """An original holds what the copy does not, and a voice names its speaker: a person says why they open it."""

    code, sentence = "REASON_NEEDED", "Say why you need it: {reasons}"


@dataclass(frozen=True)
class Served:
    """Bytes to serve, and what they are."""

    content: bytes
    media_type: str


async def copy(file_id: UUID, *, by: Viewer, store: Store, reason: AccessReason | None) -> Served:
    """A photo without what the camera wrote, a recording without what the telephone did. Since a voice names its
    speaker, only who may read the text unmasked may listen, and a person's listening is written down with why.

    Raises NotFound or ReasonNeeded.
    """
    row = await _found(database.reads(), file_id, *access.where(FILE, by, "file", first=2))
    if row["media_type"] in PHOTOS:
        return Served(await store.copy(row["sha256"]), PHOTO_TYPE)
    listening = replace(by, roles=by.roles & LISTENING)
    async with database.transaction() as tx:
        row = await _found(tx.connection, file_id, *access.where(FILE, listening, "file", first=2))
        await _write_down(tx, row["message_id"], by, reason)
    return Served(await store.copy(row["sha256"]), RECORDING_TYPE)


async def original(file_id: UUID, *, by: Viewer, store: Store, reason: AccessReason | None) -> Served:
    """The sealed original, its seal checked. A person's reading is written down with its reason.

    Raises NotFound, ReasonNeeded, or store.BrokenSeal.
    """
    async with database.transaction() as tx:
        row = await _found(tx.connection, file_id, *access.may_read(FILE, "sha256", by, "file", first=2))
        await _write_down(tx, row["message_id"], by, reason)
    return Served(await store.original(row["sha256"]), row["media_type"])


async def _found(
    at: "Lender | asyncpg.Connection[asyncpg.Record]", file_id: UUID, seen: str, values: Sequence[object]
) -> asyncpg.Record:
    row = await at.fetchrow(
        f"SELECT media_type, sha256, message_id FROM file WHERE id = $1 AND {seen}", file_id, *values
    )
    if row is None:
        raise NotFound()
    return row


async def _write_down(tx: Transaction, message_id: UUID | None, by: Viewer, reason: AccessReason | None) -> None:
    if by.person is None:
        return
    if reason is None:
        raise ReasonNeeded("reason", reasons=", ".join(AccessReason))
    await tx.connection.execute("SELECT payesh_record_access($1, $2, $3)", by.person, message_id, reason)


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
