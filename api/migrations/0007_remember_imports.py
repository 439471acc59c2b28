"""Remember how far each file of messages has been imported, so that the next run goes on there."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("payesh", "0006_index_messages_by_time_left")]

    operations = [
        ops.CreateModel(
            name="MessageImport",
            fields=[
                ("sha256", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "payesh.Person",
                        source_field="person_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("last_row", fields.IntField(default=1)),
                ("stored", fields.IntField(default=0)),
                ("refused", fields.IntField(default=0)),
                ("refused_bytes", fields.BigIntField(default=0)),
                ("started_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("finished_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={"table": "message_import", "app": "payesh", "pk_attr": "sha256"},
            bases=["Model"],
        ),
    ]
