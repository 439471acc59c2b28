"""What is stored of inspections."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class InspectionCause(StrEnum):
    """What brings an inspector in (domain §3)."""

    BREACH = "BREACH"
    THIRD_CALL = "THIRD_CALL"
    OBJECTION = "OBJECTION"
    BY_HAND = "BY_HAND"


class InspectionState(StrEnum):
    """OPEN until an inspector verifies; what is returned to the unit stays open. CANCELLED with its message."""

    OPEN = "OPEN"
    VERIFIED = "VERIFIED"
    CANCELLED = "CANCELLED"


class Finding(StrEnum):
    """What an inspector saw on the ground."""

    DONE = "DONE"
    NOT_DONE = "NOT_DONE"
    NOT_FOUND = "NOT_FOUND"


class Inspection(Model):
    """An inspector's charge over a message. Invariants: a message has one open inspection at most, and cannot
    close while it is open (domain §3); ended exactly when it is not open."""

    id = fields.UUIDField(primary_key=True)
    message = fields.ForeignKeyField("payesh.Message", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    cycle = fields.SmallIntField()
    cause = fields.CharEnumField(InspectionCause, max_length=20)
    state = fields.CharEnumField(InspectionState, max_length=10)
    opened_at = fields.DatetimeField()
    opened_by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    inspector = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    assigned_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        app = "payesh"
        table = "inspection"
        indexes = (Index(fields=("inspector_id", "state", "opened_at"), name="inspection_by_inspector"),)
        constraints = (
            UniqueConstraint(fields=("message_id",), name="inspection_open_once", condition="state = 'OPEN'"),
            CheckConstraint(check="(state = 'OPEN') = (ended_at IS NULL)", name="inspection_open_until_ended"),
            CheckConstraint(
                check="(inspector_id IS NULL) = (assigned_at IS NULL)", name="inspection_assignment_has_time"
            ),
        )


class Visit(Model):
    """An inspector on the ground. Invariant: what was seen is never changed; a second look is a second visit."""

    id = fields.UUIDField(primary_key=True)
    inspection = fields.ForeignKeyField(
        "payesh.Inspection", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    message = fields.ForeignKeyField("payesh.Message", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    follow_up = fields.ForeignKeyField("payesh.FollowUp", related_name=False, on_delete=fields.RESTRICT)
    inspector = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    found = fields.CharEnumField(Finding, max_length=10)
    visited_at = fields.DatetimeField()
    recorded_at = fields.DatetimeField()
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)

    class Meta:
        app = "payesh"
        table = "visit"
        constraints = (
            CheckConstraint(check="visited_at <= recorded_at", name="visit_recorded_after"),
            CheckConstraint(check="(latitude IS NULL) = (longitude IS NULL)", name="visit_place_is_whole"),
        )
