"""Charge breaches to those who held the message."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('payesh', '0014_sum_up_custody')]

    operations = [
        ops.CreateModel(
            name='BreachCharge',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('clock', fields.ForeignKeyField('payesh.Clock', source_field='clock_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('unit', fields.ForeignKeyField('payesh.Unit', source_field='unit_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('payesh.Person', source_field='person_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('millionths', fields.IntField()),
                ('at_breach', fields.BooleanField()),
                ('breached_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'breach_charge', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('clock_id',), name='breach_charge_names_one', condition='at_breach'), CheckConstraint(check='millionths BETWEEN 0 AND 1000000', name='breach_charge_is_a_part')], 'indexes': [Index(fields=['breached_at'], name='breach_charge_by_time')], 'pk_attr': 'id', 'table_description': 'What part of a breach a holder is charged with, in millionths (domain §5). Invariants: those of a breach sum'},
            bases=['Model'],
        ),
        ops.AddConstraint(
            "BreachCharge",
            UniqueConstraint(fields=("clock_id",), name="breach_charge_names_one", condition="at_breach"),
        ),
        ops.AddConstraint(
            "BreachCharge",
            CheckConstraint(check="millionths BETWEEN 0 AND 1000000", name="breach_charge_is_a_part"),
        ),
    ]
