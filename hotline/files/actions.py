"""What can be done with files: keep one, attach it to a message, release it to councillors."""

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import IO, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from hotline.files import photos, recordings
from hotline.files.access import FILE
from hotline.files.kinds import HEAD_BYTES, PHOTOS, kind_of
from hotline.files.rules import (
    ADDING,
    MOST_FILES,
    AlreadyAttached,
    EmptyFile,
    TooManyFiles,
    UnknownKind,
    can_add,
    can_release,
)
from hotline.files.store import Store
from hotline.follow_ups.access import FOLLOW_UP
from hotline.kit import access, database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import ActorKind, Viewer
from hotline.messages.access import MESSAGE

# A photo takes 150 MB while it is read, a long recording half a minute: two at a time, however many come.
_THREADS: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="files")

_CITY_TIME: Final = "SELECT time_zone FROM city"
_INSERT: Final = """
INSERT INTO file (id, message_id, follow_up_id, media_type, size, sha256, taken_at, pii_latitude, pii_longitude,
    uploaded_at, uploaded_by_id, uploaded_through_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""


async def keep(
    content: IO[bytes],
    *,
    by: Viewer,
    store: Store,
    message_id: UUID | None = None,
    follow_up_id: UUID | None = None,
) -> UUID:
    """Seal a photo or recording, with a copy to serve; attached at once where a message is named.

    A citizen names their message, since nothing else says whose the file is; a frontend sends a citizen's file
    under that citizen's receipt. Raises Forbidden, NotFound,
    TooManyFiles, EmptyFile, UnknownKind, UnreadablePhoto, PhotoTooLarge, UnreadableRecording or RecordingTooLong,
    and then nothing is stored.
    """
    if refusal := can_add(by.roles):
        raise refusal()
    if message_id is None and (by.kind is ActorKind.CITIZEN or follow_up_id is not None):
        raise NotFound("message")
    async with database.transaction() as tx:
        await _find_subject(tx, message_id, follow_up_id, by=by)
        time_zone = ZoneInfo(await tx.connection.fetchval(_CITY_TIME) or "Asia/Tehran")
    in_thread = partial(asyncio.get_running_loop().run_in_executor, _THREADS)
    media_type, digest, size = await in_thread(_look_at, content)
    photo = None
    if media_type in PHOTOS:
        photo = await in_thread(partial(photos.read, content, time_zone=time_zone))
    await store.keep_copy(photo.copy if photo else await in_thread(recordings.copy, content), digest)
    await store.seal(content, digest)
    file_id = new_id()
    async with database.transaction() as tx:
        # Again, since the citizen's message may have been closed to them while the photo was read.
        await _find_subject(tx, message_id, follow_up_id, by=by)
        read = (photo.taken_at, photo.latitude, photo.longitude) if photo else (None, None, None)
        await tx.connection.execute(
            _INSERT, file_id, message_id, follow_up_id, media_type, size, digest, *read, tx.at, by.person, by.token
        )
        if message_id is not None:
            tx.notify("message", message_id)
    return file_id


async def attach(file_id: UUID, message_id: UUID, *, by: Viewer, follow_up_id: UUID | None = None) -> None:
    """Attach a file one uploaded oneself to a message, or to one entry of its timeline.

    Raises NotFound for a file of somebody else's or a message not seen, AlreadyAttached or TooManyFiles.
    """
    async with database.transaction() as tx:
        await attach_within(tx, file_id, message_id, by=by, follow_up_id=follow_up_id)


async def attach_within(
    tx: Transaction, file_id: UUID, message_id: UUID, *, by: Viewer, follow_up_id: UUID | None = None
) -> None:
    """The same, as part of another act."""
    await _find_subject(tx, message_id, follow_up_id, by=by)
    row = await tx.connection.fetchrow(
        "SELECT message_id FROM file WHERE id = $1 AND (uploaded_by_id = $2 OR uploaded_through_id = $3)"
        " FOR UPDATE",
        file_id,
        by.person,
        by.token,
    )
    if row is None:
        raise NotFound("id")
    if row["message_id"] is not None:
        raise AlreadyAttached("id")
    await tx.connection.execute(
        "UPDATE file SET message_id = $2, follow_up_id = $3 WHERE id = $1", file_id, message_id, follow_up_id
    )
    tx.notify("message", message_id)


async def release(file_id: UUID, *, by: Viewer) -> None:
    """Let councillors see a photo's copy. Raises NotFound and the refusals of `rules.can_release`."""
    async with database.transaction() as tx:
        seen, values = access.where(FILE, by, "file", first=2)
        row = await tx.connection.fetchrow(
            f"SELECT media_type, released_at, message_id FROM file WHERE id = $1 AND {seen} FOR UPDATE OF file",
            file_id,
            *values,
        )
        if row is None:
            raise NotFound("id")
        released = row["released_at"] is not None
        if refusal := can_release(by.roles, photo=row["media_type"] in PHOTOS, released=released):
            raise refusal()
        await release_within(tx, file_id, by=by)
        tx.notify("message", row["message_id"])


async def release_within(tx: Transaction, file_id: UUID, *, by: Viewer) -> None:
    """The same of a photo that was found and may be released, whatever it belongs to."""
    await tx.connection.execute(
        "UPDATE file SET released_at = $2, released_by_id = $3 WHERE id = $1", file_id, tx.at, by.person
    )


async def _find_subject(tx: Transaction, message_id: UUID | None, follow_up_id: UUID | None, *, by: Viewer) -> None:
    """The message, seen in a role that may add to it, and the entry of its timeline. Raises NotFound or
    TooManyFiles."""
    adding = replace(by, roles=by.roles & ADDING)
    if message_id is not None:
        seen, values = access.where(MESSAGE, adding, "message", first=2)
        found = await tx.connection.fetchval(f"SELECT 1 FROM message WHERE id = $1 AND {seen}", message_id, *values)
        if found is None:
            raise NotFound("message")
        if (
            await tx.connection.fetchval("SELECT count(*) FROM file WHERE message_id = $1", message_id)
            >= MOST_FILES
        ):
            raise TooManyFiles("message", limit=MOST_FILES)
    if follow_up_id is not None:
        seen, values = access.where(FOLLOW_UP, adding, "follow_up", first=3)
        found = await tx.connection.fetchval(
            f"SELECT 1 FROM follow_up WHERE id = $1 AND message_id = $2 AND {seen}",
            follow_up_id,
            message_id,
            *values,
        )
        if found is None:
            raise NotFound("followUp")


def _look_at(content: IO[bytes]) -> tuple[str, bytes, int]:
    """The media type, the SHA-256 and the size."""
    media_type = kind_of(content.read(HEAD_BYTES))
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    if size == 0:
        raise EmptyFile("file")
    if media_type is None:
        raise UnknownKind("file")
    digest = sha256(content.read()).digest()
    content.seek(0)
    return media_type, digest, size
