"""Keep minutes: written from facts, approved, corrected beside the original, published."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from policy_board.minutes.tables import EditCause, ParagraphKind
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

_KEPT = ("minutes_edit", "minutes_correction", "publication", "published_line")
_SEALED = ("minutes_item", "minutes_paragraph")
# Approved minutes are kept; whatever is of approved minutes is neither added to, changed nor taken away.
_KEEP = """
CREATE FUNCTION payesh_minutes_stand() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (
        SELECT FROM minutes WHERE id IN (NEW.minutes_id, OLD.minutes_id) AND sha256 IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'approved minutes never change: % of %', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER minutes_are_kept BEFORE UPDATE OR DELETE ON minutes
    FOR EACH ROW WHEN (OLD.sha256 IS NOT NULL) EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER minutes_are_not_emptied BEFORE TRUNCATE ON minutes EXECUTE FUNCTION payesh_append_only();
ALTER TABLE minutes_item ADD CONSTRAINT minutes_item_has_its_place UNIQUE (minutes_id, place)
    DEFERRABLE INITIALLY DEFERRED;

-- What is published is whole in the transaction that publishes it; later only corrections stand beside.
CREATE FUNCTION payesh_publication_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.correction = 0 AND EXISTS (
        SELECT FROM publication WHERE id = NEW.publication_id AND xmin <> pg_current_xact_id()::xid
    ) THEN
        RAISE EXCEPTION 'nothing is added to what is published' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER published_line_is_whole BEFORE INSERT ON published_line
    FOR EACH ROW EXECUTE FUNCTION payesh_publication_is_whole();
CREATE UNIQUE INDEX minutes_paragraph_of_each_kind ON minutes_paragraph
    (minutes_id, coalesce(item_id, minutes_id), kind) WHERE kind <> 'NOTE';
""" + "".join(
    f"""
CREATE TRIGGER {table}_stands BEFORE INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION payesh_minutes_stand();
CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION payesh_append_only();
"""
    for table in _SEALED
) + "".join(
    f"""
CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION payesh_append_only();
"""
    for table in _KEPT
)


class Migration(migrations.Migration):
    dependencies = [('payesh', '0022_keep_drafts_of_replies')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Minutes',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('meeting', fields.OneToOneField('payesh.Meeting', source_field='meeting_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('version', fields.IntField()),
                ('begun_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('begun_by', fields.ForeignKeyField('payesh.Person', source_field='begun_by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('approved_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('approved_by', fields.ForeignKeyField('payesh.Person', source_field='approved_by_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('sha256', fields.BinaryField(null=True)),
            ],
            options={'table': 'minutes', 'app': 'payesh', 'constraints': [CheckConstraint(check='version >= 1', name='minutes_count_from_one'), CheckConstraint(check='num_nonnulls(approved_at, approved_by_id, sha256) IN (0, 3)', name='minutes_approved_are_sealed'), CheckConstraint(check='octet_length(sha256) = 32', name='minutes_seal_is_whole')], 'pk_attr': 'id', 'table_description': 'The minutes of a meeting. `sha256` seals them as they were approved. Invariants: one for each meeting; from'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='MinutesItem',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('minutes', fields.ForeignKeyField('payesh.Minutes', source_field='minutes_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('item', fields.OneToOneField('payesh.AgendaItem', source_field='item_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('place', fields.SmallIntField()),
            ],
            options={'table': 'minutes_item', 'app': 'payesh', 'pk_attr': 'id', 'table_description': 'An item in the order of the minutes, which is not that of the agenda. Invariant: places run from 1.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='MinutesParagraph',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('minutes', fields.ForeignKeyField('payesh.Minutes', source_field='minutes_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('item', fields.ForeignKeyField('payesh.AgendaItem', source_field='item_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharEnumField(description='OPENING: OPENING\nATTENDANCE: ATTENDANCE\nDISCUSSION: DISCUSSION\nDECISION: DECISION\nVOTE: VOTE\nOBJECTIONS: OBJECTIONS\nNOTE: NOTE', enum_type=ParagraphKind, max_length=10)),
                ('text', fields.TextField(unique=False)),
                ('fact', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('version', fields.IntField()),
            ],
            options={'table': 'minutes_paragraph', 'app': 'payesh', 'constraints': [CheckConstraint(check="kind <> 'NOTE' OR fact IS NULL", name='minutes_note_is_of_no_fact'), CheckConstraint(check="kind = 'NOTE' OR (item_id IS NULL) = (kind IN ('OPENING', 'ATTENDANCE'))", name='minutes_paragraph_is_of_its_item')], 'pk_attr': 'id', 'table_description': 'A paragraph, and the `fact` it was written from, as that was then: where the fact is another one now, the'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='MinutesCorrection',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('minutes', fields.ForeignKeyField('payesh.Minutes', source_field='minutes_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('number', fields.SmallIntField()),
                ('paragraph', fields.ForeignKeyField('payesh.MinutesParagraph', source_field='paragraph_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('text', fields.TextField(unique=False)),
                ('fact', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('reason', fields.TextField(unique=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.ForeignKeyField('payesh.Person', source_field='by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('sha256', fields.BinaryField()),
            ],
            options={'table': 'minutes_correction', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('minutes_id', 'number'), name='minutes_correction_numbered'), CheckConstraint(check='octet_length(sha256) = 32', name='minutes_correction_seal_is_whole')], 'pk_attr': 'id', 'table_description': 'A paragraph of approved minutes put right: the new words stand beside the old. `sha256` seals it together'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='MinutesEdit',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('paragraph', fields.ForeignKeyField('payesh.MinutesParagraph', source_field='paragraph_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('number', fields.IntField()),
                ('cause', fields.CharEnumField(description='WRITTEN: WRITTEN\nTYPED: TYPED\nTAKEN: TAKEN\nKEPT: KEPT', enum_type=EditCause, max_length=10)),
                ('text', fields.TextField(unique=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.ForeignKeyField('payesh.Person', source_field='by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'minutes_edit', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('paragraph_id', 'number'), name='minutes_edit_numbered')], 'pk_attr': 'id', 'table_description': 'What a paragraph said from a moment on. Invariants: append-only; numbered from 1; the last is what it says.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Publication',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('minutes', fields.OneToOneField('payesh.Minutes', source_field='minutes_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('number', fields.IntField(unique=True)),
                ('title', fields.CharField(max_length=200)),
                ('held_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('published_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('published_by', fields.ForeignKeyField('payesh.Person', source_field='published_by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'publication', 'app': 'payesh', 'pk_attr': 'id', 'table_description': 'Minutes as everybody may read them: no names, personal data masked, nothing confidential. Invariants: one for'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PublishedLine',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('publication', fields.ForeignKeyField('payesh.Publication', source_field='publication_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('place', fields.SmallIntField()),
                ('correction', fields.SmallIntField()),
                ('kind', fields.CharEnumField(description='OPENING: OPENING\nATTENDANCE: ATTENDANCE\nDISCUSSION: DISCUSSION\nDECISION: DECISION\nVOTE: VOTE\nOBJECTIONS: OBJECTIONS\nNOTE: NOTE', enum_type=ParagraphKind, max_length=10)),
                ('number', fields.CharField(null=True, max_length=10)),
                ('title', fields.CharField(null=True, max_length=300)),
                ('text', fields.TextField(unique=False)),
                ('paragraph', fields.ForeignKeyField('payesh.MinutesParagraph', source_field='paragraph_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'published_line', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('publication_id', 'place', 'correction'), name='published_line_has_its_place')], 'pk_attr': 'id', 'table_description': 'A line of published minutes: of an item, which `number` and `title` name, or of the meeting as a whole; with'},
            bases=['Model'],
        ),
        ops.AddConstraint("Minutes", CheckConstraint(check='version >= 1', name='minutes_count_from_one')),
        ops.AddConstraint("Minutes", CheckConstraint(check='num_nonnulls(approved_at, approved_by_id, sha256) IN (0, 3)', name='minutes_approved_are_sealed')),
        ops.AddConstraint("Minutes", CheckConstraint(check='octet_length(sha256) = 32', name='minutes_seal_is_whole')),
        ops.AddConstraint("MinutesParagraph", CheckConstraint(check="kind <> 'NOTE' OR fact IS NULL", name='minutes_note_is_of_no_fact')),
        ops.AddConstraint("MinutesParagraph", CheckConstraint(check="kind = 'NOTE' OR (item_id IS NULL) = (kind IN ('OPENING', 'ATTENDANCE'))", name='minutes_paragraph_is_of_its_item')),
        ops.AddConstraint("MinutesCorrection", UniqueConstraint(fields=('minutes_id', 'number'), name='minutes_correction_numbered')),
        ops.AddConstraint("MinutesCorrection", CheckConstraint(check='octet_length(sha256) = 32', name='minutes_correction_seal_is_whole')),
        ops.AddConstraint("MinutesEdit", UniqueConstraint(fields=('paragraph_id', 'number'), name='minutes_edit_numbered')),
        ops.AddConstraint("PublishedLine", UniqueConstraint(fields=('publication_id', 'place', 'correction'), name='published_line_has_its_place')),
        ops.RunSQL(_KEEP),
    ]
