"""Keep dossiers, their evidence, solutions and forwardings."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from hotline.clocks.tables import Obligation
from hotline.figures.marks import Measure
from hotline.messages.tables import MessageState
from orjson import loads
from policy_board.dossiers.tables import DossierState, EvidenceKind
from policy_board.forwardings.tables import ForwardingState
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('payesh', '0011_keep_the_reporters_email'), ('payesh', '0016_index_decided_clocks')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Dossier',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('year', fields.SmallIntField()),
                ('sequence', fields.IntField()),
                ('code', fields.CharField(unique=True, max_length=20)),
                ('title', fields.CharField(max_length=200)),
                ('state', fields.CharEnumField(description='DRAFT: DRAFT\nREADY: READY\nUNDER_DISCUSSION: UNDER_DISCUSSION\nFORWARDED: FORWARDED\nDECIDED: DECIDED\nIN_EFFECT: IN_EFFECT\nSETTLED: SETTLED', enum_type=DossierState, max_length=20)),
                ('version', fields.IntField()),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('made_by', fields.ForeignKeyField('payesh.Person', source_field='made_by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('changed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'dossier', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('year', 'sequence'), name='dossier_numbered_once'), CheckConstraint(check='sequence >= 1 AND version >= 1', name='dossier_counts_from_one')], 'indexes': [Index(fields=['changed_at', 'id'], name='dossier_by_change')], 'pk_attr': 'id', 'table_description': "A challenge dossier. Invariants: `version` is the number of its latest version and `title` that one's;"},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='DossierQuestion',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('dossier', fields.ForeignKeyField('payesh.Dossier', source_field='dossier_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('text', fields.TextField(unique=False)),
                ('asked_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('asked_by', fields.ForeignKeyField('payesh.Person', source_field='asked_by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('withdrawn_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'dossier_question', 'app': 'payesh', 'pk_attr': 'id', 'table_description': 'What the members are asked. Invariant: its words never change; a withdrawn one stays, with its answers.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='DossierAnswer',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('question', fields.ForeignKeyField('payesh.DossierQuestion', source_field='question_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('text', fields.TextField(unique=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.ForeignKeyField('payesh.Person', source_field='by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'dossier_answer', 'app': 'payesh', 'pk_attr': 'id', 'table_description': "A member's answer to a question. Invariant: append-only; a second thought is a second answer."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='DossierStep',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('dossier', fields.ForeignKeyField('payesh.Dossier', source_field='dossier_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('state', fields.CharEnumField(description='DRAFT: DRAFT\nREADY: READY\nUNDER_DISCUSSION: UNDER_DISCUSSION\nFORWARDED: FORWARDED\nDECIDED: DECIDED\nIN_EFFECT: IN_EFFECT\nSETTLED: SETTLED', enum_type=DossierState, max_length=20)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.ForeignKeyField('payesh.Person', source_field='by_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('note', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'dossier_step', 'app': 'payesh', 'pk_attr': 'id', 'table_description': 'That a dossier came into a state, when and by whom. Invariant: append-only.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='DossierVersion',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('dossier', fields.ForeignKeyField('payesh.Dossier', source_field='dossier_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('number', fields.IntField()),
                ('title', fields.CharField(max_length=200)),
                ('statement', fields.TextField(unique=False)),
                ('note', fields.TextField(null=True, unique=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.ForeignKeyField('payesh.Person', source_field='by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'dossier_version', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('dossier_id', 'number'), name='dossier_version_numbered_once')], 'pk_attr': 'id', 'table_description': 'What a dossier said from a moment on. Invariant: append-only, numbered from 1 without gaps.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='DossierSection',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.ForeignKeyField('payesh.DossierVersion', source_field='version_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('place', fields.SmallIntField()),
                ('key', fields.UUIDField()),
                ('title', fields.CharField(max_length=200)),
                ('body', fields.TextField(unique=False)),
            ],
            options={'table': 'dossier_section', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('version_id', 'place'), name='dossier_section_has_its_place'), UniqueConstraint(fields=('version_id', 'key'), name='dossier_section_stands_once')], 'pk_attr': 'id', 'table_description': 'A section of a version. Invariant: append-only with its version; `key` is the same from version to version,'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Evidence',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('dossier', fields.ForeignKeyField('payesh.Dossier', source_field='dossier_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharEnumField(description='FILTER: FILTER\nMESSAGES: MESSAGES', enum_type=EvidenceKind, max_length=20)),
                ('title', fields.CharField(max_length=200)),
                ('sought', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('added_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('added_by', fields.ForeignKeyField('payesh.Person', source_field='added_by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('removed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'evidence', 'app': 'payesh', 'pk_attr': 'id', 'table_description': 'Messages that show what a dossier says, as a filter of messages names them: what they have in common, or'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='EvidenceFreeze',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('evidence', fields.ForeignKeyField('payesh.Evidence', source_field='evidence_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('number', fields.IntField()),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.ForeignKeyField('payesh.Person', source_field='by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'evidence_freeze', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('evidence_id', 'number'), name='evidence_freeze_numbered_once')], 'pk_attr': 'id', 'table_description': 'What a piece of evidence was at a moment. Invariant: append-only with its figures and cases, numbered from 1;'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Forwarding',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('dossier', fields.ForeignKeyField('payesh.Dossier', source_field='dossier_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('version', fields.ForeignKeyField('payesh.DossierVersion', source_field='version_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('state', fields.CharEnumField(description='WAITING: WAITING\nACCEPTED: ACCEPTED\nRETURNED: RETURNED\nSCHEDULED: SCHEDULED\nDECIDED: DECIDED\nDEFERRED: DEFERRED\nWITHDRAWN: WITHDRAWN', enum_type=ForwardingState, max_length=20)),
                ('reason', fields.TextField(unique=False)),
                ('sha256', fields.CharField(max_length=64)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.ForeignKeyField('payesh.Person', source_field='by_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('frozen_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'forwarding', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('dossier_id',), name='forwarding_live_once', condition="state IN ('WAITING', 'ACCEPTED', 'SCHEDULED', 'DEFERRED')")], 'indexes': [Index(fields=['at', 'id'], name='forwarding_by_time'), Index(fields=['dossier_id', 'at'], name='forwarding_by_dossier')], 'pk_attr': 'id', 'table_description': 'A dossier before the board. Invariants: at most one of a dossier is live; `sha256` is that of what was'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ForwardedEvidence',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('forwarding', fields.ForeignKeyField('payesh.Forwarding', source_field='forwarding_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('freeze', fields.ForeignKeyField('payesh.EvidenceFreeze', source_field='freeze_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'forwarded_evidence', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('forwarding_id', 'freeze_id'), name='forwarded_evidence_once')], 'pk_attr': 'id', 'table_description': 'Evidence as it was frozen when it went before the board. Invariant: append-only with its forwarding.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ForwardingStep',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('forwarding', fields.ForeignKeyField('payesh.Forwarding', source_field='forwarding_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('state', fields.CharEnumField(description='WAITING: WAITING\nACCEPTED: ACCEPTED\nRETURNED: RETURNED\nSCHEDULED: SCHEDULED\nDECIDED: DECIDED\nDEFERRED: DEFERRED\nWITHDRAWN: WITHDRAWN', enum_type=ForwardingState, max_length=20)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.ForeignKeyField('payesh.Person', source_field='by_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('reason', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'forwarding_step', 'app': 'payesh', 'pk_attr': 'id', 'table_description': 'That a forwarding came into a state, when, by whom, and why. Invariant: append-only.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='FrozenFigure',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('freeze', fields.ForeignKeyField('payesh.EvidenceFreeze', source_field='freeze_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('place', fields.SmallIntField()),
                ('mark', fields.CharField(max_length=40)),
                ('measure', fields.CharEnumField(description='MESSAGES: MESSAGES\nURGENT: URGENT\nOPEN: OPEN\nOBJECTED: OBJECTED\nREOPENED: REOPENED\nON_TIME: ON_TIME\nLATE: LATE\nSTAGE: STAGE', enum_type=Measure, max_length=20)),
                ('obligation', fields.CharEnumField(null=True, description='FIRST_ACTION: FIRST_ACTION\nFEEDBACK: FEEDBACK\nRESOLUTION: RESOLUTION', enum_type=Obligation, max_length=20)),
                ('stage', fields.CharEnumField(null=True, description='REGISTERED: REGISTERED\nTRIAGED: TRIAGED\nDISPATCHED: DISPATCHED\nRETURNED: RETURNED\nACKNOWLEDGED: ACKNOWLEDGED\nIN_ACTION: IN_ACTION\nRESOLUTION_CLAIMED: RESOLUTION_CLAIMED\nUNDER_INSPECTION: UNDER_INSPECTION\nVERIFIED: VERIFIED\nFEEDBACK_SOUGHT: FEEDBACK_SOUGHT\nOBJECTED: OBJECTED\nREFERRED: REFERRED\nREJECTED: REJECTED\nMERGED: MERGED\nCLOSED: CLOSED', enum_type=MessageState, max_length=20)),
                ('counted', fields.IntField()),
                ('whole', fields.IntField()),
                ('median_seconds', fields.FloatField(null=True)),
                ('ninth_decile_seconds', fields.FloatField(null=True)),
            ],
            options={'table': 'frozen_figure', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('freeze_id', 'mark'), name='frozen_figure_stands_once'), CheckConstraint(check='counted BETWEEN 0 AND whole', name='frozen_figure_is_a_part')], 'pk_attr': 'id', 'table_description': 'A figure of frozen evidence: so many messages, of so many; at a stage also how long they stayed there.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='FrozenMessage',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('freeze', fields.ForeignKeyField('payesh.EvidenceFreeze', source_field='freeze_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('place', fields.IntField()),
                ('message', fields.ForeignKeyField('payesh.Message', source_field='message_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('state', fields.CharEnumField(description='REGISTERED: REGISTERED\nTRIAGED: TRIAGED\nDISPATCHED: DISPATCHED\nRETURNED: RETURNED\nACKNOWLEDGED: ACKNOWLEDGED\nIN_ACTION: IN_ACTION\nRESOLUTION_CLAIMED: RESOLUTION_CLAIMED\nUNDER_INSPECTION: UNDER_INSPECTION\nVERIFIED: VERIFIED\nFEEDBACK_SOUGHT: FEEDBACK_SOUGHT\nOBJECTED: OBJECTED\nREFERRED: REFERRED\nREJECTED: REJECTED\nMERGED: MERGED\nCLOSED: CLOSED', enum_type=MessageState, max_length=20)),
                ('marks', ArrayField(element_type='TEXT')),
            ],
            options={'table': 'frozen_message', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('freeze_id', 'place'), name='frozen_message_has_its_place'), UniqueConstraint(fields=('freeze_id', 'message_id'), name='frozen_message_stands_once')], 'pk_attr': 'id', 'table_description': 'A message among frozen evidence, and what was true of it then. Invariant: append-only with its freeze.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Solution',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('dossier', fields.ForeignKeyField('payesh.Dossier', source_field='dossier_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('title', fields.CharField(max_length=200)),
                ('what', fields.TextField(unique=False)),
                ('unit', fields.ForeignKeyField('payesh.Unit', source_field='unit_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('who', fields.CharField(max_length=200)),
                ('cost_million_rials', fields.IntField(null=True)),
                ('days', fields.IntField()),
                ('effect', fields.TextField(unique=False)),
                ('proposed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('proposed_by', fields.ForeignKeyField('payesh.Person', source_field='proposed_by_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('withdrawn_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=1)),
            ],
            options={'table': 'solution', 'app': 'payesh', 'constraints': [CheckConstraint(check='cost_million_rials >= 0 AND days BETWEEN 1 AND 3650', name='solution_is_measured')], 'pk_attr': 'id', 'table_description': 'A way out that somebody proposes for a dossier. Invariant: once somebody endorsed or forwarded it, its words'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Endorsement',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('solution', fields.ForeignKeyField('payesh.Solution', source_field='solution_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('by', fields.ForeignKeyField('payesh.Person', source_field='by_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('taken_back_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'endorsement', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('solution_id', 'by_id'), name='endorsement_once', condition='taken_back_at IS NULL')], 'pk_attr': 'id', 'table_description': "That a member stands behind another's solution. Invariant: once at a time for each member; what was taken"},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ForwardedSolution',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('forwarding', fields.ForeignKeyField('payesh.Forwarding', source_field='forwarding_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('solution', fields.ForeignKeyField('payesh.Solution', source_field='solution_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'forwarded_solution', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('forwarding_id', 'solution_id'), name='forwarded_solution_once')], 'pk_attr': 'id', 'table_description': 'A solution that goes before the board with the dossier. Invariant: append-only with its forwarding.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SolutionEffect',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('solution', fields.ForeignKeyField('payesh.Solution', source_field='solution_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('category', fields.ForeignKeyField('payesh.Category', source_field='category_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'solution_effect', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('solution_id', 'category_id'), name='solution_effect_once')], 'pk_attr': 'id', 'table_description': 'A request type that a solution is to change. Invariant: each once for a solution, of which there is one.'},
            bases=['Model'],
        ),
        ops.AddConstraint("Dossier", UniqueConstraint(fields=('year', 'sequence'), name='dossier_numbered_once')),
        ops.AddConstraint("Dossier", CheckConstraint(check='sequence >= 1 AND version >= 1', name='dossier_counts_from_one')),
        ops.AddConstraint("DossierVersion", UniqueConstraint(fields=('dossier_id', 'number'), name='dossier_version_numbered_once')),
        ops.AddConstraint("DossierSection", UniqueConstraint(fields=('version_id', 'place'), name='dossier_section_has_its_place')),
        ops.AddConstraint("DossierSection", UniqueConstraint(fields=('version_id', 'key'), name='dossier_section_stands_once')),
        ops.AddConstraint("EvidenceFreeze", UniqueConstraint(fields=('evidence_id', 'number'), name='evidence_freeze_numbered_once')),
        ops.AddConstraint("Forwarding", UniqueConstraint(fields=('dossier_id',), name='forwarding_live_once', condition="state IN ('WAITING', 'ACCEPTED', 'SCHEDULED', 'DEFERRED')")),
        ops.AddConstraint("ForwardedEvidence", UniqueConstraint(fields=('forwarding_id', 'freeze_id'), name='forwarded_evidence_once')),
        ops.AddConstraint("FrozenFigure", UniqueConstraint(fields=('freeze_id', 'mark'), name='frozen_figure_stands_once')),
        ops.AddConstraint("FrozenFigure", CheckConstraint(check='counted BETWEEN 0 AND whole', name='frozen_figure_is_a_part')),
        ops.AddConstraint("FrozenMessage", UniqueConstraint(fields=('freeze_id', 'place'), name='frozen_message_has_its_place')),
        ops.AddConstraint("FrozenMessage", UniqueConstraint(fields=('freeze_id', 'message_id'), name='frozen_message_stands_once')),
        ops.AddConstraint("Solution", CheckConstraint(check='cost_million_rials >= 0 AND days BETWEEN 1 AND 3650', name='solution_is_measured')),
        ops.AddConstraint("Endorsement", UniqueConstraint(fields=('solution_id', 'by_id'), name='endorsement_once', condition='taken_back_at IS NULL')),
        ops.AddConstraint("ForwardedSolution", UniqueConstraint(fields=('forwarding_id', 'solution_id'), name='forwarded_solution_once')),
        ops.AddConstraint("SolutionEffect", UniqueConstraint(fields=('solution_id', 'category_id'), name='solution_effect_once')),
    ]
