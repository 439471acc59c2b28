from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("payesh", "0010_wake_workers_after_the_commit")]

    operations = [
        ops.AddField(
            model_name="Reporter", name="pii_email", field=fields.CharField(null=True, max_length=254)
        ),
    ]
