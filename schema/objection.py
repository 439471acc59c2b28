"""Objections: citizens contest an act or a silence, and councillors take them up (R8)."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from hotline.objections import rules
from hotline.objections.access import OBJECTION
from hotline.objections.tables import ObjectionReason, ObjectionState
from schema.follow_up import FollowUp
from schema.people import Person
from schema.permission import Permission
from schema.reader.declarations import Filter, Order, Pages, argument, decided, node, pages, stored, to_one
from schema.reader.shapes import Connection, Node

if TYPE_CHECKING:
    from schema.message import Message
else:
    # Types that lead to each other: the schema finds them by name.
    Message = Annotated["Message", strawberry.lazy("schema.message")]


_EITHER = (True, False)
_MINE = "coalesce({t}.taken_up_by_id = :person, FALSE)"
_OWN = (
    "coalesce((SELECT m.closed_by_id = :person FROM message m WHERE m.id = {t}.message_id), FALSE)"
    " OR coalesce((SELECT f.actor_id = :person FROM follow_up f WHERE f.id = {t}.against_id), FALSE)"
)


@strawberry.enum(description="How objections are sorted.")
class ObjectionOrder(StrEnum):
    OPENED_AT = "OPENED_AT"
    OPENED_AT_DESC = "OPENED_AT_DESC"


@strawberry.input(description="Which objections; keys left out or null do not narrow the list.")
class ObjectionFilter:
    states: list[ObjectionState] | None = strawberry.field(default=None, description="In any of these states.")
    reason: ObjectionReason | None = strawberry.field(default=None, description="For this reason.")
    district: int | None = strawberry.field(default=None, description="In the district of this number.")
    taken_up_by_me: bool | None = strawberry.field(default=None, description="Taken up by the viewer, or not.")


@node("obj", OBJECTION)
class Objection(Node):
    """An objection (اعتراض)."""

    id: strawberry.ID = stored("id", "The global id.", sql="'obj_' || {t}.id")
    reason: ObjectionReason = stored("reason", "What the citizen contests.")
    text: str | None = stored("text", "In the citizen's words, personal data masked.")
    unmasked_text: str | None = stored("pii_text", "Word for word. Requires: as Message.unmaskedText.")
    state: ObjectionState = stored("state", "Where it stands.")
    cycle: int = stored("cycle", "The cycle objected to.")
    opened_at: datetime = stored("opened_at", "When it was raised.")
    opened_by: Person | None = to_one("opened_by_id", "Who wrote it down; null if the citizen did.")
    against: FollowUp | None = to_one("against_id", "What it is against; null for silence.")
    ruling: str | None = stored("ruling", "The ruling, told to the citizen.")
    ruled_at: datetime | None = stored("ruled_at", "When it was ruled on.")
    ruled_by: Person | None = to_one("ruled_by_id", "Who ruled. Requires: staff or councillor.")
    taken_up_at: datetime | None = stored("taken_up_at", "When a councillor took it up.")
    taken_up_by: Person | None = to_one("taken_up_by_id", "Which councillor. Requires: staff or councillor.")
    result: str | None = stored("result", "What came of that.")
    result_at: datetime | None = stored("result_at", "When the result was recorded.")
    message: Message | None = to_one("message_id", "The message.")
    can_rule: Permission = decided(
        rules.can_rule,
        "Whether the viewer may rule on it.",
        state=("{t}.state", ObjectionState),
        own=(f"({_OWN})", _EITHER),
    )
    can_take_up: Permission = decided(
        rules.can_take_up, "Whether the viewer may take it up.", taken_up=("{t}.taken_up_at IS NOT NULL", _EITHER)
    )
    can_record_result: Permission = decided(
        rules.can_record_result, "Whether the viewer may record what came of it.", mine=(_MINE, _EITHER)
    )


@strawberry.type
class ObjectionQueries:
    objections: Connection[Objection] = pages(
        Pages(
            orders={
                "OPENED_AT": Order("opened_at", "timestamptz"),
                "OPENED_AT_DESC": Order("opened_at", "timestamptz", descending=True),
            },
            default_order="OPENED_AT_DESC",
            filters={
                "states": Filter(("state",), "{t}.state IN {v}"),
                "reason": Filter(("reason",), "{t}.reason = {v}"),
                "district": Filter(
                    ("message_id",),
                    "{t}.message_id IN (SELECT m.id FROM message m JOIN district d ON d.id = m.district_id"
                    " WHERE d.number = {v})",
                    "int",
                ),
                "takenUpByMe": Filter(("taken_up_by_id",), choices={True: _MINE, False: f"NOT {_MINE}"}),
            },
        ),
        "The objections the viewer may see.",
        argument("filter", ObjectionFilter | None, "Which ones."),
        argument("order_by", ObjectionOrder, "The order.", ObjectionOrder.OPENED_AT_DESC),
    )
