"""How an incident ends where its callers are asked: with the last of their answers, never with the first."""

from typing import Final
from uuid import UUID

import asyncpg

from hotline.city.reference import Reference
from hotline.feedback.tables import FeedbackState
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.kit.database import Transaction
from hotline.kit.viewer import SYSTEM, ActorKind, Viewer
from hotline.messages.fetching import fetch_for_system
from hotline.messages.moving import move
from hotline.messages.office_acts import close_as
from hotline.messages.tables import MessageState, Outcome


async def answered(tx: Transaction, message: asyncpg.Record, entry: Entry, *, by: Viewer, city: Reference) -> None:
    """The message's citizen is content, or was given up: `entry` says which. The incident closes with it if nobody
    else is being asked; a merged message stays what it is. Its leader, if it has one, is locked."""
    if message["state"] != MessageState.MERGED and (outcome := await _outcome(tx, message["id"])):
        await close_as(tx, message, outcome, entry, by=by, city=city)
        return
    await move(tx, message, entry, by=by, city=city)
    if message["incident_id"]:
        await _close(tx, await fetch_for_system(tx, message["incident_id"]), by=by, city=city)


async def left(tx: Transaction, follower: asyncpg.Record, *, by: Viewer, city: Reference) -> None:
    """`follower`, as it was, has left its incident: its leader says so, and closes if it waited for that answer
    alone. The leader is locked."""
    leader = await fetch_for_system(tx, follower["incident_id"])
    state = MessageState(leader["state"])
    facts = {"other": follower["tracking_code"]}
    entry = Entry(FollowUpKind.LEFT, state, Audience.COUNCIL, city.office, facts=facts)
    await move(tx, leader, entry, by=by if by.kind == ActorKind.PERSON else SYSTEM, city=city)
    await _close(tx, leader, by=by, city=city)


async def _close(tx: Transaction, leader: asyncpg.Record, *, by: Viewer, city: Reference) -> None:
    """Another's citizen does not close the leader; the system does."""
    if leader["state"] == MessageState.FEEDBACK_SOUGHT and (outcome := await _outcome(tx, leader["id"])):
        await close_as(tx, leader, outcome, by=by if by.kind == ActorKind.PERSON else SYSTEM, city=city)


async def _outcome(tx: Transaction, leader: UUID) -> Outcome | None:
    """None while anybody is being asked. The leader's own answer goes before those of its followers."""
    row = await tx.connection.fetchrow(_ANSWERS, leader)
    assert row is not None, "an aggregate has a row"
    if row["waiting"]:
        return None
    content = row["satisfied"] and row["own"] != FeedbackState.UNREACHABLE
    return Outcome.SATISFIED if content else Outcome.UNREACHABLE


_ANSWERS: Final = """
SELECT count(*) FILTER (WHERE request.state = 'OPEN') AS waiting, bool_or(satisfied) AS satisfied,
    max(request.state) FILTER (WHERE message.id = $1) AS own
FROM message JOIN feedback_request request ON request.message_id = message.id AND request.cycle = message.cycle
WHERE message.id = $1 OR (message.incident_id = $1 AND message.state = 'MERGED')
"""
