"""What is stored of the timeline."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from hotline.kit.viewer import ActorKind


class FollowUpKind(StrEnum):
    """What a follow-up says happened."""

    REGISTERED = "REGISTERED"
    CALLED_AGAIN = "CALLED_AGAIN"
    TRIAGED = "TRIAGED"
    DISPATCHED = "DISPATCHED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    RETURNED = "RETURNED"
    FIRST_ACTION = "FIRST_ACTION"
    ACTION = "ACTION"
    RESOLUTION_CLAIMED = "RESOLUTION_CLAIMED"
    INSPECTION_OPENED = "INSPECTION_OPENED"
    INSPECTION_VISIT = "INSPECTION_VISIT"
    VERIFIED = "VERIFIED"
    FEEDBACK_SOUGHT = "FEEDBACK_SOUGHT"
    FEEDBACK_TRIED = "FEEDBACK_TRIED"
    FEEDBACK = "FEEDBACK"
    OBJECTED = "OBJECTED"
    OBJECTION_TAKEN_UP = "OBJECTION_TAKEN_UP"
    OBJECTION_RESULT = "OBJECTION_RESULT"
    RULED = "RULED"
    REOPENED = "REOPENED"
    REFERRED = "REFERRED"
    REJECTED = "REJECTED"
    MERGED = "MERGED"
    SPLIT = "SPLIT"
    JOINED = "JOINED"
    LEFT = "LEFT"
    FOLLOWED = "FOLLOWED"
    ESCALATED = "ESCALATED"
    ESCALATION_ACKNOWLEDGED = "ESCALATION_ACKNOWLEDGED"
    BREACHED = "BREACHED"
    RESCINDED = "RESCINDED"
    TAKEN_IN_HAND = "TAKEN_IN_HAND"
    ASSIGNED = "ASSIGNED"
    RECLASSIFIED = "RECLASSIFIED"
    MARKED_SPECIAL = "MARKED_SPECIAL"
    PAUSED = "PAUSED"
    RESUMED = "RESUMED"
    CONFIRMED = "CONFIRMED"
    ANSWERED = "ANSWERED"
    NOTE = "NOTE"
    CLOSED = "CLOSED"


class Audience(StrEnum):
    """Who may read a follow-up: the people who work on it, councillors too, or the citizen too."""

    INTERNAL = "INTERNAL"
    COUNCIL = "COUNCIL"
    CITIZEN = "CITIZEN"


class FollowUp(Model):
    """One entry of a message's timeline. Invariant: append-only; recorded no earlier than it happened;
    `text` is `pii_text` masked; the salt lets a later audit chain survive anonymising."""

    id = fields.UUIDField(primary_key=True)
    message = fields.ForeignKeyField("payesh.Message", related_name=False, on_delete=fields.RESTRICT)
    kind = fields.CharEnumField(FollowUpKind, max_length=30)
    cycle = fields.SmallIntField()
    state = fields.CharField(max_length=20)
    actor_kind = fields.CharEnumField(ActorKind, max_length=20)
    actor = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    unit = fields.ForeignKeyField("payesh.Unit", null=True, related_name=False, on_delete=fields.RESTRICT)
    happened_at = fields.DatetimeField()
    recorded_at = fields.DatetimeField()
    text = fields.TextField(null=True)
    pii_text = fields.TextField(null=True)
    audience = fields.CharEnumField(Audience, max_length=10)
    # What a machine reads of it, never personal: clocks are a pure function of these and the times (domain §4).
    facts: fields.Field[dict[str, object]] = fields.JSONField(db_default="{}")
    salt = fields.BinaryField()

    class Meta:
        app = "payesh"
        table = "follow_up"
        indexes = (Index(fields=("message_id", "recorded_at", "id"), name="follow_up_by_message"),)
        constraints = (
            CheckConstraint(check="happened_at <= recorded_at", name="follow_up_recorded_after"),
            CheckConstraint(check="octet_length(salt) = 16", name="follow_up_salted"),
            CheckConstraint(
                check="(actor_kind = 'PERSON') = (actor_id IS NOT NULL)", name="follow_up_person_is_named"
            ),
        )
