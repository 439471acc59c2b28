"""People who work with the system, and who is asking."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from hotline.calendars import rules as calendar_rules
from hotline.city import policy_rules
from hotline.kit.ids import global_id
from hotline.kit.viewer import Role, Viewer
from hotline.messages import rules
from hotline.people import access
from hotline.people import rules as people_rules
from hotline.people.access import AccessReason
from hotline.people.finding import NAMED, read_name
from policy_board.seats import rules as seat_rules
from schema.permission import Permission
from schema.reader.declarations import (
    Decided,
    Embedded,
    Filter,
    Given,
    Order,
    Pages,
    argument,
    decided,
    declare,
    items,
    node,
    pages,
    stored,
    to_one,
)
from schema.reader.shapes import Connection, Node

if TYPE_CHECKING:
    from schema.city import Unit
else:
    # Types that lead to each other: the schema finds them by name.
    Unit = Annotated["Unit", strawberry.lazy("schema.city")]


@node("psn", access.PERSON)
class Person(Node):
    """A person who works with the system, or stands on a timeline."""

    id: strawberry.ID = stored("id", "The global id.", sql="'psn_' || {t}.id")
    name: str = stored("name", "The name. Requires: staff or councillor.")
    phone: str | None = stored("pii_phone", "Where SMS reach them at work. Requires: oneself or administrator.")
    email: str | None = stored("pii_email", "Where e-mail reaches them. Requires: oneself or administrator.")
    can_set_contact: Permission = decided(
        people_rules.can_set_contact,
        "Whether the viewer may say where notices reach them.",
        own=("coalesce({t}.id = :person, FALSE)", (True, False)),
    )
    roles: list[Annotated["HeldRole", strawberry.lazy("schema.people")]] = items(
        "person_id", "The roles held. Requires: staff or councillor.", order="{t}.role, {t}.id"
    )


@node("rol", access.PERSON_ROLE)
class HeldRole(Node):
    """A role a person holds, in a unit where it belongs to one."""

    id: strawberry.ID = stored("id", "The global id.", sql="'rol_' || {t}.id")
    role: Role = stored("role", "Which role.")
    unit: Unit | None = to_one("unit_id", "Where, if it belongs to a unit.")


@node("rec", access.ACCESS_RECORD)
class AccessRecord(Node):
    """That a person read a citizen's contact data, and why."""

    id: strawberry.ID = stored("id", "The global id.", sql="'rec_' || {t}.id")
    reason: AccessReason = stored("reason", "Why, as the reader gave it.")
    read_at: datetime = stored("read_at", "When.")
    person: Person | None = to_one("person_id", "Who read.")
    message_id: strawberry.ID = stored("message_id", "Whose message.", sql="'msg_' || {t}.message_id")


_HOLDING = "EXISTS (SELECT FROM person_role h WHERE h.person_id = {t}.id AND h.role IN {v})"


def _name(viewer: Viewer) -> str:
    return viewer.name


def _person_id(viewer: Viewer) -> str | None:
    return global_id("psn", viewer.person) if viewer.person else None


@strawberry.type(description="Who is asking, as the server sees it.")
class Asking:
    name: str = declare(Given(_name), "The name; empty for a citizen or the public.")
    person_id: strawberry.ID | None = declare(
        Given(_person_id), "The global id of their `Person`; null for whoever has no account."
    )
    language: str = declare(Given(lambda viewer: viewer.language), "The language of sentences: fa or en.")
    roles: list[Role] = declare(Given(lambda viewer: sorted(viewer.roles)), "The roles held.")
    can_register_message: Permission = declare(
        Decided(rules.can_register, {}), "Whether the viewer may register a message."
    )
    can_edit_calendar: Permission = declare(
        Decided(calendar_rules.can_edit, {}), "Whether the viewer may change holidays and opening hours."
    )
    can_adopt_policy: Permission = declare(
        Decided(policy_rules.can_adopt, {}), "Whether the viewer may adopt a version of the policy."
    )
    can_seat_members: Permission = declare(
        Decided(seat_rules.can_seat, {}), "Whether the viewer may say who the members of the policy board are."
    )
    can_set_quorum_rule: Permission = declare(
        Decided(seat_rules.can_rule, {}), "Whether the viewer may say what the board's quorum is."
    )


@strawberry.input(description="Which people; keys left out or null do not narrow the list.")
class PersonFilter:
    name: str | None = strawberry.field(
        default=None, description="With these words in their name, whatever the script's letters, spaces and marks."
    )
    roles: list[Role] | None = strawberry.field(default=None, description="Holding any of these roles.")
    active: bool | None = strawberry.field(default=None, description="Who work with it still, or no more.")


@strawberry.type
class PeopleQueries:
    viewer: Asking = declare(Embedded(), "Who is asking.")
    people: Connection[Person] = pages(
        Pages(
            orders={"ID": Order("id", "uuid")},
            default_order="ID",
            filters={
                "name": Filter(("name",), NAMED, read=read_name, dear=True),
                "roles": Filter(("id",), _HOLDING),
                "active": Filter(("active",), choices={True: "{t}.active", False: "NOT {t}.active"}),
            },
        ),
        "People who work with the system, or stand on a timeline. Requires: staff or councillor.",
        argument("filter", PersonFilter | None, "Which ones."),
    )
    access_records: Connection[AccessRecord] = pages(
        Pages(
            orders={"READ_AT_DESC": Order("read_at", "timestamptz", descending=True)},
            default_order="READ_AT_DESC",
            filters={"person": Filter(("person_id",), "{t}.person_id = {v}", "uuid")},
        ),
        "Who read contact data, newest first. Requires: administrator or head of the office.",
    )
