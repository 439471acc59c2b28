"""Keep the first answer of any act under an idempotency key, agenda edits among them: they need no key of their own."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("payesh", "0025_keep_persisted_documents")]

    initial = False

    operations = [
        ops.RemoveConstraint(model_name="AgendaEdit", name="agenda_edit_once", fields=None),
        ops.RemoveField(model_name="AgendaEdit", name="key"),
        ops.AlterField(model_name="Idempotency", name="subject_id", field=fields.UUIDField(null=True)),
        ops.AddField(
            model_name="Idempotency",
            name="answer",
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
    ]
