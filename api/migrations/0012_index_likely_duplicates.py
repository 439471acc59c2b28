"""Index what may be a duplicate by request type, cell and time: what a registration asks must not grow with the city."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("payesh", "0011_change_the_working_week")]

    operations = [
        ops.RunSQL(
            "CREATE INDEX message_likely ON message (category_id, cell_latitude, cell_longitude, registered_at)"
            " WHERE state NOT IN ('CLOSED', 'REJECTED')"
        ),
    ]
