"""Every table says who may see it, or stands here with the reason why nobody does."""

import importlib
import re
from typing import Any
from uuid import uuid4

import pytest
from tortoise.models import Model

from hotline.kit import database
from hotline.kit.access import Access, may_read, where
from hotline.kit.viewer import ANONYMOUS, ActorKind, Role, Viewer
from hotline.messages.access import MESSAGE, REPORTER
from tests import world

pytestmark = pytest.mark.usefixtures("db")

NEVER_SHOWN = {
    "session": "keys of people signed in",
    "second_factor": "what codes and recovery codes are known by; one's own account says whether there is one",
    "throttle": "counted tries; whose, would be told",
    "idempotency": "the caller's own: ids, which are read as the caller may see them",
    "figure_delta": "shown as part of the figures",
    "stage_figure": "shown as the candidates of challenges that it leads to",
    "stage_delta": "the same",
    "custody_delta": "shown as part of the figures of custody",
    "persisted_document": "the texts of clients; listed by the command that loads them",
    "message_import": "how far a file has come; said by the command that imports it",
}
_NAMES_A_WORKER = re.compile(r"person_id$|actor_id|inspector_id|_by_id$")


def _models() -> dict[str, type[Model]]:
    found = {}
    for name in database.TABLES:
        for value in vars(importlib.import_module(name)).values():
            ours = isinstance(value, type) and issubclass(value, Model) and value.__module__ == name
            if ours and not value._meta.abstract:
                found[str(value._meta.db_table)] = value
    return found


def _accesses() -> dict[str, Access]:
    found: dict[str, Access] = {}
    for name in database.TABLES:
        module = importlib.import_module(name.replace(".tables", ".access"))
        for value in vars(module).values():
            if isinstance(value, Access):
                found[value.table] = value
    return found


MODELS, ACCESSES = _models(), _accesses()


async def _columns(table: str) -> set[str]:
    found = await database.reads().fetch(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1",
        table,
    )
    return {row["column_name"] for row in found}


def test_every_table_says_who_may_see_it_or_why_nobody_does() -> None:
    assert set(MODELS) == set(ACCESSES) | set(NEVER_SHOWN)
    assert not set(ACCESSES) & set(NEVER_SHOWN)


@pytest.mark.parametrize("table", sorted(ACCESSES))
async def test_masks_name_columns_there_are_and_leave_out_no_personal_one(table: str) -> None:
    masks, columns = set(ACCESSES[table].columns), await _columns(table)
    assert masks <= columns
    assert {column for column in columns if column.startswith("pii_") or column.endswith("_hash")} <= masks


@pytest.mark.parametrize("table", sorted(ACCESSES))
async def test_predicates_are_sql_over_their_table_for_every_role(table: str) -> None:
    access = ACCESSES[table]
    for role in Role:
        viewer = Viewer(ActorKind.PERSON, frozenset({role}), uuid4(), uuid4(), (uuid4(),), (uuid4(),), (uuid4(),))
        for column in (None, *access.columns):
            seen, values = where(access, viewer, "t") if column is None else may_read(access, column, viewer, "t")
            await database.reads().fetch(f"SELECT FROM {table} t WHERE {seen}", *values)
    if access.within:
        assert ACCESSES[access.within[1].table] is access.within[1]


# The table of the project's domain, section 2, written down by hand: who may ever read what.
CONTACT = {"CITIZEN", "OPERATOR", "SPECIAL_FOLLOW_UP_OFFICER", "CORRESPONDENCE_CLERK", "HEAD_OF_OFFICE"}
OUT_IN_THE_CITY = {"DISPATCHER", "EXECUTIVE_AGENT", "INSPECTOR"}
SEE_MESSAGES = CONTACT | OUT_IN_THE_CITY | {"OFFICE_ANALYST", "MANAGER", "COUNCILLOR"}


def _names(roles: Any) -> set[str]:
    return {str(role) for role in roles}


def test_the_roles_that_see_messages_are_those_of_the_domain() -> None:
    assert _names(MESSAGE.rows) == SEE_MESSAGES | {"PUBLIC"}


@pytest.mark.parametrize(
    ("column", "readers"),
    [
        ("pii_name", CONTACT),
        ("pii_phone", CONTACT | OUT_IN_THE_CITY),
        ("pii_national_id", CONTACT),
        ("pii_home", CONTACT),
        ("pii_email", CONTACT),
    ],
)
def test_contact_is_for_those_who_call_back_and_out_in_the_city_only_the_phone(
    column: str, readers: set[str]
) -> None:
    assert _names(REPORTER.columns[column]) == readers
    assert readers <= _names(REPORTER.rows)


def test_unmasked_text_is_for_whoever_works_on_the_message() -> None:
    for access in (MESSAGE, ACCESSES["follow_up"]):
        assert _names(access.columns["pii_text"]) == CONTACT | OUT_IN_THE_CITY
    for role in (Role.OPERATOR, Role.DISPATCHER, Role.EXECUTIVE_AGENT):
        assert "holder_" in MESSAGE.columns["pii_text"][role]


def test_the_exact_place_is_never_the_councillors_nor_the_analysts() -> None:
    for column in ("latitude", "longitude", "address"):
        assert _names(MESSAGE.columns[column]) == SEE_MESSAGES - {"COUNCILLOR", "OFFICE_ANALYST"}


def test_an_original_is_the_citizens_own_the_inspectors_and_the_heads() -> None:
    assert _names(ACCESSES["file"].columns["sha256"]) == {"CITIZEN", "INSPECTOR", "HEAD_OF_OFFICE"}


CITY = {"city", "district", "unit", "category", "policy_version", "policy_target", "working_day", "holiday"}
# What the board lets everybody read.
PUBLISHED = {"publication", "published_line"}


@pytest.mark.parametrize(("role", "more"), [(Role.FRONTEND, {"webhook"}), (Role.PUBLIC, {"message", "clock"})])
def test_the_public_and_frontends_see_the_city_and_what_is_published_and_nothing_of_its_people(
    role: Role, more: set[str]
) -> None:
    assert {table for table, access in ACCESSES.items() if role in access.rows} == CITY | PUBLISHED | more


# What Open311 tells of a request, and the id it is found by.
OPEN311 = {"tracking_code", "state", "outcome", "text", "category_id", "district_id", "unit_id"} | {
    *("cell_latitude", "cell_longitude", "registered_at", "dispatched_at", "closed_at", "id", "kind", "found_by")
}


async def test_the_public_reads_of_a_message_what_open311_tells() -> None:
    hidden = {column for column, readers in MESSAGE.columns.items() if Role.PUBLIC not in readers}
    assert await _columns("message") - hidden == OPEN311


@pytest.mark.parametrize("viewer", [ANONYMOUS, world.frontend(), world.citizen(), *map(world.viewer, world.PEOPLE)])
def test_nobody_is_the_public_beside_another_role(viewer: Viewer) -> None:
    assert Role.PUBLIC not in viewer.roles or viewer.roles == {Role.PUBLIC}


async def test_no_citizen_sees_who_a_worker_is() -> None:
    for table, access in ACCESSES.items():
        named = {column for column in await _columns(table) if _NAMES_A_WORKER.search(column)}
        for column in named if Role.CITIZEN in access.rows else ():
            assert Role.CITIZEN not in access.columns[column], (table, column)
