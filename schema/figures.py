"""Figures: exact sums by district and by request type over a range of days."""

from datetime import date

import strawberry

from hotline.figures.access import DAILY_FIGURE
from hotline.figures.figures import BY_CATEGORY, BY_DISTRICT
from schema.city import Category, District
from schema.reader.declarations import All, Source, argument, declare, rows_of, stored, to_one

_RANGE = {"from": "date", "to": "date"}
_DAYS = (
    argument("from_", date, "The first day, in the city's time.", ..., name="from"),
    argument("to", date, "The last day, included.", ...),
)


def over(sql: str, *names: str) -> str:
    """The figures' SQL with its numbered parameters named after the field's arguments."""
    for number, name in enumerate(names, 1):
        sql = sql.replace(f"${number}", f":{name}:")
    return sql


@strawberry.type
class Counts:
    """What both kinds of figures count. Days are those of registration."""

    registered: int = stored("registered", "Messages registered.")
    urgent: int = stored("urgent", "Of them urgent.")
    first_action_met: int = stored("first_action_met", "First actions in time.")
    first_action_breached: int = stored("first_action_breached", "First actions late or still missing.")
    first_action_on_time_share: float | None = stored(
        "first_action_met, first_action_breached",
        "First actions in time, of those decided, 0 to 1; null where there are none.",
        sql="({t}.first_action_met::float8 / nullif({t}.first_action_met + {t}.first_action_breached, 0))",
    )
    closed: int = stored("closed", "Of them closed by now.")
    objected: int = stored("objected", "Objections raised on them.")
    reopened: int = stored("reopened", "Of them reopened after an objection.")
    feedback_met: int = stored("feedback_met", "Feedback recorded in time.")
    feedback_breached: int = stored("feedback_breached", "Feedback late or still missing.")
    resolution_met: int = stored("resolution_met", "Resolutions in time.")
    resolution_breached: int = stored("resolution_breached", "Resolutions late or still missing.")


@rows_of(Source(DAILY_FIGURE, rows=over(BY_DISTRICT, "from", "to"), arguments=_RANGE))
class DistrictFigure(Counts):
    """The figures of one district."""

    district: District | None = to_one("district_id", "The district.")


@rows_of(Source(DAILY_FIGURE, rows=over(BY_CATEGORY, "from", "to"), arguments=_RANGE))
class CategoryFigure(Counts):
    """The figures of one request type."""

    category: Category | None = to_one("category_id", "The request type.")


@strawberry.type
class FigureQueries:
    district_figures: list[DistrictFigure] = declare(
        All(order="(SELECT f.number FROM district f WHERE f.id = {t}.district_id)"),
        "One row for each district with messages in these days. Requires: staff, councillor or board.",
        *_DAYS,
    )
    category_figures: list[CategoryFigure] = declare(
        All(order="{t}.registered DESC, {t}.category_id"),
        "One row for each request type with messages in these days, most first. Requires: as districtFigures.",
        *_DAYS,
    )
