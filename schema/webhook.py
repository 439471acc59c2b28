"""Webhooks: where a frontend is told of the messages it registered."""

from datetime import datetime
from enum import StrEnum

import strawberry

from hotline.deliveries import rules
from hotline.deliveries.access import WEBHOOK
from schema.permission import Permission
from schema.reader.declarations import Filter, Order, Pages, argument, decided, node, pages, stored
from schema.reader.shapes import Connection, Node

_ACTIVE = ("{t}.active", (True, False))


@strawberry.enum(description="How webhooks are sorted.")
class WebhookOrder(StrEnum):
    CREATED_AT = "CREATED_AT"


@node("hok", WEBHOOK)
class Webhook(Node):
    """An address at which a frontend is told. What it is sent is signed as Standard Webhooks writes it."""

    id: strawberry.ID = stored("id", "The global id.", sql="'hok_' || {t}.id")
    url: str = stored("url", "The address.")
    active: bool = stored("active", "Whether anything is told there.")
    created_at: datetime = stored("created_at", "Since when.")
    rotated_at: datetime | None = stored("rotated_at", "When its secret was changed last.")
    can_rotate: Permission = decided(
        rules.can_rotate_webhook, "Whether the viewer may have a new secret.", active=_ACTIVE
    )
    can_deactivate: Permission = decided(
        rules.can_deactivate_webhook, "Whether the viewer may take it away.", active=_ACTIVE
    )


@strawberry.type
class WebhookQueries:
    webhooks: Connection[Webhook] = pages(
        Pages(
            orders={"CREATED_AT": Order("created_at", "timestamptz")},
            default_order="CREATED_AT",
            filters={"active": Filter(("active",), choices={True: "{t}.active", False: "NOT {t}.active"})},
        ),
        "Webhooks, oldest first. Requires: a frontend, for its own, or administrator.",
        argument("active", bool | None, "Whether anything is told there."),
        argument("order_by", WebhookOrder, "The order.", WebhookOrder.CREATED_AT),
    )
