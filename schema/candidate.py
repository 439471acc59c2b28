"""Candidate challenges: what the office might prepare a dossier of, found by control limits."""

from datetime import date

import strawberry

from hotline.clocks.tables import Obligation
from hotline.figures.funnel import ACTION, Standing, limits, standing
from hotline.figures.marks import Measure
from hotline.kit.access import Access, roles
from hotline.kit.viewer import Viewer
from hotline.messages.tables import MessageState
from policy_board.dossiers.candidates import CANDIDATES
from policy_board.dossiers.rules import AUTHORS
from schema.city import Category, District
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

_CANDIDATE = Access("candidate", rows=roles(*AUTHORS))
_ARGUMENTS = {"from": "date", "to": "date"}
_FILTER = (
    "json_build_object('category', (SELECT f.code FROM category f WHERE f.id = {t}.category_id),"
    " 'district', (SELECT f.number FROM district f WHERE f.id = {t}.district_id),"
    " 'marked', json_build_array({t}.mark),"
    " 'registeredFrom', ({t}.first::timestamp AT TIME ZONE (SELECT f.time_zone FROM city f)),"
    " 'registeredTo', (({t}.last + 1)::timestamp AT TIME ZONE (SELECT f.time_zone FROM city f)))::text"
)


def _standing(counted: int, whole: int, city_counted: int, city_whole: int, *, viewer: Viewer) -> Standing:
    return standing(whole, counted, city_counted / city_whole)


def _limit(whole: int, city_counted: int, city_whole: int, *, viewer: Viewer) -> float:
    return limits(whole, city_counted / city_whole, ACTION)[1]


@rows_of(Source(_CANDIDATE, rows=over(CANDIDATES, *_ARGUMENTS), arguments=_ARGUMENTS))
class ChallengeCandidate:
    """A request type that goes wrong in a district more often than in the city, as a whole or at a stage."""

    category: Category | None = to_one("category_id", "The request type.")
    district: District | None = to_one("district_id", "The district.")
    mark: str = stored("mark", "What goes wrong, as the marks of `messageFigures` say it.")
    measure: Measure = stored("measure", "What goes wrong: LATE, LATE_AT, OBJECTED, OBJECTED_AT or REOPENED.")
    obligation: Obligation | None = stored("obligation", "Of LATE and LATE_AT: which promise.")
    stage: MessageState | None = stored(
        "stage", "Of LATE_AT and OBJECTED_AT: where the messages stood when time ran out, or citizens objected."
    )
    counted: int = stored("counted", "How often.")
    whole: int = stored("whole", "Of how many that could: promises decided, or messages.")
    share: float = stored("counted, whole", "That share, 0 to 1.", sql="({t}.counted::float8 / {t}.whole)")
    city_share: float = stored(
        "city_counted, city_whole",
        "That of the request type in the whole city.",
        sql="({t}.city_counted::float8 / {t}.city_whole)",
    )
    standing: Standing = declare(
        Completed(_standing, ("counted", "whole", "city_counted", "city_whole")), "How it stands."
    )
    upper_action: float = declare(
        Completed(_limit, ("whole", "city_counted", "city_whole")),
        "The highest share that chance explains at 99.8 %.",
    )
    filter: str = stored(
        "category_id, district_id, mark, first, last",
        "As JSON, the messages that show it: evidence for a dossier.",
        sql=_FILTER,
    )


@strawberry.type
class CandidateQueries:
    challenge_candidates: list[ChallengeCandidate] = declare(
        All(order="{t}.place"),
        "Where request types go wrong in a district more often than the city's own share lets expect, as a whole or"
        " at a stage of the cycle, the furthest first, 60 at most. Requires: analyst or head of the office.",
        argument("from_", date, "The first day of registration, in the city's time.", ..., name="from"),
        argument("to", date, "The last day, included.", ...),
    )
