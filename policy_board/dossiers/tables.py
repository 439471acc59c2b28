"""What is stored of dossiers. What was once written stays: a change is a further row."""

from enum import StrEnum

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from hotline.clocks.tables import Obligation
from hotline.figures.marks import Measure
from hotline.messages.tables import MessageState


class DossierState(StrEnum):
    """The states of a dossier (domain §8)."""

    DRAFT = "DRAFT"
    READY = "READY"
    UNDER_DISCUSSION = "UNDER_DISCUSSION"
    FORWARDED = "FORWARDED"
    DECIDED = "DECIDED"
    IN_EFFECT = "IN_EFFECT"
    SETTLED = "SETTLED"


class EvidenceKind(StrEnum):
    """How a piece of evidence names what it consists of. Letters will be a further kind."""

    FILTER = "FILTER"
    MESSAGES = "MESSAGES"


class Dossier(Model):
    """A challenge dossier. Invariants: `version` is the number of its latest version and `title` that one's;
    `state` is that of its latest step."""

    id = fields.UUIDField(primary_key=True)
    year = fields.SmallIntField()
    sequence = fields.IntField()
    # `پ/1405/0012`, of the Jalali year it was begun in.
    code = fields.CharField(max_length=20, unique=True)
    title = fields.CharField(max_length=200)
    state = fields.CharEnumField(DossierState, max_length=20)
    version = fields.IntField()
    made_at = fields.DatetimeField()
    made_by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    changed_at = fields.DatetimeField()

    class Meta:
        app = "payesh"
        table = "dossier"
        indexes = (Index(fields=("changed_at", "id"), name="dossier_by_change"),)
        constraints = (
            UniqueConstraint(fields=("year", "sequence"), name="dossier_numbered_once"),
            CheckConstraint(check="sequence >= 1 AND version >= 1", name="dossier_counts_from_one"),
        )


class DossierVersion(Model):
    """What a dossier said from a moment on. Invariant: append-only, numbered from 1 without gaps."""

    id = fields.UUIDField(primary_key=True)
    dossier = fields.ForeignKeyField("payesh.Dossier", related_name=False, on_delete=fields.RESTRICT)
    number = fields.IntField()
    title = fields.CharField(max_length=200)
    # Markdown, as `prose` reads it.
    statement = fields.TextField()
    # What was changed and why, where its author says so.
    note = fields.TextField(null=True)
    at = fields.DatetimeField()
    by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "dossier_version"
        constraints = (UniqueConstraint(fields=("dossier_id", "number"), name="dossier_version_numbered_once"),)


class DossierSection(Model):
    """A section of a version. Invariant: append-only with its version; `key` is the same from version to version,
    wherever it stands and whatever it is called."""

    id = fields.UUIDField(primary_key=True)
    version = fields.ForeignKeyField("payesh.DossierVersion", related_name=False, on_delete=fields.RESTRICT)
    place = fields.SmallIntField()
    key = fields.UUIDField()
    title = fields.CharField(max_length=200)
    body = fields.TextField()

    class Meta:
        app = "payesh"
        table = "dossier_section"
        constraints = (
            UniqueConstraint(fields=("version_id", "place"), name="dossier_section_has_its_place"),
            UniqueConstraint(fields=("version_id", "key"), name="dossier_section_stands_once"),
        )


class DossierStep(Model):
    """That a dossier came into a state, when and by whom. Invariant: append-only."""

    id = fields.UUIDField(primary_key=True)
    dossier = fields.ForeignKeyField("payesh.Dossier", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    state = fields.CharEnumField(DossierState, max_length=20)
    at = fields.DatetimeField()
    by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    note = fields.TextField(null=True)

    class Meta:
        app = "payesh"
        table = "dossier_step"


class DossierQuestion(Model):
    """What the members are asked. Invariant: its words never change; a withdrawn one stays, with its answers."""

    id = fields.UUIDField(primary_key=True)
    dossier = fields.ForeignKeyField("payesh.Dossier", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    text = fields.TextField()
    asked_at = fields.DatetimeField()
    asked_by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    withdrawn_at = fields.DatetimeField(null=True)

    class Meta:
        app = "payesh"
        table = "dossier_question"


class DossierAnswer(Model):
    """A member's answer to a question. Invariant: append-only; a second thought is a second answer."""

    id = fields.UUIDField(primary_key=True)
    question = fields.ForeignKeyField(
        "payesh.DossierQuestion", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    text = fields.TextField()
    at = fields.DatetimeField()
    by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "dossier_answer"


class Evidence(Model):
    """Messages that show what a dossier says, as a filter names them: by what they have in common, or one by one.
    Invariant: the filter never changes; what no longer serves is removed, and stays in what cites it."""

    id = fields.UUIDField(primary_key=True)
    dossier = fields.ForeignKeyField("payesh.Dossier", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    kind = fields.CharEnumField(EvidenceKind, max_length=20)
    title = fields.CharField(max_length=200)
    # As `messages(filter: …)` takes it.
    sought: fields.Field[dict[str, object]] = fields.JSONField()
    added_at = fields.DatetimeField()
    added_by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    removed_at = fields.DatetimeField(null=True)

    class Meta:
        app = "payesh"
        table = "evidence"


class EvidenceFreeze(Model):
    """What a piece of evidence was at a moment. Invariant: append-only with its figures and cases, numbered from 1;
    every figure counts exactly the cases that bear its mark."""

    id = fields.UUIDField(primary_key=True)
    evidence = fields.ForeignKeyField("payesh.Evidence", related_name=False, on_delete=fields.RESTRICT)
    number = fields.IntField()
    at = fields.DatetimeField()
    by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "evidence_freeze"
        constraints = (UniqueConstraint(fields=("evidence_id", "number"), name="evidence_freeze_numbered_once"),)


class FrozenFigure(Model):
    """A figure of frozen evidence: so many messages, of so many; at a stage also how long they stayed there.
    Invariant: append-only with its freeze."""

    id = fields.UUIDField(primary_key=True)
    freeze = fields.ForeignKeyField("payesh.EvidenceFreeze", related_name=False, on_delete=fields.RESTRICT)
    place = fields.SmallIntField()
    mark = fields.CharField(max_length=40)
    measure = fields.CharEnumField(Measure, max_length=20)
    obligation = fields.CharEnumField(Obligation, max_length=20, null=True)
    stage = fields.CharEnumField(MessageState, max_length=20, null=True)
    counted = fields.IntField()
    whole = fields.IntField()
    median_seconds = fields.FloatField(null=True)
    ninth_decile_seconds = fields.FloatField(null=True)

    class Meta:
        app = "payesh"
        table = "frozen_figure"
        constraints = (
            UniqueConstraint(fields=("freeze_id", "mark"), name="frozen_figure_stands_once"),
            CheckConstraint(check="counted BETWEEN 0 AND whole", name="frozen_figure_is_a_part"),
        )


class FrozenMessage(Model):
    """A message among frozen evidence, and what was true of it then. Invariant: append-only with its freeze."""

    id = fields.UUIDField(primary_key=True)
    freeze = fields.ForeignKeyField("payesh.EvidenceFreeze", related_name=False, on_delete=fields.RESTRICT)
    place = fields.IntField()
    message = fields.ForeignKeyField("payesh.Message", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    state = fields.CharEnumField(MessageState, max_length=20)
    marks: ArrayField = ArrayField(element_type="text")

    class Meta:
        app = "payesh"
        table = "frozen_message"
        constraints = (
            UniqueConstraint(fields=("freeze_id", "place"), name="frozen_message_has_its_place"),
            UniqueConstraint(fields=("freeze_id", "message_id"), name="frozen_message_stands_once"),
        )
