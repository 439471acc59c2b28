"""What is stored of minutes. From approval on the database itself keeps them from change."""

from enum import StrEnum

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class ParagraphKind(StrEnum):
    """What a paragraph is about, and so from which fact it is written; a NOTE is the secretary's own."""

    OPENING = "OPENING"
    ATTENDANCE = "ATTENDANCE"
    DISCUSSION = "DISCUSSION"
    DECISION = "DECISION"
    VOTE = "VOTE"
    OBJECTIONS = "OBJECTIONS"
    NOTE = "NOTE"


class EditCause(StrEnum):
    """How a paragraph came by its words."""

    WRITTEN = "WRITTEN"
    TYPED = "TYPED"
    TAKEN = "TAKEN"
    KEPT = "KEPT"


class Minutes(Model):
    """The minutes of a meeting. `sha256` seals them as they were approved. Invariants: one for each meeting; from
    approval on nothing of them changes, and what corrects them stands beside."""

    id = fields.UUIDField(primary_key=True)
    meeting = fields.OneToOneField("payesh.Meeting", related_name=False, on_delete=fields.RESTRICT)
    version = fields.IntField()
    begun_at = fields.DatetimeField()
    begun_by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    approved_at = fields.DatetimeField(null=True)
    approved_by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    sha256 = fields.BinaryField(null=True)

    class Meta:
        app = "payesh"
        table = "minutes"
        constraints = (
            CheckConstraint(check="version >= 1", name="minutes_count_from_one"),
            CheckConstraint(
                check="num_nonnulls(approved_at, approved_by_id, sha256) IN (0, 3)",
                name="minutes_approved_are_sealed",
            ),
            CheckConstraint(check="octet_length(sha256) = 32", name="minutes_seal_is_whole"),
        )


class MinutesItem(Model):
    """An item in the order of the minutes, which is not that of the agenda. Invariant: places run from 1."""

    id = fields.UUIDField(primary_key=True)
    minutes = fields.ForeignKeyField("payesh.Minutes", related_name=False, on_delete=fields.RESTRICT)
    item = fields.OneToOneField("payesh.AgendaItem", related_name=False, on_delete=fields.RESTRICT)
    place = fields.SmallIntField()

    class Meta:
        app = "payesh"
        table = "minutes_item"


class MinutesParagraph(Model):
    """A paragraph, and the `fact` it was written from, as that was then: where the fact is another one now, the
    paragraph is flagged. Without an item it is of the meeting as a whole. Invariant: but for notes, one of each
    kind for each item."""

    id = fields.UUIDField(primary_key=True)
    minutes = fields.ForeignKeyField("payesh.Minutes", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    item = fields.ForeignKeyField("payesh.AgendaItem", null=True, related_name=False, on_delete=fields.RESTRICT)
    kind = fields.CharEnumField(ParagraphKind, max_length=10)
    text = fields.TextField()
    fact = fields.JSONField(null=True)
    version = fields.IntField()

    class Meta:
        app = "payesh"
        table = "minutes_paragraph"
        constraints = (
            CheckConstraint(check="kind <> 'NOTE' OR fact IS NULL", name="minutes_note_is_of_no_fact"),
            CheckConstraint(
                check="kind = 'NOTE' OR (item_id IS NULL) = (kind IN ('OPENING', 'ATTENDANCE'))",
                name="minutes_paragraph_is_of_its_item",
            ),
        )


class MinutesEdit(Model):
    """What a paragraph said from a moment on. Invariants: append-only; numbered from 1; it says the last."""

    id = fields.UUIDField(primary_key=True)
    paragraph = fields.ForeignKeyField("payesh.MinutesParagraph", related_name=False, on_delete=fields.RESTRICT)
    number = fields.IntField()
    cause = fields.CharEnumField(EditCause, max_length=10)
    text = fields.TextField()
    at = fields.DatetimeField()
    by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "minutes_edit"
        constraints = (UniqueConstraint(fields=("paragraph_id", "number"), name="minutes_edit_numbered"),)


class MinutesCorrection(Model):
    """A paragraph of approved minutes put right: the new words stand beside the old. `sha256` seals it together
    with all before it. Invariants: append-only; numbered from 1 within the minutes; of approved minutes."""

    id = fields.UUIDField(primary_key=True)
    minutes = fields.ForeignKeyField("payesh.Minutes", related_name=False, on_delete=fields.RESTRICT)
    number = fields.SmallIntField()
    paragraph = fields.ForeignKeyField(
        "payesh.MinutesParagraph", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    text = fields.TextField()
    fact = fields.JSONField(null=True)
    reason = fields.TextField()
    at = fields.DatetimeField()
    by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    sha256 = fields.BinaryField()

    class Meta:
        app = "payesh"
        table = "minutes_correction"
        constraints = (
            UniqueConstraint(fields=("minutes_id", "number"), name="minutes_correction_numbered"),
            CheckConstraint(check="octet_length(sha256) = 32", name="minutes_correction_seal_is_whole"),
        )


class Publication(Model):
    """Minutes as everybody may read them: no names, personal data masked, nothing confidential. Invariants: one for
    each minutes; append-only; what it says of the meeting is a copy, since the meeting is not for everybody."""

    id = fields.UUIDField(primary_key=True)
    minutes = fields.OneToOneField("payesh.Minutes", related_name=False, on_delete=fields.RESTRICT)
    number = fields.IntField(unique=True)
    title = fields.CharField(max_length=200)
    held_at = fields.DatetimeField()
    published_at = fields.DatetimeField()
    published_by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "publication"


class PublishedLine(Model):
    """A line of published minutes: of an item, which `number` and `title` name, or of the meeting as a whole; with
    `correction` above 0 it corrects the line of the same place. Invariant: append-only."""

    id = fields.UUIDField(primary_key=True)
    publication = fields.ForeignKeyField("payesh.Publication", related_name=False, on_delete=fields.RESTRICT)
    place = fields.SmallIntField()
    correction = fields.SmallIntField()
    kind = fields.CharEnumField(ParagraphKind, max_length=10)
    number = fields.CharField(max_length=10, null=True)
    title = fields.CharField(max_length=300, null=True)
    text = fields.TextField()
    paragraph = fields.ForeignKeyField(
        "payesh.MinutesParagraph", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )

    class Meta:
        app = "payesh"
        table = "published_line"
        constraints = (
            UniqueConstraint(fields=("publication_id", "place", "correction"), name="published_line_has_its_place"),
        )
