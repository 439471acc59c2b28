"""What is stored of figures: exact sums, and the deltas not yet folded into them.

Sums stand at three grains, so that the figures of every district over a year add up 5 500 rows and not a
million: by district and category, by district, by category.
"""

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

# Every count a figure keeps; deltas and sums have the same columns.
COUNTS = ("registered", "urgent", "first_action_met", "first_action_breached", "closed", "objected")


class Sums(Model):
    """The counts of one day (Asia/Tehran) of registration."""

    id = fields.UUIDField(primary_key=True)
    day = fields.DateField()
    registered = fields.IntField()
    urgent = fields.IntField()
    first_action_met = fields.IntField()
    first_action_breached = fields.IntField()
    closed = fields.IntField()
    objected = fields.IntField()

    class Meta:
        abstract = True


class DailyFigure(Sums):
    """Sums for one day, district and category. Invariant: this plus the unfolded deltas equals recomputation
    from messages, their clocks and timelines; so do the two tables below."""

    district = fields.ForeignKeyField("payesh.District", related_name=False, on_delete=fields.RESTRICT)
    category = fields.ForeignKeyField("payesh.Category", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "daily_figure"
        constraints = (UniqueConstraint(fields=("day", "district_id", "category_id"), name="daily_figure_once"),)


class DistrictFigure(Sums):
    """Sums for one day and district. Invariant: the sum of its daily figures over all categories."""

    district = fields.ForeignKeyField("payesh.District", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "district_figure"
        constraints = (UniqueConstraint(fields=("day", "district_id"), name="district_figure_once"),)


class CategoryFigure(Sums):
    """Sums for one day and category. Invariant: the sum of its daily figures over all districts."""

    category = fields.ForeignKeyField("payesh.Category", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "category_figure"
        constraints = (UniqueConstraint(fields=("day", "category_id"), name="category_figure_once"),)


class FigureDelta(Model):
    """A change to the figures, appended in the transaction that causes it. Invariant: append-only until the
    worker folds it, which adds it to its sums and deletes it in one transaction."""

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
