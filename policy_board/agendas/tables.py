"""What is stored of agendas, their items, and every edit of them."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class ItemState(StrEnum):
    """Where an agenda item stands (domain §9)."""

    PROPOSED = "PROPOSED"
    ACCEPTED = "ACCEPTED"
    RETURNED = "RETURNED"
    MERGED = "MERGED"
    SCHEDULED = "SCHEDULED"
    DISCUSSED = "DISCUSSED"
    DECIDED = "DECIDED"
    DEFERRED = "DEFERRED"
    WITHDRAWN = "WITHDRAWN"


class EditKind(StrEnum):
    """What an edit of an agenda did."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    MOVED = "MOVED"
    ORDERED = "ORDERED"
    CHANGED = "CHANGED"


class Agenda(Model):
    """The agenda of a meeting, there from when it is opened. Invariants: one for each meeting; `revision` is that
    of its last edit, and the replay of its edits gives its items."""

    id = fields.UUIDField(primary_key=True)
    meeting = fields.OneToOneField("payesh.Meeting", related_name=False, on_delete=fields.RESTRICT)
    revision = fields.IntField()
    # The revision that was printed; null until the chair freezes it.
    frozen_revision = fields.IntField(null=True)
    addenda = fields.SmallIntField(db_default=0)

    class Meta:
        app = "payesh"
        table = "agenda"


class AgendaItem(Model):
    """A matter for the board: in the tray, or on one agenda. `place` is its place from 1 in the order of all lines,
    `number` what is shown (2.1); both are fixed by freezing. Invariants: places of an agenda are 1..n without a
    gap; a part is of an item of the same agenda; an item carried on to a later meeting is a row of its own, which
    `continues` the deferred one, once."""

    id = fields.UUIDField(primary_key=True)
    state = fields.CharEnumField(ItemState, max_length=10)
    title = fields.CharField(max_length=300)
    note = fields.TextField(null=True)
    minutes = fields.SmallIntField(null=True)
    confidential = fields.BooleanField()
    agenda = fields.ForeignKeyField("payesh.Agenda", null=True, related_name=False, on_delete=fields.RESTRICT)
    place = fields.SmallIntField(null=True)
    number = fields.CharField(max_length=10, null=True)
    under = fields.ForeignKeyField("payesh.AgendaItem", null=True, related_name=False, on_delete=fields.RESTRICT)
    # The dossier that was forwarded, where one stands behind it.
    forwarding = fields.ForeignKeyField(
        "payesh.Forwarding", null=True, related_name=False, on_delete=fields.RESTRICT
    )
    # Admitted by the chair after freezing, in this addendum.
    addendum = fields.SmallIntField(null=True)
    continues = fields.ForeignKeyField(
        "payesh.AgendaItem", null=True, unique=True, related_name=False, on_delete=fields.RESTRICT
    )
    merged_into = fields.ForeignKeyField(
        "payesh.AgendaItem", null=True, related_name=False, on_delete=fields.RESTRICT
    )
    # Deferred to a day: on no agenda of a meeting before it by itself.
    not_before = fields.DateField(null=True)
    # It goes on the next agenda without anybody putting it there, as what was deferred does.
    of_itself = fields.BooleanField(db_default=False)
    proposed_at = fields.DatetimeField()
    proposed_by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    answered_at = fields.DatetimeField(null=True)
    answered_by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    # Why it was returned or withdrawn.
    reason = fields.TextField(null=True)

    class Meta:
        app = "payesh"
        table = "agenda_item"
        indexes = (Index(fields=("state", "proposed_at", "id"), name="agenda_item_by_state"),)
        constraints = (
            UniqueConstraint(
                fields=("forwarding_id",), name="agenda_item_of_a_forwarding", condition="continues_id IS NULL"
            ),
            CheckConstraint(
                check="num_nonnulls(agenda_id, place, number) ="
                " CASE WHEN state IN ('SCHEDULED', 'DISCUSSED', 'DECIDED', 'DEFERRED') THEN 3 ELSE 0 END",
                name="agenda_item_stands_on_an_agenda",
            ),
            CheckConstraint(
                check="under_id IS NULL OR agenda_id IS NOT NULL", name="agenda_item_is_part_on_an_agenda"
            ),
            CheckConstraint(check="minutes BETWEEN 1 AND 720", name="agenda_item_minutes_are_a_day_at_most"),
            CheckConstraint(
                check="(merged_into_id IS NOT NULL) = (state = 'MERGED')", name="agenda_item_merged_into_one"
            ),
            CheckConstraint(
                check="state NOT IN ('RETURNED', 'WITHDRAWN') OR reason IS NOT NULL",
                name="agenda_item_refused_with_reason",
            ),
        )


class VersionCause(StrEnum):
    """Why a version of an agenda was kept."""

    BY_HAND = "BY_HAND"
    FROZEN = "FROZEN"
    ADDENDUM = "ADDENDUM"


class AgendaVersion(Model):
    """An agenda as it stood at a revision, kept for later comparison, or because it was printed. Invariants:
    append-only; numbered 1, 2, 3… within the agenda."""

    id = fields.UUIDField(primary_key=True)
    agenda = fields.ForeignKeyField("payesh.Agenda", related_name=False, on_delete=fields.RESTRICT)
    number = fields.SmallIntField()
    revision = fields.IntField()
    cause = fields.CharEnumField(VersionCause, max_length=10)
    at = fields.DatetimeField()
    by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "agenda_version"
        constraints = (UniqueConstraint(fields=("agenda_id", "number"), name="agenda_version_numbered"),)


class AgendaVersionLine(Model):
    """A line of a version, as it stood. Invariant: append-only."""

    id = fields.UUIDField(primary_key=True)
    version = fields.ForeignKeyField("payesh.AgendaVersion", related_name=False, on_delete=fields.RESTRICT)
    place = fields.SmallIntField()
    number = fields.CharField(max_length=10)
    item = fields.ForeignKeyField("payesh.AgendaItem", related_name=False, on_delete=fields.RESTRICT)
    title = fields.CharField(max_length=300)
    minutes = fields.SmallIntField(null=True)
    confidential = fields.BooleanField()

    class Meta:
        app = "payesh"
        table = "agenda_version_line"
        constraints = (UniqueConstraint(fields=("version_id", "place"), name="agenda_version_line_has_its_place"),)


class AgendaTemplate(Model):
    """Standing items, put on an agenda together. Invariant: names are unique."""

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(max_length=200, unique=True)

    class Meta:
        app = "payesh"
        table = "agenda_template"


class TemplateLine(Model):
    """A standing item of a template. Invariant: places of a template are 1..n."""

    id = fields.UUIDField(primary_key=True)
    template = fields.ForeignKeyField("payesh.AgendaTemplate", related_name=False, on_delete=fields.RESTRICT)
    place = fields.SmallIntField()
    title = fields.CharField(max_length=300)
    minutes = fields.SmallIntField(null=True)
    confidential = fields.BooleanField()

    class Meta:
        app = "payesh"
        table = "agenda_template_line"
        constraints = (
            UniqueConstraint(fields=("template_id", "place"), name="agenda_template_line_has_its_place"),
            CheckConstraint(check="minutes BETWEEN 1 AND 720", name="agenda_template_line_minutes_of_a_day"),
        )


class AgendaPresence(Model):
    """That a person had an agenda open before them, and when last. Invariant: one row for each of both."""

    id = fields.UUIDField(primary_key=True)
    agenda = fields.ForeignKeyField("payesh.Agenda", related_name=False, on_delete=fields.RESTRICT)
    person = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    seen_at = fields.DatetimeField()

    class Meta:
        app = "payesh"
        table = "agenda_presence"
        constraints = (UniqueConstraint(fields=("agenda_id", "person_id"), name="agenda_presence_once"),)


class AgendaEdit(Model):
    """An edit of an agenda: what it did (`done`), what undoes it (`undoing`), and what of
    which items it `touched`, as `rebasing` has them. Invariants:
    append-only; each makes the next revision; made on `base`, and where that is not the revision before, rebased;
    the replay of all gives the agenda."""

    id = fields.UUIDField(primary_key=True)
    agenda = fields.ForeignKeyField("payesh.Agenda", related_name=False, on_delete=fields.RESTRICT)
    revision = fields.IntField()
    base = fields.IntField()
    kind = fields.CharEnumField(EditKind, max_length=10)
    item = fields.ForeignKeyField("payesh.AgendaItem", null=True, related_name=False, on_delete=fields.RESTRICT)
    done = fields.JSONField()
    undoing = fields.JSONField()
    touched = fields.JSONField()
    # The item's shown number before and after.
    number_was = fields.CharField(max_length=10, null=True)
    number_now = fields.CharField(max_length=10, null=True)
    at = fields.DatetimeField()
    by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "agenda_edit"
        constraints = (
            UniqueConstraint(fields=("agenda_id", "revision"), name="agenda_edit_makes_a_revision"),
            CheckConstraint(check="base BETWEEN 0 AND revision - 1", name="agenda_edit_was_made_on_something"),
            CheckConstraint(check="(item_id IS NULL) = (kind = 'ORDERED')", name="agenda_edit_is_of_an_item"),
        )
