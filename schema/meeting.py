"""Meetings of the 137 policy board."""

from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import strawberry

from policy_board.meetings import rules
from policy_board.meetings.access import MEETING, MEETING_STEP
from policy_board.meetings.tables import MeetingState
from policy_board.minutes import rules as minutes_rules
from policy_board.sittings import rules as sitting_rules
from schema.people import Person
from schema.permission import Permission
from schema.reader.declarations import (
    Embedded,
    Filter,
    Find,
    Order,
    Pages,
    argument,
    decided,
    declare,
    items,
    node,
    pages,
    stored,
    to_one,
)
from schema.reader.shapes import Connection, Node
from schema.seat import QuorumNow

if TYPE_CHECKING:
    from schema.agenda import Agenda
    from schema.minutes import Minutes
    from schema.sitting import Attendance
else:
    # Types that lead to each other: the schema finds them by name.
    Agenda = Annotated["Agenda", strawberry.lazy("schema.agenda")]
    Attendance = Annotated["Attendance", strawberry.lazy("schema.sitting")]
    Minutes = Annotated["Minutes", strawberry.lazy("schema.minutes")]

_STATE = ("{t}.state", MeetingState)


@strawberry.enum(description="How meetings are sorted.")
class MeetingOrder(StrEnum):
    STARTS_AT = "STARTS_AT"
    STARTS_AT_DESC = "STARTS_AT_DESC"


@strawberry.input(description="Which meetings; keys left out or null do not narrow the list.")
class MeetingFilter:
    states: list[MeetingState] | None = strawberry.field(default=None, description="In any of these states.")


@node("mst", MEETING_STEP)
class MeetingStep(Node):
    """A meeting came into a state."""

    id: strawberry.ID = stored("id", "The global id.", sql="'mst_' || {t}.id")
    state: MeetingState = stored("state", "Which.")
    at: datetime = stored("at", "When.")
    by: Person | None = to_one("by_id", "Who brought it there.")
    reason: str | None = stored("reason", "Why, where that was asked for.")


@node("mtg", MEETING)
class Meeting(Node):
    """A meeting of the policy board (جلسه)."""

    id: strawberry.ID = stored("id", "The global id.", sql="'mtg_' || {t}.id")
    number: int = stored("number", "Its number, from 1.")
    title: str = stored("title", "What kind of meeting it is.")
    place: str = stored("place", "Where.")
    starts_at: datetime = stored("starts_at", "When it begins.")
    budget: int = stored("budget", "How long it is, in minutes.")
    quorum: int = stored("quorum", "How many members must be present when something is decided.")
    state: MeetingState = stored("state", "Where it stands.")
    version: int = stored("version", "Grows with each change; acts name the version they were decided on.")
    steps: list[MeetingStep] = items("meeting_id", "How it came there, by time.", order="{t}.at, {t}.id")
    agenda: Agenda | None = to_one(
        "id", "Its agenda, from when it is opened. Requires: as Agenda.", key="meeting_id"
    )
    attendance: list[Attendance] = items(
        "meeting_id", "Who was present when, what was struck among it.", order="{t}.arrived_at, {t}.id"
    )
    quorum_now: QuorumNow | None = declare(
        Embedded("{t}.state = 'IN_SESSION'"), "The quorum now; null while it is not in session."
    )
    minutes: Minutes | None = to_one(
        "id", "Its minutes, from when they are begun. Requires: as Minutes.", key="meeting_id"
    )
    can_begin_minutes: Permission = decided(
        minutes_rules.can_begin,
        "Whether the viewer may have its minutes written.",
        state=_STATE,
        begun=("EXISTS (SELECT FROM minutes WHERE minutes.meeting_id = {t}.id)", (True, False)),
    )
    can_arrange: Permission = decided(
        rules.can_arrange, "Whether the viewer may change its day, place, length or quorum.", state=_STATE
    )
    can_open: Permission = decided(
        partial(rules.can_move, to=MeetingState.AGENDA_OPEN),
        "Whether the viewer may open its agenda.",
        state=_STATE,
    )
    can_freeze: Permission = decided(
        partial(rules.can_move, to=MeetingState.AGENDA_FROZEN),
        "Whether the viewer may freeze its agenda.",
        state=_STATE,
    )
    can_open_session: Permission = decided(
        partial(rules.can_move, to=MeetingState.IN_SESSION),
        "Whether the viewer may open it, or go on with it.",
        state=_STATE,
    )
    can_adjourn: Permission = decided(
        partial(rules.can_move, to=MeetingState.ADJOURNED), "Whether the viewer may break it off.", state=_STATE
    )
    can_close: Permission = decided(
        partial(rules.can_move, to=MeetingState.MINUTES_DRAFT), "Whether the viewer may close it.", state=_STATE
    )
    can_hold: Permission = decided(
        sitting_rules.can_hold,
        "Whether the viewer may record who comes and goes, what is said and decided.",
        state=_STATE,
    )
    can_correct_attendance: Permission = decided(
        sitting_rules.can_correct_attendance,
        "Whether the viewer may put right who was present.",
        state=_STATE,
    )
    can_postpone: Permission = decided(
        partial(rules.can_move, to=MeetingState.POSTPONED), "Whether the viewer may postpone it.", state=_STATE
    )
    can_cancel: Permission = decided(
        partial(rules.can_move, to=MeetingState.CANCELLED), "Whether the viewer may cancel it.", state=_STATE
    )
    can_reconvene: Permission = decided(
        partial(rules.can_move, to=MeetingState.PLANNED),
        "Whether the viewer may plan it for another day, postponed.",
        state=_STATE,
    )


@strawberry.type
class MeetingQueries:
    meeting: Meeting | None = declare(
        Find("number", "int", "number"),
        "The meeting of this number. Requires: board, councillor, analyst or head of the office.",
        argument("number", int, "Its number.", ...),
    )
    meetings: Connection[Meeting] = pages(
        Pages(
            orders={
                "STARTS_AT": Order("starts_at", "timestamptz"),
                "STARTS_AT_DESC": Order("starts_at", "timestamptz", descending=True),
            },
            default_order="STARTS_AT_DESC",
            filters={
                "states": Filter(("state",), "{t}.state IN {v}"),
            },
        ),
        "The board's meetings. Requires: board, councillor, analyst or head of the office.",
        argument("filter", MeetingFilter | None, "Which ones."),
        argument("order_by", MeetingOrder, "The order.", MeetingOrder.STARTS_AT_DESC),
    )
