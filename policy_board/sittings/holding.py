"""A meeting is opened, adjourned, gone on with, and closed. What it leaves unsettled is carried on."""

from collections.abc import Collection
from uuid import UUID

from hotline.kit import database
from hotline.kit.text import clean
from hotline.kit.viewer import Viewer
from policy_board.meetings import moving
from policy_board.meetings.tables import MeetingState
from policy_board.sittings import attending, deferring, moment, rules
from policy_board.sittings.tables import DeferralCause


async def open_session(meeting_id: UUID, *, by: Viewer, version: int, present: Collection[UUID] = ()) -> None:
    """Open the meeting with those present, or go on with one that was adjourned. Raises NotFound, Stale, and the
    refusals of `meetings.rules.can_move`."""
    async with database.transaction() as tx:
        meeting = await moment.fetch(tx, meeting_id, by=by, path="id", version=version)
        await moving.move(tx, meeting, MeetingState.IN_SESSION, by=by)
        for person_id in sorted(set(present)):
            await attending.record(tx, meeting_id, person_id, (tx.at, None), by=by)


async def adjourn(meeting_id: UUID, *, by: Viewer, version: int, reason: str) -> None:
    """Break off, to go on later: whoever is there goes. Raises NotFound, Stale, what is wrong with the reason and
    the refusals of `meetings.rules.can_move`."""
    async with database.transaction() as tx:
        meeting = await moment.fetch(tx, meeting_id, by=by, path="id", version=version)
        reason = clean(reason, limit=rules.REASON, path="reason")
        await moving.move(tx, meeting, MeetingState.ADJOURNED, by=by, reason=reason)
        await attending.end(tx, meeting_id)


async def close(meeting_id: UUID, *, by: Viewer, version: int) -> int:
    """Close the meeting: the minutes can be written, and what is not settled is carried on to the next meeting, as
    it is where the quorum was lost; how many items that is. Raises NotFound, Stale and the refusals of
    `meetings.rules.can_move`."""
    async with database.transaction() as tx:
        meeting = await moment.fetch(tx, meeting_id, by=by, path="id", version=version)
        await moving.move(tx, meeting, MeetingState.MINUTES_DRAFT, by=by)
        quorum = await moment.quorum_at(tx, meeting)
        cause = DeferralCause.NOT_REACHED if quorum.holds else DeferralCause.QUORUM_LOST
        left = await deferring.unsettled(tx, meeting_id)
        await deferring.defer(tx, left, cause, by=by)
        await attending.end(tx, meeting_id)
        return len(left)
