"""Index what is asked of escalations: the latest, and whose clocks are still to be met."""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("payesh", "0012_index_likely_duplicates")]

    operations = [
        ops.AddIndex(model_name="Escalation", index=Index(fields=["fired_at", "id"], name="escalation_by_time")),
        ops.RunSQL(
            "CREATE INDEX clock_fired_and_open ON clock (id) WHERE rung > 0 AND met_at IS NULL"
            " AND cancelled_because IS NULL AND state IN ('RUNNING', 'PAUSED', 'BREACHED')"
        ),
    ]
