"""What is stored of the calendar."""

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class WorkingDay(Model):
    """A stretch of a weekday in which the offices are open (local time). `weekday` counts from Monday = 0.
    Invariant: it opens before it closes."""

    id = fields.UUIDField(primary_key=True)
    weekday = fields.SmallIntField()
    opens = fields.TimeField()
    closes = fields.TimeField()

    class Meta:
        app = "payesh"
        table = "working_day"
        constraints = (
            UniqueConstraint(fields=("weekday", "opens"), name="working_day_opens_once"),
            CheckConstraint(check="weekday BETWEEN 0 AND 6", name="working_day_is_of_the_week"),
            CheckConstraint(check="opens < closes", name="working_day_opens_before_it_closes"),
        )


class Holiday(Model):
    """A day on which the offices are closed. Invariant: each day once."""

    id = fields.UUIDField(primary_key=True)
    day = fields.DateField(unique=True)
    name_fa = fields.CharField(max_length=120)
    name_en = fields.CharField(max_length=120)

    class Meta:
        app = "payesh"
        table = "holiday"
