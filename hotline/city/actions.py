"""Acts on the city's own data."""

import csv
import json
import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from hotline.calendars import actions as calendars
from hotline.city import reference
from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.jalali import TEHRAN
from hotline.kit.refusals import Forbidden
from hotline.kit.viewer import ActorKind, Role, Viewer

DATA: Final = Path(__file__).parent / "data"

# Ids come from codes, so that the same data is the same rows in every database.
_NAMESPACE: Final = UUID("13713713-7137-5137-8137-137137137137")
# Before any message a city may bring with it: 1 Farvardin 1390.
_FIRST_POLICY: Final = datetime(2011, 3, 21, tzinfo=TEHRAN)
_FIRST_NOTE: Final = "نخستین نسخه"
# Percent of the time gone, and what then happens (domain §4); `climb` in percent too.
_LADDER: Final = (
    {"percent": 50, "tell": "HOLDER"},
    {"percent": 75, "tell": "SUPERVISOR", "climb": 10},
    {"percent": 100, "tell": "MANAGER", "climb": 10, "inspect": True},
    {"percent": 150, "tell": "DEPUTY", "climb": 10},
    {"percent": 200, "review": True},
)

Row = Mapping[str, object]


async def seed(*, by: Viewer, data: Path = DATA) -> None:
    """Write the city of `data` into the database: districts, units, request types, the first policy
    and the calendar.

    Repeating it changes names and places to what the files say, adds what is new and removes nothing. Targets
    that stand are kept: a clock may have started under them. Raises Forbidden.
    """
    _assert_may(by)
    city = tomllib.loads((data / "city.toml").read_text("utf-8"))
    districts, units, types = (_read(data / f"{name}.csv") for name in ("districts", "units", "request_types"))
    names = {"id": 1, "name_fa": city["name_fa"], "name_en": city["name_en"], "time_zone": "Asia/Tehran"}
    async with database.transaction() as tx:
        await _upsert(tx, "city", [{**names, **city["bounds"]}])
        await _upsert(tx, "district", [_district(row) for row in districts])
        await _upsert(tx, "unit", [_unit(row) for row in units])
        await _upsert(tx, "category", [_category(row) for row in types])
        await _write_first_policy(tx, types)
        await calendars.seed(tx)
        tx.notify("city", _id("city", "1"))
    reference.forget()


async def mark_as_demo(*, by: Viewer) -> None:
    """Say for good that this database holds invented people and messages. Raises Forbidden."""
    _assert_may(by)
    async with database.transaction() as tx:
        await tx.connection.execute("UPDATE city SET demo = true")


def _assert_may(by: Viewer) -> None:
    if by.kind is not ActorKind.SYSTEM and Role.ADMINISTRATOR not in by.roles:
        raise Forbidden()


async def _write_first_policy(tx: Transaction, types: Iterable[Mapping[str, str]]) -> None:
    policy = _id("policy", "1")
    await tx.connection.execute(
        "INSERT INTO policy_version (id, number, valid_from, note, ladder) VALUES ($1, 1, $2, $4, $3) "
        "ON CONFLICT DO NOTHING",
        policy,
        _FIRST_POLICY,
        json.dumps(_LADDER),
        _FIRST_NOTE,
    )
    await tx.connection.executemany(
        "INSERT INTO policy_target (id, policy_id, category_id, first_action_minutes, feedback_minutes, "
        "resolution_minutes, working_hours) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        [
            (
                _id("target", row["code"]),
                policy,
                _id("category", row["code"]),
                int(row["first_action_minutes"]),
                int(row["feedback_minutes"]),
                int(row["resolution_hours"]) * 60,
                row["working_hours"] == "true",
            )
            for row in types
        ],
    )


def _district(row: Mapping[str, str]) -> Row:
    return {
        "id": _id("district", row["number"]),
        "number": int(row["number"]),
        "name_fa": row["name_fa"],
        "name_en": row["name_en"],
        "latitude": float(row["latitude"]),
        "longitude": float(row["longitude"]),
        "tile_row": int(row["tile_row"]),
        "tile_col": int(row["tile_col"]),
    }


def _unit(row: Mapping[str, str]) -> Row:
    return {
        "id": _id("unit", row["code"]),
        "code": row["code"],
        "name_fa": row["name_fa"],
        "name_en": row["name_en"],
        "kind": row["kind"],
        "parent_id": _id("unit", row["parent_code"]) if row["parent_code"] else None,
        "district_id": _id("district", row["district_number"]) if row["district_number"] else None,
        "section": row["section"] or None,
    }


def _category(row: Mapping[str, str]) -> Row:
    return {
        "id": _id("category", row["code"]),
        "code": row["code"],
        "group_fa": row["group_fa"],
        "group_en": row["group_en"],
        "title_fa": row["title_fa"],
        "title_en": row["title_en"],
        "description_fa": row["description_fa"],
        "description_en": row["description_en"],
        "kind": row["kind"],
        "urgent_by_default": row["urgent_by_default"] == "true",
        "ground": row["ground"] or None,
        "public": row["public"] == "true",
        "active": True,
        "unit_id": _id("unit", row["unit_code"]) if row["unit_code"] else None,
        "section": None if row["unit_code"] else row["unit_kind"],
        "weight": float(row["weight"]),
    }


def _id(noun: str, code: str) -> UUID:
    return uuid5(_NAMESPACE, f"{noun}:{code}")


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def _upsert(tx: Transaction, table: str, rows: list[Row]) -> None:
    columns = list(rows[0])
    changes = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns if column != "id")
    await tx.connection.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {', '.join(columns)} FROM json_populate_recordset(NULL::{table}, $1::json) "
        f"ON CONFLICT (id) DO UPDATE SET {changes}",  # sql: of a reference file's own making
        json.dumps(rows, default=str),
    )
