"""Figures of custody: how long messages were in whose hands, over a range of days (R7)."""

from datetime import date
from enum import StrEnum

import strawberry

from hotline.custody.access import CUSTODY_FIGURE, CUSTODY_PERSON_FIGURE
from hotline.custody.sums import BY_PARTY, BY_PERSON
from hotline.messages.tables import MessageState
from schema.city import District, Unit
from schema.figures import over
from schema.people import Person
from schema.reader.declarations import All, Source, argument, declare, rows_of, stored, to_one


@strawberry.enum(description="By whom or what time in hands is summed up.")
class CustodyBy(StrEnum):
    UNIT = "UNIT"
    MANAGER = "MANAGER"
    STAGE = "STAGE"
    DISTRICT = "DISTRICT"


_ARGUMENTS = {"from": "date", "to": "date", "unit": "text", "by": "text"}
_BY_PARTY = over(BY_PARTY, *_ARGUMENTS)
_BY_PERSON = over(BY_PERSON, *_ARGUMENTS)
_ASKING = (
    argument("from_", date, "The first day, in the city's time.", ..., name="from"),
    argument("to", date, "The last day, included.", ...),
    argument("unit", str | None, "Code of a unit: it and those below it alone."),
)


@strawberry.type
class TimeInHands:
    """What both kinds of sums tell."""

    seconds: float = stored(
        "microseconds",
        "How long messages were in these hands on these days, all together, up to now; exact to the microsecond.",
        sql="({t}.microseconds / 1000000)::float8",
    )
    taken: int = stored("taken", "How often a message came into these hands on these days.")
    held: int = stored("held", "How many were in these hands at the end of them, or are now.")
    cases: str = stored("cases", "The messages it is made of, for `messages(filter: { heldBy })`.")


@rows_of(Source(CUSTODY_FIGURE, rows=_BY_PARTY, arguments=_ARGUMENTS))
class CustodyFigure(TimeInHands):
    """Time in hands (زمان در دست) of a unit, of a manager with all units below, at a stage, or in a district."""

    unit: Unit | None = to_one("unit_id", "The unit, or the one whose units are summed up.")
    manager: Person | None = to_one("manager_id", "By MANAGER: who answers for it; null where the place is vacant.")
    stage: MessageState | None = stored("state", "By STAGE: the state.")
    district: District | None = to_one("district_id", "By DISTRICT: the message's; null where none is settled.")


@rows_of(Source(CUSTODY_PERSON_FIGURE, rows=_BY_PERSON, arguments=_ARGUMENTS))
class PersonCustodyFigure(TimeInHands):
    """Time in hands of a person, in one unit."""

    unit: Unit | None = to_one("unit_id", "The unit.")
    person: Person | None = to_one("person_id", "Who of it; null means its manager.")


@strawberry.type
class CustodyQueries:
    custody_figures: list[CustodyFigure] = declare(
        All(order="{t}.microseconds DESC, {t}.unit_id, {t}.state, {t}.district_id"),
        "How long messages were in whose hands, most first. Requires: councillor, board, head of the office,"
        " analyst, or a manager for the units below; sums over stages and districts a manager asks of a unit.",
        argument("by", CustodyBy, "By whom or what.", ...),
        *_ASKING,
    )
    person_custody_figures: list[PersonCustodyFigure] = declare(
        All(order="{t}.microseconds DESC, {t}.unit_id, {t}.person_id"),
        "The same by person. Requires: head of the office, analyst, or a manager for the units below.",
        *_ASKING,
    )
