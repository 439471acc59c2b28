"""The measurements, one function each."""

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import Final

from tests.bench import machine
from tests.bench.comparing import assert_alike
from tests.bench.databases import FOLDER, Database
from tests.bench.documents import DISTRICTS, FLAT, Shape, cursor, shapes
from tests.bench.servers import PEERS, Cost, Server, answering, free_port, process

# Shapes by server and name, as servers are asked that have words of their own for them.
Words = Mapping[str, Mapping[str, Shape]]

PAGE: Final = 100
# Seconds until caches are warm, and until Node.js has compiled what it runs often.
WARMING, COMPILING = 0.3, 1.0
# Nobody would write the whole cycle, a dozen kinds of rows, by hand.
_UNWRITTEN: Final = {("cycle", name) for name in ("ordinary", *PEERS)}


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
    def median(self) -> float:
        return median(run.median for run in self.runs)

    @property
    def p99(self) -> float:
        return median(run.p99 for run in self.runs)

    @property
    def both(self) -> float:
        """Server and database together."""
        return median(run.server + run.database for run in self.runs)

    @property
    def spread(self) -> float:
        """Half the distance from the least to the most of server and database, as a share of the median."""
        found = [run.server + run.database for run in self.runs]
        return (max(found) - min(found)) / 2 / self.both


# Costs by shape and server.
Table = Mapping[str, Mapping[str, Costs]]


async def reading(
    servers: Mapping[str, Server],
    asked: Sequence[Shape],
    words: Words,
    *,
    repeats: int,
    seconds: float,
) -> dict[str, dict[str, Costs]]:
    """Costs by shape and server. Servers take turns, so that whatever else the machine does falls on all."""
    things = {
        (shape.name, name): (server, words.get(name, {}).get(shape.name, shape))
        for shape in asked
        for name, server in servers.items()
        if (shape.name, name) not in _UNWRITTEN
    }
    for shape in asked:
        who = {name: server for (of, name), (server, _) in things.items() if of == shape.name}
        own = {name: by[shape.name] for name, by in words.items() if shape.name in by}
        await assert_alike(shape, who, asked=10, words=own)
    return await costs(things, repeats=repeats, seconds=seconds)


async def costs(
    things: Mapping[tuple[str, str], tuple[Server, Shape]], *, repeats: int, seconds: float
) -> dict[str, dict[str, Costs]]:
    """Costs of pairs of server and shape, which take turns; the first turn warms caches and is not counted."""
    found: dict[str, dict[str, Costs]] = defaultdict(lambda: defaultdict(Costs))
    for turn in range(repeats + 1):
        for (row, column), (server, shape) in things.items():
            cost = await server.cost(shape, seconds if turn else COMPILING if column in PEERS else WARMING)
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
        "page 500": Shape("page 500", FLAT, [{"after": cursor("Message.REGISTERED_AT_DESC", *row)}]),
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
