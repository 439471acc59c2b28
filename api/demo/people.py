"""The demo's people: an account for each role, thirteen councillors, and someone in every place of the unit tree.
All names are made up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final
from uuid import UUID, uuid5

import asyncpg

from api.demo.vocabulary import Vocabulary
from hotline.city.tables import PostKind
from hotline.kit.viewer import Role
from hotline.people.passwords import hash_password

PASSWORD: Final = "payesh-137"  # noqa: S105 - everybody is told it, and production refuses demo data
NAMESPACE: Final = UUID("13700000-0000-4000-8000-0000000000de")

# Where each role works, by unit code.
_WORKPLACES: Final[Mapping[Role, str | None]] = {
    Role.OPERATOR: "PEOPLES_COMMUNICATIONS",
    Role.DISPATCHER: "OPERATIONS_CENTRE",
    Role.EXECUTIVE_AGENT: "DISTRICT_1_SERVICES",
    Role.INSPECTOR: "OPERATIONS_CENTRE",
    Role.SPECIAL_FOLLOW_UP_OFFICER: "SPECIAL_FOLLOW_UP",
    Role.CORRESPONDENCE_CLERK: "PEOPLES_COMMUNICATIONS",
    Role.OFFICE_ANALYST: "PEOPLES_COMMUNICATIONS",
    Role.HEAD_OF_OFFICE: "PEOPLES_COMMUNICATIONS",
    Role.MANAGER: "DISTRICT_1",
    Role.COUNCILLOR: None,
    Role.BOARD_MEMBER: None,
    Role.BOARD_CHAIR: None,
    Role.BOARD_SECRETARY: None,
    Role.ADMINISTRATOR: None,
}
_COUNCILLORS: Final = 13
_OPERATORS: Final = 12
_INSPECTORS: Final = 10


@dataclass(frozen=True)
class Staff:
    """Who stands on the demo's timelines, as texts; `agents` by unit."""

    operators: list[str]
    inspectors: list[str]
    head: str
    councillor: str
    agents: Mapping[str, str]


async def settle(connection: "asyncpg.Connection[asyncpg.Record]", words: Vocabulary, seed: int) -> Staff:
    """Write the people, their roles and posts; the same for the same seed, passwords' salts apart."""
    found = await connection.fetch("SELECT code, id, parent_id FROM unit ORDER BY code")
    units = {row["code"]: row["id"] for row in found}
    parents = {row["code"]: row["parent_id"] for row in found}
    random = Random(f"people {seed}")
    accounts = list(_accounts(units))
    accounts += [("", Role.EXECUTIVE_AGENT, unit, f"agent {code}") for code, unit in units.items()]
    people, roles, posts = [], [], []
    password = await hash_password(PASSWORD)

    def person(key: str, username: str | None) -> UUID:
        name = f"{random.choice(words.given_names)} {random.choice(words.family_names)}"
        id_ = uuid5(NAMESPACE, key)
        people.append((id_, username, name, password if username else None, True, "fa", 1))
        return id_

    for username, role, unit, key in accounts:
        id_ = person(key, username or None)
        roles.append((uuid5(NAMESPACE, f"role {key}"), id_, role, unit))
    # Whoever signs in as manager or head of the office is the manager of that unit and of those below it, and told
    # what escalates there.
    managers = {
        units[_WORKPLACES[role] or ""]: uuid5(NAMESPACE, f"account {role}")
        for role in (Role.MANAGER, Role.HEAD_OF_OFFICE)
    }
    for code, unit in units.items():
        for kind in PostKind:
            signs_in = (managers.get(unit) or managers.get(parents[code])) if kind is PostKind.MANAGER else None
            holder = signs_in or person(f"{kind} {code}", None)
            posts.append((uuid5(NAMESPACE, f"post {code} {kind}"), unit, kind, holder))
    for table, rows in (("person", people), ("person_role", roles), ("post", posts)):
        columns = {
            "person": ["id", "username", "name", "password_hash", "active", "language", "version"],
            "person_role": ["id", "person_id", "role", "unit_id"],
            "post": ["id", "unit_id", "kind", "person_id"],
        }[table]
        await connection.copy_records_to_table(table, records=rows, columns=columns)
    return Staff(
        [str(id_) for _, id_, role, _ in roles if role is Role.OPERATOR],
        [str(id_) for _, id_, role, _ in roles if role is Role.INSPECTOR],
        next(str(id_) for _, id_, role, _ in roles if role is Role.HEAD_OF_OFFICE),
        next(str(id_) for _, id_, role, _ in roles if role is Role.COUNCILLOR),
        {str(unit): str(id_) for _, id_, role, unit in roles if role is Role.EXECUTIVE_AGENT and unit},
    )


def usernames() -> list[str]:
    """The account of each role."""
    return [role.lower() for role in _WORKPLACES]


def _accounts(units: Mapping[str, UUID]) -> Iterator[tuple[str, Role, UUID | None, str]]:
    for role, code in _WORKPLACES.items():
        yield role.lower(), role, units[code] if code else None, f"account {role}"
    for role, count in (
        (Role.COUNCILLOR, _COUNCILLORS),
        (Role.OPERATOR, _OPERATORS),
        (Role.INSPECTOR, _INSPECTORS),
    ):
        unit = units[code] if (code := _WORKPLACES[role]) else None
        for number in range(2, count + 1):
            yield f"{role.lower()}_{number}", role, unit, f"account {role} {number}"
