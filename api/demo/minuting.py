"""The minutes of the demo's past meeting: written from it, signed, published, and corrected once. It is done by the
real actions, and then said to have been done a few days after the meeting."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from api.demo.dossiers import viewer
from hotline.kit import database
from hotline.kit.viewer import Role
from policy_board.minutes import actions as minutes

_OPENED: Final = "جلسه با تلاوت آیاتی از قرآن کریم آغاز شد و رئیس شورا به اعضا خیرمقدم گفت."
_REASON: Final = "در متن تصویب‌شده از پیوست یاد نشده بود."
_ADDED: Final = "{text}\n(گزارش کارشناسی پیوست این تصمیم است.)"
# From the meeting to its minutes.
_AFTER: Final = timedelta(days=4)


async def tell() -> None:
    """Write them, if a meeting waits for its minutes."""
    found = await database.writes().fetchrow(_CLOSED)
    if found is None:
        return
    secretary, chair = viewer(Role.BOARD_SECRETARY), viewer(Role.BOARD_CHAIR)
    id_ = await minutes.begin(found["id"], by=secretary)
    await minutes.note(id_, _OPENED, by=secretary)
    await minutes.approve(id_, by=chair, version=await _version(id_))
    await minutes.publish(id_, by=secretary, version=await _version(id_))
    decided = await database.writes().fetchrow(_FIRST_DECISION, id_)
    if decided is not None:
        await minutes.correct(decided["id"], _ADDED.format(text=decided["text"]), by=chair, reason=_REASON)
    async with database.transaction() as tx:
        for table, change in _THEN.items():
            await tx.connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")  # sql: of _THEN
            sql = f"UPDATE {table} SET {change}"  # noqa: S608 -- of names that stand here
            await tx.connection.execute(sql, tx.at - found["starts_at"] - _AFTER)
            await tx.connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")  # sql: of _THEN


async def _version(id_: UUID) -> int:
    return int(await database.writes().fetchval("SELECT version FROM minutes WHERE id = $1", id_))


_CLOSED: Final = "SELECT id, starts_at FROM meeting WHERE state = 'MINUTES_DRAFT' ORDER BY starts_at LIMIT 1"

_FIRST_DECISION: Final = """
SELECT paragraph.id, paragraph.text FROM minutes_paragraph paragraph JOIN minutes_item placed USING (item_id)
WHERE paragraph.minutes_id = $1 AND paragraph.kind = 'DECISION' ORDER BY placed.place LIMIT 1
"""

_THEN: Final = {
    "minutes": "begun_at = begun_at - $1::interval, approved_at = approved_at - $1::interval",
    "minutes_edit": "at = at - $1::interval",
    "minutes_correction": "at = at - $1::interval",
    "publication": "published_at = published_at - $1::interval",
    "meeting_step": "at = at - $1::interval WHERE state IN ('MINUTES_APPROVED', 'PUBLISHED')",
}
