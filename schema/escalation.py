"""Escalations: what a clock set off before, at and after its breach, and who has taken note (R2)."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from hotline.escalations import rules
from hotline.escalations.access import ESCALATION, ESCALATION_HEALTH, REVIEW_CANDIDATE
from hotline.escalations.figures import HEALTH
from hotline.escalations.tables import ReviewCause, Told
from schema.city import Unit
from schema.follow_up import Clock
from schema.people import Person
from schema.permission import Permission
from schema.reader.declarations import (
    Filter,
    Only,
    Order,
    Pages,
    Source,
    argument,
    decided,
    declare,
    node,
    pages,
    rows_of,
    stored,
    to_one,
)
from schema.reader.shapes import Connection, Node

if TYPE_CHECKING:
    from schema.message import Message
else:
    # Types that lead to each other: the schema finds them by name.
    Message = Annotated["Message", strawberry.lazy("schema.message")]

_EITHER = (True, False)
_MINE = "coalesce({t}.person_id = :person, FALSE)"
# Whether a superior has still to take note: a reminder is acted on, and a review told to nobody.
_WAITS = "({t}.acknowledged_at IS NULL AND coalesce({t}.tell <> 'HOLDER', FALSE))"
# Whether its clock is still to be met, in time or late.
_OPEN = (
    "EXISTS (SELECT FROM clock c WHERE c.id = {t}.clock_id AND c.state IN ('RUNNING', 'PAUSED', 'BREACHED')"
    " AND c.met_at IS NULL AND c.cancelled_because IS NULL)"
)


@strawberry.enum(description="How escalations are sorted.")
class EscalationOrder(StrEnum):
    FIRED_AT = "FIRED_AT"
    FIRED_AT_DESC = "FIRED_AT_DESC"


@strawberry.enum(description="How review candidates are sorted.")
class ReviewCandidateOrder(StrEnum):
    PROPOSED_AT = "PROPOSED_AT"
    PROPOSED_AT_DESC = "PROPOSED_AT_DESC"


@strawberry.input(description="Which escalations; keys left out or null do not narrow the list.")
class EscalationFilter:
    to_me: bool | None = strawberry.field(default=None, description="Told to the viewer in person, or not.")
    waiting: bool | None = strawberry.field(
        default=None, description="For a superior who has not taken note yet, or not."
    )
    open: bool | None = strawberry.field(default=None, description="Its clock still to be met, or no longer.")
    unit: str | None = strawberry.field(default=None, description="Told in the unit with this code.")


@strawberry.input(description="Which review candidates; keys left out or null do not narrow the list.")
class ReviewCandidateFilter:
    cause: ReviewCause | None = strawberry.field(default=None, description="Proposed for this reason.")


@node("esc", ESCALATION)
class Escalation(Node):
    """A rung of the ladder that a clock has reached (هشدار), and whom it tells now."""

    id: strawberry.ID = stored("id", "The global id.", sql="'esc_' || {t}.id")
    percent: int = stored("percent", "How much of the clock's time was gone, in percent.")
    told: Told | None = stored("tell", "Whom it tells; null where it proposes a review alone.")
    unit: Unit | None = to_one("unit_id", "In which unit.")
    person: Person | None = to_one("person_id", "Who is told; null where nobody holds the place.")
    fired_at: datetime = stored("fired_at", "When.")
    acknowledged_at: datetime | None = stored("acknowledged_at", "When a superior took note.")
    acknowledged_by: Person | None = to_one("acknowledged_by_id", "Which one.")
    climbs_at: datetime | None = stored("climbs_at", "When it climbs to the next superior, unacknowledged.")
    climbed: int = stored("climbed", "How often it has climbed.")
    waiting: bool = stored("acknowledged_at, tell", "Whether a superior has still to take note.", sql=_WAITS)
    clock: Clock | None = to_one("clock_id", "The clock.")
    message: Message | None = to_one("message_id", "The message.")
    can_acknowledge: Permission = decided(
        rules.can_acknowledge,
        "Whether the viewer may acknowledge it.",
        asked=("coalesce({t}.tell <> 'HOLDER', FALSE)", _EITHER),
        mine=(_MINE, _EITHER),
        acknowledged=("{t}.acknowledged_at IS NOT NULL", _EITHER),
    )


@node("rvc", REVIEW_CANDIDATE)
class ReviewCandidate(Node):
    """A message that the next Payesh session might review (R6)."""

    id: strawberry.ID = stored("id", "The global id.", sql="'rvc_' || {t}.id")
    cause: ReviewCause = stored("cause", "Why it is proposed.")
    cycle: int = stored("cycle", "For which cycle of the message, from 1.")
    proposed_at: datetime = stored("proposed_at", "When.")
    message: Message | None = to_one("message_id", "The message.")


@rows_of(Source(ESCALATION_HEALTH, rows=HEALTH))
class EscalationHealth:
    """How escalation stands on clocks still to be met."""

    unacknowledged: int = stored("unacknowledged", "Superiors told who have not taken note yet.")
    unacknowledged_at_the_top: int = stored(
        "unacknowledged_at_the_top", "Of them those that climb no further: nobody stands above."
    )
    untold: int = stored("untold", "Told to nobody, since nobody holds a place over the unit.")
    oldest_unacknowledged_at: datetime | None = stored(
        "oldest_unacknowledged_at", "Since when the oldest of them all waits."
    )
    overdue_climbs: int = stored("overdue_climbs", "Climbs a minute late: must read nought.")
    overdue_rungs: int = stored("overdue_rungs", "Rungs a minute late: must read nought.")


@strawberry.type
class EscalationQueries:
    escalation_health: EscalationHealth | None = declare(
        Only(), "How escalation stands now. Requires: dispatcher, analyst, head of the office or administrator."
    )
    escalations: Connection[Escalation] = pages(
        Pages(
            orders={
                "FIRED_AT": Order("fired_at", "timestamptz"),
                "FIRED_AT_DESC": Order("fired_at", "timestamptz", descending=True),
            },
            default_order="FIRED_AT_DESC",
            filters={
                "toMe": Filter(("person_id",), choices={True: "{t}.person_id = :person", False: f"NOT {_MINE}"}),
                "waiting": Filter(("acknowledged_at", "tell"), choices={True: _WAITS, False: f"NOT {_WAITS}"}),
                "open": Filter(("clock_id",), choices={True: _OPEN, False: f"NOT {_OPEN}"}),
                "unit": Filter(("unit_id",), "{t}.unit_id = (SELECT f.id FROM unit f WHERE f.code = {v})"),
            },
        ),
        "What clocks have set off, as far as the viewer may see the messages.",
        argument("filter", EscalationFilter | None, "Which ones."),
        argument("order_by", EscalationOrder, "The order.", EscalationOrder.FIRED_AT_DESC),
    )
    review_candidates: Connection[ReviewCandidate] = pages(
        Pages(
            orders={
                "PROPOSED_AT": Order("proposed_at", "timestamptz"),
                "PROPOSED_AT_DESC": Order("proposed_at", "timestamptz", descending=True),
            },
            default_order="PROPOSED_AT_DESC",
            filters={"cause": Filter(("cause",), "{t}.cause = {v}")},
        ),
        "Messages proposed for a Payesh session. Requires: analyst, head of the office or councillor.",
        argument("filter", ReviewCandidateFilter | None, "Which ones."),
        argument("order_by", ReviewCandidateOrder, "The order.", ReviewCandidateOrder.PROPOSED_AT_DESC),
    )
