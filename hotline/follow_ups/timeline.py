"""Writing the timeline: the only place where follow-ups are made."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.kit import rows
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.masking import mask
from hotline.kit.rows import Row
from hotline.kit.viewer import ActorKind, Viewer
from hotline.messages.tables import MessageState


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be put on a timeline. `state` is the message's afterwards; `text` is unmasked; `unit` is the
    actor's; without `happened_at` it happened now; `facts` are what a machine reads of it, never personal."""

    kind: FollowUpKind
    state: MessageState
    audience: Audience
    unit: UUID | None = None
    text: str | None = None
    happened_at: datetime | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


def rows_of(message_id: UUID, entries: Sequence[Entry], *, by: Viewer, at: datetime, cycle: int) -> list[Row]:
    """The rows of `entries`, recorded at `at`."""
    return [_row(message_id, entry, by, at, cycle) for entry in entries]


async def append(tx: Transaction, message_id: UUID, *entries: Entry, by: Viewer, cycle: int) -> list[UUID]:
    """Write `entries` on the message's timeline; their ids."""
    made = rows_of(message_id, entries, by=by, at=tx.at, cycle=cycle)
    await write(tx, made)
    return [cast(UUID, row["id"]) for row in made]


async def write(tx: Transaction, made: Sequence[Row]) -> None:
    """Write rows of several messages' timelines, as `rows_of` made them, at once."""
    await tx.connection.execute(_INSERT, rows.encode(made))


_INSERT: Final = rows.insert("follow_up", 1)


def _row(message_id: UUID, entry: Entry, by: Viewer, at: datetime, cycle: int) -> Row:
    return {
        "id": new_id(),
        "message_id": message_id,
        "kind": entry.kind,
        "cycle": cycle,
        "state": entry.state,
        "actor_kind": by.kind,
        "actor_id": by.person if by.kind == ActorKind.PERSON else None,
        "unit_id": entry.unit,
        "happened_at": entry.happened_at or at,
        "recorded_at": at,
        "text": None if entry.text is None else mask(entry.text),
        "pii_text": entry.text,
        "audience": entry.audience,
        "facts": entry.facts,
        "salt": rows.hex_of(os.urandom(16)),
    }
