"""Feedback: the citizen is asked whether it is resolved (R5)."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from hotline.feedback.access import CALL_TASK, FEEDBACK_REQUEST, FEEDBACK_TRY
from hotline.feedback.tables import FeedbackChannel, FeedbackState, TryResult
from schema.people import Person
from schema.reader.declarations import Filter, Order, Pages, argument, items, node, pages, stored, to_one
from schema.reader.shapes import Connection, Node

if TYPE_CHECKING:
    from schema.message import Message
else:
    # Types that lead to each other: the schema finds them by name.
    Message = Annotated["Message", strawberry.lazy("schema.message")]


_DUE = (
    "(SELECT c.due_at FROM clock c WHERE c.message_id = {t}.message_id AND c.cycle = {t}.cycle"
    " AND c.obligation = 'FEEDBACK')"
)
_FAILED_TRIES = "(SELECT count(*)::int FROM feedback_try y WHERE y.request_id = {t}.id AND y.result <> 'SENT')"
_LAST_TRIED = "(SELECT max(y.tried_at) FROM feedback_try y WHERE y.request_id = {t}.id)"
_TAKEN = "EXISTS (SELECT FROM message m WHERE m.id = {t}.message_id AND m.holder_person_id IS NOT NULL)"
_MINE = "EXISTS (SELECT FROM message m WHERE m.id = {t}.message_id AND m.holder_person_id = :person)"


@strawberry.enum(description="How feedback requests are sorted.")
class FeedbackOrder(StrEnum):
    OPENED_AT = "OPENED_AT"
    OPENED_AT_DESC = "OPENED_AT_DESC"


@strawberry.input(description="Which feedback requests; keys left out or null do not narrow the list.")
class FeedbackFilter:
    states: list[FeedbackState] | None = strawberry.field(default=None, description="In any of these states.")
    channel: FeedbackChannel | None = strawberry.field(default=None, description="Asked in this way.")


@node("try", FEEDBACK_TRY)
class FeedbackTry(Node):
    """One try to reach the citizen."""

    id: strawberry.ID = stored("id", "The global id.", sql="'try_' || {t}.id")
    channel: FeedbackChannel = stored("channel", "How.")
    result: TryResult = stored("result", "What it came to.")
    tried_at: datetime = stored("tried_at", "When.")
    tried_by: Person | None = to_one("tried_by_id", "Who. Requires: staff or councillor.")


@node("fbk", FEEDBACK_REQUEST)
class FeedbackRequest(Node):
    """The citizen is asked (درخواست بازخورد). One that is open and asks by a call is a task."""

    id: strawberry.ID = stored("id", "The global id.", sql="'fbk_' || {t}.id")
    channel: FeedbackChannel = stored("channel", "How the citizen is asked.")
    state: FeedbackState = stored("state", "Where it stands.")
    cycle: int = stored("cycle", "In which cycle of the message, from 1.")
    opened_at: datetime = stored("opened_at", "When it was opened.")
    short_code: str | None = stored("short_code", "What a verdict by SMS carries. Requires: the citizen.")
    satisfied: bool | None = stored("satisfied", "The answer.")
    answered_at: datetime | None = stored("answered_at", "When it was given.")
    answered_through: FeedbackChannel | None = stored("answered_through", "How it was given.")
    asked_by: Person | None = to_one("asked_by_id", "Who wrote it down. Requires: staff or councillor.")
    tries: list[FeedbackTry] = items("request_id", "The tries, by time.", order="{t}.tried_at, {t}.id")
    message: Message | None = to_one("message_id", "The message.")


@strawberry.enum(description="How call tasks are sorted.")
class CallTaskOrder(StrEnum):
    OPENED_AT = "OPENED_AT"


@strawberry.input(description="Which call tasks; keys left out or null do not narrow the list.")
class CallTaskFilter:
    taken: bool | None = strawberry.field(
        default=None, description="Those that somebody of the office has in hand; those nobody has if false."
    )
    mine: bool | None = strawberry.field(default=None, description="Those the viewer has in hand, or has not.")


@node("cal", CALL_TASK)
class CallTask(Node):
    """A call that somebody must make (کار تماس): take the message in hand, read its contact with a reason, call,
    and record the try or the answer on the message. `message.holder` is who has taken it."""

    id: strawberry.ID = stored("id", "The global id.", sql="'cal_' || {t}.id")
    channel: FeedbackChannel = stored("channel", "How the citizen was asked; SMS where it was not answered.")
    opened_at: datetime = stored("opened_at", "Since when the citizen is to be asked.")
    due_at: datetime | None = stored("id", "By when the feedback is due (R5).", sql=_DUE)
    failed_tries: int = stored("id", "How often nobody was reached.", sql=_FAILED_TRIES)
    last_tried_at: datetime | None = stored("id", "When last.", sql=_LAST_TRIED)
    tries: list[FeedbackTry] = items("request_id", "The tries, by time.", order="{t}.tried_at, {t}.id")
    message: Message | None = to_one("message_id", "The message, on which the call is recorded.")


@strawberry.type
class FeedbackQueries:
    call_tasks: Connection[CallTask] = pages(
        Pages(
            orders={"OPENED_AT": Order("opened_at", "timestamptz")},
            default_order="OPENED_AT",
            filters={
                "taken": Filter(("message_id",), choices={True: _TAKEN, False: f"NOT {_TAKEN}"}),
                "mine": Filter(("message_id",), choices={True: _MINE, False: f"NOT {_MINE}"}),
            },
        ),
        "Calls to be made, oldest first. Requires: operator, special officer or head of the office.",
        argument("filter", CallTaskFilter | None, "Which."),
        argument("order_by", CallTaskOrder, "The order.", CallTaskOrder.OPENED_AT),
    )
    feedback_requests: Connection[FeedbackRequest] = pages(
        Pages(
            orders={
                "OPENED_AT": Order("opened_at", "timestamptz"),
                "OPENED_AT_DESC": Order("opened_at", "timestamptz", descending=True),
            },
            default_order="OPENED_AT",
            filters={
                "states": Filter(("state",), "{t}.state IN {v}"),
                "channel": Filter(("channel",), "{t}.channel = {v}"),
            },
        ),
        "Who is asked, oldest first: those open that ask by a call are call tasks.",
        argument("filter", FeedbackFilter | None, "Which ones."),
        argument("order_by", FeedbackOrder, "The order.", FeedbackOrder.OPENED_AT),
    )
