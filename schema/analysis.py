"""A line of a bundle's analysis: what a request type, a district or the city counted, and whether it rose."""

from enum import StrEnum

import strawberry

from policy_board.bundles.figures import CHANGE, SURE
from policy_board.bundles.tables import Measured
from schema.reader.declarations import stored


@strawberry.enum(description="How a volume changed: beyond what chance explains at 99.8 %, or not.")
class Trend(StrEnum):
    ROSE = "ROSE"
    FELL = "FELL"
    STEADY = "STEADY"


def _share(part: str, whole: str) -> str:
    return f"({{t}}.{part}::float8 / nullif({whole}, 0))"


@strawberry.type
class Analysed:
    """Days are those of registration; what became of those messages later is counted with them. `…Before` is the
    same of the period it is compared with."""

    measured: Measured = stored("measured", "What this line is about.")
    subject: str = stored("subject", "The request type's code, the district's number; empty for the city.")
    name_fa: str = stored("name_fa", "Its Persian name.")
    name_en: str = stored("name_en", "Its English name.")
    days: int = stored("days", "How many days the period has.")
    days_before: int = stored("days_before", "How many days the one before has.")
    registered: int = stored("registered", "Messages registered.")
    registered_before: int = stored("registered_before", "Before.")
    trend: Trend = stored(
        "registered, registered_before, days, days_before",
        "Whether more or fewer a day were registered than before, beyond what chance explains.",
        sql=f"(CASE WHEN {CHANGE} > {SURE} THEN 'ROSE' WHEN {CHANGE} < -{SURE} THEN 'FELL' ELSE 'STEADY' END)",
    )
    urgent: int = stored("urgent", "Of them urgent.")
    urgent_before: int = stored("urgent_before", "Before.")
    urgent_share: float | None = stored(
        "urgent, registered",
        "Urgent ones of all, 0 to 1; null where there are none.",
        sql=_share("urgent", "{t}.registered"),
    )
    urgent_share_before: float | None = stored(
        "urgent_before, registered_before", "Before.", sql=_share("urgent_before", "{t}.registered_before")
    )
    first_action_met: int = stored("first_action_met", "First actions in time.")
    first_action_breached: int = stored("first_action_breached", "First actions late or still missing.")
    on_time_share: float | None = stored(
        "first_action_met, first_action_breached",
        "First actions in time, of those decided, 0 to 1; null where there are none.",
        sql=_share("first_action_met", "{t}.first_action_met + {t}.first_action_breached"),
    )
    on_time_share_before: float | None = stored(
        "first_action_met_before, first_action_breached_before",
        "Before.",
        sql=_share("first_action_met_before", "{t}.first_action_met_before + {t}.first_action_breached_before"),
    )
    closed: int = stored("closed", "Closed by then.")
    closed_before: int = stored("closed_before", "Before.")
    objected: int = stored("objected", "Objections raised on them.")
    objected_before: int = stored("objected_before", "Before.")
    reopened: int = stored("reopened", "Objections upheld, by which they went on in a further cycle.")
    reopened_before: int = stored("reopened_before", "Before.")
