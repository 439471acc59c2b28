"""Forwardings: a dossier before the policy board, as it was forwarded, and what became of it there (R12)."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from policy_board.forwardings import rules
from policy_board.forwardings.access import (
    FORWARDED_EVIDENCE,
    FORWARDED_SOLUTION,
    FORWARDING,
    FORWARDING_STEP,
)
from policy_board.forwardings.tables import LIVE, ForwardingState
from schema.evidence import EvidenceFreeze
from schema.people import Person
from schema.permission import Permission
from schema.reader.declarations import (
    Filter,
    Order,
    Pages,
    Source,
    argument,
    decided,
    items,
    node,
    pages,
    rows_of,
    stored,
    to_one,
)
from schema.reader.shapes import Connection, Node
from schema.solution import Solution

if TYPE_CHECKING:
    from schema.agenda import AgendaItem
    from schema.dossier import Dossier, DossierVersion
else:
    # Types that lead to each other: the schema finds them by name.
    AgendaItem = Annotated["AgendaItem", strawberry.lazy("schema.agenda")]
    Dossier = Annotated["Dossier", strawberry.lazy("schema.dossier")]
    DossierVersion = Annotated["DossierVersion", strawberry.lazy("schema.dossier")]

_EITHER = (True, False)
_MINE = "coalesce({t}.by_id = :person, FALSE)"
_LIVE = f"{{t}}.state IN ({', '.join(repr(state.value) for state in LIVE)})"


@strawberry.enum(description="How forwardings are sorted.")
class ForwardingOrder(StrEnum):
    AT = "AT"
    AT_DESC = "AT_DESC"


@strawberry.input(description="Which forwardings; keys left out or null do not narrow the list.")
class ForwardingFilter:
    states: list[ForwardingState] | None = strawberry.field(default=None, description="In any of these states.")
    live: bool | None = strawberry.field(default=None, description="The board has not done with it, or has.")
    mine: bool | None = strawberry.field(default=None, description="Forwarded by the viewer, or not.")


@rows_of(Source(FORWARDING_STEP))
class ForwardingStep:
    """That a forwarding came into a state."""

    state: ForwardingState = stored("state", "Which.")
    at: datetime = stored("at", "When.")
    by: Person | None = to_one("by_id", "By whom.")
    reason: str | None = stored("reason", "Why.")


@rows_of(Source(FORWARDED_SOLUTION))
class ForwardedSolution:
    """A solution that was put before the board. Its words change no more."""

    solution: Solution | None = to_one("solution_id", "The solution.")


@rows_of(Source(FORWARDED_EVIDENCE))
class ForwardedEvidence:
    """Evidence as it was put before the board."""

    title: str = stored(
        "freeze_id",
        "What it shows.",
        sql="(SELECT e.title FROM evidence_freeze f JOIN evidence e ON e.id = f.evidence_id"
        " WHERE f.id = {t}.freeze_id)",
    )
    freeze: EvidenceFreeze | None = to_one("freeze_id", "As it was frozen.")


@node("fwd", FORWARDING)
class Forwarding(Node):
    """A forwarding (ارجاع به دستور کار): what it cites is frozen, the dossier itself goes on."""

    id: strawberry.ID = stored("id", "The global id.", sql="'fwd_' || {t}.id")
    dossier: Dossier | None = to_one("dossier_id", "The dossier, as it is now.")
    version: DossierVersion | None = to_one("version_id", "What the dossier said when it was forwarded.")
    state: ForwardingState = stored("state", "Where it stands before the board.")
    reason: str = stored("reason", "Why it was forwarded.")
    sha256: str = stored("sha256", "The seal over all that was forwarded.")
    at: datetime = stored("at", "When it was forwarded.")
    by: Person | None = to_one("by_id", "Who forwarded it.")
    frozen_at: datetime | None = stored("frozen_at", "Since when it stands on a frozen agenda.")
    steps: list[ForwardingStep] = items("forwarding_id", "What became of it.", order="{t}.at, {t}.id")
    solutions: list[ForwardedSolution] = items(
        "forwarding_id", "The solutions forwarded with it.", order="{t}.solution_id"
    )
    evidence: list[ForwardedEvidence] = items(
        "forwarding_id", "Its evidence as it then stood.", order="{t}.freeze_id"
    )
    items: list[AgendaItem] = items(
        "forwarding_id",
        "It as a matter of the board, once for each meeting. Requires: as AgendaItem.",
        order="{t}.id",
    )
    can_withdraw: Permission = decided(
        rules.can_withdraw,
        "Whether the viewer may take it back.",
        state=("{t}.state", ForwardingState),
        mine=(_MINE, _EITHER),
        frozen=("{t}.frozen_at IS NOT NULL", _EITHER),
    )


@strawberry.type
class ForwardingQueries:
    forwardings: Connection[Forwarding] = pages(
        Pages(
            orders={"AT": Order("at", "timestamptz"), "AT_DESC": Order("at", "timestamptz", descending=True)},
            default_order="AT_DESC",
            filters={
                "states": Filter(("state",), "{t}.state IN {v}"),
                "live": Filter(("state",), choices={True: _LIVE, False: f"NOT {_LIVE}"}),
                "mine": Filter(("by_id",), choices={True: _MINE, False: f"NOT {_MINE}"}),
            },
        ),
        "What was put before the board. Requires: analyst, head of the office, councillor or board.",
        argument("filter", ForwardingFilter | None, "Which ones."),
        argument("order_by", ForwardingOrder, "The order.", ForwardingOrder.AT_DESC),
    )
