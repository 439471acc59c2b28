"""Challenge dossiers: what they say, in all their versions, what they show, and what members make of them (R12)."""

from datetime import datetime
from enum import StrEnum

import strawberry

from policy_board.dossiers import rules
from policy_board.dossiers.access import (
    DOSSIER,
    DOSSIER_ANSWER,
    DOSSIER_QUESTION,
    DOSSIER_SECTION,
    DOSSIER_STEP,
    DOSSIER_VERSION,
)
from policy_board.dossiers.codes import read_code
from policy_board.dossiers.tables import DossierState
from policy_board.forwardings import rules as forwarding_rules
from policy_board.solutions import rules as solution_rules
from schema.evidence import Evidence
from schema.forwarding import Forwarding
from schema.people import Person
from schema.permission import Permission
from schema.reader.declarations import (
    Completed,
    Filter,
    Find,
    Order,
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
from schema.resolution import Resolution
from schema.solution import Solution, html_of

_STATE = ("{t}.state", DossierState)
_EITHER = (True, False)
_EVIDENT = ("EXISTS (SELECT FROM evidence e WHERE e.dossier_id = {t}.id AND e.removed_at IS NULL)", _EITHER)
# The viewer has said nothing to it yet.
_AWAITS_ME = (
    "({t}.state IN ('READY', 'UNDER_DISCUSSION')"
    " AND NOT EXISTS (SELECT FROM solution f WHERE f.dossier_id = {t}.id AND f.proposed_by_id = :person)"
    " AND NOT EXISTS (SELECT FROM endorsement e JOIN solution f ON f.id = e.solution_id"
    " WHERE f.dossier_id = {t}.id AND e.by_id = :person)"
    " AND NOT EXISTS (SELECT FROM dossier_answer e JOIN dossier_question f ON f.id = e.question_id"
    " WHERE f.dossier_id = {t}.id AND e.by_id = :person))"
)


@strawberry.enum(description="How dossiers are sorted.")
class DossierOrder(StrEnum):
    CHANGED_AT_DESC = "CHANGED_AT_DESC"


@strawberry.input(description="Which dossiers; keys left out or null do not narrow the list.")
class DossierFilter:
    states: list[DossierState] | None = strawberry.field(default=None, description="In any of these states.")
    awaits_me: bool | None = strawberry.field(
        default=None, description="Discussed now, and the viewer has not spoken to it yet; or not."
    )


@rows_of(Source(DOSSIER_SECTION))
class DossierSection:
    """A section of a version."""

    key: str = stored("key", "The same from version to version, wherever it stands.", sql="{t}.key::text")
    title: str = stored("title", "Its heading.")
    body: str = stored("body", "In Markdown.")
    body_html: str = declare(Completed(html_of, ("body",)), "The same as harmless HTML.")


@node("dvr", DOSSIER_VERSION)
class DossierVersion(Node):
    """What a dossier said from a moment on. It never changes."""

    id: strawberry.ID = stored("id", "The global id.", sql="'dvr_' || {t}.id")
    number: int = stored("number", "Its number, from 1.")
    title: str = stored("title", "The dossier's title.")
    statement: str = stored("statement", "What is wrong, in Markdown.")
    statement_html: str = declare(Completed(html_of, ("statement",)), "The same as harmless HTML.")
    sections: list[DossierSection] = items("version_id", "Its sections.", order="{t}.place")
    note: str | None = stored("note", "What was changed and why.")
    at: datetime = stored("at", "Since when.")
    by: Person | None = to_one("by_id", "Who wrote it.")


@rows_of(Source(DOSSIER_STEP))
class DossierStep:
    """That a dossier came into a state."""

    state: DossierState = stored("state", "Which.")
    at: datetime = stored("at", "When.")
    by: Person | None = to_one("by_id", "By whom.")
    note: str | None = stored("note", "Why.")


@rows_of(Source(DOSSIER_ANSWER))
class DossierAnswer:
    """A member's answer to a question."""

    text: str = stored("text", "In Markdown.")
    html: str = declare(Completed(html_of, ("text",)), "The same as harmless HTML.")
    at: datetime = stored("at", "When.")
    by: Person | None = to_one("by_id", "Who answered.")


@node("qst", DOSSIER_QUESTION)
class DossierQuestion(Node):
    """What the members are asked."""

    id: strawberry.ID = stored("id", "The global id.", sql="'qst_' || {t}.id")
    text: str = stored("text", "In Markdown.")
    html: str = declare(Completed(html_of, ("text",)), "The same as harmless HTML.")
    asked_at: datetime = stored("asked_at", "When.")
    asked_by: Person | None = to_one("asked_by_id", "By whom.")
    withdrawn_at: datetime | None = stored("withdrawn_at", "Since when it is asked no longer.")
    answers: list[DossierAnswer] = items("question_id", "What members answered.", order="{t}.at, {t}.id")


@node("dos", DOSSIER)
class Dossier(Node):
    """A challenge dossier (پرونده چالش)."""

    id: strawberry.ID = stored("id", "The global id.", sql="'dos_' || {t}.id")
    code: str = stored("code", "`پ/1405/0012`.")
    title: str = stored("title", "What it is called.")
    state: DossierState = stored("state", "Where it stands.")
    version: int = stored("version", "The number of its latest version; acts name the one they were decided on.")
    made_at: datetime = stored("made_at", "When it was begun.")
    made_by: Person | None = to_one("made_by_id", "Who began it.")
    changed_at: datetime = stored("changed_at", "When anything of it last changed.")
    latest: DossierVersion | None = to_one(
        "id",
        "What it says now.",
        sql="(SELECT v.id FROM dossier_version v WHERE v.dossier_id = {t}.id AND v.number = {t}.version)",
    )
    versions: list[DossierVersion] = items("dossier_id", "All its versions, latest first.", order="{t}.number DESC")
    steps: list[DossierStep] = items("dossier_id", "The states it came through.", order="{t}.at, {t}.id")
    evidence: list[Evidence] = items(
        "dossier_id", "What shows it, removed evidence included.", order="{t}.added_at, {t}.id"
    )
    questions: list[DossierQuestion] = items(
        "dossier_id", "What the members are asked.", order="{t}.asked_at, {t}.id"
    )
    solutions: list[Solution] = items("dossier_id", "What could be done.", order="{t}.proposed_at, {t}.id")
    forwardings: list[Forwarding] = items(
        "dossier_id", "When it was before the board, latest first.", order="{t}.at DESC, {t}.id"
    )
    resolutions: list[Resolution] | None = items(
        "dossier_id", "What the board resolved on it, by the day it is due.", order="{t}.due_at, {t}.id"
    )
    can_revise: Permission = decided(
        rules.can_revise, "Whether the viewer may change its words, evidence and questions.", state=_STATE
    )
    can_mark_ready: Permission = decided(
        rules.can_mark_ready, "Whether the viewer may show it to the members.", state=_STATE, evident=_EVIDENT
    )
    can_put_in_effect: Permission = decided(
        rules.can_put_in_effect, "Whether the viewer may write that what was decided is done.", state=_STATE
    )
    can_settle: Permission = decided(
        rules.can_settle, "Whether the viewer may write that the matter has an end.", state=_STATE
    )
    can_take_up_again: Permission = decided(
        rules.can_take_up_again, "Whether the viewer may have it discussed once more.", state=_STATE
    )
    can_answer_question: Permission = decided(
        rules.can_answer_question, "Whether the viewer may answer its questions.", state=_STATE
    )
    can_propose_solution: Permission = decided(
        solution_rules.can_propose, "Whether the viewer may propose a solution.", state=_STATE
    )
    can_forward: Permission = decided(
        forwarding_rules.can_forward, "Whether the viewer may put it before the board.", state=_STATE
    )


@strawberry.type
class DossierQueries:
    dossier: Dossier | None = declare(
        Find("code", "text", "code", read_code),
        "One dossier by its code, in any digits; the letter may be left out: `1405/12`.",
        argument("code", str, "The code.", ...),
    )
    dossiers: Connection[Dossier] = pages(
        Pages(
            orders={"CHANGED_AT_DESC": Order("changed_at", "timestamptz", descending=True)},
            default_order="CHANGED_AT_DESC",
            filters={
                "states": Filter(("state",), "{t}.state IN {v}"),
                "awaitsMe": Filter(("state",), choices={True: _AWAITS_ME, False: f"NOT {_AWAITS_ME}"}),
            },
        ),
        "Dossiers, latest change first. Requires: analyst or head of the office; councillors see those that are"
        " ready, the board those that were put before it.",
        argument("filter", DossierFilter | None, "Which ones."),
        argument("order_by", DossierOrder, "The order.", DossierOrder.CHANGED_AT_DESC),
    )
