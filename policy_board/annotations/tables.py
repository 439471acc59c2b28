"""What is stored of annotations. Nothing of them is ever removed, whatever becomes of the text."""

from enum import StrEnum

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from policy_board.annotations.anchoring import Anchoring


class AnnotationKind(StrEnum):
    """What a note is (domain §8)."""

    COMMENT = "COMMENT"
    QUESTION = "QUESTION"
    SOLUTION = "SOLUTION"
    EXPERIENCE = "EXPERIENCE"


class AnnotationTarget(StrEnum):
    """What it is on: some words, a section by its heading, or the whole paper."""

    PASSAGE = "PASSAGE"
    SECTION = "SECTION"
    WHOLE = "WHOLE"


class AnnotationStatus(StrEnum):
    """Where it stands: the office answers, then accepts or declines with its reason."""

    OPEN = "OPEN"
    ANSWERED = "ANSWERED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"


class AnnotationVisibility(StrEnum):
    """Who reads it: its author alone, all who read the bundle, or the policy board too."""

    PRIVATE = "PRIVATE"
    BUNDLE = "BUNDLE"
    BOARD = "BOARD"


class Annotation(Model):
    """A note on a dossier of a bundle. Invariants: numbered from 1 without gaps among the notes on that dossier in
    that bundle; what it was made on and its selector never change; its other columns are those of its latest
    edit."""

    id = fields.UUIDField(primary_key=True)
    bundle = fields.ForeignKeyField("payesh.Bundle", related_name=False, on_delete=fields.RESTRICT)
    dossier = fields.ForeignKeyField("payesh.Dossier", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    number = fields.IntField()
    # The paper it was made on, and the passage there: by its words and by position, in code points.
    paper = fields.ForeignKeyField("payesh.RevisionPaper", related_name=False, on_delete=fields.RESTRICT)
    target = fields.CharEnumField(AnnotationTarget, max_length=10)
    quote = fields.TextField()
    prefix = fields.TextField()
    suffix = fields.TextField()
    start = fields.IntField()
    stop = fields.IntField()
    kind = fields.CharEnumField(AnnotationKind, max_length=10)
    visibility = fields.CharEnumField(AnnotationVisibility, max_length=10)
    status = fields.CharEnumField(AnnotationStatus, max_length=10)
    text = fields.TextField()
    assignee = fields.ForeignKeyField(
        "payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    due_on = fields.DateField(null=True)
    version = fields.IntField()
    made_at = fields.DatetimeField()
    made_by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    changed_at = fields.DatetimeField()

    class Meta:
        app = "payesh"
        table = "annotation"
        constraints = (
            UniqueConstraint(fields=("bundle_id", "dossier_id", "number"), name="annotation_numbered_once"),
            CheckConstraint(check="start >= 0 AND start < stop", name="annotation_has_a_passage"),
            CheckConstraint(
                check="visibility <> 'PRIVATE' OR (status = 'OPEN' AND assignee_id IS NULL)",
                name="annotation_private_is_nobodys_task",
            ),
        )


class AnnotationEdit(Model):
    """What a note said, and where it stood, from a moment on. Invariant: append-only, numbered as its versions."""

    id = fields.UUIDField(primary_key=True)
    annotation = fields.ForeignKeyField("payesh.Annotation", related_name=False, on_delete=fields.RESTRICT)
    number = fields.IntField()
    kind = fields.CharEnumField(AnnotationKind, max_length=10)
    visibility = fields.CharEnumField(AnnotationVisibility, max_length=10)
    status = fields.CharEnumField(AnnotationStatus, max_length=10)
    text = fields.TextField()
    assignee = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    due_on = fields.DateField(null=True)
    at = fields.DatetimeField()
    by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "annotation_edit"
        constraints = (UniqueConstraint(fields=("annotation_id", "number"), name="annotation_edit_numbered_once"),)


class AnnotationReply(Model):
    """An answer in a note's thread. Invariant: append-only; a second thought is a second reply."""

    id = fields.UUIDField(primary_key=True)
    annotation = fields.ForeignKeyField(
        "payesh.Annotation", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    text = fields.TextField()
    # What it brought the note to, where it did.
    status = fields.CharEnumField(AnnotationStatus, max_length=10, null=True)
    at = fields.DatetimeField()
    by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "annotation_reply"


class AnnotationMention(Model):
    """Somebody whose attention a note asks for. Invariant: once for each note and person, who may see the note."""

    id = fields.UUIDField(primary_key=True)
    annotation = fields.ForeignKeyField("payesh.Annotation", related_name=False, on_delete=fields.RESTRICT)
    person = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    at = fields.DatetimeField()

    class Meta:
        app = "payesh"
        table = "annotation_mention"
        constraints = (UniqueConstraint(fields=("annotation_id", "person_id"), name="annotation_mention_once"),)


class Placement(Model):
    """Where a note's passage stands in one revision's paper. Invariants: one for each note and paper; it has a
    place exactly when it was found, or when a person put it there; whoever settles what was not found says where it
    belongs, or that it belongs nowhere any more."""

    id = fields.UUIDField(primary_key=True)
    annotation = fields.ForeignKeyField("payesh.Annotation", related_name=False, on_delete=fields.RESTRICT)
    paper = fields.ForeignKeyField(
        "payesh.RevisionPaper", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    anchoring = fields.CharEnumField(Anchoring, max_length=10)
    start = fields.IntField(null=True)
    stop = fields.IntField(null=True)
    confidence = fields.FloatField()
    placed_at = fields.DatetimeField()
    settled_at = fields.DatetimeField(null=True)
    settled_by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "placement"
        constraints = (
            UniqueConstraint(fields=("annotation_id", "paper_id"), name="placement_once"),
            CheckConstraint(
                check="(start IS NULL) = (stop IS NULL) AND (start IS NULL OR (start >= 0 AND start < stop))",
                name="placement_is_a_passage",
            ),
            CheckConstraint(
                check="CASE WHEN anchoring IN ('AMBIGUOUS', 'ORPHANED')"
                " THEN start IS NULL OR settled_at IS NOT NULL ELSE start IS NOT NULL AND settled_at IS NULL END",
                name="placement_says_how",
            ),
            CheckConstraint(
                check="(settled_at IS NULL) = (settled_by_id IS NULL)", name="placement_settled_by_somebody"
            ),
            CheckConstraint(check="confidence BETWEEN 0 AND 1", name="placement_confidence_is_a_share"),
        )


class PlacementCandidate(Model):
    """Where an ambiguous note might belong, the likeliest first. Invariant: never changed."""

    id = fields.UUIDField(primary_key=True)
    placement = fields.ForeignKeyField("payesh.Placement", related_name=False, on_delete=fields.RESTRICT)
    place = fields.SmallIntField()
    start = fields.IntField()
    stop = fields.IntField()
    confidence = fields.FloatField()

    class Meta:
        app = "payesh"
        table = "placement_candidate"
        constraints = (
            UniqueConstraint(fields=("placement_id", "place"), name="placement_candidate_has_its_place"),
        )


class AnnotationReplyDraft(Model):
    """What somebody is writing under a note, saved as it is typed. Invariant: one for each person and note; it goes
    when they write there, or when it is emptied."""

    id = fields.UUIDField(primary_key=True)
    annotation = fields.ForeignKeyField("payesh.Annotation", related_name=False, on_delete=fields.RESTRICT)
    person = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    text = fields.TextField()
    saved_at = fields.DatetimeField()

    class Meta:
        app = "payesh"
        table = "annotation_reply_draft"
        constraints = (UniqueConstraint(fields=("annotation_id", "person_id"), name="annotation_reply_draft_once"),)


class AnnotationDraft(Model):
    """What somebody is writing, saved as it is typed. Invariant: one for each person, paper and passage; it goes
    when the note is made, or when it is emptied."""

    id = fields.UUIDField(primary_key=True)
    person = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    paper = fields.ForeignKeyField(
        "payesh.RevisionPaper", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    start = fields.IntField()
    stop = fields.IntField()
    kind = fields.CharEnumField(AnnotationKind, max_length=10)
    visibility = fields.CharEnumField(AnnotationVisibility, max_length=10)
    text = fields.TextField()
    saved_at = fields.DatetimeField()

    class Meta:
        app = "payesh"
        table = "annotation_draft"
        constraints = (
            UniqueConstraint(fields=("person_id", "paper_id", "start", "stop"), name="annotation_draft_once"),
        )
