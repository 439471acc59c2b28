"""What is stored of bundles: the draft that the office works on, the revisions published, and who opened them."""

from enum import StrEnum

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

# What a request type or district counts, in the period and in the one it is compared with.
MEASURES = ("registered", "urgent", "first_action_met", "first_action_breached", "closed", "objected", "reopened")


class Readers(StrEnum):
    """Who besides the office reads what is published: those invited, or every councillor."""

    INVITED = "INVITED"
    ALL = "ALL"


class Measured(StrEnum):
    """What a line of the analysis is about."""

    CITY = "CITY"
    CATEGORY = "CATEGORY"
    DISTRICT = "DISTRICT"


class Form(StrEnum):
    """In which form a member opened it."""

    PAGE = "PAGE"
    PDF = "PDF"
    ZIP = "ZIP"


class PrintingState(StrEnum):
    """Where a revision stands on its way to paper."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


class Bundle(Model):
    """A bundle as the office works on it; members read its revisions alone. Invariants: its period and the one
    compared with it do not overlap; `revision` is the number of the latest published, 0 before the first."""

    id = fields.UUIDField(primary_key=True)
    year = fields.SmallIntField()
    sequence = fields.IntField()
    # `ب/1405/0007`, of the Jalali year it was begun in.
    code = fields.CharField(max_length=20, unique=True)
    title = fields.CharField(max_length=200)
    # Markdown, as `prose` reads it.
    introduction = fields.TextField()
    visit_on = fields.DateField()
    first_day = fields.DateField()
    last_day = fields.DateField()
    compared_first = fields.DateField()
    compared_last = fields.DateField()
    readers = fields.CharEnumField(Readers, max_length=10)
    revision = fields.SmallIntField()
    version = fields.IntField()
    created_at = fields.DatetimeField()
    created_by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    changed_at = fields.DatetimeField()
    changed_by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "bundle"
        constraints = (
            UniqueConstraint(fields=("year", "sequence"), name="bundle_numbered_once"),
            CheckConstraint(
                check="first_day <= last_day AND compared_first <= compared_last AND compared_last < first_day",
                name="bundle_periods_follow",
            ),
            CheckConstraint(check="revision >= 0 AND version >= 1", name="bundle_counts_up"),
        )


class BundleDossier(Model):
    """A dossier in a bundle. Invariants: once in each bundle; places run from 1 without gaps."""

    id = fields.UUIDField(primary_key=True)
    bundle = fields.ForeignKeyField("payesh.Bundle", related_name=False, on_delete=fields.RESTRICT)
    dossier = fields.ForeignKeyField("payesh.Dossier", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    place = fields.SmallIntField()

    class Meta:
        app = "payesh"
        table = "bundle_dossier"
        constraints = (
            UniqueConstraint(fields=("bundle_id", "dossier_id"), name="bundle_dossier_once"),
            UniqueConstraint(fields=("bundle_id", "place"), name="bundle_dossier_has_its_place"),
        )


class Invitation(Model):
    """A councillor invited to the visit, and so to read its bundle. Invariant: once to each bundle."""

    id = fields.UUIDField(primary_key=True)
    bundle = fields.ForeignKeyField("payesh.Bundle", related_name=False, on_delete=fields.RESTRICT)
    person = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    invited_at = fields.DatetimeField()
    invited_by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "invitation"
        constraints = (UniqueConstraint(fields=("bundle_id", "person_id"), name="invitation_once"),)


class Revision(Model):
    """A bundle as it was published. Invariants: it is sealed in the transaction that writes it, and from then on
    the database refuses any change of it, its papers, their evidence and its figures; `sha256` is of its canonical
    content (`sealing`); numbers run from 1 without gaps."""

    id = fields.UUIDField(primary_key=True)
    bundle = fields.ForeignKeyField("payesh.Bundle", related_name=False, on_delete=fields.RESTRICT)
    number = fields.SmallIntField()
    # `ب/1405/0007/2`: the bundle's code and the number.
    code = fields.CharField(max_length=30, unique=True)
    title = fields.CharField(max_length=200)
    # Markdown, and the one text in which passages of it are counted (`prose`).
    introduction = fields.TextField()
    text = fields.TextField()
    visit_on = fields.DateField()
    first_day = fields.DateField()
    last_day = fields.DateField()
    compared_first = fields.DateField()
    compared_last = fields.DateField()
    # What is new in it, in the words of who published it.
    note = fields.TextField(null=True)
    sha256 = fields.BinaryField(null=True)
    published_at = fields.DatetimeField()
    published_by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "revision"
        constraints = (
            UniqueConstraint(fields=("bundle_id", "number"), name="revision_numbered_once"),
            CheckConstraint(check="octet_length(sha256) = 32", name="revision_seal_is_whole"),
            CheckConstraint(check="number >= 1", name="revision_counts_from_one"),
        )


class RevisionPaper(Model):
    """A dossier as it stood in a revision. Invariant: never changed; `text` is the canonical text of `markdown`,
    and the offsets of annotations count in it."""

    id = fields.UUIDField(primary_key=True)
    revision = fields.ForeignKeyField("payesh.Revision", related_name=False, on_delete=fields.RESTRICT)
    dossier = fields.ForeignKeyField("payesh.Dossier", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    version = fields.ForeignKeyField("payesh.DossierVersion", related_name=False, on_delete=fields.RESTRICT)
    place = fields.SmallIntField()
    # `ب/1405/0007/2/3`: the revision's code and the place.
    code = fields.CharField(max_length=40, unique=True)
    dossier_code = fields.CharField(max_length=20)
    title = fields.CharField(max_length=200)
    markdown = fields.TextField()
    text = fields.TextField()

    class Meta:
        app = "payesh"
        table = "revision_paper"
        constraints = (
            UniqueConstraint(fields=("revision_id", "dossier_id"), name="revision_paper_once"),
            UniqueConstraint(fields=("revision_id", "place"), name="revision_paper_has_its_place"),
        )


class RevisionEvidence(Model):
    """A piece of evidence of a paper, as it was frozen last before. Invariant: never changed, nor are the freeze's
    figures and cases."""

    id = fields.UUIDField(primary_key=True)
    paper = fields.ForeignKeyField("payesh.RevisionPaper", related_name=False, on_delete=fields.RESTRICT)
    freeze = fields.ForeignKeyField("payesh.EvidenceFreeze", related_name=False, on_delete=fields.RESTRICT)
    place = fields.SmallIntField()
    title = fields.CharField(max_length=200)

    class Meta:
        app = "payesh"
        table = "revision_evidence"
        constraints = (UniqueConstraint(fields=("paper_id", "place"), name="revision_evidence_has_its_place"),)


class RevisionFigure(Model):
    """One line of a revision's analysis: a request type, a district, or the city, in the period and before it. Days
    are those of registration. Invariant: never changed; one line for each subject."""

    id = fields.UUIDField(primary_key=True)
    revision = fields.ForeignKeyField("payesh.Revision", related_name=False, on_delete=fields.RESTRICT)
    measured = fields.CharEnumField(Measured, max_length=10)
    # Code of the request type, number of the district; empty for the city.
    subject = fields.CharField(max_length=60)
    name_fa = fields.CharField(max_length=160)
    name_en = fields.CharField(max_length=160)
    registered = fields.IntField()
    urgent = fields.IntField()
    first_action_met = fields.IntField()
    first_action_breached = fields.IntField()
    closed = fields.IntField()
    objected = fields.IntField()
    reopened = fields.IntField()
    registered_before = fields.IntField()
    urgent_before = fields.IntField()
    first_action_met_before = fields.IntField()
    first_action_breached_before = fields.IntField()
    closed_before = fields.IntField()
    objected_before = fields.IntField()
    reopened_before = fields.IntField()
    days = fields.SmallIntField()
    days_before = fields.SmallIntField()

    class Meta:
        app = "payesh"
        table = "revision_figure"
        constraints = (
            UniqueConstraint(fields=("revision_id", "measured", "subject"), name="revision_figure_once"),
        )


class Opening(Model):
    """That a member opened a revision, or one paper of it, for the first time in this form. Invariant: once for
    each member, subject and form; never changed."""

    id = fields.UUIDField(primary_key=True)
    revision = fields.ForeignKeyField("payesh.Revision", related_name=False, on_delete=fields.RESTRICT)
    paper = fields.ForeignKeyField("payesh.RevisionPaper", null=True, related_name=False, on_delete=fields.RESTRICT)
    person = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    form = fields.CharEnumField(Form, max_length=10)
    opened_at = fields.DatetimeField()

    class Meta:
        app = "payesh"
        table = "opening"
        constraints = (
            UniqueConstraint(
                fields=("revision_id", "person_id", "form"), name="opening_once", condition="paper_id IS NULL"
            ),
            UniqueConstraint(
                fields=("paper_id", "person_id", "form"),
                name="opening_of_paper_once",
                condition="paper_id IS NOT NULL",
            ),
        )


class Printing(Model):
    """A revision on paper: the PDF of the whole, and a ZIP to be read offline. Invariant: one for each revision;
    done exactly when both are sealed in the store under their hashes."""

    id = fields.UUIDField(primary_key=True)
    revision = fields.ForeignKeyField("payesh.Revision", unique=True, related_name=False, on_delete=fields.RESTRICT)
    state = fields.CharEnumField(PrintingState, max_length=10)
    # Pages laid out so far; all of them once it is done.
    pages = fields.SmallIntField()
    requested_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)
    pdf_sha256 = fields.BinaryField(null=True)
    pdf_size = fields.IntField(null=True)
    zip_sha256 = fields.BinaryField(null=True)
    zip_size = fields.IntField(null=True)

    class Meta:
        app = "payesh"
        table = "printing"
        constraints = (
            CheckConstraint(
                check="num_nonnulls(pdf_sha256, pdf_size, zip_sha256, zip_size)"
                " = CASE state WHEN 'DONE' THEN 4 ELSE 0 END",
                name="printing_done_is_whole",
            ),
        )
