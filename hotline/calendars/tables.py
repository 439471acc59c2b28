"""What is stored of the calendar."""

from datetime import date
from typing import Final

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

# The first day of any policy: 1 Farvardin 1390.
ALWAYS: Final = date(2011, 3, 21)


class WorkingDay(Model):
    """A stretch of a weekday in which the offices are open (local time), in the week that is valid from a day until
    the next week is. `weekday` counts from Monday = 0. Invariants: it opens before it closes; a week is changed
    only before it is valid."""

    id = fields.UUIDField(primary_key=True)
    valid_from = fields.DateField(db_default=ALWAYS)
    weekday = fields.SmallIntField()
    opens = fields.TimeField()
    closes = fields.TimeField()

    class Meta:
        app = "payesh"
        table = "working_day"
        constraints = (
            UniqueConstraint(fields=("valid_from", "weekday", "opens"), name="working_day_opens_once"),
            CheckConstraint(check="weekday BETWEEN 0 AND 6", name="working_day_is_of_the_week"),
            CheckConstraint(check="opens < closes", name="working_day_opens_before_it_closes"),
        )


class Holiday(Model):
    """A day on which the offices are closed. Invariants: each day once; changed only before it begins."""

    id = fields.UUIDField(primary_key=True)
    day = fields.DateField(unique=True)
    name_fa = fields.CharField(max_length=120)
    name_en = fields.CharField(max_length=120)

    class Meta:
        app = "payesh"
        table = "holiday"
