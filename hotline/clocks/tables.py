"""What is stored of clocks: the result of the timeline and the policy version, never their source."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
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


class PauseReason(StrEnum):
    """The only reasons for which a clock may stand still (domain §4)."""

    WAITING_FOR_CITIZEN = "WAITING_FOR_CITIZEN"
    WAITING_FOR_AUTHORITY = "WAITING_FOR_AUTHORITY"


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
    # Seconds of its own time (working time, if it runs on that) between start and due.
    target_seconds = fields.IntField(db_default=0)
    working_hours = fields.BooleanField(db_default=False)
    paused_seconds = fields.IntField(default=0)
    paused_since = fields.DatetimeField(null=True)
    paused_because = fields.CharEnumField(PauseReason, max_length=30, null=True)
    cancelled_because = fields.CharField(max_length=30, null=True)
    # The highest rung of the ladder that has fired, in percent, and when the next is due.
    rung = fields.SmallIntField(db_default=0)
    next_rung_at = fields.DatetimeField(null=True)

    class Meta:
        app = "payesh"
        table = "clock"
        indexes = (Index(fields=("next_rung_at",), name="clock_by_rung"),)
        constraints = (
            UniqueConstraint(fields=("message_id", "obligation", "cycle"), name="clock_once"),
            CheckConstraint(check="due_at > started_at", name="clock_due_after_start"),
            CheckConstraint(check="(state = 'MET') <= (met_at IS NOT NULL)", name="clock_met_has_time"),
            CheckConstraint(check="(state = 'BREACHED') = (breached_at IS NOT NULL)", name="clock_breach_has_time"),
            CheckConstraint(check="paused_seconds >= 0", name="clock_paused_not_negative"),
            CheckConstraint(
                check="(state = 'PAUSED') = (paused_since IS NOT NULL)"
                " AND (state = 'PAUSED') = (paused_because IS NOT NULL)",
                name="clock_paused_for_a_reason",
            ),
        )
