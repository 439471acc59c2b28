"""Build agendas: the board's meetings and their steps, agendas, items, and every edit."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from policy_board.agendas.tables import EditKind, ItemState, VersionCause
from policy_board.meetings.tables import MeetingState

# While an edit renumbers them two lines may share a place; when it commits they may not.
A_PLACE_EACH = """
ALTER TABLE agenda_item ADD CONSTRAINT agenda_item_has_its_place UNIQUE (agenda_id, place)
DEFERRABLE INITIALLY DEFERRED
"""

APPEND_ONLY = """
CREATE FUNCTION payesh_append_only() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""

KEPT = """
CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION payesh_append_only()
"""
HISTORIES = ("meeting_step", "agenda_edit", "agenda_version", "agenda_version_line")


class Migration(migrations.Migration):
    dependencies = [("payesh", "0018_publish_bundles")]

    operations = [
        ops.CreateModel(
            name="AgendaTemplate",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("name", fields.CharField(unique=True, max_length=200)),
            ],
            options={"table": "agenda_template", "app": "payesh", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Meeting",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("number", fields.IntField(unique=True)),
                ("title", fields.CharField(max_length=200)),
                ("place", fields.CharField(max_length=200)),
                ("starts_at", fields.DatetimeField()),
                ("budget", fields.SmallIntField()),
                ("quorum", fields.SmallIntField()),
                ("state", fields.CharEnumField(enum_type=MeetingState, max_length=20)),
                ("version", fields.IntField()),
            ],
            options={
                "table": "meeting",
                "app": "payesh",
                "pk_attr": "id",
                "indexes": [Index(fields=["starts_at", "id"], name="meeting_by_time")],
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Agenda",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "meeting",
                    fields.OneToOneField(
                        "payesh.Meeting", source_field="meeting_id", related_name=False, on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("revision", fields.IntField()),
                ("frozen_revision", fields.IntField(null=True)),
                ("addenda", fields.SmallIntField(db_default=0)),
            ],
            options={"table": "agenda", "app": "payesh", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AgendaItem",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("state", fields.CharEnumField(enum_type=ItemState, max_length=10)),
                ("title", fields.CharField(max_length=300)),
                ("note", fields.TextField(null=True)),
                ("minutes", fields.SmallIntField(null=True)),
                ("confidential", fields.BooleanField()),
                (
                    "agenda",
                    fields.ForeignKeyField(
                        "payesh.Agenda",
                        source_field="agenda_id",
                        null=True,
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("place", fields.SmallIntField(null=True)),
                ("number", fields.CharField(null=True, max_length=10)),
                (
                    "under",
                    fields.ForeignKeyField(
                        "payesh.AgendaItem",
                        source_field="under_id",
                        null=True,
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "forwarding",
                    fields.ForeignKeyField(
                        "payesh.Forwarding",
                        source_field="forwarding_id",
                        null=True,
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("addendum", fields.SmallIntField(null=True)),
                (
                    "continues",
                    fields.ForeignKeyField(
                        "payesh.AgendaItem",
                        source_field="continues_id",
                        null=True,
                        unique=True,
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "merged_into",
                    fields.ForeignKeyField(
                        "payesh.AgendaItem",
                        source_field="merged_into_id",
                        null=True,
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("proposed_at", fields.DatetimeField()),
                (
                    "proposed_by",
                    fields.ForeignKeyField(
                        "payesh.Person",
                        source_field="proposed_by_id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("answered_at", fields.DatetimeField(null=True)),
                (
                    "answered_by",
                    fields.ForeignKeyField(
                        "payesh.Person",
                        source_field="answered_by_id",
                        null=True,
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("reason", fields.TextField(null=True)),
            ],
            options={
                "table": "agenda_item",
                "app": "payesh",
                "pk_attr": "id",
                "indexes": [Index(fields=["state", "proposed_at", "id"], name="agenda_item_by_state")],
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AgendaEdit",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "agenda",
                    fields.ForeignKeyField(
                        "payesh.Agenda", source_field="agenda_id", related_name=False, on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("revision", fields.IntField()),
                ("base", fields.IntField()),
                ("kind", fields.CharEnumField(enum_type=EditKind, max_length=10)),
                (
                    "item",
                    fields.ForeignKeyField(
                        "payesh.AgendaItem",
                        source_field="item_id",
                        null=True,
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("done", fields.JSONField()),
                ("undoing", fields.JSONField()),
                ("touched", fields.JSONField()),
                ("number_was", fields.CharField(null=True, max_length=10)),
                ("number_now", fields.CharField(null=True, max_length=10)),
                ("at", fields.DatetimeField()),
                (
                    "by",
                    fields.ForeignKeyField(
                        "payesh.Person", source_field="by_id", related_name=False, on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("key", fields.CharField(null=True, max_length=100)),
            ],
            options={"table": "agenda_edit", "app": "payesh", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AgendaPresence",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "agenda",
                    fields.ForeignKeyField(
                        "payesh.Agenda", source_field="agenda_id", related_name=False, on_delete=OnDelete.RESTRICT
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "payesh.Person", source_field="person_id", related_name=False, on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("seen_at", fields.DatetimeField()),
            ],
            options={"table": "agenda_presence", "app": "payesh", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AgendaVersion",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "agenda",
                    fields.ForeignKeyField(
                        "payesh.Agenda", source_field="agenda_id", related_name=False, on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("number", fields.SmallIntField()),
                ("revision", fields.IntField()),
                ("cause", fields.CharEnumField(enum_type=VersionCause, max_length=10)),
                ("at", fields.DatetimeField()),
                (
                    "by",
                    fields.ForeignKeyField(
                        "payesh.Person", source_field="by_id", related_name=False, on_delete=OnDelete.RESTRICT
                    ),
                ),
            ],
            options={"table": "agenda_version", "app": "payesh", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AgendaVersionLine",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "version",
                    fields.ForeignKeyField(
                        "payesh.AgendaVersion",
                        source_field="version_id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("place", fields.SmallIntField()),
                ("number", fields.CharField(max_length=10)),
                (
                    "item",
                    fields.ForeignKeyField(
                        "payesh.AgendaItem", source_field="item_id", related_name=False, on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("title", fields.CharField(max_length=300)),
                ("minutes", fields.SmallIntField(null=True)),
                ("confidential", fields.BooleanField()),
            ],
            options={"table": "agenda_version_line", "app": "payesh", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="MeetingStep",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "meeting",
                    fields.ForeignKeyField(
                        "payesh.Meeting",
                        source_field="meeting_id",
                        db_index=True,
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("state", fields.CharEnumField(enum_type=MeetingState, max_length=20)),
                ("at", fields.DatetimeField()),
                (
                    "by",
                    fields.ForeignKeyField(
                        "payesh.Person", source_field="by_id", related_name=False, on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("reason", fields.TextField(null=True)),
            ],
            options={"table": "meeting_step", "app": "payesh", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TemplateLine",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "template",
                    fields.ForeignKeyField(
                        "payesh.AgendaTemplate",
                        source_field="template_id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("place", fields.SmallIntField()),
                ("title", fields.CharField(max_length=300)),
                ("minutes", fields.SmallIntField(null=True)),
                ("confidential", fields.BooleanField()),
            ],
            options={"table": "agenda_template_line", "app": "payesh", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.AddConstraint(
            "Meeting", CheckConstraint(check="budget BETWEEN 5 AND 720", name="meeting_budget_is_a_day_at_most")
        ),
        ops.AddConstraint(
            "Meeting", CheckConstraint(check="quorum BETWEEN 1 AND 99", name="meeting_quorum_is_of_people")
        ),
        ops.AddConstraint(
            "AgendaItem",
            UniqueConstraint(
                fields=("forwarding_id",), name="agenda_item_of_a_forwarding", condition="continues_id IS NULL"
            ),
        ),
        ops.AddConstraint(
            "AgendaItem",
            CheckConstraint(
                check="num_nonnulls(agenda_id, place, number) = CASE WHEN state IN ('SCHEDULED', 'DISCUSSED', 'DECIDED', 'DEFERRED') THEN 3 ELSE 0 END",
                name="agenda_item_stands_on_an_agenda",
            ),
        ),
        ops.AddConstraint(
            "AgendaItem",
            CheckConstraint(
                check="under_id IS NULL OR agenda_id IS NOT NULL", name="agenda_item_is_part_on_an_agenda"
            ),
        ),
        ops.AddConstraint(
            "AgendaItem",
            CheckConstraint(check="minutes BETWEEN 1 AND 720", name="agenda_item_minutes_are_a_day_at_most"),
        ),
        ops.AddConstraint(
            "AgendaItem",
            CheckConstraint(
                check="(merged_into_id IS NOT NULL) = (state = 'MERGED')", name="agenda_item_merged_into_one"
            ),
        ),
        ops.AddConstraint(
            "AgendaItem",
            CheckConstraint(
                check="state NOT IN ('RETURNED', 'WITHDRAWN') OR reason IS NOT NULL",
                name="agenda_item_refused_with_reason",
            ),
        ),
        ops.AddConstraint(
            "AgendaEdit", UniqueConstraint(fields=("agenda_id", "revision"), name="agenda_edit_makes_a_revision")
        ),
        ops.AddConstraint(
            "AgendaEdit", UniqueConstraint(fields=("agenda_id", "by_id", "key"), name="agenda_edit_once")
        ),
        ops.AddConstraint(
            "AgendaEdit",
            CheckConstraint(check="base BETWEEN 0 AND revision - 1", name="agenda_edit_was_made_on_something"),
        ),
        ops.AddConstraint(
            "AgendaEdit",
            CheckConstraint(check="(item_id IS NULL) = (kind = 'ORDERED')", name="agenda_edit_is_of_an_item"),
        ),
        ops.AddConstraint(
            "AgendaPresence", UniqueConstraint(fields=("agenda_id", "person_id"), name="agenda_presence_once")
        ),
        ops.AddConstraint(
            "AgendaVersion", UniqueConstraint(fields=("agenda_id", "number"), name="agenda_version_numbered")
        ),
        ops.AddConstraint(
            "AgendaVersionLine",
            UniqueConstraint(fields=("version_id", "place"), name="agenda_version_line_has_its_place"),
        ),
        ops.AddConstraint(
            "TemplateLine",
            UniqueConstraint(fields=("template_id", "place"), name="agenda_template_line_has_its_place"),
        ),
        ops.AddConstraint(
            "TemplateLine",
            CheckConstraint(check="minutes BETWEEN 1 AND 720", name="agenda_template_line_minutes_of_a_day"),
        ),
        *(
            ops.RunSQL(sql)
            for sql in (A_PLACE_EACH, APPEND_ONLY, *(KEPT.format(table=table) for table in HISTORIES))
        ),
    ]
