"""Deliveries: what left, how often it was tried, what came back."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from hotline.deliveries import rules
from hotline.deliveries.access import DELIVERY, DELIVERY_ALARM, DELIVERY_HEALTH, INBOUND
from hotline.deliveries.figures import HEALTH
from hotline.deliveries.tables import DeliveryKind, DeliveryState, InboundResult, InboundSource
from schema.permission import Permission
from schema.reader.declarations import (
    All,
    Filter,
    Only,
    Order,
    Pages,
    Source,
    argument,
    decided,
    declare,
    node,
    pages,
    rows_of,
    stored,
    to_one,
)
from schema.reader.shapes import Connection, Node

if TYPE_CHECKING:
    from schema.message import Message
else:
    # Types that lead to each other: the schema finds them by name.
    Message = Annotated["Message", strawberry.lazy("schema.message")]


# By whether an alarm is over.
_OVER: dict[object, str] = {True: "{t}.ended_at IS NOT NULL", False: "{t}.ended_at IS NULL"}


@strawberry.enum(description="How deliveries are sorted.")
class DeliveryOrder(StrEnum):
    CREATED_AT_DESC = "CREATED_AT_DESC"
    CREATED_AT = "CREATED_AT"


@strawberry.input(description="Which deliveries; keys left out or null do not narrow the list.")
class DeliveryFilter:
    states: list[DeliveryState] | None = strawberry.field(default=None, description="In any of these states.")
    kind: DeliveryKind | None = strawberry.field(default=None, description="Through this gateway.")


@node("dlv", DELIVERY)
class Delivery(Node):
    """Something that must leave, once in effect."""

    id: strawberry.ID = stored("id", "The global id.", sql="'dlv_' || {t}.id")
    kind: DeliveryKind = stored("kind", "Through which gateway.")
    state: DeliveryState = stored("state", "Where it stands.")
    attempts: int = stored("attempts", "How often it was tried.")
    created_at: datetime = stored("created_at", "When it was to leave.")
    next_attempt_at: datetime | None = stored("next_attempt_at", "When it is tried next.")
    delivered_at: datetime | None = stored("delivered_at", "When it was received.")
    last_error: str | None = stored("last_error", "What went wrong the last time, in a word.")
    receipt: str | None = stored("receipt", "What the receiver answered.")
    message: Message | None = to_one("message_id", "The message it is about.")
    can_resend: Permission = decided(
        rules.can_resend, "Whether the viewer may have it tried now.", state=("{t}.state", DeliveryState)
    )


@node("alm", DELIVERY_ALARM)
class DeliveryAlarm(Node):
    """A gateway through which something has not left for half an hour; those who answer for it were told."""

    id: strawberry.ID = stored("id", "The global id.", sql="'alm_' || {t}.id")
    kind: DeliveryKind = stored("kind", "Which gateway.")
    opened_at: datetime = stored("opened_at", "Since when.")
    ended_at: datetime | None = stored("ended_at", "When nothing was stuck there any more.")


@node("inb", INBOUND)
class Inbound(Node):
    """Something another system told us, or a citizen by SMS."""

    id: strawberry.ID = stored("id", "The global id.", sql="'inb_' || {t}.id")
    source: InboundSource = stored("source", "Who told us.")
    received_at: datetime = stored("received_at", "When.")
    result: InboundResult = stored("result", "What came of it.")
    reason: str | None = stored("reason", "Why it was not applied: a refusal's code.")
    text: str | None = stored("text", "What was not understood, masked. Requires: operator or head of the office.")
    message: Message | None = to_one("message_id", "The message it was about.")


@strawberry.input(description="What came in; keys left out or null do not narrow the list.")
class InboundFilter:
    source: InboundSource | None = strawberry.field(default=None, description="From this source.")
    results: list[InboundResult] | None = strawberry.field(default=None, description="Of which any of these came.")


@strawberry.enum(description="How what came in is sorted.")
class InboundOrder(StrEnum):
    RECEIVED_AT_DESC = "RECEIVED_AT_DESC"


@rows_of(Source(DELIVERY_HEALTH, rows=HEALTH))
class DeliveryHealth:
    """How sending stands: what must read nought."""

    pending: int = stored("pending", "Waiting for their next try.")
    stuck: int = stored("stuck", "Tried for half an hour and still not received.")
    undelivered: int = stored(
        "undelivered", "Urgent messages with no sign of arrival five minutes after they were handed over."
    )
    oldest_pending_at: datetime | None = stored("oldest_pending_at", "Since when the oldest of them waits.")


@strawberry.type
class DeliveryQueries:
    delivery_health: DeliveryHealth | None = declare(
        Only(), "How sending stands now. Requires: dispatcher, head of the office or administrator."
    )
    delivery_alarms: list[DeliveryAlarm] = declare(
        All(order="{t}.opened_at, {t}.id", filters={"over": Filter(("ended_at",), choices=_OVER)}),
        "Gateways that are stuck now, or were. Requires: as deliveryHealth.",
        argument("over", bool | None, "Those that are over; those that are not if false.", False),
    )
    inbound: Connection[Inbound] = pages(
        Pages(
            orders={"RECEIVED_AT_DESC": Order("received_at", "timestamptz", descending=True)},
            default_order="RECEIVED_AT_DESC",
            filters={
                "source": Filter(("source",), "{t}.source = {v}"),
                "results": Filter(("result",), "{t}.result IN {v}"),
            },
        ),
        "What came in, newest first. Requires: operator (SMS), head of the office or administrator.",
        argument("filter", InboundFilter | None, "Which."),
        argument("order_by", InboundOrder, "The order.", InboundOrder.RECEIVED_AT_DESC),
    )
    deliveries: Connection[Delivery] = pages(
        Pages(
            orders={
                "CREATED_AT_DESC": Order("created_at", "timestamptz", descending=True),
                "CREATED_AT": Order("created_at", "timestamptz"),
            },
            default_order="CREATED_AT_DESC",
            filters={
                "states": Filter(("state",), "{t}.state IN {v}"),
                "kind": Filter(("kind",), "{t}.kind = {v}"),
            },
        ),
        "What left and what waits. Requires: as deliveryHealth.",
        argument("filter", DeliveryFilter | None, "Which ones."),
        argument("order_by", DeliveryOrder, "The order.", DeliveryOrder.CREATED_AT_DESC),
    )
