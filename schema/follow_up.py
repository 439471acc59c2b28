"""The timeline and the clocks of a message."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from hotline.clocks.access import CLOCK
from hotline.clocks.rules import CancelReason
from hotline.clocks.tables import ClockState, Obligation, PauseReason
from hotline.follow_ups.access import FOLLOW_UP
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.kit.viewer import ActorKind
from hotline.messages.tables import MessageState
from schema.city import Unit
from schema.custody import BreachCharge
from schema.people import Person
from schema.reader.declarations import items, node, stored, to_one
from schema.reader.shapes import Node

if TYPE_CHECKING:
    from schema.file import File
    from schema.message import Message
else:
    # Types that lead to each other: the schema finds them by name.
    Message = Annotated["Message", strawberry.lazy("schema.message")]
    File = Annotated["File", strawberry.lazy("schema.file")]


@node("flw", FOLLOW_UP)
class FollowUp(Node):
    """One entry of a message's timeline (پیگیری). Never changed, never removed."""

    id: strawberry.ID = stored("id", "The global id.", sql="'flw_' || {t}.id")
    kind: FollowUpKind = stored("kind", "What happened.")
    cycle: int = stored("cycle", "In which cycle of the message, from 1.")
    state: MessageState = stored("state", "The message's state after it.")
    actor_kind: ActorKind = stored("actor_kind", "What did it.")
    actor: Person | None = to_one("actor_id", "Who did it. Requires: staff or councillor.")
    unit: Unit | None = to_one("unit_id", "The actor's unit at the time.")
    happened_at: datetime = stored("happened_at", "When it happened.")
    recorded_at: datetime = stored("recorded_at", "When it was recorded: what clocks go by.")
    text: str | None = stored("text", "The note, personal data masked.")
    unmasked_text: str | None = stored("pii_text", "The note as written. Requires: as Message.unmaskedText.")
    audience: Audience = stored("audience", "Who may read it.")
    other_code: str | None = stored(
        # A citizen is not told which other message is about the same matter.
        "facts, actor_id",
        "Merged, split, joined, left: with which other message. Requires: staff or councillor.",
        sql="({t}.facts->>'other')",
    )
    followed: FollowUpKind | None = stored(
        "facts", "FOLLOWED: what happened to the incident.", sql="({t}.facts->>'followed')"
    )
    pause_reason: PauseReason | None = stored(
        "facts", "PAUSED: for whom it waits.", sql="CASE {t}.kind WHEN 'PAUSED' THEN {t}.facts->>'reason' END"
    )
    message: Message | None = to_one("message_id", "The message it is about.")
    obligation: Obligation | None = stored(
        "facts", "Of a breach and its like: what was owed.", sql="({t}.facts->>'obligation')"
    )
    clock: Annotated["Clock", strawberry.lazy("schema.follow_up")] | None = to_one(
        "facts", "Of a breach and its like: whose.", sql="({t}.facts->>'clock')::uuid"
    )
    holder_unit: Unit | None = to_one(
        "facts", "Of a breach: the unit that held the message then.", sql="({t}.facts->>'holder_unit')::uuid"
    )
    holder: Person | None = to_one(
        "facts",
        "Of a breach: the person who held it then; null means the unit's manager. Requires: staff or councillor.",
        sql="({t}.facts->>'holder_person')::uuid",
    )
    near_deadline: bool = stored(
        "facts",
        "Of a change of type, urgency or unit, or a pause: whether a deadline was near or past.",
        sql="jsonb_exists({t}.facts, 'near_deadline')",
    )
    files: list[File] = items("follow_up_id", "What was attached.", order="{t}.uploaded_at, {t}.id")


@node("clk", CLOCK)
class Clock(Node):
    """A clock of a message: one obligation in one cycle."""

    id: strawberry.ID = stored("id", "The global id.", sql="'clk_' || {t}.id")
    obligation: Obligation = stored("obligation", "What it measures.")
    cycle: int = stored("cycle", "In which cycle of the message, from 1.")
    state: ClockState = stored("state", "Where it stands.")
    started_at: datetime = stored("started_at", "When it started.")
    due_at: datetime = stored("due_at", "When it is due.")
    met_at: datetime | None = stored("met_at", "When it was met; a breached clock may be met late.")
    breached_at: datetime | None = stored("breached_at", "When it was breached.")
    target_seconds: int = stored("target_seconds", "Seconds of its own time from start to due, pauses apart.")
    working_hours: bool = stored("working_hours", "Whether its own time is that in which offices are open.")
    paused_seconds: int = stored("paused_seconds", "Seconds of its own time lost in pauses that are over.")
    paused_since: datetime | None = stored("paused_since", "Since when it stands still.")
    paused_because: PauseReason | None = stored("paused_because", "Why it stands still.")
    paused_share: float = stored(
        "paused_seconds, target_seconds",
        "Of its own time from start to due, the share it stood still: 0 to 1.",
        sql="coalesce({t}.paused_seconds / nullif({t}.paused_seconds + {t}.target_seconds, 0)::float8, 0)",
    )
    cancelled_because: CancelReason | None = stored("cancelled_because", "Why it ended without being met.")
    rung: int = stored("rung", "The highest rung of the ladder that has fired, in percent of its time.")
    charges: list[BreachCharge] = items(
        "clock_id",
        "If breached: who is charged with what part, the largest first.",
        order="{t}.millionths DESC, {t}.id",
    )
    overdue: bool = stored(
        "state, due_at, met_at, cancelled_because",
        "Past its due time, and still to be met.",
        sql="({t}.state IN ('RUNNING', 'BREACHED') AND {t}.due_at < payesh_now()"
        " AND {t}.met_at IS NULL AND {t}.cancelled_because IS NULL)",
    )
    policy_number: int = stored(
        "policy_id",
        "The policy version it runs under, for good.",
        sql="(SELECT p.number FROM policy_version p WHERE p.id = {t}.policy_id)",
    )
