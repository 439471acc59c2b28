"""One small believable city, the same in every test: three districts, a few units, ten request types of every
kind and ground, one policy, and one person for each role.

Everything here is in the database before a test starts, and is put back after a test has changed it.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID, uuid5

import asyncpg

from hotline.kit.viewer import ANONYMOUS, ActorKind, Role, Viewer

PASSWORD = "payesh-137"
# Of PASSWORD, made cheap: t=1, m=8 KiB, p=1.
PASSWORD_HASH = "$argon2id$v=19$m=8,t=1,p=1$pN46ZKyx+Qwu9g1FMXlZJg$PWF27qeF1fGf5tR0Z9Spvw3EmzJMB0P/mH1J7yq0Upw"
TOKEN_SECRET = "payesh_token_of-the-small-city"
START = datetime(2026, 3, 21, tzinfo=UTC)  # 1 Farvardin 1405

_NAMESPACE = UUID("13700000-0000-4000-8000-000000000137")


def id_of(noun: str, name: object) -> UUID:
    """The id of a row of this city: `id_of("unit", "centre")`, `id_of("district", 2)`."""
    return uuid5(_NAMESPACE, f"{noun}:{name}")


# number, Persian, English, latitude, longitude, tile row, tile column
DISTRICTS = (
    (1, "منطقه ۱", "District 1", 32.652, 51.668, 0, 0),
    (2, "منطقه ۲", "District 2", 32.690, 51.640, 0, 1),
    (3, "منطقه ۳", "District 3", 32.640, 51.700, 1, 0),
)
SECTIONS = (
    ("cleaning", "خدمات شهری", "Cleaning"),
    ("roads", "عمران", "Roads"),
    ("green", "فضای سبز", "Green space"),
)
# code, Persian, English, kind, parent
CENTRAL_UNITS = (
    ("services", "معاونت خدمات شهری", "Municipal Services", "DEPUTY", None),
    ("centre", "مرکز هماهنگی عملیات", "Operations Centre", "CENTRE", "services"),
    ("office", "اداره ارتباطات مردمی ۱۳۷", "Office of 137", "OFFICE", None),
    ("fire", "سازمان آتش‌نشانی", "Fire Department", "ORGANISATION", "services"),
)
# code, Persian, English, kind, ground, unit or section, public
CATEGORIES = (
    ("open-manhole", "دریچه باز چاه", "Open manhole", "OPERATIONAL", "HAZARD", "section:roads", True),
    ("fallen-tree", "سقوط درخت", "Fallen tree", "OPERATIONAL", "HAZARD", "section:green", True),
    ("fire-risk", "خطر آتش‌سوزی", "Fire risk", "OPERATIONAL", "HAZARD", "unit:fire", False),
    (
        "illegal-building",
        "ساخت‌وساز غیرمجاز",
        "Illegal building",
        "OPERATIONAL",
        "COSTLY_VIOLATION",
        "section:roads",
        False,
    ),
    ("burst-pipe", "ترکیدگی لوله آب", "Burst pipe", "OPERATIONAL", "RESOURCE_WASTE", "section:green", True),
    ("litter", "جمع‌آوری زباله", "Litter", "OPERATIONAL", None, "section:cleaning", True),
    ("pothole", "چاله در معبر", "Pothole", "OPERATIONAL", None, "section:roads", True),
    ("pruning", "هرس درختان", "Pruning", "OPERATIONAL", None, "section:green", True),
    ("opening-hours", "پرسش ساعت کاری", "Opening hours", "INFORMATION", None, "unit:office", False),
    ("suggestion", "پیشنهاد", "Suggestion", "OPINION", None, "unit:office", False),
)
# Where each role works; one plainly fictional person for each.
PEOPLE = {
    Role.OPERATOR: "office",
    Role.DISPATCHER: "centre",
    Role.EXECUTIVE_AGENT: "1-roads",
    Role.INSPECTOR: "services",
    Role.SPECIAL_FOLLOW_UP_OFFICER: "office",
    Role.CORRESPONDENCE_CLERK: "office",
    Role.OFFICE_ANALYST: "office",
    Role.HEAD_OF_OFFICE: "office",
    Role.MANAGER: "district-1",
    Role.COUNCILLOR: None,
    Role.BOARD_MEMBER: None,
    Role.BOARD_CHAIR: None,
    Role.BOARD_SECRETARY: None,
    Role.ADMINISTRATOR: None,
}
# Units of district 1, which the manager answers for.
MANAGED = ("district-1", "1-cleaning", "1-roads", "1-green")
# Who sits on the policy board: five, so that three are a quorum.
SEATED = (Role.BOARD_CHAIR, Role.BOARD_MEMBER, Role.COUNCILLOR, Role.HEAD_OF_OFFICE, Role.MANAGER)
LADDER = [
    {"percent": 50, "tell": "HOLDER"},
    {"percent": 75, "tell": "SUPERVISOR", "climb": 10},
    {"percent": 100, "tell": "MANAGER", "climb": 10, "inspect": True},
    {"percent": 150, "tell": "DEPUTY", "climb": 10},
    {"percent": 200, "review": True},
]


def viewer(role: Role, *more: Role, language: str = "en") -> Viewer:
    """The person of `role`, who may hold `more` roles as well."""
    unit = PEOPLE[role]
    return Viewer(
        kind=ActorKind.PERSON,
        roles=frozenset({role, *more}),
        person=id_of("person", role),
        units=(id_of("unit", unit),) if unit else (),
        managed=tuple(id_of("unit", code) for code in MANAGED) if role is Role.MANAGER else (),
        language=language,
        name=name_of(role),
    )


def operator() -> Viewer:
    return viewer(Role.OPERATOR)


def dispatcher() -> Viewer:
    return viewer(Role.DISPATCHER)


def executive_agent() -> Viewer:
    """Of the roads section of district 1."""
    return viewer(Role.EXECUTIVE_AGENT)


def inspector() -> Viewer:
    return viewer(Role.INSPECTOR)


def special_follow_up_officer() -> Viewer:
    return viewer(Role.SPECIAL_FOLLOW_UP_OFFICER)


def correspondence_clerk() -> Viewer:
    return viewer(Role.CORRESPONDENCE_CLERK)


def office_analyst() -> Viewer:
    return viewer(Role.OFFICE_ANALYST)


def head_of_office() -> Viewer:
    return viewer(Role.HEAD_OF_OFFICE)


def manager() -> Viewer:
    """Of district 1 and its three sections."""
    return viewer(Role.MANAGER)


def councillor() -> Viewer:
    return viewer(Role.COUNCILLOR)


def board_member() -> Viewer:
    return viewer(Role.BOARD_MEMBER)


def board_chair() -> Viewer:
    return viewer(Role.BOARD_CHAIR)


def board_secretary() -> Viewer:
    return viewer(Role.BOARD_SECRETARY)


def administrator() -> Viewer:
    return viewer(Role.ADMINISTRATOR)


def frontend() -> Viewer:
    """A service that registers for citizens, with the token TOKEN_SECRET."""
    return Viewer(
        kind=ActorKind.FRONTEND,
        roles=frozenset({Role.FRONTEND}),
        token=id_of("token", "frontend"),
        scopes=frozenset({"register"}),
        language="en",
    )


def citizen(*messages: UUID) -> Viewer:
    """A citizen who holds the receipts of `messages`."""
    return replace(ANONYMOUS, roles=frozenset({Role.CITIZEN}), messages=messages, language="en")


async def build(connection: asyncpg.Connection) -> None:
    """Write the city and its people into an empty migrated database."""
    for table, rows in _rows().items():
        columns = list(rows[0])
        records = [tuple(row[column] for column in columns) for row in rows]
        await connection.copy_records_to_table(table, records=records, columns=columns)


def _rows() -> dict[str, list[dict[str, object]]]:
    """By table, in the order in which foreign keys allow them."""
    bounds = {"south": 32.5, "west": 51.5, "north": 32.8, "east": 51.8}
    manager = {"unit_id": id_of("unit", "district-1"), "person_id": id_of("person", Role.MANAGER)}
    policy = {"number": 1, "valid_from": START, "note": "First", "ladder": json.dumps(LADDER)}
    token = {"secret_hash": sha256(TOKEN_SECRET.encode()).hexdigest(), "name": "Frontend", "role": Role.FRONTEND}
    return {
        "city": [{"id": 1, "name_fa": "شهر کوچک", "name_en": "Small City", **bounds, "time_zone": "Asia/Tehran"}],
        "district": [
            {"id": id_of("district", row[0]), **dict(zip(_DISTRICT, row, strict=True))} for row in DISTRICTS
        ],
        "unit": [*map(_central_unit, CENTRAL_UNITS), *_district_units()],
        "category": [_category(*row) for row in CATEGORIES],
        "policy_version": [{"id": id_of("policy", 1), **policy}],
        "policy_target": [_target(*row) for row in CATEGORIES],
        "person": [_person(role) for role in PEOPLE],
        "person_role": [_person_role(role, unit) for role, unit in PEOPLE.items()],
        "post": [{"id": id_of("post", "district-1"), "kind": "MANAGER", **manager}],
        "board_seat": [
            {"id": id_of("board_seat", role), "person_id": id_of("person", role), "since": START} for role in SEATED
        ],
        "token": [{"id": id_of("token", "frontend"), **token, "scopes": ["register"], "created_at": START}],
    }


_DISTRICT = ("number", "name_fa", "name_en", "latitude", "longitude", "tile_row", "tile_col")


def _central_unit(row: tuple[str, str, str, str, str | None]) -> dict[str, object]:
    code, name_fa, name_en, kind, parent = row
    return _unit(code, name_fa, name_en, kind, parent)


def _district_units() -> Iterator[dict[str, object]]:
    for number, name_fa, name_en, *_ in DISTRICTS:
        home = f"district-{number}"
        yield _unit(home, f"شهرداری {name_fa}", f"{name_en} Municipality", "DISTRICT", "services", number)
        for section, section_fa, section_en in SECTIONS:
            names = f"{section_fa} {name_fa}", f"{section_en}, {name_en}"
            yield _unit(f"{number}-{section}", *names, "SECTION", home, number, section)


def _unit(
    code: str,
    name_fa: str,
    name_en: str,
    kind: str,
    parent: str | None,
    district: int | None = None,
    section: str | None = None,
) -> dict[str, object]:
    return {
        "id": id_of("unit", code),
        "code": code,
        "name_fa": name_fa,
        "name_en": name_en,
        "kind": kind,
        "parent_id": id_of("unit", parent) if parent else None,
        "district_id": id_of("district", district) if district else None,
        "section": section,
    }


def _category(
    code: str, fa: str, en: str, kind: str, ground: str | None, place: str, public: bool
) -> dict[str, object]:
    where, _, name = place.partition(":")
    return {
        "id": id_of("category", code),
        "code": code,
        "group_fa": "عمومی",
        "group_en": "General",
        "title_fa": fa,
        "title_en": en,
        "description_fa": fa,
        "description_en": en,
        "kind": kind,
        "urgent_by_default": ground is not None,
        "ground": ground,
        "public": public,
        "active": True,
        "unit_id": id_of("unit", name) if where == "unit" else None,
        "section": name if where == "section" else None,
        "weight": 1.0,
    }


def _target(code: str, *_: object) -> dict[str, object]:
    return {
        "id": id_of("target", code),
        "policy_id": id_of("policy", 1),
        "category_id": id_of("category", code),
        "first_action_minutes": 120,
        "feedback_minutes": 24 * 60,
        "resolution_minutes": 3 * 24 * 60,
        "working_hours": False,
    }


def _person(role: Role) -> dict[str, object]:
    return {
        "id": id_of("person", role),
        "username": role.lower(),
        "name": name_of(role),
        "password_hash": PASSWORD_HASH,
        "active": True,
        "language": "fa",
        "version": 1,
    }


def _person_role(role: Role, unit: str | None) -> dict[str, object]:
    return {
        "id": id_of("person_role", role),
        "person_id": id_of("person", role),
        "role": role,
        "unit_id": id_of("unit", unit) if unit else None,
    }


def name_of(role: Role) -> str:
    """The name of the person of `role`: plainly fictional."""
    return f"Example {role.replace('_', ' ').title()}"
