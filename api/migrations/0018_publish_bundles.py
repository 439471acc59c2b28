"""Publish bundles as revisions that never change: the database itself refuses."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from policy_board.bundles.tables import Form, Measured, PrintingState, Readers
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

_KEPT = ("revision_paper", "revision_evidence", "revision_figure", "opening")
_KEEP = """
CREATE FUNCTION payesh_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'what is published never changes: % of %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION payesh_refuse_addition() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT FROM revision WHERE id = NEW.revision_id AND sha256 IS NOT NULL) THEN
        RAISE EXCEPTION 'what is published never changes: % of %', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION payesh_refuse_evidence() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (
        SELECT FROM revision_paper paper JOIN revision ON revision.id = paper.revision_id
        WHERE paper.id = NEW.paper_id AND revision.sha256 IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'what is published never changes: % of %', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION payesh_require_seal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF (SELECT sha256 FROM revision WHERE id = NEW.id) IS NULL THEN
        RAISE EXCEPTION 'a revision is sealed in the transaction that writes it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER revision_is_kept BEFORE UPDATE OR DELETE ON revision
    FOR EACH ROW WHEN (OLD.sha256 IS NOT NULL) EXECUTE FUNCTION payesh_refuse_change();
CREATE CONSTRAINT TRIGGER revision_is_sealed_at_once AFTER INSERT ON revision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payesh_require_seal();
CREATE TRIGGER revision_paper_is_whole BEFORE INSERT ON revision_paper
    FOR EACH ROW EXECUTE FUNCTION payesh_refuse_addition();
CREATE TRIGGER revision_figure_is_whole BEFORE INSERT ON revision_figure
    FOR EACH ROW EXECUTE FUNCTION payesh_refuse_addition();
CREATE TRIGGER revision_evidence_is_whole BEFORE INSERT ON revision_evidence
    FOR EACH ROW EXECUTE FUNCTION payesh_refuse_evidence();
""" + "".join(
    f"""
CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION payesh_refuse_change();
CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION payesh_refuse_change();
"""
    for table in _KEPT
)
_UNKEEP = """
DROP FUNCTION payesh_require_seal, payesh_refuse_evidence, payesh_refuse_addition, payesh_refuse_change CASCADE
"""


class Migration(migrations.Migration):
    dependencies = [('payesh', '0017_keep_dossiers')]

    operations = [
        ops.CreateModel(
            name='Bundle',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('year', fields.SmallIntField()),
                ('sequence', fields.IntField()),
                ('code', fields.CharField(unique=True, max_length=20)),
                ('title', fields.CharField(max_length=200)),
                ('introduction', fields.TextField(unique=False)),
                ('visit_on', fields.DateField()),
                ('first_day', fields.DateField()),
                ('last_day', fields.DateField()),
                ('compared_first', fields.DateField()),
                ('compared_last', fields.DateField()),
                ('readers', fields.CharEnumField(description='INVITED: INVITED\nALL: ALL', enum_type=Readers, max_length=10)),
                ('revision', fields.SmallIntField()),
                ('version', fields.IntField()),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('created_by', fields.ForeignKeyField('payesh.Person', source_field='created_by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('changed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('changed_by', fields.ForeignKeyField('payesh.Person', source_field='changed_by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'bundle', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('year', 'sequence'), name='bundle_numbered_once'), CheckConstraint(check='first_day <= last_day AND compared_first <= compared_last AND compared_last < first_day', name='bundle_periods_follow'), CheckConstraint(check='revision >= 0 AND version >= 1', name='bundle_counts_up')], 'pk_attr': 'id', 'table_description': 'A bundle as the office works on it; members read its revisions alone. Invariants: its period and the one'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='BundleDossier',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('bundle', fields.ForeignKeyField('payesh.Bundle', source_field='bundle_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('dossier', fields.ForeignKeyField('payesh.Dossier', source_field='dossier_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('place', fields.SmallIntField()),
            ],
            options={'table': 'bundle_dossier', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('bundle_id', 'dossier_id'), name='bundle_dossier_once'), UniqueConstraint(fields=('bundle_id', 'place'), name='bundle_dossier_has_its_place')], 'pk_attr': 'id', 'table_description': 'A dossier in a bundle. Invariants: once in each bundle; places run from 1 without gaps.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Invitation',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('bundle', fields.ForeignKeyField('payesh.Bundle', source_field='bundle_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('payesh.Person', source_field='person_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('invited_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('invited_by', fields.ForeignKeyField('payesh.Person', source_field='invited_by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'invitation', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('bundle_id', 'person_id'), name='invitation_once')], 'pk_attr': 'id', 'table_description': 'A councillor invited to the visit, and so to read its bundle. Invariant: once to each bundle.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Revision',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('bundle', fields.ForeignKeyField('payesh.Bundle', source_field='bundle_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('number', fields.SmallIntField()),
                ('code', fields.CharField(unique=True, max_length=30)),
                ('title', fields.CharField(max_length=200)),
                ('introduction', fields.TextField(unique=False)),
                ('text', fields.TextField(unique=False)),
                ('visit_on', fields.DateField()),
                ('first_day', fields.DateField()),
                ('last_day', fields.DateField()),
                ('compared_first', fields.DateField()),
                ('compared_last', fields.DateField()),
                ('note', fields.TextField(null=True, unique=False)),
                ('sha256', fields.BinaryField(null=True)),
                ('published_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('published_by', fields.ForeignKeyField('payesh.Person', source_field='published_by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'revision', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('bundle_id', 'number'), name='revision_numbered_once'), CheckConstraint(check='octet_length(sha256) = 32', name='revision_seal_is_whole'), CheckConstraint(check='number >= 1', name='revision_counts_from_one')], 'pk_attr': 'id', 'table_description': 'A bundle as it was published. Invariants: it is sealed in the transaction that writes it, and from then on the'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RevisionPaper',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('revision', fields.ForeignKeyField('payesh.Revision', source_field='revision_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('dossier', fields.ForeignKeyField('payesh.Dossier', source_field='dossier_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('version', fields.ForeignKeyField('payesh.DossierVersion', source_field='version_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('place', fields.SmallIntField()),
                ('code', fields.CharField(unique=True, max_length=40)),
                ('dossier_code', fields.CharField(max_length=20)),
                ('title', fields.CharField(max_length=200)),
                ('markdown', fields.TextField(unique=False)),
                ('text', fields.TextField(unique=False)),
            ],
            options={'table': 'revision_paper', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('revision_id', 'dossier_id'), name='revision_paper_once'), UniqueConstraint(fields=('revision_id', 'place'), name='revision_paper_has_its_place')], 'pk_attr': 'id', 'table_description': 'A dossier as it stood in a revision. Invariant: never changed; `text` is the canonical text of `markdown`, and'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RevisionEvidence',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('paper', fields.ForeignKeyField('payesh.RevisionPaper', source_field='paper_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('freeze', fields.ForeignKeyField('payesh.EvidenceFreeze', source_field='freeze_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('place', fields.SmallIntField()),
                ('title', fields.CharField(max_length=200)),
            ],
            options={'table': 'revision_evidence', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('paper_id', 'place'), name='revision_evidence_has_its_place')], 'pk_attr': 'id', 'table_description': "A piece of evidence of a paper, as it was frozen last before. Invariant: never changed, nor are the freeze's"},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RevisionFigure',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('revision', fields.ForeignKeyField('payesh.Revision', source_field='revision_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('measured', fields.CharEnumField(description='CITY: CITY\nCATEGORY: CATEGORY\nDISTRICT: DISTRICT', enum_type=Measured, max_length=10)),
                ('subject', fields.CharField(max_length=60)),
                ('name_fa', fields.CharField(max_length=160)),
                ('name_en', fields.CharField(max_length=160)),
                ('registered', fields.IntField()),
                ('urgent', fields.IntField()),
                ('first_action_met', fields.IntField()),
                ('first_action_breached', fields.IntField()),
                ('closed', fields.IntField()),
                ('objected', fields.IntField()),
                ('reopened', fields.IntField()),
                ('registered_before', fields.IntField()),
                ('urgent_before', fields.IntField()),
                ('first_action_met_before', fields.IntField()),
                ('first_action_breached_before', fields.IntField()),
                ('closed_before', fields.IntField()),
                ('objected_before', fields.IntField()),
                ('reopened_before', fields.IntField()),
                ('days', fields.SmallIntField()),
                ('days_before', fields.SmallIntField()),
            ],
            options={'table': 'revision_figure', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('revision_id', 'measured', 'subject'), name='revision_figure_once')], 'pk_attr': 'id', 'table_description': "One line of a revision's analysis: a request type, a district, or the city, in the period and before it. Days"},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Opening',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('revision', fields.ForeignKeyField('payesh.Revision', source_field='revision_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('paper', fields.ForeignKeyField('payesh.RevisionPaper', source_field='paper_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('payesh.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('form', fields.CharEnumField(description='PAGE: PAGE\nPDF: PDF\nZIP: ZIP', enum_type=Form, max_length=10)),
                ('opened_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'opening', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('revision_id', 'person_id', 'form'), name='opening_once', condition='paper_id IS NULL'), UniqueConstraint(fields=('paper_id', 'person_id', 'form'), name='opening_of_paper_once', condition='paper_id IS NOT NULL')], 'pk_attr': 'id', 'table_description': 'That a member opened a revision, or one paper of it, for the first time in this form. Invariant: once for each'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Printing',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('revision', fields.ForeignKeyField('payesh.Revision', source_field='revision_id', unique=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('state', fields.CharEnumField(description='WAITING: WAITING\nRUNNING: RUNNING\nDONE: DONE\nFAILED: FAILED', enum_type=PrintingState, max_length=10)),
                ('pages', fields.SmallIntField()),
                ('requested_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('finished_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('pdf_sha256', fields.BinaryField(null=True)),
                ('pdf_size', fields.IntField(null=True)),
                ('zip_sha256', fields.BinaryField(null=True)),
                ('zip_size', fields.IntField(null=True)),
            ],
            options={'table': 'printing', 'app': 'payesh', 'constraints': [CheckConstraint(check="num_nonnulls(pdf_sha256, pdf_size, zip_sha256, zip_size) = CASE state WHEN 'DONE' THEN 4 ELSE 0 END", name='printing_done_is_whole')], 'pk_attr': 'id', 'table_description': 'A revision on paper: the PDF of the whole, and a ZIP to be read offline. Invariant: one for each revision; done'},
            bases=['Model'],
        ),
        ops.AddConstraint("Bundle", UniqueConstraint(fields=('year', 'sequence'), name='bundle_numbered_once')),
        ops.AddConstraint(
            "Bundle",
            CheckConstraint(check='first_day <= last_day AND compared_first <= compared_last AND compared_last < first_day', name='bundle_periods_follow'),
        ),
        ops.AddConstraint(
            "Bundle",
            CheckConstraint(check='revision >= 0 AND version >= 1', name='bundle_counts_up'),
        ),
        ops.AddConstraint("BundleDossier", UniqueConstraint(fields=('bundle_id', 'dossier_id'), name='bundle_dossier_once')),
        ops.AddConstraint("BundleDossier", UniqueConstraint(fields=('bundle_id', 'place'), name='bundle_dossier_has_its_place')),
        ops.AddConstraint("Invitation", UniqueConstraint(fields=('bundle_id', 'person_id'), name='invitation_once')),
        ops.AddConstraint("Revision", UniqueConstraint(fields=('bundle_id', 'number'), name='revision_numbered_once')),
        ops.AddConstraint(
            "Revision",
            CheckConstraint(check='octet_length(sha256) = 32', name='revision_seal_is_whole'),
        ),
        ops.AddConstraint(
            "Revision",
            CheckConstraint(check='number >= 1', name='revision_counts_from_one'),
        ),
        ops.AddConstraint("RevisionPaper", UniqueConstraint(fields=('revision_id', 'dossier_id'), name='revision_paper_once')),
        ops.AddConstraint("RevisionPaper", UniqueConstraint(fields=('revision_id', 'place'), name='revision_paper_has_its_place')),
        ops.AddConstraint("RevisionEvidence", UniqueConstraint(fields=('paper_id', 'place'), name='revision_evidence_has_its_place')),
        ops.AddConstraint("RevisionFigure", UniqueConstraint(fields=('revision_id', 'measured', 'subject'), name='revision_figure_once')),
        ops.AddConstraint("Opening", UniqueConstraint(fields=('revision_id', 'person_id', 'form'), name='opening_once', condition='paper_id IS NULL')),
        ops.AddConstraint("Opening", UniqueConstraint(fields=('paper_id', 'person_id', 'form'), name='opening_of_paper_once', condition='paper_id IS NOT NULL')),
        ops.AddConstraint(
            "Printing",
            CheckConstraint(check="num_nonnulls(pdf_sha256, pdf_size, zip_sha256, zip_size) = CASE state WHEN 'DONE' THEN 4 ELSE 0 END", name='printing_done_is_whole'),
        ),
        ops.RunSQL(_KEEP, _UNKEEP),
    ]
