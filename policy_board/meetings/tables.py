"""What is stored of the board's meetings."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model


class MeetingState(StrEnum):
    """Where a meeting stands (domain §9)."""

    PLANNED = "PLANNED"
    AGENDA_OPEN = "AGENDA_OPEN"
    AGENDA_FROZEN = "AGENDA_FROZEN"
    IN_SESSION = "IN_SESSION"
    ADJOURNED = "ADJOURNED"
    MINUTES_DRAFT = "MINUTES_DRAFT"
    MINUTES_APPROVED = "MINUTES_APPROVED"
    PUBLISHED = "PUBLISHED"
    POSTPONED = "POSTPONED"
    CANCELLED = "CANCELLED"


class Meeting(Model):
    """A meeting of the board. `budget` is its length in minutes, `quorum` how many members must be present when
    something is decided. Invariants: numbered 1, 2, 3… in the order in which they were planned; its state is that
    of its last step."""

    id = fields.UUIDField(primary_key=True)
    number = fields.IntField(unique=True)
    title = fields.CharField(max_length=200)
    place = fields.CharField(max_length=200)
    starts_at = fields.DatetimeField()
    budget = fields.SmallIntField()
    quorum = fields.SmallIntField()
    state = fields.CharEnumField(MeetingState, max_length=20)
    version = fields.IntField()

    class Meta:
        app = "payesh"
        table = "meeting"
        indexes = (Index(fields=("starts_at", "id"), name="meeting_by_time"),)
        constraints = (
            CheckConstraint(check="budget BETWEEN 5 AND 720", name="meeting_budget_is_a_day_at_most"),
            CheckConstraint(check="quorum BETWEEN 1 AND 99", name="meeting_quorum_is_of_people"),
        )


class MeetingStep(Model):
    """A meeting came into a state: when, by whom, and why where that was asked for. Invariant: append-only."""

    id = fields.UUIDField(primary_key=True)
    meeting = fields.ForeignKeyField("payesh.Meeting", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    state = fields.CharEnumField(MeetingState, max_length=20)
    at = fields.DatetimeField()
    by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    reason = fields.TextField(null=True)

    class Meta:
        app = "payesh"
        table = "meeting_step"
