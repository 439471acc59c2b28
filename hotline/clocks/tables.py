"""What is stored of clocks: the result of the timeline and the policy version, never their source."""

from enum import StrEnum

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class Obligation(StrEnum):
    FIRST_ACTION = "FIRST_ACTION"
    FEEDBACK = "FEEDBACK"
    RESOLUTION = "RESOLUTION"


class ClockState(StrEnum):
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    MET = "MET"
    BREACHED = "BREACHED"
    CANCELLED = "CANCELLED"


class Clock(Model):
    """One clock of a message. Invariant: one for each message, obligation and cycle; it keeps the policy version
    it started under; met exactly when it has a time of meeting, unless breached first (domain §4)."""

    id = fields.UUIDField(primary_key=True)
    message = fields.ForeignKeyField("payesh.Message", related_name=False, on_delete=fields.RESTRICT)
    obligation = fields.CharEnumField(Obligation, max_length=20)
    cycle = fields.SmallIntField()
    policy = fields.ForeignKeyField("payesh.PolicyVersion", related_name=False, on_delete=fields.RESTRICT)
    state = fields.CharEnumField(ClockState, max_length=10)
    started_at = fields.DatetimeField()
    due_at = fields.DatetimeField()
    met_at = fields.DatetimeField(null=True)
    breached_at = fields.DatetimeField(null=True)
    paused_seconds = fields.IntField(default=0)

    class Meta:
        app = "payesh"
        table = "clock"
        constraints = (
            UniqueConstraint(fields=("message_id", "obligation", "cycle"), name="clock_once"),
            CheckConstraint(check="due_at > started_at", name="clock_due_after_start"),
            CheckConstraint(check="(state = 'MET') <= (met_at IS NOT NULL)", name="clock_met_has_time"),
            CheckConstraint(check="(state = 'BREACHED') = (breached_at IS NOT NULL)", name="clock_breach_has_time"),
            CheckConstraint(check="paused_seconds >= 0", name="clock_paused_not_negative"),
        )
