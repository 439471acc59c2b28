"""Inspections: an inspector's charge over a message, and the visits (R3)."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from hotline.inspections.access import INSPECTION, INSPECTOR, VISIT
from hotline.inspections.figures import INSPECTORS
from hotline.inspections.tables import Finding, InspectionCause, InspectionState
from schema.follow_up import FollowUp
from schema.people import Person
from schema.reader.declarations import All, Source, declare, items, node, rows_of, stored, to_one
from schema.reader.shapes import Node

if TYPE_CHECKING:
    from schema.message import Message
else:
    # Types that lead to each other: the schema finds them by name.
    Message = Annotated["Message", strawberry.lazy("schema.message")]


@node("vst", VISIT)
class Visit(Node):
    """An inspector on the ground, and what was seen."""

    id: strawberry.ID = stored("id", "The global id.", sql="'vst_' || {t}.id")
    found: Finding = stored("found", "What the inspector saw.")
    visited_at: datetime = stored("visited_at", "When.")
    recorded_at: datetime = stored("recorded_at", "When it was recorded.")
    inspector: Person | None = to_one("inspector_id", "Who. Requires: staff or councillor.")
    latitude: float | None = stored("latitude", "Where, degrees. Requires: the exact place.")
    longitude: float | None = stored("longitude", "Where, degrees. Requires: the exact place.")
    follow_up: FollowUp | None = to_one("follow_up_id", "What the timeline says of it, with its photos.")


@node("ins", INSPECTION)
class Inspection(Node):
    """An inspector's charge (نظارت). The message cannot close while it is open."""

    id: strawberry.ID = stored("id", "The global id.", sql="'ins_' || {t}.id")
    cause: InspectionCause = stored("cause", "What brought the inspector in.")
    state: InspectionState = stored("state", "Where it stands.")
    cycle: int = stored("cycle", "In which cycle of the message, from 1.")
    opened_at: datetime = stored("opened_at", "When it was opened.")
    opened_by: Person | None = to_one("opened_by_id", "Who opened it; null for the system.")
    inspector: Person | None = to_one("inspector_id", "Whose charge it is. Requires: staff or councillor.")
    assigned_at: datetime | None = stored("assigned_at", "Since when.")
    ended_at: datetime | None = stored("ended_at", "When it ended.")
    visits: list[Visit] = items("inspection_id", "The visits, by time.", order="{t}.recorded_at, {t}.id")
    message: Message | None = to_one("message_id", "The message.")


@rows_of(Source(access=INSPECTOR, rows=INSPECTORS))
class Inspector:
    """Somebody who may be charged with an inspection, and how much they carry."""

    person: Person | None = to_one("person_id", "Who.")
    charges: int = stored("charges", "Inspections that are theirs and open.")


@strawberry.type
class InspectionQueries:
    inspectors: list[Inspector] = declare(
        All(order="{t}.charges, {t}.name"), "The inspectors, those who carry least first. Requires: staff."
    )
