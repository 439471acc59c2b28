"""Following: what is merged into a message is in the hands it is in, and hears of its progress.

A merged message stays MERGED for as long as it belongs to the incident; what becomes of the incident is written on
its own timeline, for its own citizen, without a word of another caller's.
"""

from typing import Final
from uuid import UUID

from hotline.custody import spans
from hotline.custody.spans import Holder
from hotline.deliveries import enqueueing as deliveries
from hotline.deliveries import telling
from hotline.follow_ups import timeline
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.kit.database import Transaction
from hotline.kit.masking import mask
from hotline.kit.rows import Row
from hotline.kit.viewer import SYSTEM
from hotline.messages.tables import MessageState

# What an incident's callers are told, where the leader's citizen is told it.
_PROGRESS: Final = frozenset(
    {
        FollowUpKind.DISPATCHED,
        FollowUpKind.ACKNOWLEDGED,
        FollowUpKind.FIRST_ACTION,
        FollowUpKind.ACTION,
        FollowUpKind.RESOLUTION_CLAIMED,
        FollowUpKind.INSPECTION_VISIT,
        FollowUpKind.VERIFIED,
        FollowUpKind.REOPENED,
        FollowUpKind.REFERRED,
        FollowUpKind.REJECTED,
        FollowUpKind.ANSWERED,
        FollowUpKind.CLOSED,
    }
)
# The office's words to all who called. A note from the ground or a ruling may speak of one of them.
_SAID_TO_ALL: Final = frozenset(
    {FollowUpKind.REFERRED, FollowUpKind.REJECTED, FollowUpKind.ANSWERED, FollowUpKind.CLOSED}
)


async def tell(tx: Transaction, leader: UUID, *entries: Entry) -> None:
    """Put on the timelines of the leader's followers what its `entries` mean for them, and call the frontends that
    they came through. By SMS their callers hear with the leader's."""
    told = [_told(entry) for entry in entries if entry.kind in _PROGRESS and entry.audience is Audience.CITIZEN]
    if not told:
        return
    heard: list[telling.Heard] = []
    made: list[Row] = []
    for follower in await tx.connection.fetch(_FOLLOWERS, leader):
        own = timeline.rows_of(follower["id"], told, by=SYSTEM, at=tx.at, cycle=follower["cycle"])
        heard += [(follower["id"], entry, UUID(str(row["id"]))) for entry, row in zip(told, own, strict=True)]
        made += own
        tx.notify("message", follower["id"])
    if made:
        await timeline.write(tx, made)
        await deliveries.enqueue_all(tx, await telling.calls_for(tx, heard))


async def pass_on(
    tx: Transaction, message_id: UUID, holder: Holder | None, *, state: MessageState, cycle: int
) -> None:
    """Custody of the message and of its followers passes to `holder`; to nobody, where the message is over."""
    await spans.pass_on(tx, message_id, holder, state=state, cycle=cycle)
    await hold(tx, message_id, holder)


async def hold(tx: Transaction, leader: UUID, holder: Holder | None) -> None:
    """Its followers are where the leader is: whoever has it in hand may call back every one who called."""
    await tx.connection.execute(_HELD, leader, holder and holder.unit, holder and holder.person)


def _told(entry: Entry) -> Entry:
    text = mask(entry.text) if entry.text and entry.kind in _SAID_TO_ALL else None
    facts = {"followed": entry.kind, "incident_state": entry.state}
    happened = entry.happened_at
    return Entry(FollowUpKind.FOLLOWED, MessageState.MERGED, Audience.CITIZEN, entry.unit, text, happened, facts)


_FOLLOWERS: Final = "SELECT id, cycle FROM message WHERE incident_id = $1 AND state = 'MERGED' ORDER BY id"

_HELD: Final = """
UPDATE message SET holder_unit_id = $2, holder_person_id = $3 WHERE incident_id = $1 AND state = 'MERGED'
"""
