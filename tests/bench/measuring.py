"""The measurements, one function each."""

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Final

import asyncpg

from tests.bench import machine
from tests.bench.comparing import assert_alike
from tests.bench.databases import FOLDER, Database
from tests.bench.documents import DISTRICTS, FLAT, REGISTER, Shape, cursor, shapes
from tests.bench.servers import Cost, Server, answering, free_port, process

PAGE: Final = 100
# Nobody would write the whole cycle with ordinary resolvers.
_UNWRITTEN: Final = {("cycle", "ordinary")}


@dataclass
class Costs:
    """Repeated runs of one thing."""

    runs: list[Cost] = field(default_factory=list)

    @property
    def server(self) -> float:
        return median(run.server for run in self.runs)

    @property
    def database(self) -> float:
        return median(run.database for run in self.runs)

    @property
    def rate(self) -> float:
        return median(run.rate for run in self.runs)

    @property
    def spread(self) -> float:
        """Half the distance from the least to the most server CPU, as a share of the median."""
        found = [run.server for run in self.runs]
        return (max(found) - min(found)) / 2 / self.server


async def reading(
    servers: Mapping[str, Server], asked: Sequence[Shape], *, repeats: int, seconds: float
) -> dict[str, dict[str, Costs]]:
    """Costs by shape and server. Servers take turns, so that whatever else the machine does falls on all."""
    things = {
        (shape.name, name): (server, shape)
        for shape in asked
        for name, server in servers.items()
        if (shape.name, name) not in _UNWRITTEN
    }
    for shape in asked:
        await assert_alike(shape, {name: server for (of, name), (server, _) in things.items() if of == shape.name},
                           asked=10)  # fmt: skip
    return await costs(things, repeats=repeats, seconds=seconds)


async def costs(
    things: Mapping[tuple[str, str], tuple[Server, Shape]], *, repeats: int, seconds: float
) -> dict[str, dict[str, Costs]]:
    """Costs of pairs of server and shape, which take turns; the first turn warms caches and is not counted."""
    found: dict[str, dict[str, Costs]] = defaultdict(lambda: defaultdict(Costs))
    for turn in range(repeats + 1):
        for (row, column), (server, shape) in things.items():
            cost = await server.cost(shape, seconds if turn else min(seconds, 0.5))
            if turn:
                found[row][column].runs.append(cost)
    return found


async def every_shape(db: Database) -> list[Shape]:
    """The five reads and the figures of a month."""
    connection = await db.connect()
    try:
        last = (await connection.fetchval("SELECT max(registered_at) FROM message")).date()
        month = {"from": str(last - timedelta(days=29)), "to": str(last)}
        return [*await shapes(connection), Shape("figures", DISTRICTS, [month])]
    finally:
        await connection.close()


async def pages(db: Database) -> dict[str, Shape]:
    """The first page and the five hundredth of the same list."""
    connection = await db.connect()
    row = await connection.fetchrow(
        "SELECT registered_at::text, id::text FROM message ORDER BY registered_at DESC, id DESC OFFSET $1 LIMIT 1",
        PAGE * min(499, db.messages // PAGE - 2),
    )
    await connection.close()
    assert row is not None
    return {
        "page 1": Shape("page 1", FLAT, [{"after": None}]),
        "page 500": Shape("page 500", FLAT, [{"after": cursor("REGISTERED_AT_DESC", *row)}]),
    }


async def registering(db: Database, server: Server, seconds: float) -> Cost:
    """Registrations by an operator, one in eight urgent; what was registered is taken away again."""
    inputs = [{"input": registration(number, urgent=number % 8 == 0)} for number in range(64)]
    connection = await db.connect()
    begun = await connection.fetchval("SELECT payesh_now()")
    answer = await server.ask(REGISTER, inputs[0])
    assert not answer["registerMessage"]["problems"], answer
    cost = await server.cost(Shape("register", REGISTER, inputs), seconds)
    await forget_since(connection, begun)
    await connection.close()
    return cost


async def forget_since(connection: "asyncpg.Connection[asyncpg.Record]", begun: datetime) -> None:
    """Take away what was registered since then, with all that refers to it."""
    async with connection.transaction():
        await connection.execute("CREATE TEMP TABLE new ON COMMIT DROP AS SELECT id FROM message WHERE false")
        await connection.execute("INSERT INTO new SELECT id FROM message WHERE registered_at >= $1", begun)
        for table, column in await connection.fetch(_OF_A_MESSAGE):
            await connection.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT id FROM new)")
        await connection.execute("DELETE FROM message WHERE id IN (SELECT id FROM new)")
        await connection.execute("DELETE FROM figure_delta")
        await connection.execute("DELETE FROM pgqueuer")


# Whatever refers to a message, but messages themselves.
_OF_A_MESSAGE: Final = """
SELECT conrelid::regclass::text, attname FROM pg_constraint
JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
WHERE contype = 'f' AND confrelid = 'message'::regclass AND conrelid <> confrelid
"""


def registration(number: int, *, urgent: bool) -> dict[str, object]:
    return {
        "body": f"چاله‌ای جلوی پلاک {number} باز شده است. تلفن من 0999{number:07} است.",
        "categoryCode": "OPEN_MANHOLE" if urgent else "POTHOLE",
        "districtNumber": number % 15 + 1,
        "place": {"latitude": 32.65 + number / 10_000, "longitude": 51.67},
        "reporter": {"name": "نمونه آزمون", "phone": f"0999{number:07}"},
    }


async def starting() -> tuple[float, float]:
    """Seconds until `payesh run` answers on a machine that has run it before, and the server's megabytes then."""
    folder = FOLDER / "run"
    await _run(folder)
    return await _run(folder)


async def _run(folder: os.PathLike[str]) -> tuple[float, float]:
    port, centre = free_port(), free_port()
    environment = {
        "PAYESH_DATA": str(folder),
        "PAYESH_PORT": str(port),
        "PAYESH_CENTRE_URL": f"http://127.0.0.1:{centre}",
    }
    begun = time.monotonic()
    async with process(("-m", "api.cli", "run"), environment) as running:
        await answering(port)
        took = time.monotonic() - begun
        await asyncio.sleep(2)
        resident = [machine.resident_mb(pid) for pid in machine.children(running.pid) if machine.runs(pid, "serve")]
    return took, resident[0]
