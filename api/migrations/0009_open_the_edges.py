"""Open the edges: alarms of gateways, where notices reach the staff, what came in and was not understood, and
webhooks whose secret changes."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from hotline.deliveries.tables import DeliveryKind, InboundResult, InboundSource


class Migration(migrations.Migration):
    dependencies = [("payesh", "0008_search_by_folded_words")]

    operations = [
        ops.CreateModel(
            name="DeliveryAlarm",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("kind", fields.CharEnumField(enum_type=DeliveryKind, max_length=10)),
                ("opened_at", fields.DatetimeField(db_index=True)),
                ("ended_at", fields.DatetimeField(null=True)),
            ],
            options={"table": "delivery_alarm", "app": "payesh", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.AddConstraint(
            "DeliveryAlarm",
            UniqueConstraint(fields=("kind",), name="delivery_alarm_is_one", condition="ended_at IS NULL"),
        ),
        ops.AddField(
            model_name="Delivery",
            name="inbound",
            field=fields.ForeignKeyField(
                "payesh.Inbound",
                source_field="inbound_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name=False,
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddField(model_name="Delivery", name="message_version", field=fields.IntField(null=True)),
        ops.AddConstraint(
            "Delivery",
            CheckConstraint(check="(kind = 'WEBHOOK') = (webhook_id IS NOT NULL)", name="delivery_webhook_is_named"),
        ),
        ops.AlterField(
            model_name="Inbound",
            name="source",
            field=fields.CharEnumField(enum_type=InboundSource, max_length=20),
        ),
        ops.AddField(model_name="Inbound", name="pii_sender", field=fields.CharField(null=True, max_length=20)),
        ops.AddField(model_name="Inbound", name="pii_text", field=fields.TextField(null=True)),
        ops.AddField(model_name="Inbound", name="text", field=fields.TextField(null=True)),
        ops.AddField(model_name="Inbound", name="reason", field=fields.CharField(null=True, max_length=40)),
        ops.AddField(
            model_name="Inbound",
            name="result",
            field=fields.CharEnumField(db_default="APPLIED", enum_type=InboundResult, max_length=20),
        ),
        ops.AddIndex(model_name="Inbound", index=Index(fields=("received_at", "id"), name="inbound_by_time")),
        ops.AddConstraint(
            "Inbound",
            CheckConstraint(check="(text IS NULL) = (pii_text IS NULL)", name="inbound_text_is_kept_whole"),
        ),
        ops.AddField(model_name="Person", name="pii_email", field=fields.CharField(null=True, max_length=254)),
        ops.AddField(model_name="Person", name="pii_phone", field=fields.CharField(null=True, max_length=20)),
        ops.AddField(model_name="Webhook", name="rotated_at", field=fields.DatetimeField(null=True)),
        ops.AddField(model_name="Webhook", name="secret_before", field=fields.CharField(null=True, max_length=100)),
        ops.AddConstraint(
            "Webhook",
            CheckConstraint(
                check="(secret_before IS NULL) = (rotated_at IS NULL)", name="webhook_rotated_from_something"
            ),
        ),
        # What the watchdog looks at every few seconds.
        ops.RunSQL(
            "CREATE INDEX message_urgent_on_its_way ON message (dispatched_at)"
            " WHERE urgency = 'URGENT' AND state = 'DISPATCHED'"
        ),
    ]
