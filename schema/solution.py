"""Solutions: what could be done about a dossier's matter, and who stands behind it (R12)."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from hotline.kit.viewer import Viewer
from policy_board import prose
from policy_board.solutions import rules
from policy_board.solutions.access import ENDORSEMENT, SOLUTION, SOLUTION_EFFECT
from schema.city import Category, Unit
from schema.people import Person
from schema.permission import Permission
from schema.reader.declarations import Completed, Source, decided, declare, items, node, rows_of, stored, to_one
from schema.reader.shapes import Node

if TYPE_CHECKING:
    from schema.dossier import Dossier
    from schema.resolution import ResolutionSolution
else:
    # Types that lead to each other: the schema finds them by name.
    Dossier = Annotated["Dossier", strawberry.lazy("schema.dossier")]
    ResolutionSolution = Annotated["ResolutionSolution", strawberry.lazy("schema.resolution")]

_EITHER = (True, False)
_STANDING = {
    "mine": ("coalesce({t}.proposed_by_id = :person, FALSE)", _EITHER),
    "open": (
        "(SELECT d.state IN ('READY', 'UNDER_DISCUSSION') FROM dossier d WHERE d.id = {t}.dossier_id)",
        _EITHER,
    ),
    "withdrawn": ("{t}.withdrawn_at IS NOT NULL", _EITHER),
}
_STOOD_BY = "EXISTS (SELECT FROM endorsement e WHERE e.solution_id = {t}.id)"
_FORWARDED = "EXISTS (SELECT FROM forwarded_solution w WHERE w.solution_id = {t}.id)"
_ENDORSED = (
    "EXISTS (SELECT FROM endorsement e WHERE e.solution_id = {t}.id AND e.by_id = :person"
    " AND e.taken_back_at IS NULL)"
)


def html_of(markdown: str, *, viewer: Viewer) -> str:
    """Markdown as harmless HTML, for a completed field."""
    return prose.read(markdown).html()


@rows_of(Source(SOLUTION_EFFECT))
class SolutionEffect:
    """A request type that a solution is to change."""

    category: Category | None = to_one("category_id", "The request type.")


@rows_of(Source(ENDORSEMENT))
class Endorsement:
    """That a member stands behind a solution."""

    by: Person | None = to_one("by_id", "Who.")
    at: datetime = stored("at", "Since when.")
    taken_back_at: datetime | None = stored("taken_back_at", "Until when, if no longer.")


@node("sol", SOLUTION)
class Solution(Node):
    """A solution (راهکار): what, by whom, at what cost and in what time, and to what effect."""

    id: strawberry.ID = stored("id", "The global id.", sql="'sol_' || {t}.id")
    dossier: Dossier | None = to_one("dossier_id", "The dossier it is for.")
    title: str = stored("title", "What it is called.")
    what: str = stored("what", "What is to be done, in Markdown.")
    what_html: str = declare(Completed(html_of, ("what",)), "The same as harmless HTML.")
    who: str = stored("who", "Who would do it, in words.")
    unit: Unit | None = to_one("unit_id", "Who would do it, where it is a unit.")
    cost_million_rials: int | None = stored("cost_million_rials", "What it would cost; null where nobody knows.")
    days: int = stored("days", "How many days it would take.")
    effect: str = stored("effect", "What it should bring about.")
    effects: list[SolutionEffect] = items("solution_id", "On which request types.", order="{t}.category_id")
    version: int = stored("version", "Grows with each change of its words.")
    proposed_at: datetime = stored("proposed_at", "When it was proposed.")
    proposed_by: Person | None = to_one("proposed_by_id", "Who proposed it.")
    withdrawn_at: datetime | None = stored("withdrawn_at", "Since when it is proposed no longer.")
    endorsements: list[Endorsement] = items(
        "solution_id", "Who stands behind it, and who once did.", order="{t}.at, {t}.id"
    )
    forwarded: bool = stored("id", "Whether it was put before the board.", sql=_FORWARDED)
    resolutions: list[ResolutionSolution] | None = items(
        "solution_id", "The resolutions that came of it.", order="{t}.resolution_id"
    )
    can_amend: Permission = decided(
        rules.can_amend,
        "Whether the viewer may change or withdraw it.",
        **_STANDING,
        settled=(f"({_STOOD_BY} OR {_FORWARDED})", _EITHER),
    )
    can_endorse: Permission = decided(
        rules.can_endorse, "Whether the viewer may stand behind it.", **_STANDING, endorsed=(_ENDORSED, _EITHER)
    )
    can_take_back: Permission = decided(
        rules.can_take_back,
        "Whether the viewer may take that back.",
        **_STANDING,
        endorsed=(_ENDORSED, _EITHER),
    )
