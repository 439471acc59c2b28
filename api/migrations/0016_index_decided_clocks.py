"""Index the clocks that are decided, by when they were due: the districts' rates stand on a page everyone opens."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("payesh", "0015_charge_breaches")]

    operations = [
        ops.RunSQL(
            "CREATE INDEX clock_decided_by_due ON clock (obligation, due_at) WHERE state IN ('MET', 'BREACHED')"
        ),
    ]
