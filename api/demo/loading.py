"""Loading demo data by COPY: people first, then a day of messages after another, in one transaction."""

import asyncio
import csv
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from random import Random
from typing import Final

import asyncpg

from api.demo.generating import COLUMNS, City, Generator, Kind
from api.demo.people import settle
from api.demo.rhythm import days
from api.demo.vocabulary import vocabulary
from hotline.city.actions import DATA
from hotline.figures import actions as figures
from hotline.kit import database
from hotline.kit.refusals import Refusal

# Enough messages that a COPY is worth its round trip, few enough to stay small in memory.
_TOGETHER: Final = 4000


class NotEmpty(Refusal):
    """The database already holds messages: real ones must never be mixed with made-up ones."""

    code, sentence = "DEMO_NEEDS_EMPTY", "This database already holds messages. Demo data wants an empty one."


async def load(messages: int, *, seed: int, until: datetime | None, told: Callable[[int], None]) -> None:
    """Fill the seeded, empty city with `messages` messages up to `until` (the database's now if None).

    The same rows for the same seed and moment, but for the salts of passwords. `told` hears how many messages
    have been written. Raises NotEmpty.
    """
    async with database.transaction() as tx:
        connection = tx.connection
        if await connection.fetchval("SELECT EXISTS (SELECT FROM message)"):
            raise NotEmpty()
        words = vocabulary(seed)
        staff = await settle(connection, words, seed)
        await _trust(connection)
        end = until or tx.at
        generator = Generator(
            await _city(connection), words, staff, end, Random(f"messages {seed} {end.isoformat()}")
        )
        written, pending, buffers = 0, 0, _empty()
        for day in days(messages, end, Random(f"days {seed}")):
            # In a thread, so that the last COPY goes on while the next day is made up.
            for table, lines in (await asyncio.to_thread(generator.day, day)).items():
                buffers[table].extend(lines)
            pending += day.count
            if pending >= _TOGETHER:
                await _copy(connection, buffers)
                written, pending, buffers = written + pending, 0, _empty()
                told(written)
        await _copy(connection, buffers)
        told(written + pending)
        for year, count in generator.sequences.items():
            await connection.execute(f"SELECT setval('tracking_{year}', $1)", count)
        await figures.recompute(tx)
    async with database.writes().acquire() as connection_:
        await connection_.execute("ANALYZE", timeout=600)


def _empty() -> dict[str, list[str]]:
    return {table: [] for table in COLUMNS}


async def _trust(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Leave foreign keys unchecked where we may: the generator refers only to what it wrote itself."""
    if await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        await connection.execute("SET LOCAL session_replication_role = replica")


async def _copy(connection: "asyncpg.Connection[asyncpg.Record]", buffers: dict[str, list[str]]) -> None:
    for table, lines in buffers.items():
        if lines:
            await connection.copy_to_table(
                table,
                source=BytesIO(("\n".join(lines) + "\n").encode()),
                columns=list(COLUMNS[table]),
                format="text",
            )


async def _city(connection: "asyncpg.Connection[asyncpg.Record]") -> City:
    kinds = await connection.fetch(
        """
        SELECT category.id::text, code, kind, ground, unit_id::text AS unit, section, first_action_minutes,
            resolution_minutes, weight
        FROM category JOIN policy_target ON category_id = category.id
        WHERE policy_id = (SELECT id FROM policy_version ORDER BY number LIMIT 1) ORDER BY code
        """
    )
    with (DATA / "districts.csv").open(encoding="utf-8", newline="") as file:
        weights = {int(row["number"]): float(row["weight"]) for row in csv.DictReader(file)}
    districts = await connection.fetch("SELECT id::text, number, latitude, longitude FROM district ORDER BY number")
    sections = await connection.fetch(
        "SELECT id::text, district_id::text AS district, section FROM unit WHERE section IS NOT NULL"
    )
    one = connection.fetchval
    return City(
        [Kind(*row) for row in kinds],
        [(*row, weights[row["number"]]) for row in districts],
        {(row["district"], row["section"]): row["id"] for row in sections},
        await one("SELECT id::text FROM unit WHERE kind = 'OFFICE'"),
        await one("SELECT id::text FROM unit WHERE kind = 'CENTRE'"),
        await one("SELECT id::text FROM policy_version ORDER BY number LIMIT 1"),
    )
