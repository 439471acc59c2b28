"""On-time rates of districts, compared fairly: with volume and control limits, not as a league table."""

from datetime import date

import strawberry

from hotline.clocks.tables import Obligation
from hotline.figures.access import DAILY_FIGURE
from hotline.figures.figures import DUE_BY_DISTRICT
from hotline.figures.funnel import ACTION, WARNING, Standing, limits, standing
from hotline.kit.viewer import Viewer
from schema.city import District
from schema.figures import over
from schema.reader.declarations import (
    All,
    Completed,
    Source,
    argument,
    declare,
    rows_of,
    stored,
    to_one,
)

_CITY = ("due", "city_due", "city_met")
_CASES = (
    "'district=' || (SELECT f.number FROM district f WHERE f.id = {t}.district_id)"
    " || ';obligation=' || {t}.obligation || ';from=' || {t}.first || ';to=' || {t}.last"
)
_ARGUMENTS = {"from": "date", "to": "date", "obligation": "text"}


def _standing(due: int, met: int, city_due: int, city_met: int, *, viewer: Viewer) -> Standing:
    return standing(due, met, city_met / city_due)


def _limit(level: float, side: int) -> Completed:
    def complete(due: int, city_due: int, city_met: int, *, viewer: Viewer) -> float:
        return limits(due, city_met / city_due, level)[side]

    return Completed(complete, _CITY)


@rows_of(Source(DAILY_FIGURE, rows=over(DUE_BY_DISTRICT, *_ARGUMENTS), arguments=_ARGUMENTS))
class DistrictRate:
    """How many of a district's clocks due in these days were met in time, and what chance explains."""

    district: District | None = to_one("district_id", "The district.")
    due: int = stored("due", "How many were due, and are decided: the volume.")
    met: int = stored("met", "Of them met in time.")
    on_time_share: float = stored(
        "due, met", "Met in time, of those due, 0 to 1.", sql="({t}.met::float8 / {t}.due)"
    )
    paused_share: float = stored(
        "paused, allowed",
        "The share of time in which these clocks stood still, of all the time they had, 0 to 1.",
        sql="coalesce({t}.paused::float8 / nullif({t}.paused + {t}.allowed, 0), 0)",
    )
    city_share: float = stored(
        "city_due, city_met", "Met in time in the whole city.", sql="({t}.city_met::float8 / {t}.city_due)"
    )
    cases: str = stored(
        "district_id, obligation, first, last",
        "The messages it is made of, for `messages(filter: { rated })`; with `;was=MET`, `;was=LATE` or"
        " `;was=PAUSED` those alone.",
        sql=_CASES,
    )
    standing: Standing = declare(Completed(_standing, ("due", "met", "city_due", "city_met")), "How it stands.")
    lower_warning: float = declare(_limit(WARNING, 0), "The lowest share that chance explains at 95 %.")
    upper_warning: float = declare(_limit(WARNING, 1), "The highest share that chance explains at 95 %.")
    lower_action: float = declare(_limit(ACTION, 0), "The lowest share that chance explains at 99.8 %.")
    upper_action: float = declare(_limit(ACTION, 1), "The highest share that chance explains at 99.8 %.")


@strawberry.type
class RateQueries:
    district_rates: list[DistrictRate] = declare(
        All(order="(SELECT f.number FROM district f WHERE f.id = {t}.district_id)"),
        "One row for each district in which such clocks were due on these days. Requires: as districtFigures.",
        argument("obligation", Obligation, "Which promise.", ...),
        argument("from_", date, "The first day on which they were due, in the city's time.", ..., name="from"),
        argument("to", date, "The last day, included.", ...),
    )
