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
from schema.permission import Permission
from schema.reader.declarations import (
    Decided,
    Embedded,
    Filter,
    Given,
    Order,
    Pages,
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


@strawberry.type
class PeopleQueries:
    viewer: Asking = declare(Embedded(), "Who is asking.")
    access_records: Connection[AccessRecord] = pages(
        Pages(
            orders={"READ_AT_DESC": Order("read_at", "timestamptz", descending=True)},
            default_order="READ_AT_DESC",
            filters={"person": Filter(("person_id",), "{t}.person_id = {v}", "uuid")},
        ),
        "Who read contact data, newest first. Requires: administrator or head of the office.",
    )
