"""What is stored of figures: exact sums, and the deltas not yet folded into them."""

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

# Every count a daily figure keeps; deltas and sums have the same columns.
COUNTS = ("registered", "urgent", "first_action_met", "first_action_breached", "closed", "objected")


class DailyFigure(Model):
    """Sums for one day (Asia/Tehran) of registration, district and category. Invariant: this plus the unfolded
    deltas equals recomputation from messages and clocks."""

    id = fields.UUIDField(primary_key=True)
    day = fields.DateField()
    district = fields.ForeignKeyField("payesh.District", related_name=False, on_delete=fields.RESTRICT)
    category = fields.ForeignKeyField("payesh.Category", related_name=False, on_delete=fields.RESTRICT)
    registered = fields.IntField()
    urgent = fields.IntField()
    first_action_met = fields.IntField()
    first_action_breached = fields.IntField()
    closed = fields.IntField()
    objected = fields.IntField()

    class Meta:
        app = "payesh"
        table = "daily_figure"
        constraints = (UniqueConstraint(fields=("day", "district_id", "category_id"), name="daily_figure_once"),)


class FigureDelta(Model):
    """A change to a daily figure, appended in the transaction that causes it. Invariant: append-only until the
    worker folds it, which adds it to its sum and deletes it in one transaction."""

    id = fields.BigIntField(primary_key=True, generated=True)
    day = fields.DateField()
    district_id = fields.UUIDField()
    category_id = fields.UUIDField()
    registered = fields.SmallIntField(db_default=0)
    urgent = fields.SmallIntField(db_default=0)
    first_action_met = fields.SmallIntField(db_default=0)
    first_action_breached = fields.SmallIntField(db_default=0)
    closed = fields.SmallIntField(db_default=0)
    objected = fields.SmallIntField(db_default=0)

    class Meta:
        app = "payesh"
        table = "figure_delta"
