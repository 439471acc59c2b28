"""Loading demo data by COPY: people first, then a day of messages after another, in one transaction."""

import asyncio
import csv
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from multiprocessing import get_context
from random import Random
from typing import Final, TypeAlias

import asyncpg

from api.demo.cases import City, Kind
from api.demo.clocks import Promises
from api.demo.generating import Generator
from api.demo.people import settle
from api.demo.rhythm import Day, days
from api.demo.seating import seat_the_manager
from api.demo.vocabulary import vocabulary
from api.demo.writing import COLUMNS
from hotline.city.actions import DATA
from hotline.city.reference import reference
from hotline.custody import actions as custody
from hotline.escalations import superiors
from hotline.figures import actions as figures
from hotline.kit import database
from hotline.kit.refusals import Refusal

# Enough messages that a COPY is worth its round trip, few enough to stay small in memory.
_TOGETHER: Final = 6000
# From here on, building indexes at the end is worth it.
_MANY: Final = 50_000

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Buffers = Mapping[str, bytes]


@dataclass(frozen=True)
class _Batch:
    """So many messages, their lines by table, and the tracking codes used by then, by year."""

    count: int
    buffers: Buffers
    sequences: Counter[int]


# Who tells of which days.
_Part: TypeAlias = tuple[Callable[[], Generator], Sequence[Day]]
# Of whoever makes the lines.
_batches: Iterator[_Batch] = iter(())


class NotEmpty(Refusal):
    """The database already holds messages: real ones must never be mixed with made-up ones."""

    code, sentence = "DEMO_NEEDS_EMPTY", "This database already holds messages. Demo data wants an empty one."


async def load(messages: int, *, seed: int, until: datetime | None, told: Callable[[int], None]) -> None:
    """Fill the seeded, empty city with `messages` messages up to `until` (the database's now if None).

    The same rows for the same seed and moment, but for the salts of passwords. `told` hears how many messages
    have been written. Raises NotEmpty.
    """
    known = await reference()
    async with database.transaction() as tx:
        connection = tx.connection
        if await connection.fetchval("SELECT EXISTS (SELECT FROM message)"):
            raise NotEmpty()
        words = vocabulary(seed)
        staff = await settle(connection, words, seed)
        await _trust(connection)
        end = until or tx.at
        city = await _city(connection)
        promises = Promises(known.policies, known.calendar, end)
        tree = await superiors.tree(tx)
        make = partial(Generator, city, words, staff, promises, tree)
        city_days = list(days(messages, end, Random(f"days {seed}")))
        parts = _parts(make, city_days, f"messages {seed} {end.isoformat()}")
        async with _without_indexes(connection, messages):
            written, sequences = 0, Counter[int]()
            async for batch in _made(parts, together=messages >= _MANY):
                await _copy(connection, batch.buffers)
                written, sequences = written + batch.count, sequences | batch.sequences
                told(written)
        # Sums of a whole city's time are sorted in memory.
        await connection.execute("SET LOCAL work_mem = '256MB'")
        await connection.execute(_BREACHES, end, timeout=600)
        await seat_the_manager(connection, end)
        for year, count in sequences.items():
            await connection.execute(f"SELECT setval('tracking_{year}', $1)", count)  # sql: a number
        await connection.execute(f"ANALYZE {', '.join(COLUMNS)}")  # sql: a constant's names
        await figures.recompute(tx)
        await custody.recompute(tx)
        await connection.execute("ANALYZE person, daily_figure, district_figure, category_figure")


def _parts(make: Callable[..., Generator], city_days: Sequence[Day], seed: str) -> list[_Part]:
    """The days in two halves, each told by a generator of its own; the second goes on with the tracking codes."""
    half, before = sum(day.count for day in city_days) / 2, 0
    halves: tuple[list[Day], list[Day]] = [], []
    sequences = Counter[int]()
    for day in city_days:
        first = before < half
        halves[not first].append(day)
        before += day.count
        if first:
            sequences[day.year] += day.count
    return [
        (partial(make, Random(f"{seed} 1"), Counter()), halves[0]),
        (partial(make, Random(f"{seed} 2"), sequences), halves[1]),
    ]


async def _made(parts: Sequence[_Part], *, together: bool) -> AsyncIterator[_Batch]:
    """Batches of some thousand messages' lines. The next are made while one is being written; `together`, each
    part in a process of its own, since in one all would wait for each other."""
    with ExitStack() as stack:
        makers: list[Executor] = (
            [ProcessPoolExecutor(1, get_context("spawn"), _begin, ([part],)) for part in parts]
            if together
            else [ThreadPoolExecutor(1, initializer=_begin, initargs=(parts,))]
        )
        for maker in makers:
            stack.enter_context(maker)
        making = {asyncio.wrap_future(maker.submit(_next)): maker for maker in makers}
        while making:
            done, _ = await asyncio.wait(making, return_when=asyncio.FIRST_COMPLETED)
            for made in done:
                maker, batch = making.pop(made), made.result()
                if batch is not None:
                    making[asyncio.wrap_future(maker.submit(_next))] = maker
                    yield batch


def _begin(parts: Sequence[_Part]) -> None:
    global _batches
    _batches = _batched(parts)


def _next() -> _Batch | None:
    return next(_batches, None)


def _batched(parts: Sequence[_Part]) -> Iterator[_Batch]:
    for make, city_days in parts:
        generator, count, lines = make(), 0, {table: list[str]() for table in COLUMNS}
        for number, day in enumerate(city_days, 1):
            for table, some in generator.day(day).items():
                lines[table].extend(some)
            count += day.count
            if count >= _TOGETHER or number == len(city_days):
                buffers = {table: "\n".join([*some, ""]).encode() for table, some in lines.items()}
                yield _Batch(count, buffers, generator.sequences)
                count, lines = 0, {table: list[str]() for table in COLUMNS}


@asynccontextmanager
async def _without_indexes(connection: Connection, messages: int) -> AsyncIterator[None]:
    """Where there is much to load, drop the indexes that guard nothing and build them anew at the end, which is
    three times as fast as keeping them up row by row."""
    found = await connection.fetch(_INDEXES, list(COLUMNS)) if messages >= _MANY else []
    for name, _ in found:
        await connection.execute(f"DROP INDEX {name}")  # sql: the catalogue's names
    yield
    await connection.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for _, definition in found:
        await connection.execute(definition)


# Each breach as an event, found by a sweep a second later, naming who held the message when the clock was due.
_BREACHES: Final = """
INSERT INTO follow_up (id, message_id, kind, cycle, state, actor_kind, happened_at, recorded_at, audience, salt,
    facts)
SELECT md5(clock.id::text)::uuid, clock.message_id, 'BREACHED', clock.cycle, told.state, 'SYSTEM', clock.due_at,
       least(clock.due_at + interval '1 second', $1), 'COUNCIL', decode(md5(clock.id::text), 'hex'),
       jsonb_build_object('clock', clock.id, 'obligation', clock.obligation, 'due_at', clock.due_at,
           'holder_unit', span.unit_id, 'holder_person', span.person_id)
FROM clock CROSS JOIN LATERAL (
    SELECT state FROM follow_up
    WHERE message_id = clock.message_id AND recorded_at <= least(clock.due_at + interval '1 second', $1)
    ORDER BY recorded_at DESC, id DESC LIMIT 1
) told LEFT JOIN LATERAL (
    SELECT unit_id, person_id FROM custody_span
    WHERE message_id = clock.message_id AND began_at <= clock.due_at ORDER BY began_at DESC LIMIT 1
) span ON true
WHERE clock.state = 'BREACHED'
"""

# Neither unique nor behind a constraint.
_INDEXES: Final = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
WHERE c.relname = ANY($1) AND c.relnamespace = 'public'::regnamespace AND NOT i.indisunique
ORDER BY 1
"""


async def _trust(connection: Connection) -> None:
    """Leave foreign keys unchecked where we may: the generator refers only to what it wrote itself."""
    if await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        await connection.execute("SET LOCAL session_replication_role = replica")


async def _copy(connection: Connection, buffers: Buffers) -> None:
    for table, lines in buffers.items():
        if lines:
            await connection.copy_to_table(
                table, source=BytesIO(lines), columns=list(COLUMNS[table]), format="text", timeout=600
            )


async def _city(connection: Connection) -> City:
    kinds = await connection.fetch(
        """
        SELECT id::text, code, kind, ground, unit_id::text AS unit, section, weight FROM category ORDER BY code
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
    )
