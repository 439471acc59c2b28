"""What is stored of custody."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class CustodySpan(Model):
    """A stretch of time in which one party held a message in one state. Invariants: the spans of a message tile its
    open cycles without gap or overlap, so held times sum exactly to its open life (domain §5); one span is open
    while the message is, and none while it is closed; no person means the unit's manager."""

    id = fields.UUIDField(primary_key=True)
    message = fields.ForeignKeyField("payesh.Message", related_name=False, on_delete=fields.RESTRICT)
    cycle = fields.SmallIntField()
    state = fields.CharField(max_length=20)
    unit = fields.ForeignKeyField("payesh.Unit", related_name=False, on_delete=fields.RESTRICT)
    person = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    began_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        app = "payesh"
        table = "custody_span"
        indexes = (
            Index(fields=("message_id", "began_at"), name="custody_span_by_message"),
            Index(fields=("unit_id", "began_at"), name="custody_span_by_unit"),
            Index(fields=("person_id", "began_at"), name="custody_span_by_person"),
        )
        constraints = (
            UniqueConstraint(fields=("message_id",), name="custody_span_open_once", condition="ended_at IS NULL"),
            CheckConstraint(check="ended_at >= began_at", name="custody_span_ends_after"),
        )


class Held(Model):
    """Beginnings and ends of spans on one day (Asia/Tehran): how many began, beginnings less ends, and likewise the
    microseconds since midnight. The row of the day `infinity` keeps the sums over all days."""

    id = fields.UUIDField(primary_key=True)
    day = fields.DateField()
    begun = fields.BigIntField()
    net = fields.BigIntField()
    offset_us = fields.DecimalField(max_digits=30, decimal_places=0)

    class Meta:
        abstract = True


class CustodyFigure(Held):
    """Sums for one day, unit, state of the message and district of the message. Invariant: this plus the unfolded
    deltas equals recomputation from the spans; so does the table below. One row for each, an absent district
    counting as one (the index says so, since a constraint cannot)."""

    unit = fields.ForeignKeyField("payesh.Unit", related_name=False, on_delete=fields.RESTRICT)
    state = fields.CharField(max_length=20)
    district = fields.ForeignKeyField("payesh.District", null=True, related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "custody_figure"


class CustodyPersonFigure(Held):
    """Sums for one day, unit and person of it; no person is the unit's manager. Invariant: one row for each."""

    unit = fields.ForeignKeyField("payesh.Unit", related_name=False, on_delete=fields.RESTRICT)
    person = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "custody_person_figure"


class CustodyDelta(Model):
    """A beginning or an end of a span, appended in the transaction that makes it. Invariant: append-only until the
    worker folds it, which adds it to its sums and deletes it in one transaction."""

    id = fields.BigIntField(primary_key=True, generated=True)
    day = fields.DateField()
    unit_id = fields.UUIDField()
    person_id = fields.UUIDField(null=True)
    state = fields.CharField(max_length=20)
    district_id = fields.UUIDField(null=True)
    begun = fields.SmallIntField()
    net = fields.SmallIntField()
    offset_us = fields.BigIntField()

    class Meta:
        app = "payesh"
        table = "custody_delta"


class BreachCharge(Model):
    """What part of a breach a holder is charged with, in millionths (domain §5). Invariants: those of a breach sum
    to one million; one of them is named as the holder at the breach; dropped only when the breach is rescinded."""

    id = fields.UUIDField(primary_key=True)
    clock = fields.ForeignKeyField("payesh.Clock", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    unit = fields.ForeignKeyField("payesh.Unit", related_name=False, on_delete=fields.RESTRICT)
    person = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    millionths = fields.IntField()
    at_breach = fields.BooleanField()
    breached_at = fields.DatetimeField()

    class Meta:
        app = "payesh"
        table = "breach_charge"
        indexes = (Index(fields=("breached_at",), name="breach_charge_by_time"),)
        constraints = (
            UniqueConstraint(fields=("clock_id",), name="breach_charge_names_one", condition="at_breach"),
            CheckConstraint(check="millionths BETWEEN 0 AND 1000000", name="breach_charge_is_a_part"),
        )
