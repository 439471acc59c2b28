"""Who is told of what happened to a message: its reporter by SMS, the callers merged with it, and the frontend it
came through by its webhooks. Called where the timeline is written, so that nothing is told by halves."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from hotline.deliveries.enqueueing import row_of
from hotline.deliveries.tables import DeliveryKind
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.follow_ups.timeline import Entry
from hotline.kit.database import Transaction
from hotline.kit.rows import Row

Facts = Mapping[str, object]
Table = Mapping[FollowUpKind, Callable[[Facts], str | None]]

# A message, what its timeline says, and that follow-up's id.
Heard = tuple[UUID, Entry, UUID]

NO_FACTS: Final[Facts] = {}
REGISTERED: Final = "REGISTERED"

# What the reporter hears of by SMS, and in which of the texts of portal/papers/sms.py; None for not this time.
TOLD: Final[Table] = {
    FollowUpKind.REGISTERED: lambda _: REGISTERED,
    FollowUpKind.REFERRED: lambda _: "REFERRED",
    FollowUpKind.REJECTED: lambda _: "REJECTED",
    FollowUpKind.MERGED: lambda _: "MERGED",
    # By a call, somebody calls; an SMS besides would only confuse.
    FollowUpKind.FEEDBACK_SOUGHT: lambda facts: "FEEDBACK" if facts.get("channel") == "SMS" else None,
    FollowUpKind.OBJECTED: lambda _: "OBJECTED",
    FollowUpKind.RULED: lambda facts: "RULED_UPHELD" if facts.get("upheld") else "RULED_DISMISSED",
    FollowUpKind.CLOSED: lambda facts: f"CLOSED_{facts['outcome']}",
}
# The same of the callers whose messages were merged with it: every one is answered (domain §3). Whoever was
# satisfied with it, was not they.
ALL_CALLERS: Final[Table] = {
    FollowUpKind.REFERRED: lambda _: "REFERRED",
    FollowUpKind.REJECTED: lambda _: "REJECTED",
    FollowUpKind.CLOSED: lambda _: "INCIDENT_CLOSED",
}
# Which facts a text may quote.
_QUOTED: Final = frozenset({"authority"})


async def rows_for(
    tx: Transaction, message_id: UUID, entries: Sequence[Entry], ids: Sequence[UUID], *, version: int
) -> list[Row]:
    """The deliveries that tell of `entries`, whose follow-ups are `ids`, to be enqueued."""
    heard = [(entry, id_) for entry, id_ in zip(entries, ids, strict=True) if entry.audience is Audience.CITIZEN]
    if not heard:
        return []
    listeners = await tx.connection.fetch(_LISTENERS, message_id)
    made: list[Row] = []
    for listener in listeners:
        if listener["webhook_id"]:
            made += [_call(message_id, listener["webhook_id"], entry, id_, version, tx.at) for entry, id_ in heard]
            continue
        table = TOLD if listener["message_id"] == message_id else ALL_CALLERS
        made += _texts(listener["message_id"], heard, table, tx.at)
    return made


async def calls_for(tx: Transaction, heard: Sequence[Heard]) -> list[Row]:
    """The webhook calls alone, for entries on the timelines of several messages."""
    hooks = await tx.connection.fetch(_HOOKS, list({message_id for message_id, _, _ in heard}))
    return [
        _call(message_id, hook["webhook_id"], entry, id_, hook["version"], tx.at)
        for hook in hooks
        for message_id, entry, id_ in heard
        if message_id == hook["id"]
    ]


def text_of(message_id: UUID, template: str, follow_up: UUID, *, at: datetime, facts: Facts = NO_FACTS) -> Row:
    """The SMS to the message's reporter, once for a follow-up."""
    details = {name: value for name, value in facts.items() if name in _QUOTED}
    key = f"told-{follow_up}-{message_id}"
    return row_of(DeliveryKind.SMS, key, at=at, message_id=message_id, template=template, details=details)


def _texts(message_id: UUID, heard: Sequence[tuple[Entry, UUID]], table: Table, at: datetime) -> list[Row]:
    """One SMS for an act, whatever it puts on the timeline: a ruling says itself that the message is closed."""
    for entry, id_ in heard:
        if entry.kind in table and (template := table[entry.kind](entry.facts)):
            return [text_of(message_id, template, id_, at=at, facts=entry.facts)]
    return []


def _call(message_id: UUID, webhook: UUID, entry: Entry, follow_up: UUID, version: int, at: datetime) -> Row:
    happened = (entry.happened_at or at).isoformat()
    return row_of(
        DeliveryKind.WEBHOOK,
        f"call-{webhook}-{follow_up}",
        at=at,
        message_id=message_id,
        webhook=webhook,
        details={"kind": entry.kind, "state": entry.state, "happenedAt": happened},
        version=version,
    )


_HOOKS: Final = """
SELECT message.id, message.version, webhook.id AS webhook_id
FROM message JOIN webhook ON webhook.token_id = message.registered_through_id
WHERE message.id = ANY($1) AND webhook.active ORDER BY 1, 3
"""

# The reporter, if a mobile number is known; those of the messages merged with it; and webhooks of the frontend.
# As an array it finds reporters by their key; by an OR all of them would be looked through.
_LISTENERS: Final = """
SELECT reporter.message_id, NULL::uuid AS webhook_id FROM reporter
WHERE reporter.pii_phone LIKE '09%'
    AND reporter.message_id = ANY(
        ARRAY(SELECT id FROM message WHERE incident_id = $1 AND state = 'MERGED') || $1::uuid
    )
UNION ALL
SELECT message.id, webhook.id FROM message JOIN webhook ON webhook.token_id = message.registered_through_id
WHERE message.id = $1 AND webhook.active
ORDER BY 1, 2
"""
