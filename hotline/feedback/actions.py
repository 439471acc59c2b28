"""Seeking the citizen's feedback, trying to reach them, and what they answer (R5)."""

from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from hotline.city.reference import Reference, reference
from hotline.custody.spans import Holder
from hotline.feedback import asking, rules
from hotline.feedback.tables import FeedbackChannel, TryResult
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.incidents import closing
from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound
from hotline.kit.text import cleaned
from hotline.kit.viewer import ANONYMOUS, ActorKind, Role, Viewer
from hotline.messages.contact import read_phone
from hotline.messages.drafts import NOTE
from hotline.messages.fetching import closed_by, fetch, fetch_for_system
from hotline.messages.moving import move
from hotline.messages.tables import MessageState
from hotline.objections import actions as objections
from hotline.objections.tables import ObjectionReason


async def seek(message_id: UUID, *, by: Viewer, version: int, channel: FeedbackChannel | None = None) -> None:
    """Ask the citizen whether it is resolved, and everyone else whose message is merged into it: by SMS, or by a
    call, which whoever asks for it then makes. Raises NotFound, Stale, LandlineHearsNoSms and the refusals of
    `rules.can_seek`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version)
        state = MessageState(message["state"])
        callers = await asking.callers(tx, message_id)
        if refusal := rules.can_seek(
            by.roles,
            state=state,
            inspected=message["inspected"],
            objected=message["objected"],
            reachable=bool(callers),
            closed=closed_by(message, by),
        ):
            raise refusal()
        facts = {}
        for caller in callers:
            if caller["id"] == message_id:
                facts = {"channel": await asking.ask(tx, caller, by=by, channel=channel)}
            elif not caller["asked"]:
                await asking.ask_follower(tx, caller, by=by, city=city)
        sought = Entry(
            FollowUpKind.FEEDBACK_SOUGHT, MessageState.FEEDBACK_SOUGHT, Audience.CITIZEN, city.office, facts=facts
        )
        await move(tx, message, sought, by=by, city=city, holder=Holder(city.office, by.person))


async def record_try(
    message_id: UUID, *, by: Viewer, version: int, channel: FeedbackChannel, result: TryResult
) -> None:
    """Write down a try to reach the citizen. The third failed one, on the second day or later, ends the search: the
    message closes as unreachable, which is never a clock met, once nobody else of its incident is being asked.
    Raises NotFound, Stale and the refusals of `rules.can_record_try`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, version=version, incident=True)
        state = MessageState(message["state"])
        asked = await tx.connection.fetchval(_ASKED, message_id, message["cycle"])
        if refusal := rules.can_record_try(by.roles, state=state, asked=asked):
            raise refusal()
        await tx.connection.execute(_TRY, new_id(), message_id, message["cycle"], channel, result, tx.at, by.person)
        facts = {"result": result, "channel": channel}
        tried = Entry(FollowUpKind.FEEDBACK_TRIED, state, Audience.CITIZEN, city.office, facts=facts)
        failed = await tx.connection.fetch(_FAILED, message_id, message["cycle"])
        zone = ZoneInfo(city.time_zone)
        if rules.is_unreachable([row["tried_at"].astimezone(zone).date() for row in failed]):
            await tx.connection.execute(_UNREACHABLE, message_id, message["cycle"])
            await closing.answered(tx, message, tried, by=by, city=city)
        else:
            await move(tx, message, tried, by=by, city=city)


async def record_answer(
    message_id: UUID,
    *,
    by: Viewer,
    satisfied: bool,
    channel: FeedbackChannel = FeedbackChannel.CALL,
    text: str | None = None,
) -> None:
    """The citizen's answer. Satisfied, the message closes, once every caller of its incident has answered;
    unsatisfied, it is an objection of theirs alone. Raises NotFound, Stale and the refusals of
    `rules.can_answer`."""
    city = await reference()
    async with database.transaction() as tx:
        message = await fetch(tx, message_id, "id", by=by, incident=True)
        asked = await tx.connection.fetchval(_ASKED, message_id, message["cycle"])
        if refusal := rules.can_answer(by.roles, state=MessageState(message["state"]), asked=asked):
            raise refusal()
        text = cleaned(text, limit=NOTE, path="text")
        await _answer(tx, message, satisfied, channel, text, by, city)


async def answer_by_sms(external_id: str, *, phone: str, text: str) -> UUID | None:
    """A verdict sent by SMS: the message it was on, or None where it was heard before. `external_id` is the
    provider's, so that a replay has no second effect. Raises NoVerdict, and NotFound where the code names no open
    request of this phone's: the two are never told apart to a stranger."""
    city = await reference()
    satisfied, code = rules.read_verdict(text)
    async with database.transaction() as tx:
        if await tx.connection.fetchval(_WAS_HEARD, external_id):
            return None
        message_id = await tx.connection.fetchval(_OF_CODE, code, read_phone(phone))
        if message_id is None:
            raise NotFound("text")
        if not await tx.connection.fetchval(_HEARD, new_id(), external_id, message_id, tx.at):
            return None
        message = await fetch_for_system(tx, message_id, incident=True)
        roles = frozenset({Role.CITIZEN})
        if rules.can_answer(roles, state=MessageState(message["state"]), asked=True):
            raise NotFound("text")
        citizen = Viewer(ActorKind.CITIZEN, roles, messages=(message_id,), language=ANONYMOUS.language)
        await _answer(tx, message, satisfied, FeedbackChannel.SMS, None, citizen, city)
        return UUID(str(message_id))


async def call_instead(tx: Transaction, delivery_id: UUID) -> None:
    """The SMS that asks cannot be sent, so somebody calls: its request becomes a call task."""
    await tx.connection.execute(_CALL_INSTEAD, delivery_id)


async def _answer(
    tx: Transaction,
    message: asyncpg.Record,
    satisfied: bool,
    channel: FeedbackChannel,
    text: str | None,
    by: Viewer,
    city: Reference,
) -> None:
    asker = by.person if by.kind == ActorKind.PERSON else None
    await tx.connection.execute(_ANSWER, message["id"], message["cycle"], satisfied, tx.at, channel, asker)
    unit = city.office if asker else None
    state = MessageState(message["state"])
    facts = {"satisfied": satisfied, "channel": channel}
    answered = Entry(FollowUpKind.FEEDBACK, state, Audience.CITIZEN, unit, text, facts=facts)
    if satisfied:
        await closing.answered(tx, message, answered, by=by, city=city)
    else:
        reason = ObjectionReason.NOT_RESOLVED
        await objections.object_within(tx, message, answered, by=by, city=city, reason=reason, text=text)


_CALL_INSTEAD: Final = """
UPDATE feedback_request SET channel = 'CALL'
FROM delivery WHERE delivery.id = $1 AND delivery.template = 'FEEDBACK'
    AND feedback_request.message_id = delivery.message_id AND feedback_request.state = 'OPEN'
"""

_ASKED: Final = """
SELECT EXISTS (SELECT FROM feedback_request WHERE message_id = $1 AND cycle = $2 AND state = 'OPEN')
"""

_TRY: Final = """
INSERT INTO feedback_try (id, request_id, message_id, channel, result, tried_at, tried_by_id)
SELECT $1, feedback_request.id, $2, $4, $5, $6, $7 FROM feedback_request WHERE message_id = $2 AND cycle = $3
"""

_FAILED: Final = """
SELECT tried_at FROM feedback_try JOIN feedback_request ON feedback_request.id = feedback_try.request_id
WHERE feedback_request.message_id = $1 AND cycle = $2 AND result <> 'SENT' AND tried_at >= opened_at
"""

_UNREACHABLE: Final = """
UPDATE feedback_request SET state = 'UNREACHABLE' WHERE message_id = $1 AND cycle = $2 AND state = 'OPEN'
"""

_ANSWER: Final = """
UPDATE feedback_request SET state = 'ANSWERED', satisfied = $3, answered_at = $4, answered_through = $5,
    asked_by_id = $6
WHERE message_id = $1 AND cycle = $2 AND state = 'OPEN'
"""

_OF_CODE: Final = """
SELECT feedback_request.message_id FROM feedback_request
JOIN reporter ON reporter.message_id = feedback_request.message_id
WHERE short_code = $1 AND state = 'OPEN' AND pii_phone = $2
"""

_WAS_HEARD: Final = "SELECT EXISTS (SELECT FROM inbound WHERE source = 'SMS' AND external_id = $1)"

_HEARD: Final = """
INSERT INTO inbound (id, source, external_id, message_id, received_at) VALUES ($1, 'SMS', $2, $3, $4)
ON CONFLICT (source, external_id) DO NOTHING RETURNING id
"""
