"""Annotations: notes on a bundle's papers, their threads, and where each stands in every revision (R12)."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import orjson
import strawberry

from hotline.kit.access import Access, roles
from hotline.kit.text import digits
from hotline.kit.viewer import Viewer
from hotline.people.access import PERSON
from policy_board import prose
from policy_board.annotations import access, rules
from policy_board.annotations.anchoring import Anchoring
from policy_board.annotations.exporting import JSON_LD
from policy_board.annotations.tables import (
    AnnotationKind,
    AnnotationStatus,
    AnnotationTarget,
    AnnotationVisibility,
)
from policy_board.prose import Mark
from schema.people import Person
from schema.permission import Permission
from schema.reader.declarations import (
    All,
    Completed,
    Filter,
    Order,
    Over,
    Pages,
    Source,
    argument,
    decided,
    declare,
    items,
    node,
    pages,
    rows_of,
    stored,
    to_one,
)
from schema.reader.shapes import Connection, Node

if TYPE_CHECKING:
    from schema.bundle import Bundle
    from schema.dossier import Dossier
    from schema.revision import RevisionPaper
else:
    # Types that lead to each other: the schema finds them by name.
    Bundle = Annotated["Bundle", strawberry.lazy("schema.bundle")]
    Dossier = Annotated["Dossier", strawberry.lazy("schema.dossier")]
    RevisionPaper = Annotated["RevisionPaper", strawberry.lazy("schema.revision")]

_EITHER: Final = (True, False)
_MINE: Final = "coalesce({t}.made_by_id = :person, FALSE)"
_IS_MINE: Final = (_MINE, _EITHER)
_IS_PRIVATE: Final = ("({t}.visibility = 'PRIVATE')", _EITHER)
_STATUS: Final = ("{t}.status", AnnotationStatus)
_LATEST: Final = """(
    SELECT p.id FROM placement p JOIN revision_paper s ON s.id = p.paper_id JOIN revision r ON r.id = s.revision_id
    WHERE p.annotation_id = {t}.id ORDER BY r.number DESC LIMIT 1
)"""
_REMOVED: Final = """(NOT EXISTS (
    SELECT FROM revision_paper kept JOIN revision newest ON newest.id = kept.revision_id
    JOIN bundle ON bundle.id = newest.bundle_id AND bundle.revision = newest.number
    WHERE newest.bundle_id = {t}.bundle_id AND kept.dossier_id = {t}.dossier_id
))"""
# Of a dossier taken out, until the office has settled it.
_LOST: Final = f"""(EXISTS (
    SELECT FROM placement lost WHERE lost.id = {_LATEST} AND lost.start IS NULL AND lost.settled_at IS NULL
) OR ({{t}}.status IN ('OPEN', 'ANSWERED') AND {_REMOVED}))"""
_OF_MY_NOTE: Final = (
    "coalesce((SELECT a.made_by_id = :person FROM annotation a WHERE a.id = {t}.annotation_id), FALSE)"
)
_STANDS: Final = "({t}.start IS NOT NULL OR {t}.settled_at IS NOT NULL)"

_OFFICERS: Final = """
SELECT p.* FROM person p WHERE p.active AND EXISTS (
    SELECT FROM person_role held WHERE held.person_id = p.id AND held.role IN ('OFFICE_ANALYST', 'HEAD_OF_OFFICE')
)
"""

# A paper's words with the passages marked that the viewer may read notes on.
_MARKED: Final = """(
    SELECT paper.id AS paper_id, paper.markdown, coalesce((
        SELECT json_agg(json_build_array(seen.start, seen.stop, note.number) ORDER BY note.number)
        FROM ({found}) seen JOIN annotation note ON note.id = seen.annotation_id
        WHERE seen.paper_id = paper.id AND seen.start IS NOT NULL AND note.target <> 'WHOLE'
    ), '[]')::text AS marks
    FROM revision_paper paper
)"""


def _marked(markdown: str, marks: str, *, viewer: Viewer) -> list[str]:
    passages = [
        Mark(start, end, str(number), digits(number, viewer.language)) for start, end, number in orjson.loads(marks)
    ]
    return prose.read(markdown).parts(passages)


def _starts(markdown: str, *, viewer: Viewer) -> list[int]:
    return [block.start for block in prose.read(markdown).blocks]


def _ends(markdown: str, *, viewer: Viewer) -> list[int]:
    return [block.end for block in prose.read(markdown).blocks]


@rows_of(
    Source(Access("marked_paper", rows=roles(*rules.ANNOTATORS)), rows=_MARKED, over=Over(access.PLACEMENT, {}))
)
class MarkedPaper:
    """A paper's words with the passages marked that have notes; `#note-n` is where note n is expected to stand."""

    blocks: list[str] = declare(
        Completed(_marked, ("markdown", "marks")), "Harmless HTML, block by block, with `<mark>`s and references."
    )
    starts: list[int] = declare(
        Completed(_starts, ("markdown",)), "Where each block begins in the canonical text, in code points."
    )
    ends: list[int] = declare(Completed(_ends, ("markdown",)), "Where each ends; a rule's is where it begins.")


@rows_of(Source(access.PLACEMENT_CANDIDATE))
class PlacementCandidate:
    """Where a lost note might belong."""

    start: int = stored("start", "From this code point on.")
    end: int = stored("stop", "To before this one.")
    confidence: float = stored("confidence", "How sure that is, 0 to 1.")
    quote: str = stored(
        "placement_id, start, stop",
        "The words there.",
        sql="(SELECT substr(s.text, {t}.start + 1, {t}.stop - {t}.start) FROM placement p"
        " JOIN revision_paper s ON s.id = p.paper_id WHERE p.id = {t}.placement_id)",
    )


@node("plc", access.PLACEMENT)
class Placement(Node):
    """Where a note stands in one revision's paper."""

    id: strawberry.ID = stored("id", "The global id.", sql="'plc_' || {t}.id")
    anchoring: Anchoring = stored("anchoring", "How it was found there.")
    start: int | None = stored("start", "From this code point of the paper's text on; null while it is lost.")
    end: int | None = stored("stop", "To before this one.")
    confidence: float = stored("confidence", "How sure that is, 0 to 1.")
    placed_at: datetime = stored("placed_at", "When it was looked for.")
    settled_at: datetime | None = stored("settled_at", "When somebody said where it belongs, or that it does not.")
    settled_by: Person | None = to_one("settled_by_id", "Who did.")
    quote: str | None = stored(
        "paper_id, start, stop",
        "The words there.",
        sql="(SELECT substr(s.text, {t}.start + 1, {t}.stop - {t}.start) FROM revision_paper s"
        " WHERE s.id = {t}.paper_id)",
    )
    candidates: list[PlacementCandidate] = items(
        "placement_id", "Where it might belong, the likeliest first.", order="{t}.place"
    )
    paper: RevisionPaper | None = to_one("paper_id", "The paper.")
    annotation: Annotated["Annotation", strawberry.lazy("schema.annotation")] | None = to_one(
        "annotation_id", "The note."
    )
    can_place: Permission = decided(
        rules.can_place,
        "Whether the viewer may say where it belongs.",
        mine=(_OF_MY_NOTE, _EITHER),
        found=(_STANDS, _EITHER),
    )


@rows_of(Source(access.ANNOTATION_REPLY))
class AnnotationReply:
    """What somebody wrote under a note."""

    text: str = stored("text", "In their words, personal data masked.")
    status: AnnotationStatus | None = stored("status", "What it brought the note to, if it did.")
    at: datetime = stored("at", "When.")
    by: Person | None = to_one("by_id", "Who.")


@rows_of(Source(access.ANNOTATION_EDIT))
class AnnotationEdit:
    """What a note said, and where it stood, from a moment on."""

    number: int = stored("number", "From 1.")
    text: str = stored("text", "Its words then.")
    kind: AnnotationKind = stored("kind", "What it was.")
    visibility: AnnotationVisibility = stored("visibility", "Who read it.")
    status: AnnotationStatus = stored("status", "Where it stood.")
    at: datetime = stored("at", "Since when.")
    by: Person | None = to_one("by_id", "Who changed it.")
    assignee: Person | None = to_one("assignee_id", "Who saw to it.")
    due_on: date | None = stored("due_on", "By when.")


@rows_of(Source(access.ANNOTATION_MENTION))
class AnnotationMention:
    """Somebody whose attention a note asks for."""

    person: Person | None = to_one("person_id", "Who.")


@rows_of(Source(access.ANNOTATION_DRAFT))
class AnnotationDraft:
    """What the viewer is writing, as it was typed last."""

    start: int = stored("start", "On the passage from this code point on.")
    end: int = stored("stop", "To before this one.")
    kind: AnnotationKind = stored("kind", "What it is to be.")
    visibility: AnnotationVisibility = stored("visibility", "Who is to read it.")
    text: str = stored("text", "What is written so far.")
    saved_at: datetime = stored("saved_at", "When it was saved.")


@rows_of(Source(access.ANNOTATION_REPLY_DRAFT))
class AnnotationReplyDraft:
    """What the viewer is writing under a note, as it was typed last."""

    text: str = stored("text", "What is written so far.")
    saved_at: datetime = stored("saved_at", "When it was saved.")


@node("ann", access.ANNOTATION)
class Annotation(Node):
    """A note (حاشیه) on a dossier of a bundle."""

    id: strawberry.ID = stored("id", "The global id.", sql="'ann_' || {t}.id")
    number: int = stored("number", "Its number among the notes on this dossier in this bundle.")
    target: AnnotationTarget = stored("target", "What it is on.")
    quote: str = stored("quote", "The words it was made on.")
    prefix: str = stored("prefix", "What stood before them.")
    suffix: str = stored("suffix", "What stood after them.")
    start: int = stored("start", "Where they stood in the paper it was made on, in code points.")
    end: int = stored("stop", "To before this one.")
    kind: AnnotationKind = stored("kind", "What it is.")
    visibility: AnnotationVisibility = stored("visibility", "Who reads it.")
    status: AnnotationStatus = stored("status", "Where it stands.")
    text: str = stored("text", "What it says, personal data masked.")
    assignee: Person | None = to_one("assignee_id", "Who sees to it.")
    due_on: date | None = stored("due_on", "By when.")
    overdue: bool = stored(
        "due_on, status",
        "Whether that day is over and it is not settled.",
        sql="coalesce({t}.due_on < (payesh_now() AT TIME ZONE (SELECT time_zone FROM city))::date"
        " AND {t}.status IN ('OPEN', 'ANSWERED'), FALSE)",
    )
    version: int = stored("version", "For acts on it: what they were decided on.")
    made_at: datetime = stored("made_at", "When it was made.")
    made_by: Person | None = to_one("made_by_id", "Who made it.")
    changed_at: datetime = stored("changed_at", "When it was changed last.")
    json_ld: str = stored("id", "The same as JSON-LD of the W3C Web Annotation model.", sql=JSON_LD)
    bundle: Bundle | None = to_one("bundle_id", "The bundle.")
    dossier: Dossier | None = to_one("dossier_id", "The dossier.")
    paper: RevisionPaper | None = to_one("paper_id", "The paper it was made on.")
    latest: Placement | None = to_one(
        "id", "Where it stands in the newest revision that has its dossier.", sql=_LATEST
    )
    placements: list[Placement] = items(
        "annotation_id", "Where it stands in each revision.", order="{t}.placed_at, {t}.id"
    )
    reply_draft: AnnotationReplyDraft | None = to_one(
        "id", "What the viewer is writing under it. Requires: councillor, or the office.", key="annotation_id"
    )
    dossier_removed: bool = stored(
        "bundle_id, dossier_id", "Whether the newest revision no longer has its dossier.", sql=_REMOVED
    )
    replies: list[AnnotationReply] = items("annotation_id", "Its thread.", order="{t}.at, {t}.id")
    edits: list[AnnotationEdit] = items("annotation_id", "Its history.", order="{t}.number")
    mentions: list[AnnotationMention] = items(
        "annotation_id", "Whose attention it asks for.", order="{t}.at, {t}.id"
    )
    can_edit: Permission = decided(
        rules.can_edit, "Whether the viewer may change it.", mine=_IS_MINE, status=_STATUS
    )
    can_reply: Permission = decided(rules.can_reply, "Whether the viewer may write in its thread.")
    can_answer: Permission = decided(
        rules.can_answer,
        "Whether the viewer may give the office's answer.",
        private=_IS_PRIVATE,
        status=_STATUS,
    )
    can_settle: Permission = decided(
        rules.can_settle, "Whether the viewer may accept or decline it.", status=_STATUS
    )
    can_reopen: Permission = decided(
        rules.can_reopen,
        "Whether the viewer may say that the answer is none.",
        mine=_IS_MINE,
        status=_STATUS,
    )
    can_assign: Permission = decided(
        rules.can_assign,
        "Whether the viewer may say who sees to it.",
        private=_IS_PRIVATE,
        status=_STATUS,
    )


@rows_of(Source(access=PERSON, rows=_OFFICERS))
class Officer:
    """Somebody of the office, who may be asked to see to notes."""

    person: Person | None = to_one("id", "Who.")


@strawberry.input(description="Which notes; keys left out or null do not narrow the list.")
class AnnotationFilter:
    mine: bool | None = strawberry.field(default=None, description="Written by the viewer, or not.")
    assigned_to_me: bool | None = strawberry.field(default=None, description="The viewer sees to them, or not.")
    mentioning_me: bool | None = strawberry.field(default=None, description="Asking for the viewer, or not.")
    lost: bool | None = strawberry.field(
        default=None,
        description="Without a place in the newest revision, and nobody has said where they belong; or not settled,"
        " on a dossier that it no longer has.",
    )
    statuses: list[AnnotationStatus] | None = strawberry.field(default=None, description="Standing so.")
    kinds: list[AnnotationKind] | None = strawberry.field(default=None, description="Of these kinds.")


@strawberry.enum(description="How notes are sorted.")
class AnnotationOrder(StrEnum):
    CHANGED_AT_DESC = "CHANGED_AT_DESC"


_ASKS_FOR_ME: Final = (
    "EXISTS (SELECT FROM annotation_mention m WHERE m.annotation_id = {t}.id AND m.person_id = :person)"
)
_MY_TASK: Final = "coalesce({t}.assignee_id = :person, FALSE)"


@strawberry.type
class AnnotationQueries:
    officers: list[Officer] = declare(
        All(order="{t}.name, {t}.id"),
        "Those of the office who may see to notes. Requires: staff, councillor or board.",
    )
    annotations: Connection[Annotation] = pages(
        Pages(
            orders={"CHANGED_AT_DESC": Order("changed_at", "timestamptz", descending=True)},
            default_order="CHANGED_AT_DESC",
            filters={
                "mine": Filter(("made_by_id",), choices={True: _MINE, False: f"NOT {_MINE}"}),
                "assignedToMe": Filter(("assignee_id",), choices={True: _MY_TASK, False: f"NOT {_MY_TASK}"}),
                "mentioningMe": Filter(("id",), choices={True: _ASKS_FOR_ME, False: f"NOT {_ASKS_FOR_ME}"}),
                "lost": Filter(("id",), choices={True: _LOST, False: f"NOT {_LOST}"}),
                "statuses": Filter(("status",), "{t}.status IN {v}"),
                "kinds": Filter(("kind",), "{t}.kind IN {v}"),
            },
        ),
        "The notes the viewer may read.",
        argument("filter", AnnotationFilter | None, "Which ones."),
        argument("order_by", AnnotationOrder, "The order.", AnnotationOrder.CHANGED_AT_DESC),
    )
