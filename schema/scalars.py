"""Scalars. A moment goes out in UTC as PostgreSQL writes it, and comes in with an offset, always."""

from datetime import date, datetime

from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition, scalar

# Before 1300 of the Jalali calendar or after 1500 is a slip of the pen, and PostgreSQL's range ends somewhere.
_YEARS = range(1921, 2122)


def _read_moment(text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise GraphQLError("A DateTime is written as in ISO 8601.") from None
    if moment.tzinfo is None or moment.year not in _YEARS:
        raise GraphQLError("A DateTime has an offset (or Z), and lies within this century or the last.")
    return moment


def _read_date(text: object) -> date:
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        raise GraphQLError("A Date is written as YYYY-MM-DD.") from None
    if day.year not in _YEARS:
        raise GraphQLError("A Date lies within this century or the last.")
    return day


SCALARS: dict[object, ScalarDefinition] = {
    datetime: scalar(
        name="DateTime",
        description="A moment, ISO 8601 with an offset: `2026-09-27T10:30:00+03:30`. Answers are in UTC.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time",
        serialize=str,
        parse_value=_read_moment,
    ),
    date: scalar(
        name="Date",
        description="A day, `YYYY-MM-DD` in the Gregorian calendar.",
        serialize=str,
        parse_value=_read_date,
    ),
}
