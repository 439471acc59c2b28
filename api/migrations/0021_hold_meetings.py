"""Hold meetings: who sits on the board, who was present, what was discussed and decided, and what was carried on."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from policy_board.sittings.tables import Ballot, Choice, DeferralCause, Result
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

# No extension is required of PostgreSQL, and a UUID alone has no place in a GiST index; a range of one has.
_KEEP = """
CREATE TYPE uuid_range AS RANGE (subtype = uuid);
ALTER TABLE board_seat ADD CONSTRAINT board_seat_never_overlaps EXCLUDE USING gist (
    uuid_range(person_id, person_id, '[]') WITH &&, tstzrange(since, until) WITH &&
);
ALTER TABLE attendance ADD CONSTRAINT attendance_never_overlaps EXCLUDE USING gist (
    uuid_range(person_id, person_id, '[]') WITH &&, tstzrange(arrived_at, left_at) WITH &&
) WHERE (struck_at IS NULL);

CREATE TRIGGER attendance_is_kept BEFORE DELETE ON attendance
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER attendance_is_struck_not_rewritten BEFORE UPDATE ON attendance FOR EACH ROW WHEN (
    OLD.struck_at IS NOT NULL OR (OLD.left_at IS NOT NULL AND NEW.left_at IS DISTINCT FROM OLD.left_at)
    OR (OLD.meeting_id, OLD.person_id, OLD.arrived_at, OLD.recorded_at, OLD.recorded_by_id)
        IS DISTINCT FROM (NEW.meeting_id, NEW.person_id, NEW.arrived_at, NEW.recorded_at, NEW.recorded_by_id)
) EXECUTE FUNCTION payesh_append_only();

CREATE TRIGGER agenda_item_settled_is_kept BEFORE UPDATE OR DELETE ON agenda_item
    FOR EACH ROW WHEN (OLD.state IN ('DECIDED', 'DEFERRED')) EXECUTE FUNCTION payesh_append_only();

CREATE FUNCTION payesh_discussion_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (
        SELECT FROM agenda_item WHERE id = coalesce(NEW.item_id, OLD.item_id) AND state IN ('DECIDED', 'DEFERRED')
    ) THEN
        RAISE EXCEPTION 'the discussion of a settled item never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER discussion_stands BEFORE INSERT OR UPDATE OR DELETE ON discussion
    FOR EACH ROW EXECUTE FUNCTION payesh_discussion_stands();

CREATE FUNCTION payesh_votes_sum_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided decision;
    named record;
BEGIN
    SELECT * INTO decided FROM decision
    WHERE id = coalesce(to_jsonb(NEW) ->> 'decision_id', to_jsonb(NEW) ->> 'id')::uuid;
    SELECT count(*) FILTER (WHERE choice = 'FOR') AS fors, count(*) FILTER (WHERE choice = 'AGAINST') AS againsts,
        count(*) FILTER (WHERE choice = 'ABSTAIN') AS abstains INTO named FROM vote WHERE decision_id = decided.id;
    IF decided.ballot <> 'OPEN' THEN
        decided.votes_for := 0; decided.votes_against := 0; decided.votes_abstain := 0;
    END IF;
    IF (named.fors, named.againsts, named.abstains)
        <> (decided.votes_for, decided.votes_against, decided.votes_abstain)
    THEN
        RAISE EXCEPTION 'named votes are those of an open vote, all of them' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER decision_sums_its_named_votes AFTER INSERT ON decision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payesh_votes_sum_up();
CREATE CONSTRAINT TRIGGER vote_is_summed_up AFTER INSERT ON vote
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payesh_votes_sum_up();

-- More than half, until the board says otherwise.
INSERT INTO quorum_rule (id, numerator, denominator, beyond, since)
VALUES ('01900000-0000-7000-8000-000000000137', 1, 2, true, '2000-01-01 00:00+00');
""" + "".join(
    f"""
CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION payesh_append_only();
"""
    for table in ("decision", "vote", "decision_objection", "deferral", "quorum_rule")
)


class Migration(migrations.Migration):
    dependencies = [('payesh', '0020_keep_annotations')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Attendance',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('meeting', fields.ForeignKeyField('payesh.Meeting', source_field='meeting_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('payesh.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('arrived_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('left_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('recorded_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('recorded_by', fields.ForeignKeyField('payesh.Person', source_field='recorded_by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('reason', fields.TextField(null=True, unique=False)),
                ('struck_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('struck_by', fields.ForeignKeyField('payesh.Person', source_field='struck_by_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('struck_reason', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'attendance', 'app': 'payesh', 'constraints': [CheckConstraint(check='left_at > arrived_at', name='attendance_lasts'), CheckConstraint(check='num_nonnulls(struck_at, struck_by_id, struck_reason) IN (0, 3)', name='attendance_struck_with_reason')], 'indexes': [Index(fields=['meeting_id', 'person_id', 'arrived_at'], name='attendance_by_meeting')], 'pk_attr': 'id', 'table_description': 'A person was present at a meeting from `arrived_at` until before `left_at`; null while they are. Invariants:'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='BoardSeat',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('payesh.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('since', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('seated_by', fields.ForeignKeyField('payesh.Person', source_field='seated_by_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'board_seat', 'app': 'payesh', 'constraints': [CheckConstraint(check='until > since', name='board_seat_lasts')], 'indexes': [Index(fields=['person_id', 'since'], name='board_seat_by_person')], 'pk_attr': 'id', 'table_description': 'A person is a member of the board, from `since` until before `until`. Invariant: nobody sits twice at a time'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Decision',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('item', fields.ForeignKeyField('payesh.AgendaItem', source_field='item_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('number', fields.SmallIntField()),
                ('result', fields.CharEnumField(description='APPROVED: APPROVED\nREJECTED: REJECTED\nDEFERRED: DEFERRED\nREFERRED: REFERRED', enum_type=Result, max_length=10)),
                ('text', fields.TextField(unique=False)),
                ('body', fields.CharField(null=True, max_length=200)),
                ('until', fields.DateField(null=True)),
                ('ballot', fields.CharEnumField(description='CONSENT: CONSENT\nOPEN: OPEN\nSECRET: SECRET', enum_type=Ballot, max_length=10)),
                ('votes_for', fields.SmallIntField(null=True)),
                ('votes_against', fields.SmallIntField(null=True)),
                ('votes_abstain', fields.SmallIntField(null=True)),
                ('decided_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('present', fields.SmallIntField()),
                ('members', fields.SmallIntField()),
                ('needed', fields.SmallIntField()),
                ('recorded_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.ForeignKeyField('payesh.Person', source_field='by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('reason', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'decision', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('item_id', 'number'), name='decision_numbered_once'), CheckConstraint(check='number >= 1 AND (number > 1) = (reason IS NOT NULL)', name='decision_corrected_with_reason'), CheckConstraint(check='present >= needed AND needed >= 1', name='decision_has_its_quorum'), CheckConstraint(check='present <= members', name='decision_present_are_members'), CheckConstraint(check="(body IS NOT NULL) = (result = 'REFERRED')", name='decision_referred_to_a_body'), CheckConstraint(check="until IS NULL OR result = 'DEFERRED'", name='decision_deferred_to_a_day'), CheckConstraint(check="num_nonnulls(votes_for, votes_against, votes_abstain) = CASE WHEN ballot = 'CONSENT' THEN 0 ELSE 3 END", name='decision_sums_its_votes'), CheckConstraint(check='votes_for >= 0 AND votes_against >= 0 AND votes_abstain >= 0 AND votes_for + votes_against + votes_abstain BETWEEN 1 AND present', name='decision_votes_of_those_present')], 'indexes': [Index(fields=['decided_at', 'id'], name='decision_by_time')], 'pk_attr': 'id', 'table_description': 'What the board decided of an item. `present`, `members` and `needed` are the quorum of the moment'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='DecisionObjection',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('decision', fields.ForeignKeyField('payesh.Decision', source_field='decision_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('payesh.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('text', fields.TextField(unique=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.ForeignKeyField('payesh.Person', source_field='by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'decision_objection', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('decision_id', 'person_id'), name='decision_objection_once')], 'pk_attr': 'id', 'table_description': 'A member who was present puts on record that they object. Invariants: append-only; once for each decision and'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Deferral',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('item', fields.OneToOneField('payesh.AgendaItem', source_field='item_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('cause', fields.CharEnumField(description='DECIDED: DECIDED\nQUORUM_LOST: QUORUM_LOST\nNOT_REACHED: NOT_REACHED', enum_type=DeferralCause, max_length=20)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.ForeignKeyField('payesh.Person', source_field='by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'deferral', 'app': 'payesh', 'pk_attr': 'id', 'table_description': 'An item left its meeting unsettled, and goes on as another one that continues it. Invariants: append-only; one'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Discussion',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('item', fields.OneToOneField('payesh.AgendaItem', source_field='item_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('taken_up_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('taken_up_by', fields.ForeignKeyField('payesh.Person', source_field='taken_up_by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('text', fields.TextField(null=True, unique=False)),
                ('version', fields.IntField()),
            ],
            options={'table': 'discussion', 'app': 'payesh', 'constraints': [CheckConstraint(check='version >= 1', name='discussion_counts_from_one')], 'pk_attr': 'id', 'table_description': 'An item was taken up, and what was said of it. Invariants: one for each item; still once that is settled.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='QuorumRule',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('numerator', fields.SmallIntField()),
                ('denominator', fields.SmallIntField()),
                ('beyond', fields.BooleanField()),
                ('since', fields.DatetimeField(unique=True, auto_now=False, auto_now_add=False)),
                ('by', fields.ForeignKeyField('payesh.Person', source_field='by_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'quorum_rule', 'app': 'payesh', 'constraints': [CheckConstraint(check='denominator BETWEEN 1 AND 99 AND numerator BETWEEN 0 AND denominator AND (numerator > 0 OR beyond) AND NOT (beyond AND numerator = denominator)', name='quorum_rule_is_a_share')], 'pk_attr': 'id', 'table_description': 'How many members must be present when something is decided: `numerator / denominator` of them, and more than'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Vote',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('decision', fields.ForeignKeyField('payesh.Decision', source_field='decision_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('payesh.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('choice', fields.CharEnumField(description='FOR: FOR\nAGAINST: AGAINST\nABSTAIN: ABSTAIN', enum_type=Choice, max_length=10)),
            ],
            options={'table': 'vote', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('decision_id', 'person_id'), name='vote_once')], 'pk_attr': 'id', 'table_description': 'How a member voted in an open vote. Invariants: append-only; once for each decision and member; together they'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='AgendaItem',
            name='not_before',
            field=fields.DateField(null=True),
        ),
        ops.AddConstraint("BoardSeat", CheckConstraint(check="until > since", name="board_seat_lasts")),
        ops.AddConstraint("QuorumRule", CheckConstraint(check="denominator BETWEEN 1 AND 99 AND numerator BETWEEN 0 AND denominator AND (numerator > 0 OR beyond) AND NOT (beyond AND numerator = denominator)", name="quorum_rule_is_a_share")),
        ops.AddConstraint("Attendance", CheckConstraint(check="left_at > arrived_at", name="attendance_lasts")),
        ops.AddConstraint("Attendance", CheckConstraint(check="num_nonnulls(struck_at, struck_by_id, struck_reason) IN (0, 3)", name="attendance_struck_with_reason")),
        ops.AddConstraint("Discussion", CheckConstraint(check="version >= 1", name="discussion_counts_from_one")),
        ops.AddConstraint("Decision", UniqueConstraint(fields=('item_id', 'number'), name="decision_numbered_once")),
        ops.AddConstraint("Decision", CheckConstraint(check="number >= 1 AND (number > 1) = (reason IS NOT NULL)", name="decision_corrected_with_reason")),
        ops.AddConstraint("Decision", CheckConstraint(check="present >= needed AND needed >= 1", name="decision_has_its_quorum")),
        ops.AddConstraint("Decision", CheckConstraint(check="present <= members", name="decision_present_are_members")),
        ops.AddConstraint("Decision", CheckConstraint(check="(body IS NOT NULL) = (result = 'REFERRED')", name="decision_referred_to_a_body")),
        ops.AddConstraint("Decision", CheckConstraint(check="until IS NULL OR result = 'DEFERRED'", name="decision_deferred_to_a_day")),
        ops.AddConstraint("Decision", CheckConstraint(check="num_nonnulls(votes_for, votes_against, votes_abstain) = CASE WHEN ballot = 'CONSENT' THEN 0 ELSE 3 END", name="decision_sums_its_votes")),
        ops.AddConstraint("Decision", CheckConstraint(check="votes_for >= 0 AND votes_against >= 0 AND votes_abstain >= 0 AND votes_for + votes_against + votes_abstain BETWEEN 1 AND present", name="decision_votes_of_those_present")),
        ops.AddConstraint("Vote", UniqueConstraint(fields=('decision_id', 'person_id'), name="vote_once")),
        ops.AddConstraint("DecisionObjection", UniqueConstraint(fields=('decision_id', 'person_id'), name="decision_objection_once")),
        ops.RunSQL(_KEEP),
    ]
