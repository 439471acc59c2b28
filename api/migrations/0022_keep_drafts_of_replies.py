"""Keep what is being written under a note."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('payesh', '0021_hold_meetings')]

    initial = False

    operations = [
        ops.CreateModel(
            name='AnnotationReplyDraft',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('annotation', fields.ForeignKeyField('payesh.Annotation', source_field='annotation_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('payesh.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('text', fields.TextField(unique=False)),
                ('saved_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'annotation_reply_draft', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('annotation_id', 'person_id'), name='annotation_reply_draft_once')], 'pk_attr': 'id', 'table_description': 'What somebody is writing under a note, saved as it is typed. Invariant: one for each person and note; it goes'},
            bases=['Model'],
        ),
        ops.AddConstraint("AnnotationReplyDraft", UniqueConstraint(fields=('annotation_id', 'person_id'), name='annotation_reply_draft_once')),
    ]
