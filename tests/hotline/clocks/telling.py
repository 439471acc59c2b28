"""Timelines of the imagination for pure clocks: one small policy, and follow-ups told in hours from a start."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from hotline.calendars.rules import OFFICE_HOURS
from hotline.city.reference import Policy, Rung, Target
from hotline.clocks.computing import clocks_of
from hotline.clocks.measuring import ClockValue
from hotline.clocks.story import Event
from hotline.clocks.tables import Obligation
from hotline.follow_ups.tables import FollowUpKind
from hotline.kit.workdays import Calendar
from hotline.messages.tables import MessageState

SPACE = UUID("13700000-0000-4000-8000-000000000004")
LITTER, MANHOLE, PARK = (uuid5(SPACE, name) for name in ("litter", "manhole", "park"))
# Saturday 15 Farvardin 1405, 8:00 in Isfahan: half an hour after the offices opened.
START = datetime(2026, 4, 4, 4, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEK = tuple(tuple((opens, closes) for day, opens, closes in OFFICE_HOURS if day == on) for on in range(7))
OFFICES = Calendar(ZoneInfo("Asia/Tehran"), WEEK)
POLICY = Policy(
    uuid5(SPACE, "policy"),
    1,
    START - timedelta(days=900),
    {
        LITTER: Target(2 * HOUR, 24 * HOUR, 72 * HOUR),
        MANHOLE: Target(2 * HOUR, 24 * HOUR, 12 * HOUR),
        PARK: Target(2 * HOUR, 24 * HOUR, 14 * HOUR, working_hours=True),
    },
    tuple(Rung(percent) for percent in (50, 75, 100, 150, 200)),
)

_ids = count(1)


def told(
    after: float,
    kind: FollowUpKind,
    state: MessageState,
    *,
    cycle: int = 1,
    happened: float | None = None,
    **facts: object,
) -> Event:
    """A follow-up recorded `after` hours, of what `happened` so many hours after the start."""
    recorded_at = START + after * HOUR
    happened_at = recorded_at if happened is None else START + happened * HOUR
    return Event(UUID(int=next(_ids)), kind, cycle, state, happened_at, recorded_at, facts)


def registered(urgency: str = "URGENT", category: UUID | None = MANHOLE, *, claimed: bool = False) -> Event:
    facts = {"urgency": urgency, "category": category and str(category), "claimed": claimed}
    return told(0, FollowUpKind.REGISTERED, MessageState.REGISTERED, **facts)


def triaged(
    after: float = 0, urgency: str = "URGENT", category: UUID = MANHOLE, *, leaves: bool = True, first: bool = True
) -> Event:
    facts = {"urgency": urgency, "category": str(category), "leaves": leaves, "first": first}
    return told(after, FollowUpKind.TRIAGED, MessageState.TRIAGED, **facts)


def acted(after: float, *, evidence: bool = True, happened: float | None = None, cycle: int = 1) -> Event:
    kind, state = FollowUpKind.FIRST_ACTION, MessageState.IN_ACTION
    return told(after, kind, state, cycle=cycle, happened=happened, evidence=evidence)


def claimed(after: float, *, inspection: bool = False, cycle: int = 1) -> Event:
    kind, state = FollowUpKind.RESOLUTION_CLAIMED, MessageState.RESOLUTION_CLAIMED
    return told(after, kind, state, cycle=cycle, inspection_required=inspection)


def verified(after: float) -> Event:
    return told(after, FollowUpKind.VERIFIED, MessageState.VERIFIED)


def tried(after: float, result: str = "NO_ANSWER") -> Event:
    return told(after, FollowUpKind.FEEDBACK_TRIED, MessageState.FEEDBACK_SOUGHT, result=result)


def answered(after: float, *, satisfied: bool = True) -> Event:
    return told(after, FollowUpKind.FEEDBACK, MessageState.FEEDBACK_SOUGHT, satisfied=satisfied)


def closed(after: float, outcome: str) -> Event:
    return told(after, FollowUpKind.CLOSED, MessageState.CLOSED, outcome=outcome)


def hours(after: float) -> datetime:
    return START + after * HOUR


def clocks(
    *events: Event, at: float = 1, policies: Sequence[Policy] = (POLICY,), calendar: Calendar = OFFICES
) -> dict[tuple[int, Obligation], ClockValue]:
    """The clocks of the timeline `at` hours after the start, by cycle and obligation."""
    values = clocks_of(events, policies, calendar, hours(at))
    return {(value.cycle, value.obligation): value for value in values}


def clock(*events: Event, of: Obligation, at: float = 1, cycle: int = 1) -> ClockValue:
    return clocks(*events, at=at)[cycle, of]
