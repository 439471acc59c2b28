"""Photos and recordings on some of the demo's messages: what a citizen sent, and what an agent showed when it was
done; some released to councillors, some still waiting for the office."""

import asyncio
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from api.demo.drawing import photo, recording
from api.demo.people import NAMESPACE
from hotline.files import photos, recordings
from hotline.files.store import Store
from hotline.kit import database
from hotline.kit.database import Transaction

# Photos take a second in all; more would say nothing more.
_DONE: Final = 12
_OPEN: Final = 6
_RECORDED: Final = 2
# A citizen sends it a little after registering; the office looks at it a little after that.
_SENT_AFTER: Final = timedelta(minutes=2)
_RELEASED_AFTER: Final = timedelta(minutes=20)


@dataclass(frozen=True)
class _Picture:
    message: UUID
    category: str
    follow_up: UUID | None
    by: UUID | None
    done: bool
    at: datetime
    latitude: float
    longitude: float


async def illustrate(store: Store) -> None:
    """Hang pictures beside the newest urgent messages, and the largest incidents. The same for the same
    messages."""
    async with database.transaction() as tx:
        zone = ZoneInfo(await tx.connection.fetchval("SELECT time_zone FROM city"))
        head = await tx.connection.fetchval(_HEAD)
        found = [_picture(row) for row in await tx.connection.fetch(_SHOWN, _DONE, _OPEN, tx.at)]
        for number, picture in enumerate(found):
            # Every third waits for the office, so that there is something to release.
            released = picture.at + _RELEASED_AFTER if number % 3 != 2 else None
            await _hang(tx, store, picture, zone, released if released and released < tx.at else None, head)
        for row in await tx.connection.fetch(_CALLED, _RECORDED, tx.at):
            await _keep(tx, store, row["id"], recording(), row["registered_at"] + _SENT_AFTER)


async def _hang(
    tx: Transaction, store: Store, picture: _Picture, zone: ZoneInfo, released_at: datetime | None, head: UUID
) -> None:
    taken_at = picture.at - timedelta(minutes=1)
    content = await asyncio.to_thread(
        photo,
        picture.category,
        done=picture.done,
        taken_at=taken_at,
        latitude=picture.latitude,
        longitude=picture.longitude,
    )
    seen = await asyncio.to_thread(photos.read, io.BytesIO(content), time_zone=zone)
    digest = sha256(content).digest()
    await store.seal(io.BytesIO(content), digest)
    await store.keep_copy(seen.copy, digest)
    await tx.connection.execute(
        _PHOTO,
        uuid5(NAMESPACE, f"photo {picture.message} {picture.done}"),
        *(picture.message, picture.follow_up, len(content), digest),
        *(seen.taken_at, seen.latitude, seen.longitude, picture.at, picture.by),
        *(released_at, head if released_at else None),
    )


async def _keep(tx: Transaction, store: Store, message: UUID, content: bytes, at: datetime) -> None:
    digest = sha256(content).digest()
    await store.seal(io.BytesIO(content), digest)
    await store.keep_copy(await asyncio.to_thread(recordings.copy, io.BytesIO(content)), digest)
    id_ = uuid5(NAMESPACE, f"recording {message}")
    await tx.connection.execute(_RECORDING, id_, message, len(content), digest, at)


def _picture(row: Any) -> _Picture:
    at = row["recorded_at"] or row["registered_at"] + _SENT_AFTER
    return _Picture(
        row["id"],
        row["code"],
        row["follow_up"],
        row["actor_id"],
        row["done"],
        at,
        row["latitude"],
        row["longitude"],
    )


_HEAD: Final = """
SELECT person_id FROM person_role JOIN person ON person.id = person_id
WHERE role = 'HEAD_OF_OFFICE' AND username IS NOT NULL ORDER BY username LIMIT 1
"""

# Of messages said to be done, before and after; of open ones what the citizen sent.
_SHOWN: Final = """
WITH claim AS (
    SELECT DISTINCT ON (message_id) message_id, id, actor_id, recorded_at FROM follow_up
    WHERE kind = 'RESOLUTION_CLAIMED' ORDER BY message_id, recorded_at DESC
), urgent AS (
    SELECT message.*, category.code, claim.id AS claim, claim.actor_id, claim.recorded_at,
        (SELECT count(*) FROM message member WHERE member.incident_id = message.id) AS members
    FROM message JOIN category ON category.id = category_id LEFT JOIN claim ON claim.message_id = message.id
    WHERE urgency = 'URGENT' AND message.state <> 'MERGED' AND latitude IS NOT NULL
        AND registered_at < $3::timestamptz - interval '10 minutes'
), chosen AS (
    (SELECT * FROM urgent ORDER BY members DESC, registered_at DESC, id LIMIT 1)
    UNION (SELECT * FROM urgent WHERE state = 'CLOSED' ORDER BY members DESC, registered_at DESC, id LIMIT 1)
    UNION (SELECT * FROM urgent WHERE claim IS NOT NULL ORDER BY registered_at DESC, id LIMIT $1)
    UNION (SELECT * FROM urgent WHERE claim IS NULL ORDER BY registered_at DESC, id LIMIT $2)
)
SELECT id, code, latitude, longitude, registered_at, NULL::uuid AS follow_up, NULL::uuid AS actor_id,
    NULL::timestamptz AS recorded_at, false AS done
FROM chosen
UNION ALL
SELECT id, code, latitude, longitude, registered_at, claim, actor_id, recorded_at, true
FROM chosen WHERE claim IS NOT NULL
ORDER BY registered_at DESC, id, done
"""

_CALLED: Final = """
SELECT id, registered_at FROM message
WHERE urgency = 'URGENT' AND channel = 'PHONE' AND registered_at < $2::timestamptz - interval '10 minutes'
ORDER BY registered_at DESC, id LIMIT $1
"""

_PHOTO: Final = """
INSERT INTO file (id, message_id, follow_up_id, media_type, size, sha256, taken_at, pii_latitude, pii_longitude,
    uploaded_at, uploaded_by_id, released_at, released_by_id)
VALUES ($1, $2, $3, 'image/jpeg', $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""

_RECORDING: Final = """
INSERT INTO file (id, message_id, media_type, size, sha256, uploaded_at) VALUES ($1, $2, 'audio/wav', $3, $4, $5)
"""
