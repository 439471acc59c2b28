"""Write down who ended a member's seat, as it is written down who seated them."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint


class Migration(migrations.Migration):
    dependencies = [("payesh", "0028_ask_for_a_code")]

    initial = False

    operations = [
        ops.AddField(
            model_name="BoardSeat",
            name="ended_by",
            field=fields.ForeignKeyField(
                "payesh.Person",
                source_field="ended_by_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name=False,
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddConstraint(
            model_name="BoardSeat",
            constraint=CheckConstraint(
                check="ended_by_id IS NULL OR until IS NOT NULL", name="board_seat_ended_by_somebody"
            ),
        ),
    ]
