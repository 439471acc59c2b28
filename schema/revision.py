"""Revisions: a bundle as it was published, for good."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from hotline.kit.viewer import Viewer
from policy_board import prose
from policy_board.bundles import access, codes
from policy_board.bundles.changes import CHANGES
from policy_board.bundles.sealing import CANONICAL, SEAL
from policy_board.bundles.tables import Form, PrintingState
from policy_board.comparing import compare
from schema.analysis import Analysed
from schema.dossier import Dossier
from schema.evidence import EvidenceFreeze
from schema.people import Person
from schema.reader.declarations import (
    Completed,
    Find,
    Items,
    Source,
    argument,
    declare,
    items,
    node,
    rows_of,
    stored,
    to_one,
)
from schema.reader.shapes import Node

if TYPE_CHECKING:
    from schema.annotation import AnnotationDraft, MarkedPaper, Placement
    from schema.bundle import Bundle
else:
    # Types that lead to each other: the schema finds them by name.
    AnnotationDraft = Annotated["AnnotationDraft", strawberry.lazy("schema.annotation")]
    Bundle = Annotated["Bundle", strawberry.lazy("schema.bundle")]
    MarkedPaper = Annotated["MarkedPaper", strawberry.lazy("schema.annotation")]
    Placement = Annotated["Placement", strawberry.lazy("schema.annotation")]


@strawberry.enum(description="What became of a dossier from one revision to another.")
class ChangeKind(StrEnum):
    ADDED = "ADDED"
    REMOVED = "REMOVED"
    CHANGED = "CHANGED"
    MOVED = "MOVED"
    SAME = "SAME"


def _blocks(markdown: str, *, viewer: Viewer) -> list[str]:
    return prose.read(markdown).parts()


def _difference(before: str | None, after: str | None, *, viewer: Viewer) -> list[str]:
    # What came or went as a whole is read where it stands.
    return compare(before, after) if before is not None and after is not None else []


@rows_of(Source(access=access.REVISION_FIGURE))
class RevisionAnalysed(Analysed):
    """A line of the analysis as it stood when it was published."""


@rows_of(Source(access=access.REVISION_EVIDENCE))
class PaperEvidence:
    """A piece of evidence of a paper, as it was frozen last before it was published."""

    place: int = stored("place", "Its place, from 1.")
    title: str = stored("title", "What it shows.")
    freeze: EvidenceFreeze | None = to_one("freeze_id", "Its figures and messages.")


@node("opn", access.OPENING)
class Opening(Node):
    """That a member opened a revision or a paper of it, for the first time in this form."""

    id: strawberry.ID = stored("id", "The global id.", sql="'opn_' || {t}.id")
    form: Form = stored("form", "In which form.")
    opened_at: datetime = stored("opened_at", "When.")
    person: Person | None = to_one("person_id", "Who.")
    paper: Annotated["RevisionPaper", strawberry.lazy("schema.revision")] | None = to_one(
        "paper_id", "Which paper; null for the contents or the whole."
    )


@node("ppr", access.REVISION_PAPER)
class RevisionPaper(Node):
    """A dossier as it stood in a revision. Passages of it are counted in `text`."""

    id: strawberry.ID = stored("id", "The global id.", sql="'ppr_' || {t}.id")
    code: str = stored("code", "What it is cited by: `ب/1405/0007/2/3`.")
    place: int = stored("place", "Its place in the revision, from 1.")
    dossier_code: str = stored("dossier_code", "The dossier's code.")
    title: str = stored("title", "Its title.")
    markdown: str = stored("markdown", "Its words, Markdown.")
    text: str = stored("text", "The same without markup, NFC, blocks parted by an empty line: the canonical text.")
    blocks: list[str] = declare(
        Completed(_blocks, ("markdown",)),
        "Its words as harmless HTML, block by block; `data-start` says where an element's words begin in `text`.",
    )
    evidence: list[PaperEvidence] = items("paper_id", "What shows it.", order="{t}.place")
    dossier: Dossier | None = to_one("dossier_id", "The dossier as it now stands.")
    revision: Annotated["Revision", strawberry.lazy("schema.revision")] | None = to_one(
        "revision_id", "The revision."
    )
    marked: MarkedPaper | None = to_one("id", "Its words with the passages marked that have notes.", key="paper_id")
    placements: list[Placement] = items(
        "paper_id",
        "The notes on it, where they stand, and those that are lost.",
        order="(SELECT a.number FROM annotation a WHERE a.id = {t}.annotation_id)",
    )
    drafts: list[AnnotationDraft] = items(
        "paper_id", "What the viewer is writing on it.", order="{t}.start, {t}.id"
    )
    openings: list[Opening] = items(
        "paper_id", "Who opened it. Members see their own.", order="{t}.opened_at, {t}.id"
    )


@rows_of(Source(access=access.REVISION_PAPER, rows=CHANGES, arguments={"since": "int"}))
class PaperChange:
    """What became of one dossier since an earlier revision."""

    kind: ChangeKind = stored("kind", "What became of it.")
    dossier_code: str = stored("dossier_code", "Which dossier.")
    place: int | None = stored("place", "Its place now; null where it was taken out.")
    place_before: int | None = stored("place_before", "Its place then; null where it is new.")
    title: str | None = stored("title", "Its title now.")
    title_before: str | None = stored("title_before", "Its title then.")
    evidence_changed: bool = stored("evidence_changed", "Whether its evidence counts something else now.")
    difference: list[str] = declare(
        Completed(_difference, ("markdown_before", "markdown")),
        "Its words compared, as harmless HTML blocks with `<del>` and `<ins>`; none where they are the same.",
    )


@rows_of(Source(access=access.PRINTING))
class Printing:
    """The revision on paper: one PDF, and a ZIP with named papers to be read offline."""

    state: PrintingState = stored("state", "Where it stands.")
    pages: int = stored("pages", "Pages laid out so far; all of them once it is done.")
    requested_at: datetime = stored("requested_at", "When it was put on its way.")
    finished_at: datetime | None = stored("finished_at", "When it was done, or given up.")
    pdf_size: int | None = stored("pdf_size", "Bytes of the PDF, to be had at `/papers/{the revision's id}/pdf`.")
    zip_size: int | None = stored("zip_size", "Bytes of the ZIP, to be had at `/papers/{the revision's id}/zip`.")


@node("rev", access.REVISION)
class Revision(Node):
    """A bundle as it was published. Nothing of it ever changes."""

    id: strawberry.ID = stored("id", "The global id.", sql="'rev_' || {t}.id")
    code: str = stored("code", "What it is cited by: `ب/1405/0007/2`.")
    number: int = stored("number", "Its number, from 1.")
    title: str = stored("title", "The title.")
    introduction: str = stored("introduction", "The introduction, Markdown.")
    introduction_text: str = stored("text", "The same without markup: its canonical text.")
    blocks: list[str] = declare(
        Completed(_blocks, ("introduction",)), "The introduction as harmless HTML, block by block."
    )
    visit_on: date = stored("visit_on", "The day of the visit.")
    first_day: date = stored("first_day", "Where the period analysed begins.")
    last_day: date = stored("last_day", "Its last day, included.")
    compared_first: date = stored("compared_first", "Where the period before begins.")
    compared_last: date = stored("compared_last", "Its last day, included.")
    note: str | None = stored("note", "What is new, in the words of who published it.")
    published_at: datetime = stored("published_at", "When it was published.")
    published_by: Person | None = to_one("published_by_id", "By whom.")
    seal: str = stored("sha256", "SHA-256 over `canonical`, in hexadecimal.", sql="encode({t}.sha256, 'hex')")
    seal_intact: bool = stored("id", "Whether the seal still fits what is stored.", sql=f"({{t}}.sha256 = {SEAL})")
    canonical: str = stored("id", "All that was frozen, as the one JSON text that is sealed.", sql=CANONICAL)
    bundle: Bundle | None = to_one("bundle_id", "The bundle.")
    papers: list[RevisionPaper] = items("revision_id", "Its dossiers, in order.", order="{t}.place")
    analysis: list[RevisionAnalysed] = items(
        "revision_id",
        "The city, its request types and its districts in the period and before it, as they stood.",
        order="{t}.measured, {t}.registered DESC, {t}.subject",
    )
    changes: list[PaperChange] = declare(
        Items("revision_id", "coalesce({t}.place, {t}.place_before), {t}.place IS NULL, {t}.dossier_code"),
        "What became of each dossier since an earlier revision; the one before if none is named.",
        argument("since", int | None, "The number of the earlier revision."),
    )
    openings: list[Opening] = items(
        "revision_id", "Who opened it or a paper of it. Members see their own.", order="{t}.opened_at, {t}.id"
    )
    printing: Printing | None = to_one("id", "The revision on paper.", key="revision_id")


@strawberry.type
class RevisionQueries:
    revision: Revision | None = declare(
        Find("code", "text", "code", codes.read_revision),
        "One revision by its code, in any digits; the letter may be left out: `1405/7/2`.",
        argument("code", str, "The code.", ...),
    )
    revision_paper: RevisionPaper | None = declare(
        Find("code", "text", "code", codes.read_paper),
        "One paper of a revision by its code, likewise: `1405/7/2/3`.",
        argument("code", str, "The code.", ...),
    )
