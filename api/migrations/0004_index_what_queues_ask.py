"""Index what queues, sweeps and lists ask: the partial indexes a table cannot declare."""

from tortoise import migrations
from tortoise.migrations import operations as ops

OPEN = "WHERE state NOT IN ('CLOSED', 'REJECTED', 'MERGED')"

INDEXES = {
    # The office's queue, by time left: of the city, a district, a unit.
    "message_open_by_due": f"message (next_due_at, id) {OPEN}",
    "message_open_by_due_in_district": f"message (district_id, next_due_at, id) {OPEN}",
    "message_open_by_due_in_unit": f"message (unit_id, next_due_at, id) {OPEN}",
    "message_urgent_by_time": "message (registered_at, id) WHERE urgency = 'URGENT'",
    "message_special_by_time": "message (registered_at, id) WHERE special",
    "message_by_incident": "message (incident_id) WHERE incident_id IS NOT NULL",
    # The sweeps.
    "clock_running_by_due": "clock (due_at) WHERE state = 'RUNNING'",
    "delivery_open": "delivery (next_attempt_at) WHERE state IN ('PENDING', 'STUCK')",
    # Lists and joins.
    "daily_figure_by_district": "daily_figure (district_id, day)",
    "person_role_by_person": "person_role (person_id)",
    "access_record_by_time": "access_record (read_at, id)",
}


class Migration(migrations.Migration):
    dependencies = [("payesh", "0003_add_functions_and_sequences")]

    operations = [ops.RunSQL(f"CREATE INDEX {name} ON {what}") for name, what in INDEXES.items()]
