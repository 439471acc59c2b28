"""What happens in session: who was present, what was said and decided, and what is carried on."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from policy_board.meetings.tables import MeetingState
from policy_board.resolutions import rules as resolution_rules
from policy_board.sittings import access, rules
from policy_board.sittings.tables import Ballot, Choice, DeferralCause, Result
from schema.people import Person
from schema.permission import Permission
from schema.reader.declarations import (
    Filter,
    Order,
    Pages,
    Source,
    argument,
    decided,
    items,
    node,
    pages,
    rows_of,
    stored,
    to_one,
)
from schema.reader.shapes import Connection, Node

if TYPE_CHECKING:
    from schema.agenda import AgendaItem
    from schema.resolution import Resolution
else:
    # Types that lead to each other: the schema finds them by name.
    AgendaItem = Annotated["AgendaItem", strawberry.lazy("schema.agenda")]
    Resolution = Annotated["Resolution", strawberry.lazy("schema.resolution")]

_MEETING_STATE = (
    "(SELECT m.state FROM agenda_item i JOIN agenda a ON a.id = i.agenda_id JOIN meeting m ON m.id = a.meeting_id"
    " WHERE i.id = {t}.item_id)",
    MeetingState,
)
_STANDS = "NOT EXISTS (SELECT FROM decision o WHERE o.item_id = {t}.item_id AND o.number > {t}.number)"
_LAST = (_STANDS, (True, False))


@node("att", access.ATTENDANCE)
class Attendance(Node):
    """A person was present at a meeting (حضور)."""

    id: strawberry.ID = stored("id", "The global id.", sql="'att_' || {t}.id")
    person: Person | None = to_one("person_id", "Who.")
    arrived_at: datetime = stored("arrived_at", "When they came.")
    left_at: datetime | None = stored("left_at", "When they left; null while they are there.")
    recorded_at: datetime = stored("recorded_at", "When that was recorded.")
    recorded_by: Person | None = to_one("recorded_by_id", "By whom.")
    reason: str | None = stored("reason", "Why it was recorded afterwards, where it is a correction.")
    struck_at: datetime | None = stored("struck_at", "When it was struck as wrong; null where it stands.")
    struck_by: Person | None = to_one("struck_by_id", "Who struck it.")
    struck_reason: str | None = stored("struck_reason", "Why.")


@rows_of(Source(access.DISCUSSION))
class Discussion:
    """An item was taken up, and what was said of it (مذاکرات)."""

    taken_up_at: datetime = stored("taken_up_at", "When it was last taken up.")
    taken_up_by: Person | None = to_one("taken_up_by_id", "By whom.")
    text: str | None = stored("text", "What was said.")
    version: int = stored("version", "Grows with each change of the text; a note names the one it was written on.")


@rows_of(Source(access.VOTE))
class Vote:
    """How a member voted in an open vote (رأی)."""

    person: Person | None = to_one("person_id", "Who.")
    choice: Choice = stored("choice", "How.")


@rows_of(Source(access.DECISION_OBJECTION))
class DecisionObjection:
    """That a member objects to a decision is on record (مخالفت)."""

    person: Person | None = to_one("person_id", "Who.")
    text: str = stored("text", "What they say.")
    at: datetime = stored("at", "When it was recorded.")


@rows_of(Source(access.DEFERRAL))
class Deferral:
    """An item left its meeting unsettled (موکول شدن)."""

    cause: DeferralCause = stored("cause", "Why.")
    at: datetime = stored("at", "When.")
    by: Person | None = to_one("by_id", "By whom.")


@node("dec", access.DECISION)
class Decision(Node):
    """What the board decided of an item (تصمیم). It never changes: a correction is a further one."""

    id: strawberry.ID = stored("id", "The global id.", sql="'dec_' || {t}.id")
    item: AgendaItem | None = to_one("item_id", "Of which item.")
    number: int = stored("number", "1, and then a number more for each correction.")
    stands: bool = stored("item_id, number", "Whether it stands, that is, no later one corrects it.", sql=_STANDS)
    result: Result = stored("result", "What.")
    text: str = stored("text", "In which words.")
    body: str | None = stored("body", "To whom it is referred.")
    until: date | None = stored("until", "Until when it is deferred at least; null for the next meeting.")
    ballot: Ballot = stored("ballot", "How it was decided.")
    votes_for: int | None = stored("votes_for", "Votes for it; null by consent.")
    votes_against: int | None = stored("votes_against", "Votes against it.")
    votes_abstain: int | None = stored("votes_abstain", "Abstentions.")
    decided_at: datetime = stored("decided_at", "When it was decided.")
    present: int = stored("present", "How many members were present then.")
    members: int = stored("members", "How many there were.")
    needed: int = stored("needed", "How many had to be present.")
    recorded_at: datetime = stored("recorded_at", "When it was recorded.")
    by: Person | None = to_one("by_id", "Who recorded it.")
    reason: str | None = stored("reason", "Why it corrects the one before.")
    votes: list[Vote] = items("decision_id", "Who voted how, where the vote was open.", order="{t}.id")
    objections: list[DecisionObjection] = items("decision_id", "Objections on record.", order="{t}.at, {t}.id")
    resolutions: list[Resolution] | None = items(
        "decision_id", "What is to be done of it, by the day it is due.", order="{t}.due_at, {t}.id"
    )
    can_resolve: Permission = decided(
        resolution_rules.can_resolve,
        "Whether the viewer may write down what is to be done of it.",
        result=("{t}.result", Result),
        stands=(f"({_STANDS})", (True, False)),
    )
    can_correct: Permission = decided(
        rules.can_correct, "Whether the viewer may correct it.", state=_MEETING_STATE, last=_LAST
    )
    can_object: Permission = decided(
        rules.can_put_on_record,
        "Whether the viewer may put a member's objection on record.",
        state=_MEETING_STATE,
        last=_LAST,
    )


@strawberry.input(description="Which decisions; keys left out or null do not narrow the list.")
class DecisionFilter:
    results: list[Result] | None = strawberry.field(default=None, description="With any of these results.")
    standing: bool | None = strawberry.field(default=None, description="That stand, or have been corrected.")


@strawberry.type
class SittingQueries:
    decisions: Connection[Decision] = pages(
        Pages(
            orders={"DECIDED_AT_DESC": Order("decided_at", "timestamptz", descending=True)},
            default_order="DECIDED_AT_DESC",
            filters={
                "results": Filter(("result",), "{t}.result IN {v}"),
                "standing": Filter(("item_id", "number"), choices={True: _STANDS, False: f"NOT ({_STANDS})"}),
            },
        ),
        "What the board decided, newest first. Requires: as AgendaItem.",
        argument("filter", DecisionFilter | None, "Which ones."),
    )
