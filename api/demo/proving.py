"""Photos that prove the reports of the demo's resolutions: sent by who answers for it, some of them released."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any, Final
from uuid import UUID

from api.demo.dossiers import viewer
from api.demo.drawing import photo
from hotline.files import actions as files
from hotline.files.store import Store
from hotline.kit import database
from hotline.kit.viewer import Role, Viewer
from policy_board.resolutions import proof

_LATITUDE, _LONGITUDE = 32.657, 51.677


async def send(told: Mapping[str, Any], *, by: Viewer, store: Store, ago: timedelta) -> list[UUID]:
    """As many photos as are told of, taken the day before so long ago."""
    taken_at = await database.now() - ago - timedelta(days=1)
    sent = []
    for number in range(told.get("photos", 0)):
        content = await asyncio.to_thread(
            photo,
            told["types"][0],
            done=True,
            taken_at=taken_at + timedelta(minutes=9 * number),
            latitude=_LATITUDE + number / 100,
            longitude=_LONGITUDE,
        )
        sent.append(await files.keep(BytesIO(content), by=by, store=store))
    return sent


async def let_out(sent: list[UUID], told: Mapping[str, Any], *, ago: timedelta) -> None:
    """Released by the head of the office as far as is told, and all of it so long ago."""
    for file_id in sent[: told.get("released", 0)]:
        await proof.release(file_id, by=viewer(Role.HEAD_OF_OFFICE))
    async with database.transaction() as tx:
        await tx.connection.execute(_BACK, sent, ago)


_BACK: Final = """
UPDATE file SET uploaded_at = uploaded_at - $2::interval,
    released_at = released_at - $2::interval + interval '3 hours'
WHERE id = ANY($1)
"""
