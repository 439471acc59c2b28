"""What is stored of deliveries."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model


class DeliveryKind(StrEnum):
    """Through which gateway it leaves."""

    CENTRE = "CENTRE"
    SMS = "SMS"
    EMAIL = "EMAIL"
    WEBHOOK = "WEBHOOK"


class DeliveryState(StrEnum):
    """STUCK has been tried for thirty minutes: it alarms, and is tried all the same."""

    PENDING = "PENDING"
    STUCK = "STUCK"
    DELIVERED = "DELIVERED"
    CANCELLED = "CANCELLED"


class Delivery(Model):
    """Something that must leave once in effect. Invariant: one row for each idempotency key, which the receiver
    honours; delivered exactly when it has a time and a receipt."""

    id = fields.UUIDField(primary_key=True)
    kind = fields.CharEnumField(DeliveryKind, max_length=10)
    message = fields.ForeignKeyField(
        "payesh.Message", null=True, related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    idempotency_key = fields.CharField(max_length=120, unique=True)
    state = fields.CharEnumField(DeliveryState, max_length=10)
    attempts = fields.IntField(default=0)
    created_at = fields.DatetimeField()
    next_attempt_at = fields.DatetimeField(null=True)
    delivered_at = fields.DatetimeField(null=True)
    last_error = fields.CharField(max_length=200, null=True)
    receipt = fields.CharField(max_length=120, null=True)

    class Meta:
        app = "payesh"
        table = "delivery"
        indexes = (Index(fields=("created_at", "id"), name="delivery_by_time"),)
        constraints = (
            CheckConstraint(
                check="(state = 'DELIVERED') = (delivered_at IS NOT NULL)", name="delivery_delivered_has_time"
            ),
            CheckConstraint(check="attempts >= 0", name="delivery_attempts_not_negative"),
        )
