"""What is stored of escalations."""

from enum import StrEnum
from typing import Final

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from hotline.clocks.tables import Obligation


class Told(StrEnum):
    """Whom a rung tells: who holds the message, or a superior in the unit tree (domain §4)."""

    HOLDER = "HOLDER"
    SUPERVISOR = "SUPERVISOR"
    MANAGER = "MANAGER"
    DEPUTY = "DEPUTY"


class ReviewCause(StrEnum):
    """Why a message is proposed for a Payesh session."""

    FIRST_ACTION_OVERDUE = "FIRST_ACTION_OVERDUE"
    FEEDBACK_OVERDUE = "FEEDBACK_OVERDUE"
    RESOLUTION_OVERDUE = "RESOLUTION_OVERDUE"


OVERDUE: Final = {
    Obligation.FIRST_ACTION: ReviewCause.FIRST_ACTION_OVERDUE,
    Obligation.FEEDBACK: ReviewCause.FEEDBACK_OVERDUE,
    Obligation.RESOLUTION: ReviewCause.RESOLUTION_OVERDUE,
}


class Escalation(Model):
    """A rung of the ladder that a clock has reached. Invariants: each rung once for each clock (domain §4); it
    names the unit told, and the person if its place is held; unacknowledged by `climbs_at` it climbs to the next
    superior, who then stands here, and `climbed` counts how often it did. A rung that tells nobody proposes a
    review."""

    id = fields.UUIDField(primary_key=True)
    clock = fields.ForeignKeyField("payesh.Clock", related_name=False, on_delete=fields.RESTRICT)
    message = fields.ForeignKeyField("payesh.Message", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    percent = fields.SmallIntField()
    tell = fields.CharField(max_length=20, null=True)
    unit = fields.ForeignKeyField("payesh.Unit", null=True, related_name=False, on_delete=fields.RESTRICT)
    person = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    fired_at = fields.DatetimeField()
    acknowledged_at = fields.DatetimeField(null=True)
    acknowledged_by = fields.ForeignKeyField(
        "payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT
    )
    climbs_at = fields.DatetimeField(null=True)
    climbed = fields.SmallIntField(default=0)

    class Meta:
        app = "payesh"
        table = "escalation"
        indexes = (
            Index(fields=("climbs_at",), name="escalation_by_climb"),
            Index(fields=("fired_at", "id"), name="escalation_by_time"),
            Index(fields=("person_id", "fired_at", "id"), name="escalation_by_person"),
        )
        constraints = (
            UniqueConstraint(fields=("clock_id", "percent"), name="escalation_rung_once"),
            CheckConstraint(
                check="(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)",
                name="escalation_acknowledged_by_someone",
            ),
            CheckConstraint(
                check="climbs_at IS NULL OR acknowledged_at IS NULL", name="escalation_climbs_unless_acknowledged"
            ),
        )


class ReviewCandidate(Model):
    """A message that the next Payesh session might review (R6). Invariant: proposed once for each cause and
    cycle."""

    id = fields.UUIDField(primary_key=True)
    message = fields.ForeignKeyField("payesh.Message", related_name=False, on_delete=fields.RESTRICT)
    cycle = fields.SmallIntField()
    cause = fields.CharField(max_length=30)
    proposed_at = fields.DatetimeField(db_index=True)

    class Meta:
        app = "payesh"
        table = "review_candidate"
        constraints = (UniqueConstraint(fields=("message_id", "cycle", "cause"), name="review_candidate_once"),)
