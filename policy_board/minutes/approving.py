"""The chair signs the minutes; from then on they stand, and what was wrong is put right beside them."""

from typing import Final
from uuid import UUID

from hotline.kit import database
from hotline.kit.ids import new_id
from hotline.kit.text import clean
from hotline.kit.viewer import Viewer
from policy_board.meetings import moving
from policy_board.meetings.tables import MeetingState
from policy_board.minutes import publishing, rules
from policy_board.minutes.facts import CHANGED
from policy_board.minutes.fetching import fetch, fetch_paragraph
from policy_board.minutes.sealing import CORRECTION_SEAL, SEAL
from policy_board.prose import clean_line


async def approve(minutes_id: UUID, *, by: Viewer, version: int) -> None:
    """Seal the minutes as they were read. Raises NotFound, Stale, FactsChanged and the refusals of
    `rules.can_approve`."""
    async with database.transaction() as tx:
        minutes = await fetch(tx, minutes_id, by=by)
        if refusal := rules.can_approve(by.roles, state=MeetingState(minutes["state"])):
            raise refusal()
        minutes = await fetch(tx, minutes_id, by=by, version=version)
        if count := await tx.connection.fetchval(_FLAGGED, minutes_id):
            raise rules.FactsChanged(count=count)
        await tx.connection.execute(_APPROVE, minutes_id, tx.at, by.person)
        meeting = await moving.fetch(tx, minutes["meeting_id"], by=by)
        await moving.move(tx, meeting, MeetingState.MINUTES_APPROVED, by=by)


async def correct(paragraph_id: UUID, text: str, *, by: Viewer, reason: str) -> UUID:
    """Put a paragraph of approved minutes right: the correction, with the next number, stands beside what was
    approved, and where that is published, beside that; its id. Raises NotFound, CorrectsNothing, what is wrong with
    the texts and the refusals of `rules.can_correct`."""
    async with database.transaction() as tx:
        paragraph, minutes = await fetch_paragraph(tx, paragraph_id, by=by)
        if refusal := rules.can_correct(by.roles, state=MeetingState(minutes["state"])):
            raise refusal()
        text = clean_line(text, limit=rules.TEXT, path="text")
        reason = clean_line(clean(reason, limit=rules.REASON, path="reason"), limit=rules.REASON, path="reason")
        if text == await tx.connection.fetchval(_STANDS, paragraph_id):
            raise rules.CorrectsNothing("text")
        id_ = new_id()
        number = await tx.connection.fetchval(
            _CORRECT, id_, minutes["id"], paragraph_id, text, paragraph["fact_now"], reason, tx.at, by.person
        )
        await publishing.publish_correction(tx, paragraph_id, number, text)
        tx.notify("meeting", minutes["meeting_id"])
        return id_


_FLAGGED: Final = f"""
SELECT count(*) FROM minutes_paragraph paragraph
WHERE minutes_id = $1 AND {CHANGED.replace("{t}", "paragraph")}
"""

_APPROVE: Final = f"""
UPDATE minutes SET version = version + 1, approved_at = $2, approved_by_id = $3,
    sha256 = {SEAL.replace("{t}", "minutes")}
WHERE id = $1
"""

_STANDS: Final = """
SELECT coalesce((
    SELECT text FROM minutes_correction WHERE paragraph_id = $1 ORDER BY number DESC LIMIT 1
), text) FROM minutes_paragraph WHERE id = $1
"""

_CORRECT: Final = f"""
WITH last AS (
    SELECT minutes.sha256, 0 AS number FROM minutes WHERE id = $2
    UNION ALL SELECT sha256, number FROM minutes_correction WHERE minutes_id = $2
    ORDER BY number DESC LIMIT 1
)
INSERT INTO minutes_correction (id, minutes_id, number, paragraph_id, text, fact, reason, at, by_id, sha256)
SELECT $1, $2, last.number + 1, $3, $4::text, $5, $6, $7, $8, {
    CORRECTION_SEAL.format(before="last.sha256", number="last.number + 1", paragraph="$3::uuid", text="$4::text")
}
FROM last RETURNING number
"""
