"""The city: districts, units and their posts, request types."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from hotline.city import access
from hotline.city.tables import PostKind, UnitKind
from hotline.messages.tables import Ground, MessageKind
from schema.reader.declarations import (
    All,
    Filter,
    Find,
    Order,
    Pages,
    Source,
    argument,
    declare,
    items,
    node,
    pages,
    rows_of,
    stored,
    to_one,
)
from schema.reader.shapes import Connection, Node

if TYPE_CHECKING:
    from schema.message import Message
    from schema.people import Person
else:
    # Types that lead to each other: the schema finds them by name.
    Message = Annotated["Message", strawberry.lazy("schema.message")]
    Person = Annotated["Person", strawberry.lazy("schema.people")]


@node("dst", access.DISTRICT)
class District(Node):
    """A municipal district."""

    id: strawberry.ID = stored("id", "The global id.", sql="'dst_' || {t}.id")
    number: int = stored("number", "Its number, 1 to 15 in Isfahan.")
    name_fa: str = stored("name_fa", "Its Persian name.")
    name_en: str = stored("name_en", "Its English name.")
    latitude: float = stored("latitude", "Latitude of its centre, degrees.")
    longitude: float = stored("longitude", "Longitude of its centre, degrees.")
    tile_row: int = stored("tile_row", "Its row on the schematic map.")
    tile_col: int = stored("tile_col", "Its column on the schematic map.")


@node("unt", access.UNIT)
class Unit(Node):
    """A unit of the municipality, in one tree."""

    id: strawberry.ID = stored("id", "The global id.", sql="'unt_' || {t}.id")
    code: str = stored("code", "Its stable code.")
    name_fa: str = stored("name_fa", "Its Persian name.")
    name_en: str = stored("name_en", "Its English name.")
    kind: UnitKind = stored("kind", "What kind of unit it is.")
    district: District | None = to_one("district_id", "The district it belongs to, where it belongs to one.")
    parent: Annotated["Unit", strawberry.lazy("schema.city")] | None = to_one(
        "parent_id", "The unit above; null at the root."
    )
    children: list[Annotated["Unit", strawberry.lazy("schema.city")]] = items(
        "parent_id", "The units right below.", order="{t}.code"
    )
    posts: list[Annotated["Post", strawberry.lazy("schema.city")]] = items(
        "unit_id", "Its places and who holds them. Requires: staff or councillor.", order="{t}.kind"
    )
    staff: Connection[Person] = pages(
        Pages(
            orders={"ID": Order("id", "uuid")},
            default_order="ID",
            through=("person_role", "unit_id", "person_id"),
        ),
        "Everyone who holds a role here. Requires: staff or councillor.",
    )


@rows_of(Source(access=access.POST))
class Post:
    """A place in the unit tree and who holds it."""

    kind: PostKind = stored("kind", "Which place.")
    unit: Unit | None = to_one("unit_id", "The unit it is in.")
    person: Person | None = to_one("person_id", "Who holds it.")


@node("cat", access.CATEGORY)
class Category(Node):
    """A request type."""

    id: strawberry.ID = stored("id", "The global id.", sql="'cat_' || {t}.id")
    code: str = stored("code", "Its stable code.")
    group_fa: str = stored("group_fa", "Its group's Persian name.")
    group_en: str = stored("group_en", "Its group's English name.")
    title_fa: str = stored("title_fa", "Its Persian title.")
    title_en: str = stored("title_en", "Its English title.")
    description_fa: str = stored("description_fa", "What it covers, in Persian.")
    description_en: str = stored("description_en", "What it covers, in English.")
    kind: MessageKind = stored("kind", "What a message of this type usually asks for.")
    urgent_by_default: bool = stored("urgent_by_default", "Whether it is urgent unless triage says otherwise.")
    ground: Ground | None = stored("ground", "Its ground, where urgent by default.")
    public: bool = stored("public", "Whether it is offered to the public over Open311.")
    active: bool = stored("active", "Whether new messages may have it.")
    unit: Unit | None = to_one("unit_id", "The unit responsible; null where it is a section of the district.")


@strawberry.type
class CityQueries:
    districts: list[District] = declare(All(order="{t}.number"), "All districts, by number.")
    units: list[Unit] = declare(All(order="{t}.code"), "All units, by code.")
    category: Category | None = declare(
        Find("code", "text", "code"),
        "One request type by its code; null where there is none or the viewer may not know of it.",
        argument("code", str, "The code.", ...),
    )
    categories: list[Category] = declare(
        All(
            order="{t}.group_fa, {t}.code",
            filters={"active": Filter(("active",), choices={True: "{t}.active", False: "NOT {t}.active"})},
        ),
        "All request types, by group.",
        argument("active", bool | None, "Only those that new messages may, or may no longer, have."),
    )
