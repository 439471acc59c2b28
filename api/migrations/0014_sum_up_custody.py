"""Sum up custody: exact figures by unit, stage, district and person, kept by deltas.

What was held before is counted once more, in the way that each change of hands now is.
"""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from hotline.custody.figures import EVENTS, counted

# A row without a district or a person is one row all the same: a declared constraint cannot say so.
ONCE = {
    "custody_figure_once": "custody_figure (day, unit_id, state, district_id)",
    "custody_person_figure_once": "custody_person_figure (day, unit_id, person_id)",
}

class Migration(migrations.Migration):
    dependencies = [('payesh', '0013_index_escalations')]

    operations = [
        ops.CreateModel(
            name='CustodyDelta',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('day', fields.DateField()),
                ('unit_id', fields.UUIDField()),
                ('person_id', fields.UUIDField(null=True)),
                ('state', fields.CharField(max_length=20)),
                ('district_id', fields.UUIDField(null=True)),
                ('begun', fields.SmallIntField()),
                ('net', fields.SmallIntField()),
                ('offset_us', fields.BigIntField()),
            ],
            options={'table': 'custody_delta', 'app': 'payesh', 'pk_attr': 'id', 'table_description': 'A beginning or an end of a span, appended in the transaction that makes it. Invariant: append-only until the'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CustodyFigure',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('day', fields.DateField()),
                ('begun', fields.BigIntField()),
                ('net', fields.BigIntField()),
                ('offset_us', fields.DecimalField(max_digits=30, decimal_places=0)),
                ('unit', fields.ForeignKeyField('payesh.Unit', source_field='unit_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('state', fields.CharField(max_length=20)),
                ('district', fields.ForeignKeyField('payesh.District', source_field='district_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'custody_figure', 'app': 'payesh', 'pk_attr': 'id', 'table_description': 'Sums for one day, unit, state of the message and district of the message. Invariant: this plus the unfolded'},
            bases=['Held'],
        ),
        ops.CreateModel(
            name='CustodyPersonFigure',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('day', fields.DateField()),
                ('begun', fields.BigIntField()),
                ('net', fields.BigIntField()),
                ('offset_us', fields.DecimalField(max_digits=30, decimal_places=0)),
                ('unit', fields.ForeignKeyField('payesh.Unit', source_field='unit_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('payesh.Person', source_field='person_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'custody_person_figure', 'app': 'payesh', 'pk_attr': 'id', 'table_description': "Sums for one day, unit and person of it; no person is the unit's manager. Invariant: one row for each."},
            bases=['Held'],
        ),
        *(ops.RunSQL(f"CREATE UNIQUE INDEX {name} ON {what} NULLS NOT DISTINCT") for name, what in ONCE.items()),
        ops.RunSQL(counted(EVENTS)),
    ]
