"""Keep annotations, their history and where they stand in each revision."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from policy_board.annotations.anchoring import Anchoring
from policy_board.annotations.tables import AnnotationKind, AnnotationStatus, AnnotationTarget, AnnotationVisibility
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('payesh', '0019_build_agendas')]

    operations = [
        ops.CreateModel(
            name='Annotation',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('bundle', fields.ForeignKeyField('payesh.Bundle', source_field='bundle_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('dossier', fields.ForeignKeyField('payesh.Dossier', source_field='dossier_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('number', fields.IntField()),
                ('paper', fields.ForeignKeyField('payesh.RevisionPaper', source_field='paper_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('target', fields.CharEnumField(description='PASSAGE: PASSAGE\nSECTION: SECTION\nWHOLE: WHOLE', enum_type=AnnotationTarget, max_length=10)),
                ('quote', fields.TextField(unique=False)),
                ('prefix', fields.TextField(unique=False)),
                ('suffix', fields.TextField(unique=False)),
                ('start', fields.IntField()),
                ('stop', fields.IntField()),
                ('kind', fields.CharEnumField(description='COMMENT: COMMENT\nQUESTION: QUESTION\nSOLUTION: SOLUTION\nEXPERIENCE: EXPERIENCE', enum_type=AnnotationKind, max_length=10)),
                ('visibility', fields.CharEnumField(description='PRIVATE: PRIVATE\nBUNDLE: BUNDLE\nBOARD: BOARD', enum_type=AnnotationVisibility, max_length=10)),
                ('status', fields.CharEnumField(description='OPEN: OPEN\nANSWERED: ANSWERED\nACCEPTED: ACCEPTED\nDECLINED: DECLINED', enum_type=AnnotationStatus, max_length=10)),
                ('text', fields.TextField(unique=False)),
                ('assignee', fields.ForeignKeyField('payesh.Person', source_field='assignee_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('due_on', fields.DateField(null=True)),
                ('version', fields.IntField()),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('made_by', fields.ForeignKeyField('payesh.Person', source_field='made_by_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('changed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'annotation', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('bundle_id', 'dossier_id', 'number'), name='annotation_numbered_once'), CheckConstraint(check='start >= 0 AND start < stop', name='annotation_has_a_passage'), CheckConstraint(check="visibility <> 'PRIVATE' OR (status = 'OPEN' AND assignee_id IS NULL)", name='annotation_private_is_nobodys_task')], 'pk_attr': 'id', 'table_description': 'A note on a dossier of a bundle. Invariants: numbered from 1 without gaps among the notes on that dossier in'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='AnnotationDraft',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('payesh.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('paper', fields.ForeignKeyField('payesh.RevisionPaper', source_field='paper_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('start', fields.IntField()),
                ('stop', fields.IntField()),
                ('kind', fields.CharEnumField(description='COMMENT: COMMENT\nQUESTION: QUESTION\nSOLUTION: SOLUTION\nEXPERIENCE: EXPERIENCE', enum_type=AnnotationKind, max_length=10)),
                ('visibility', fields.CharEnumField(description='PRIVATE: PRIVATE\nBUNDLE: BUNDLE\nBOARD: BOARD', enum_type=AnnotationVisibility, max_length=10)),
                ('text', fields.TextField(unique=False)),
                ('saved_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'annotation_draft', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('person_id', 'paper_id', 'start', 'stop'), name='annotation_draft_once')], 'pk_attr': 'id', 'table_description': 'What somebody is writing, saved as it is typed. Invariant: one for each person, paper and passage; it goes'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='AnnotationEdit',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('annotation', fields.ForeignKeyField('payesh.Annotation', source_field='annotation_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('number', fields.IntField()),
                ('kind', fields.CharEnumField(description='COMMENT: COMMENT\nQUESTION: QUESTION\nSOLUTION: SOLUTION\nEXPERIENCE: EXPERIENCE', enum_type=AnnotationKind, max_length=10)),
                ('visibility', fields.CharEnumField(description='PRIVATE: PRIVATE\nBUNDLE: BUNDLE\nBOARD: BOARD', enum_type=AnnotationVisibility, max_length=10)),
                ('status', fields.CharEnumField(description='OPEN: OPEN\nANSWERED: ANSWERED\nACCEPTED: ACCEPTED\nDECLINED: DECLINED', enum_type=AnnotationStatus, max_length=10)),
                ('text', fields.TextField(unique=False)),
                ('assignee', fields.ForeignKeyField('payesh.Person', source_field='assignee_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('due_on', fields.DateField(null=True)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.ForeignKeyField('payesh.Person', source_field='by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'annotation_edit', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('annotation_id', 'number'), name='annotation_edit_numbered_once')], 'pk_attr': 'id', 'table_description': 'What a note said, and where it stood, from a moment on. Invariant: append-only, numbered as its versions.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='AnnotationMention',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('annotation', fields.ForeignKeyField('payesh.Annotation', source_field='annotation_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('payesh.Person', source_field='person_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'annotation_mention', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('annotation_id', 'person_id'), name='annotation_mention_once')], 'pk_attr': 'id', 'table_description': 'Somebody whose attention a note asks for. Invariant: once for each note and person, who may see the note.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='AnnotationReply',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('annotation', fields.ForeignKeyField('payesh.Annotation', source_field='annotation_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('text', fields.TextField(unique=False)),
                ('status', fields.CharEnumField(null=True, description='OPEN: OPEN\nANSWERED: ANSWERED\nACCEPTED: ACCEPTED\nDECLINED: DECLINED', enum_type=AnnotationStatus, max_length=10)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.ForeignKeyField('payesh.Person', source_field='by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'annotation_reply', 'app': 'payesh', 'pk_attr': 'id', 'table_description': "An answer in a note's thread. Invariant: append-only; a second thought is a second reply."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Placement',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('annotation', fields.ForeignKeyField('payesh.Annotation', source_field='annotation_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('paper', fields.ForeignKeyField('payesh.RevisionPaper', source_field='paper_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('anchoring', fields.CharEnumField(description='EXACT: EXACT\nSHIFTED: SHIFTED\nFUZZY: FUZZY\nAMBIGUOUS: AMBIGUOUS\nORPHANED: ORPHANED', enum_type=Anchoring, max_length=10)),
                ('start', fields.IntField(null=True)),
                ('stop', fields.IntField(null=True)),
                ('confidence', fields.FloatField()),
                ('placed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('settled_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('settled_by', fields.ForeignKeyField('payesh.Person', source_field='settled_by_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'placement', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('annotation_id', 'paper_id'), name='placement_once'), CheckConstraint(check='(start IS NULL) = (stop IS NULL) AND (start IS NULL OR (start >= 0 AND start < stop))', name='placement_is_a_passage'), CheckConstraint(check="CASE WHEN anchoring IN ('AMBIGUOUS', 'ORPHANED') THEN start IS NULL OR settled_at IS NOT NULL ELSE start IS NOT NULL AND settled_at IS NULL END", name='placement_says_how'), CheckConstraint(check='(settled_at IS NULL) = (settled_by_id IS NULL)', name='placement_settled_by_somebody'), CheckConstraint(check='confidence BETWEEN 0 AND 1', name='placement_confidence_is_a_share')], 'pk_attr': 'id', 'table_description': "Where a note's passage stands in one revision's paper. Invariants: one for each note and paper; it has a"},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PlacementCandidate',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('placement', fields.ForeignKeyField('payesh.Placement', source_field='placement_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('place', fields.SmallIntField()),
                ('start', fields.IntField()),
                ('stop', fields.IntField()),
                ('confidence', fields.FloatField()),
            ],
            options={'table': 'placement_candidate', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('placement_id', 'place'), name='placement_candidate_has_its_place')], 'pk_attr': 'id', 'table_description': 'Where an ambiguous note might belong, the likeliest first. Invariant: never changed.'},
            bases=['Model'],
        ),
        ops.AddConstraint("Annotation", UniqueConstraint(fields=('bundle_id', 'dossier_id', 'number'), name='annotation_numbered_once')),
        ops.AddConstraint("Annotation", CheckConstraint(check='start >= 0 AND start < stop', name='annotation_has_a_passage')),
        ops.AddConstraint("Annotation", CheckConstraint(check="visibility <> 'PRIVATE' OR (status = 'OPEN' AND assignee_id IS NULL)", name='annotation_private_is_nobodys_task')),
        ops.AddConstraint("AnnotationDraft", UniqueConstraint(fields=('person_id', 'paper_id', 'start', 'stop'), name='annotation_draft_once')),
        ops.AddConstraint("AnnotationEdit", UniqueConstraint(fields=('annotation_id', 'number'), name='annotation_edit_numbered_once')),
        ops.AddConstraint("AnnotationMention", UniqueConstraint(fields=('annotation_id', 'person_id'), name='annotation_mention_once')),
        ops.AddConstraint("Placement", UniqueConstraint(fields=('annotation_id', 'paper_id'), name='placement_once')),
        ops.AddConstraint("Placement", CheckConstraint(check='(start IS NULL) = (stop IS NULL) AND (start IS NULL OR (start >= 0 AND start < stop))', name='placement_is_a_passage')),
        ops.AddConstraint("Placement", CheckConstraint(check="CASE WHEN anchoring IN ('AMBIGUOUS', 'ORPHANED') THEN start IS NULL OR settled_at IS NOT NULL ELSE start IS NOT NULL AND settled_at IS NULL END", name='placement_says_how')),
        ops.AddConstraint("Placement", CheckConstraint(check='(settled_at IS NULL) = (settled_by_id IS NULL)', name='placement_settled_by_somebody')),
        ops.AddConstraint("Placement", CheckConstraint(check='confidence BETWEEN 0 AND 1', name='placement_confidence_is_a_share')),
        ops.AddConstraint("PlacementCandidate", UniqueConstraint(fields=('placement_id', 'place'), name='placement_candidate_has_its_place')),
    ]
