"""How well duplicates are suggested: pairs of messages of one request type, each judged by hand beforehand.

`where` says how they lie to each other: in one 500 m cell, the next, far apart; without a place in one district, or
elsewhere. The one is just being registered, the other came `days` before.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from hotline.incidents.suggesting import OF_DRAFT
from hotline.kit.masking import mask
from hotline.kit.places import Point, cell
from hotline.kit.searching import found_by, vector

HERE: Final = Path(__file__).parent
CODE: Final = "137/1405/00084217"
PLACE: Final = Point(32.65, 51.67)
# How far north the other one lies, in degrees.
NORTH: Final = {"cell": 0.0, "next": 0.0045, "far": 0.02}
# As the reader binds a draft.
DRAFT: Final = (
    OF_DRAFT.replace(":text:", "$1::text::tsvector")
    .replace(":categoryCode:", "'judged'")
    .replace(":districtNumber:", "1")
    .replace(":latitude:", "$2::float8")
    .replace(":longitude:", "$3::float8")
)


@dataclass(frozen=True)
class Pair:
    same: bool
    where: str
    days: int
    one: str
    other: str


def pairs() -> list[Pair]:
    with (HERE / "pairs.csv").open(encoding="utf-8", newline="") as file:
        return [
            Pair(row["same"] == "yes", row["where"], int(row["days"]), mask(row["one"]), mask(row["other"]))
            for row in csv.DictReader(file)
        ]


async def suggested(connection: "asyncpg.Connection[asyncpg.Record]", pair: Pair) -> bool:
    """Whether the other message is suggested while the one is being registered. In a transaction, after TABLES."""
    near = cell(Point(PLACE.latitude + NORTH[pair.where], PLACE.longitude)) if pair.where in NORTH else None
    await connection.execute("TRUNCATE message")
    await connection.execute(
        _OTHER,
        found_by(pair.other, CODE),
        near and near.latitude,
        near and near.longitude,
        pair.days,
        2 if pair.where == "elsewhere" else 1,
    )
    place = PLACE if pair.where in NORTH else None
    draft = vector(pair.one), place and place.latitude, place and place.longitude
    return bool(await connection.fetch(DRAFT, *draft))


# The columns that suggestions go by, and nothing else; for one transaction they hide the tables of that name.
TABLES: Final = """
CREATE TEMP TABLE category (id int, code text) ON COMMIT DROP;
CREATE TEMP TABLE district (id int, number int, latitude float8, longitude float8) ON COMMIT DROP;
CREATE TEMP TABLE message (id uuid, incident_id uuid, found_by tsvector, category_id int, district_id int,
    cell_latitude float8, cell_longitude float8, registered_at timestamptz, state text) ON COMMIT DROP;
INSERT INTO category VALUES (1, 'judged');
INSERT INTO district VALUES (1, 1, 32.65, 51.67), (2, 2, 32.75, 51.67);
"""

_OTHER: Final = """
INSERT INTO message VALUES (gen_random_uuid(), NULL, $1::text::tsvector, 1, $5::int, $2::float8, $3::float8,
    now() - make_interval(days => $4), 'DISPATCHED')
"""
