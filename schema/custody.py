"""Custody: who held a message, from its first instant to its last (R7)."""

from datetime import datetime

import strawberry

from hotline.custody.access import BREACH_CHARGE, CUSTODY_SPAN
from hotline.messages.tables import MessageState
from schema.city import Unit
from schema.people import Person
from schema.reader.declarations import node, stored, to_one
from schema.reader.shapes import Node


@node("cus", CUSTODY_SPAN)
class CustodySpan(Node):
    """A stretch of time in which one party held a message. The spans tile its open cycles."""

    id: strawberry.ID = stored("id", "The global id.", sql="'cus_' || {t}.id")
    cycle: int = stored("cycle", "In which cycle of the message, from 1.")
    state: MessageState = stored("state", "In which state.")
    unit: Unit | None = to_one("unit_id", "Which unit held it.")
    person: Person | None = to_one("person_id", "Who of it; null means its manager. Requires: staff or councillor.")
    began_at: datetime = stored("began_at", "From when.")
    ended_at: datetime | None = stored("ended_at", "Until when; null while it is held.")
    seconds: int = stored(
        "began_at, ended_at",
        "For how long, up to now.",
        sql="extract(epoch FROM coalesce({t}.ended_at, payesh_now()) - {t}.began_at)::int",
    )


@node("chg", BREACH_CHARGE)
class BreachCharge(Node):
    """What part of a breach one holder is charged with. The parts of a breach sum to one."""

    id: strawberry.ID = stored("id", "The global id.", sql="'chg_' || {t}.id")
    unit: Unit | None = to_one("unit_id", "Which unit.")
    person: Person | None = to_one("person_id", "Who of it; null means its manager. Requires: staff or councillor.")
    share: float = stored(
        "millionths",
        "The part of the clock's own time that passed in these hands, 0 to 1, in millionths.",
        sql="({t}.millionths / 1000000.0)::float8",
    )
    at_breach: bool = stored("at_breach", "Whether these hands held it when the clock ran out.")
