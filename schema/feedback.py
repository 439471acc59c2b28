"""Feedback: the citizen is asked whether it is resolved (R5)."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from hotline.feedback.access import FEEDBACK_REQUEST, FEEDBACK_TRY
from hotline.feedback.tables import FeedbackChannel, FeedbackState, TryResult
from schema.people import Person
from schema.reader.declarations import Filter, Order, Pages, argument, items, node, pages, stored, to_one
from schema.reader.shapes import Connection, Node

if TYPE_CHECKING:
    from schema.message import Message
else:
    # Types that lead to each other: the schema finds them by name.
    Message = Annotated["Message", strawberry.lazy("schema.message")]


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


@strawberry.type
class FeedbackQueries:
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
