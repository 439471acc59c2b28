"""Let opening hours change from a day on, without a word on what was counted before."""

from datetime import date

from tortoise import fields, migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("payesh", "0010_wake_workers_after_the_commit")]

    operations = [
        ops.RemoveConstraint(model_name="WorkingDay", name="working_day_opens_once"),
        ops.AddField(
            model_name="WorkingDay", name="valid_from", field=fields.DateField(db_default=date(2011, 3, 21))
        ),
        ops.AddConstraint(
            model_name="WorkingDay",
            constraint=UniqueConstraint(fields=("valid_from", "weekday", "opens"), name="working_day_opens_once"),
        ),
    ]
