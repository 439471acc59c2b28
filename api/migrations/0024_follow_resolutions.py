"""Follow resolutions: who answers for what, what was reported and verified, how it was pressed for, and its effect."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from hotline.clocks.tables import Obligation
from policy_board.resolutions.effect import Facet, Verdict
from policy_board.resolutions.tables import ResolutionState
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

# What was resolved and said stays as it was; a measure that is frozen, too.
_KEEP = """
CREATE UNIQUE INDEX resolution_effect_once ON resolution_effect (resolution_id, days, facet, coalesce(obligation, ''));

CREATE TRIGGER resolution_is_kept BEFORE DELETE ON resolution
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER resolution_is_not_rewritten BEFORE UPDATE ON resolution FOR EACH ROW WHEN (
    (OLD.code, OLD.decision_id, OLD.dossier_id, OLD.confidential, OLD.text, OLD.unit_id, OLD.person_id, OLD.due_on,
        OLD.due_at, OLD.policy_id, OLD.made_at, OLD.made_by_id)
    IS DISTINCT FROM (NEW.code, NEW.decision_id, NEW.dossier_id, NEW.confidential, NEW.text, NEW.unit_id, NEW.person_id,
        NEW.due_on, NEW.due_at, NEW.policy_id, NEW.made_at, NEW.made_by_id)
    OR (OLD.returned_item_id IS NOT NULL AND NEW.returned_item_id IS DISTINCT FROM OLD.returned_item_id)
    OR (OLD.told_at IS NOT NULL AND NEW.told_at IS DISTINCT FROM OLD.told_at)
) EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER resolution_effect_stays_frozen BEFORE UPDATE OR DELETE ON resolution_effect
    FOR EACH ROW WHEN (OLD.frozen_at IS NOT NULL) EXECUTE FUNCTION payesh_append_only();
""" + "".join(
    f"""
CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION payesh_append_only();
"""
    for table in ("resolution_category", "resolution_solution", "resolution_step", "resolution_proof")
)


class Migration(migrations.Migration):
    dependencies = [('payesh', '0023_keep_minutes')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Resolution',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('year', fields.SmallIntField()),
                ('sequence', fields.IntField()),
                ('code', fields.CharField(unique=True, max_length=20)),
                ('decision', fields.ForeignKeyField('payesh.Decision', source_field='decision_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('dossier', fields.ForeignKeyField('payesh.Dossier', source_field='dossier_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('confidential', fields.BooleanField()),
                ('text', fields.TextField(unique=False)),
                ('unit', fields.ForeignKeyField('payesh.Unit', source_field='unit_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('payesh.Person', source_field='person_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('due_on', fields.DateField()),
                ('due_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('policy', fields.ForeignKeyField('payesh.PolicyVersion', source_field='policy_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('state', fields.CharEnumField(description='OPEN: OPEN\nREPORTED: REPORTED\nRETURNED: RETURNED\nVERIFIED: VERIFIED', enum_type=ResolutionState, max_length=10)),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('made_by', fields.ForeignKeyField('payesh.Person', source_field='made_by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('done_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('version', fields.IntField()),
                ('rung', fields.SmallIntField()),
                ('next_rung_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('next_effect_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('told_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('returned_item', fields.OneToOneField('payesh.AgendaItem', source_field='returned_item_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'resolution', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('year', 'sequence'), name='resolution_numbered_once'), CheckConstraint(check='due_at > made_at', name='resolution_due_after_it_was_made'), CheckConstraint(check="(state = 'VERIFIED') = (done_at IS NOT NULL)", name='resolution_done_is_verified'), CheckConstraint(check="next_rung_at IS NULL OR state IN ('OPEN', 'RETURNED')", name='resolution_presses_while_open'), CheckConstraint(check="next_effect_at IS NULL OR state = 'VERIFIED'", name='resolution_has_effect_once_done')], 'indexes': [Index(fields=['due_at', 'id'], name='resolution_by_due'), Index(fields=['next_rung_at'], name='resolution_by_rung'), Index(fields=['next_effect_at'], name='resolution_by_effect')], 'pk_attr': 'id', 'table_description': 'What was decided, with someone answering for it: a unit, and in it a person or else its manager. Due by'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ResolutionCategory',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('resolution', fields.ForeignKeyField('payesh.Resolution', source_field='resolution_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('category', fields.ForeignKeyField('payesh.Category', source_field='category_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'resolution_category', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('resolution_id', 'category_id'), name='resolution_category_once')], 'pk_attr': 'id', 'table_description': 'A request type that a resolution is to change. Invariants: append-only; each once.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ResolutionEffect',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('resolution', fields.ForeignKeyField('payesh.Resolution', source_field='resolution_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('days', fields.SmallIntField()),
                ('facet', fields.CharEnumField(description='VOLUME: VOLUME\nON_TIME: ON_TIME\nTAKEN: TAKEN', enum_type=Facet, max_length=10)),
                ('obligation', fields.CharEnumField(null=True, description='FIRST_ACTION: FIRST_ACTION\nFEEDBACK: FEEDBACK\nRESOLUTION: RESOLUTION', enum_type=Obligation, max_length=20)),
                ('counted', fields.SmallIntField()),
                ('measured_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('frozen_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('value', fields.FloatField(null=True)),
                ('cases', fields.IntField()),
                ('value_before', fields.FloatField(null=True)),
                ('cases_before', fields.IntField()),
                ('value_last_year', fields.FloatField(null=True)),
                ('cases_last_year', fields.IntField(null=True)),
                ('change', fields.FloatField(null=True)),
                ('low', fields.FloatField(null=True)),
                ('high', fields.FloatField(null=True)),
                ('verdict', fields.CharEnumField(description='BETTER: BETTER\nWORSE: WORSE\nMORE: MORE\nFEWER: FEWER\nSAME: SAME\nSEASONAL: SEASONAL\nUNTOLD: UNTOLD', enum_type=Verdict, max_length=10)),
            ],
            options={'table': 'resolution_effect', 'app': 'payesh', 'constraints': [CheckConstraint(check="(facet = 'VOLUME') = (obligation IS NULL)", name='resolution_effect_is_of_an_obligation'), CheckConstraint(check='counted BETWEEN 0 AND days', name='resolution_effect_counts_its_days'), CheckConstraint(check='frozen_at IS NULL OR counted = days', name='resolution_effect_is_frozen_when_over')], 'pk_attr': 'id', 'table_description': 'A measure of what came of a resolution, as `effect` says it: of the first `days` days since it was done, or'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ResolutionSolution',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('resolution', fields.ForeignKeyField('payesh.Resolution', source_field='resolution_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('solution', fields.ForeignKeyField('payesh.Solution', source_field='solution_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'resolution_solution', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('resolution_id', 'solution_id'), name='resolution_solution_once')], 'pk_attr': 'id', 'table_description': 'A solution that was before the board when it was made. Invariants: append-only; each once.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ResolutionStep',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('resolution', fields.ForeignKeyField('payesh.Resolution', source_field='resolution_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('state', fields.CharEnumField(description='OPEN: OPEN\nREPORTED: REPORTED\nRETURNED: RETURNED\nVERIFIED: VERIFIED', enum_type=ResolutionState, max_length=10)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.ForeignKeyField('payesh.Person', source_field='by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('text', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'resolution_step', 'app': 'payesh', 'constraints': [CheckConstraint(check="state NOT IN ('REPORTED', 'RETURNED') OR text IS NOT NULL", name='resolution_step_says_why')], 'pk_attr': 'id', 'table_description': 'That a resolution came into a state: when, by whom, and what was said of it: a report, or why it was'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ResolutionProof',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('step', fields.ForeignKeyField('payesh.ResolutionStep', source_field='step_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('file', fields.OneToOneField('payesh.File', source_field='file_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'resolution_proof', 'app': 'payesh', 'pk_attr': 'id', 'table_description': 'A photo that goes with a report. Invariants: append-only; a file proves one report alone.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ResolutionWarning',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('resolution', fields.ForeignKeyField('payesh.Resolution', source_field='resolution_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('percent', fields.SmallIntField()),
                ('tell', fields.CharField(max_length=20)),
                ('unit', fields.ForeignKeyField('payesh.Unit', source_field='unit_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('payesh.Person', source_field='person_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('fired_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('acknowledged_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('acknowledged_by', fields.ForeignKeyField('payesh.Person', source_field='acknowledged_by_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('climbs_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('climbed', fields.SmallIntField()),
            ],
            options={'table': 'resolution_warning', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('resolution_id', 'percent'), name='resolution_warning_once'), CheckConstraint(check='(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)', name='resolution_warning_acknowledged_by_someone'), CheckConstraint(check='climbs_at IS NULL OR acknowledged_at IS NULL', name='resolution_warning_climbs_unless_acknowledged')], 'indexes': [Index(fields=['climbs_at'], name='resolution_warning_by_climb'), Index(fields=['person_id', 'fired_at', 'id'], name='resolution_warning_by_person')], 'pk_attr': 'id', 'table_description': 'A rung of the ladder that a resolution has reached, and whom it tells now. Invariants: each rung once for'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='AgendaItem',
            name='of_itself',
            field=fields.BooleanField(db_default=False),
        ),
        ops.AddConstraint("Resolution", UniqueConstraint(fields=('year', 'sequence'), name="resolution_numbered_once")),
        ops.AddConstraint("Resolution", CheckConstraint(check='due_at > made_at', name="resolution_due_after_it_was_made")),
        ops.AddConstraint("Resolution", CheckConstraint(check="(state = 'VERIFIED') = (done_at IS NOT NULL)", name="resolution_done_is_verified")),
        ops.AddConstraint("Resolution", CheckConstraint(check="next_rung_at IS NULL OR state IN ('OPEN', 'RETURNED')", name="resolution_presses_while_open")),
        ops.AddConstraint("Resolution", CheckConstraint(check="next_effect_at IS NULL OR state = 'VERIFIED'", name="resolution_has_effect_once_done")),
        ops.AddConstraint("ResolutionCategory", UniqueConstraint(fields=('resolution_id', 'category_id'), name="resolution_category_once")),
        ops.AddConstraint("ResolutionSolution", UniqueConstraint(fields=('resolution_id', 'solution_id'), name="resolution_solution_once")),
        ops.AddConstraint("ResolutionStep", CheckConstraint(check="state NOT IN ('REPORTED', 'RETURNED') OR text IS NOT NULL", name="resolution_step_says_why")),
        ops.AddConstraint("ResolutionWarning", UniqueConstraint(fields=('resolution_id', 'percent'), name="resolution_warning_once")),
        ops.AddConstraint("ResolutionWarning", CheckConstraint(check='(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)', name="resolution_warning_acknowledged_by_someone")),
        ops.AddConstraint("ResolutionWarning", CheckConstraint(check='climbs_at IS NULL OR acknowledged_at IS NULL', name="resolution_warning_climbs_unless_acknowledged")),
        ops.AddConstraint("ResolutionEffect", CheckConstraint(check="(facet = 'VOLUME') = (obligation IS NULL)", name="resolution_effect_is_of_an_obligation")),
        ops.AddConstraint("ResolutionEffect", CheckConstraint(check='counted BETWEEN 0 AND days', name="resolution_effect_counts_its_days")),
        ops.AddConstraint("ResolutionEffect", CheckConstraint(check='frozen_at IS NULL OR counted = days', name="resolution_effect_is_frozen_when_over")),
        ops.RunSQL(_KEEP),
    ]
