"""Keep from where and with what browser a session was opened, for the person whose it is."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("payesh", "0026_keep_any_answer")]

    initial = False

    operations = [
        ops.AddField(model_name="Session", name="address", field=fields.CharField(max_length=60, default="")),
        ops.AddField(model_name="Session", name="agent", field=fields.CharField(max_length=200, default="")),
    ]
