"""Keep what makes the codes that people sign in with after their password."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("payesh", "0027_tell_sessions_apart")]

    initial = False

    operations = [
        ops.CreateModel(
            name="SecondFactor",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("person", fields.ForeignKeyField("payesh.Person", source_field="person_id", db_constraint=True, to_field="id", related_name=False, on_delete=OnDelete.RESTRICT)),
                ("salt", fields.CharField(max_length=32)),
                ("enrolled_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("last_step", fields.BigIntField()),
                ("recovery", ArrayField(element_type="TEXT")),
            ],
            options={"table": "second_factor", "app": "payesh", "constraints": [UniqueConstraint(fields=("person_id",), name="second_factor_once")], "pk_attr": "id", "table_description": "That a person signs in with a code too. The key of the codes is stored nowhere: it is made of the salt and of"},
            bases=["Model"],
        ),
        ops.AddConstraint("SecondFactor", UniqueConstraint(fields=("person_id",), name="second_factor_once")),
    ]
