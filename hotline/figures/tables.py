"""What is stored of figures: exact sums, and the deltas not yet folded into them.

Sums stand at three grains, so that the figures of every district over a year add up 5 500 rows and not a
million: by district and category, by district, by category.
"""

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

# Every count a figure keeps; deltas and sums have the same columns.
COUNTS = (
    "registered",
    "urgent",
    "first_action_met",
    "first_action_breached",
    "closed",
    "objected",
    "reopened",
    "feedback_met",
    "feedback_breached",
    "resolution_met",
    "resolution_breached",
)


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
    reopened = fields.IntField(db_default=0)
    feedback_met = fields.IntField(db_default=0)
    feedback_breached = fields.IntField(db_default=0)
    resolution_met = fields.IntField(db_default=0)
    resolution_breached = fields.IntField(db_default=0)

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
    reopened = fields.SmallIntField(db_default=0)
    feedback_met = fields.SmallIntField(db_default=0)
    feedback_breached = fields.SmallIntField(db_default=0)
    resolution_met = fields.SmallIntField(db_default=0)
    resolution_breached = fields.SmallIntField(db_default=0)

    class Meta:
        app = "payesh"
        table = "figure_delta"


class StageFigure(Model):
    """How often, on messages of one day of registration, district and category, a clock ran out or a citizen
    objected at a stage of the cycle, as the `mark` says. Invariant: this plus the unfolded deltas equals
    recomputation; over all stages, an obligation's are its breaches among the daily figures."""

    id = fields.UUIDField(primary_key=True)
    day = fields.DateField()
    district = fields.ForeignKeyField("payesh.District", related_name=False, on_delete=fields.RESTRICT)
    category = fields.ForeignKeyField("payesh.Category", related_name=False, on_delete=fields.RESTRICT)
    mark = fields.CharField(max_length=60)
    counted = fields.IntField()

    class Meta:
        app = "payesh"
        table = "stage_figure"
        constraints = (
            UniqueConstraint(fields=("day", "district_id", "category_id", "mark"), name="stage_figure_once"),
        )


class StageDelta(Model):
    """A change to the figures by stage. Invariant: as of a figure delta."""

    id = fields.BigIntField(primary_key=True, generated=True)
    day = fields.DateField()
    district_id = fields.UUIDField()
    category_id = fields.UUIDField()
    mark = fields.CharField(max_length=60)
    counted = fields.SmallIntField()

    class Meta:
        app = "payesh"
        table = "stage_delta"
