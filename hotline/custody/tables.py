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
