"""Let workers be woken by whoever wrote a job, after the commit: the queue's own trigger tells within the transaction,
and so makes all commits wait for each other's disk (docs/adr/0006)."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("payesh", "0009_open_the_edges")]

    operations = [
        ops.RunSQL(
            "ALTER TABLE pgqueuer DISABLE TRIGGER tg_pgqueuer_changed",
            "ALTER TABLE pgqueuer ENABLE TRIGGER tg_pgqueuer_changed",
        )
    ]
