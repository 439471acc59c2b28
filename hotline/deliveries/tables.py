"""What is stored of deliveries."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
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
    # Which text a notice has, and its values: never a phone number nor a citizen's words, which are looked up when
    # it leaves.
    template = fields.CharField(max_length=40, null=True)
    details: fields.Field[dict[str, object] | None] = fields.JSONField(null=True)
    # To whom: a person of the staff, a frontend's webhook, or else the message's reporter.
    person = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    webhook = fields.ForeignKeyField("payesh.Webhook", null=True, related_name=False, on_delete=fields.RESTRICT)
    # An SMS of somebody unknown to us, which this one answers.
    inbound = fields.ForeignKeyField("payesh.Inbound", null=True, related_name=False, on_delete=fields.RESTRICT)
    # The version of the message that it tells of: to the centre a later one never overtakes an earlier.
    message_version = fields.IntField(null=True)

    class Meta:
        app = "payesh"
        table = "delivery"
        indexes = (Index(fields=("created_at", "id"), name="delivery_by_time"),)
        constraints = (
            CheckConstraint(
                check="(state = 'DELIVERED') = (delivered_at IS NOT NULL)", name="delivery_delivered_has_time"
            ),
            CheckConstraint(check="attempts >= 0", name="delivery_attempts_not_negative"),
            CheckConstraint(
                check="(kind = 'WEBHOOK') = (webhook_id IS NOT NULL)", name="delivery_webhook_is_named"
            ),
        )


class DeliveryAlarm(Model):
    """A gateway through which something has not left for half an hour: those who answer for it are told through
    another, once. Invariant: one at a time for each gateway; over when nothing is stuck there any more."""

    id = fields.UUIDField(primary_key=True)
    kind = fields.CharEnumField(DeliveryKind, max_length=10)
    opened_at = fields.DatetimeField(db_index=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        app = "payesh"
        table = "delivery_alarm"
        constraints = (
            UniqueConstraint(fields=("kind",), name="delivery_alarm_is_one", condition="ended_at IS NULL"),
        )


class Webhook(Model):
    """Where a frontend wants to hear of the messages it registered. Invariant: one for each token and address; what
    it is sent is signed with its secret, and for a day after a rotation with the one before it too."""

    id = fields.UUIDField(primary_key=True)
    token = fields.ForeignKeyField("payesh.Token", related_name=False, on_delete=fields.RESTRICT)
    url = fields.CharField(max_length=500)
    secret = fields.CharField(max_length=100)
    secret_before = fields.CharField(max_length=100, null=True)
    rotated_at = fields.DatetimeField(null=True)
    active = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()

    class Meta:
        app = "payesh"
        table = "webhook"
        constraints = (
            UniqueConstraint(fields=("token_id", "url"), name="webhook_once"),
            CheckConstraint(
                check="(secret_before IS NULL) = (rotated_at IS NULL)", name="webhook_rotated_from_something"
            ),
        )


class InboundSource(StrEnum):
    """Who told us."""

    CENTRE = "CENTRE"
    SMS = "SMS"


class InboundResult(StrEnum):
    """What came of it: an act on the message, a note on its timeline, or nothing that we understood."""

    APPLIED = "APPLIED"
    NOTED = "NOTED"
    NOT_UNDERSTOOD = "NOT_UNDERSTOOD"


class Inbound(Model):
    """Something another system told us, or a citizen by SMS. Invariants: each of its own ids once for each source,
    so that a replay has no second effect; `text` is `pii_text` masked, and both are kept where they were not
    understood."""

    id = fields.UUIDField(primary_key=True)
    source = fields.CharEnumField(InboundSource, max_length=20)
    external_id = fields.CharField(max_length=120)
    message = fields.ForeignKeyField("payesh.Message", null=True, related_name=False, on_delete=fields.RESTRICT)
    received_at = fields.DatetimeField()
    result = fields.CharEnumField(InboundResult, max_length=20, db_default="APPLIED")
    # Why it was not applied: a refusal's code.
    reason = fields.CharField(max_length=40, null=True)
    text = fields.TextField(null=True)
    pii_text = fields.TextField(null=True)
    pii_sender = fields.CharField(max_length=20, null=True)

    class Meta:
        app = "payesh"
        table = "inbound"
        indexes = (Index(fields=("received_at", "id"), name="inbound_by_time"),)
        constraints = (
            UniqueConstraint(fields=("source", "external_id"), name="inbound_once"),
            CheckConstraint(check="(text IS NULL) = (pii_text IS NULL)", name="inbound_text_is_kept_whole"),
        )
