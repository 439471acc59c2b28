"""Resolutions of the policy board: who answers for what until when, what was reported and verified, and what came
of it (domain §9)."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from hotline.clocks.tables import Obligation
from hotline.escalations import rules as escalation_rules
from hotline.escalations.tables import Told
from policy_board.resolutions import access, rules
from policy_board.resolutions.codes import read_code
from policy_board.resolutions.effect import Facet, Verdict
from policy_board.resolutions.tables import ResolutionState
from schema.agenda import AgendaItem
from schema.city import Category, Unit
from schema.meeting import Meeting
from schema.people import Person
from schema.permission import Permission
from schema.reader.declarations import (
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
from schema.sitting import Decision

if TYPE_CHECKING:
    from schema.dossier import Dossier
    from schema.solution import Solution
else:
    # Types that lead to each other: the schema finds them by name.
    Dossier = Annotated["Dossier", strawberry.lazy("schema.dossier")]
    Solution = Annotated["Solution", strawberry.lazy("schema.solution")]

_EITHER = (True, False)
_STATE = ("{t}.state", ResolutionState)
_OWED = "{t}.state IN ('OPEN', 'RETURNED')"
_OVERDUE = f"({_OWED} AND {{t}}.due_at <= payesh_now())"
_DUE_SOON = f"({_OWED} AND {{t}}.due_at > payesh_now() AND {{t}}.due_at <= payesh_now() + interval '14 days')"
_REPORTER = (
    "(SELECT s.by_id FROM resolution_step s WHERE s.resolution_id = {t}.id AND s.state = 'REPORTED'"
    " ORDER BY s.at DESC, s.id DESC LIMIT 1)"
)
_PROPOSED = (
    "(EXISTS (SELECT FROM resolution_solution l JOIN solution f ON f.id = l.solution_id"
    " WHERE l.resolution_id = {t}.id AND f.proposed_by_id = :person)"
    " OR EXISTS (SELECT FROM decision d JOIN agenda_item i ON i.id = d.item_id"
    " JOIN forwarding w ON w.id = i.forwarding_id WHERE d.id = {t}.decision_id AND w.by_id = :person))"
)
_MEASURED = "EXISTS (SELECT FROM resolution_effect e WHERE e.resolution_id = {t}.id)"
_OF_FILE = "(SELECT f.{0} FROM file f WHERE f.id = {{t}}.file_id)"
_UNRELEASED = (
    "FROM resolution_proof p JOIN file f ON f.id = p.file_id JOIN resolution_step s ON s.id = p.step_id"
    " WHERE f.released_at IS NULL AND"
)
_WITHHELD = f"EXISTS (SELECT {_UNRELEASED} s.resolution_id = {{t}}.id)"
_WAITS = "({t}.acknowledged_at IS NULL AND {t}.tell <> 'HOLDER')"
_MINE = "coalesce({t}.person_id = :person, FALSE)"
_ITEM = "(SELECT d.item_id FROM decision d WHERE d.id = {t}.decision_id)"
_MEETING = (
    "(SELECT a.meeting_id FROM decision d JOIN agenda_item i ON i.id = d.item_id"
    " JOIN agenda a ON a.id = i.agenda_id WHERE d.id = {t}.decision_id)"
)


@strawberry.enum(description="How resolutions are sorted.")
class ResolutionOrder(StrEnum):
    DUE_AT = "DUE_AT"
    DUE_AT_DESC = "DUE_AT_DESC"


@strawberry.enum(description="How warnings of resolutions are sorted.")
class ResolutionWarningOrder(StrEnum):
    FIRED_AT = "FIRED_AT"
    FIRED_AT_DESC = "FIRED_AT_DESC"


@strawberry.input(description="Which resolutions; keys left out or null do not narrow the list.")
class ResolutionFilter:
    states: list[ResolutionState] | None = strawberry.field(default=None, description="In any of these states.")
    overdue: bool | None = strawberry.field(default=None, description="Still to be done and past its day, or not.")
    due_soon: bool | None = strawberry.field(
        default=None, description="Still to be done, and due within a fortnight; or not."
    )
    mine: bool | None = strawberry.field(
        default=None, description="The viewer, or a unit they manage, answers for it; or not."
    )
    unit: str | None = strawberry.field(default=None, description="The unit of this code answers for it.")
    proposed_by_me: bool | None = strawberry.field(
        default=None, description="It came of a solution or a dossier that the viewer put before the board, or not."
    )
    measured: bool | None = strawberry.field(
        default=None, description="Something of its effect is measured, or not."
    )
    proof_waiting: bool | None = strawberry.field(
        default=None, description="A photo of its reports waits for the office's release, or none does."
    )


@strawberry.input(description="Which warnings; keys left out or null do not narrow the list.")
class ResolutionWarningFilter:
    to_me: bool | None = strawberry.field(default=None, description="Told to the viewer in person, or not.")
    waiting: bool | None = strawberry.field(
        default=None, description="For a superior who has not taken note yet, or not."
    )


@rows_of(Source(access.RESOLUTION_CATEGORY))
class ResolutionCategory:
    """A request type that a resolution is to change."""

    category: Category | None = to_one("category_id", "The request type.")


@rows_of(Source(access.RESOLUTION_SOLUTION))
class ResolutionSolution:
    """A solution that was before the board when the resolution was made."""

    solution: Solution | None = to_one("solution_id", "The solution. Requires: as Solution.")
    resolution: Annotated["Resolution", strawberry.lazy("schema.resolution")] | None = to_one(
        "resolution_id", "The resolution."
    )


@rows_of(Source(access.RESOLUTION_PROOF))
class ResolutionProof:
    """A photo that goes with a report (مدرک اجرا). Its original is sealed; what is served is a re-encoded copy."""

    file_id: strawberry.ID = stored("file_id", "Its global id.", sql="'fil_' || {t}.file_id")
    url: str = stored("file_id", "Where its copy is served to this viewer.", sql="'/files/fil_' || {t}.file_id")
    taken_at: datetime | None = stored(
        "file_id", "When the original says it was taken.", sql=_OF_FILE.format("taken_at")
    )
    released_at: datetime | None = stored(
        "file_id",
        "When the office released it to councillors and members of the board.",
        sql=_OF_FILE.format("released_at"),
    )
    can_release: Permission = decided(
        rules.can_release,
        "Whether the viewer may release it to councillors and members of the board.",
        released=(f"({_OF_FILE.format('released_at')} IS NOT NULL)", _EITHER),
    )


@rows_of(Source(access.RESOLUTION_STEP))
class ResolutionStep:
    """That a resolution came into a state."""

    state: ResolutionState = stored("state", "Which.")
    at: datetime = stored("at", "When.")
    by: Person | None = to_one("by_id", "By whom.")
    text: str | None = stored("text", "The report, or why it was returned.")
    proofs: list[ResolutionProof] = items(
        "step_id",
        "The photos that go with the report; to councillors and members of the board, those that the office has"
        " released.",
        order="{t}.id",
    )
    proofs_waiting: int = stored(
        "id",
        "How many photos of the report wait for the office's release.",
        sql=f"(SELECT count(*) {_UNRELEASED} s.id = {{t}}.id)",
    )


@node("rwn", access.RESOLUTION_WARNING)
class ResolutionWarning(Node):
    """A rung of the ladder that a resolution has reached (هشدار), and whom it tells now."""

    id: strawberry.ID = stored("id", "The global id.", sql="'rwn_' || {t}.id")
    percent: int = stored("percent", "How much of its time was gone, in percent.")
    told: Told = stored("tell", "Whom it tells; the holder is who answers for it.")
    unit: Unit | None = to_one("unit_id", "In which unit.")
    person: Person | None = to_one("person_id", "Who is told; null where nobody holds the place.")
    fired_at: datetime = stored("fired_at", "When.")
    acknowledged_at: datetime | None = stored("acknowledged_at", "When a superior took note.")
    acknowledged_by: Person | None = to_one("acknowledged_by_id", "Which one.")
    climbs_at: datetime | None = stored("climbs_at", "When it climbs to the next superior, unacknowledged.")
    climbed: int = stored("climbed", "How often it has climbed.")
    resolution: Annotated["Resolution", strawberry.lazy("schema.resolution")] | None = to_one(
        "resolution_id", "The resolution."
    )
    can_acknowledge: Permission = decided(
        escalation_rules.can_acknowledge,
        "Whether the viewer may take note of it.",
        asked=("({t}.tell <> 'HOLDER')", _EITHER),
        mine=(_MINE, _EITHER),
        acknowledged=("({t}.acknowledged_at IS NOT NULL)", _EITHER),
    )


@rows_of(Source(access.RESOLUTION_EFFECT))
class ResolutionEffect:
    """What came of a resolution, by one measure: of the days since it was done, against as many before it was
    decided. VOLUME is in messages a day, TAKEN in seconds, ON_TIME a share."""

    days: int = stored("days", "The horizon: 30, 90 or 180 days.")
    counted: int = stored("counted", "How many of its days are over.")
    facet: Facet = stored("facet", "What is measured.")
    obligation: Obligation | None = stored("obligation", "Of which promise; of VOLUME none.")
    measured_at: datetime = stored("measured_at", "When it was measured last.")
    frozen_at: datetime | None = stored("frozen_at", "Since when it is frozen: all its days are over.")
    value: float | None = stored("value", "What was measured.")
    cases: int = stored("cases", "Of how many messages.")
    value_before: float | None = stored("value_before", "The same before it was decided.")
    cases_before: int = stored("cases_before", "Of how many messages.")
    value_last_year: float | None = stored("value_last_year", "The same on these days of last year.")
    cases_last_year: int | None = stored(
        "cases_last_year", "Of how many messages; null where the data do not reach back so far."
    )
    change: float | None = stored(
        "change", "The change against before: a difference of shares, or a ratio of volumes or times."
    )
    low: float | None = stored("low", "The lowest change that fits what was seen at 95 %; null if nothing tells.")
    high: float | None = stored("high", "The highest; null where there is no end to it.")
    verdict: Verdict = stored("verdict", "What can be said.")


@node("res", access.RESOLUTION)
class Resolution(Node):
    """A resolution (مصوبه): what was decided, with someone answering for it."""

    id: strawberry.ID = stored("id", "The global id.", sql="'res_' || {t}.id")
    code: str = stored("code", "`م/1405/0012`.")
    text: str = stored("text", "What is to be done.")
    confidential: bool = stored("confidential", "Whether it was decided in confidence.")
    state: ResolutionState = stored("state", "Where it stands.")
    version: int = stored("version", "Grows with each change; acts name the version they were decided on.")
    unit: Unit | None = to_one("unit_id", "The unit that answers for it.")
    person: Person | None = to_one("person_id", "Who in it answers for it; null means its manager.")
    due_on: date = stored("due_on", "The last day on which it is done in time.")
    due_at: datetime = stored("due_at", "The end of that day.")
    overdue: bool = stored("state, due_at", "Whether it is still to be done and past its day.", sql=_OVERDUE)
    made_at: datetime = stored("made_at", "When it was written down.")
    made_by: Person | None = to_one("made_by_id", "By whom.")
    done_at: datetime | None = stored("done_at", "When it was reported as done, once that is verified.")
    decision: Decision | None = to_one("decision_id", "The decision it carries out. Requires: as Decision.")
    item: AgendaItem | None = to_one(
        "decision_id", "The agenda item that was decided. Requires: as AgendaItem.", sql=_ITEM
    )
    meeting: Meeting | None = to_one(
        "decision_id", "The meeting that decided it. Requires: as Meeting.", sql=_MEETING
    )
    returned_item: AgendaItem | None = to_one(
        "returned_item_id", "The item as which it came before the board again. Requires: as AgendaItem."
    )
    dossier: Dossier | None = to_one("dossier_id", "The dossier that was decided on. Requires: as Dossier.")
    categories: list[ResolutionCategory] = items(
        "resolution_id", "The request types it is to change.", order="{t}.category_id"
    )
    solutions: list[ResolutionSolution] = items(
        "resolution_id", "The solutions that were before the board.", order="{t}.solution_id"
    )
    steps: list[ResolutionStep] = items("resolution_id", "What became of it, by time.", order="{t}.at, {t}.id")
    warnings: list[ResolutionWarning] = items(
        "resolution_id", "How its ladder pressed.", order="{t}.fired_at, {t}.id"
    )
    effects: list[ResolutionEffect] = items(
        "resolution_id",
        "What came of it, by horizon and measure.",
        order="{t}.days, {t}.facet = 'VOLUME', {t}.obligation DESC, {t}.facet",
    )
    can_report: Permission = decided(
        rules.can_report,
        "Whether the viewer may report it as done.",
        state=_STATE,
        mine=(access.MINE, _EITHER),
    )
    can_judge: Permission = decided(
        rules.can_judge,
        "Whether the viewer may verify or return what was reported.",
        state=_STATE,
        own=(f"coalesce({_REPORTER} = :person, FALSE)", _EITHER),
    )


@strawberry.type
class ResolutionQueries:
    resolution: Resolution | None = declare(
        Find("code", "text", "code", read_code),
        "One resolution by its code, in any digits; the letter may be left out: `1405/12`.",
        argument("code", str, "The code.", ...),
    )
    resolutions: Connection[Resolution] = pages(
        Pages(
            orders={
                "DUE_AT": Order("due_at", "timestamptz"),
                "DUE_AT_DESC": Order("due_at", "timestamptz", descending=True),
            },
            default_order="DUE_AT",
            filters={
                "states": Filter(("state",), "{t}.state IN {v}"),
                "overdue": Filter(("state", "due_at"), choices={True: _OVERDUE, False: f"NOT {_OVERDUE}"}),
                "dueSoon": Filter(("state", "due_at"), choices={True: _DUE_SOON, False: f"NOT {_DUE_SOON}"}),
                "mine": Filter(("unit_id", "person_id"), choices={True: access.MINE, False: f"NOT {access.MINE}"}),
                "unit": Filter(("unit_id",), "{t}.unit_id = (SELECT f.id FROM unit f WHERE f.code = {v})"),
                "proposedByMe": Filter(("id",), choices={True: _PROPOSED, False: f"NOT {_PROPOSED}"}),
                "measured": Filter(("id",), choices={True: _MEASURED, False: f"NOT {_MEASURED}"}),
                "proofWaiting": Filter(("id",), choices={True: _WITHHELD, False: f"NOT {_WITHHELD}"}),
            },
        ),
        "Resolutions of the board. Requires: board, councillor, analyst or head of the office; managers see what"
        " they or their units answer for.",
        argument("filter", ResolutionFilter | None, "Which ones."),
        argument("order_by", ResolutionOrder, "The order.", ResolutionOrder.DUE_AT),
    )
    resolution_warnings: Connection[ResolutionWarning] = pages(
        Pages(
            orders={
                "FIRED_AT": Order("fired_at", "timestamptz"),
                "FIRED_AT_DESC": Order("fired_at", "timestamptz", descending=True),
            },
            default_order="FIRED_AT_DESC",
            filters={
                "toMe": Filter(("person_id",), choices={True: _MINE, False: f"NOT {_MINE}"}),
                "waiting": Filter(("acknowledged_at", "tell"), choices={True: _WAITS, False: f"NOT {_WAITS}"}),
            },
        ),
        "How the ladders of resolutions pressed. Requires: as Resolution.",
        argument("filter", ResolutionWarningFilter | None, "Which ones."),
        argument("order_by", ResolutionWarningOrder, "The order.", ResolutionWarningOrder.FIRED_AT_DESC),
    )
