"""`python -m tests.bench.registering [MESSAGES]`: how fast urgent messages are registered, and how long each waits.

Each is rules, rows, timeline, clocks, custody, job, and a durable commit. First as many as the machine takes, then
half of the promised rate, each at its own time whether or not earlier ones are answered: waiting counts from then.
What was registered is taken away again.
"""

import asyncio
import os
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from tests.bench.databases import Database, prepared
from tests.bench.documents import REGISTER, Shape, registration
from tests.bench.load import http
from tests.bench.servers import OURS, Server, body_of, serving
from tests.bench.writing import forget_since

PROMISED: Final = 300
SECONDS: Final = 10.0
CONNECTIONS: Final = 32
_BLOCK: Final = b"x" * 8192


async def main(messages: int) -> None:
    db = await prepared(messages)
    connection = await db.connect()
    begun = await connection.fetchval("SELECT payesh_now()")
    try:
        async with serving(OURS, db) as server:
            inputs = [{"input": registration(number, urgent=True)} for number in range(64)]
            shape = Shape("register", REGISTER, inputs)
            await server.cost(shape, 1, connections=CONNECTIONS)
            cost = await server.cost(shape, SECONDS, connections=CONNECTIONS)
            waits = await _paced(server, PROMISED / 2, SECONDS)
    finally:
        await forget_since(connection, begun)
        await connection.close()
    print(f"{messages:,} messages present; every registration urgent, committed to disk, its dispatch enqueued")
    print(f"a flush of the disk: {median(_flushes(db)):.1f} ms")
    print(f"{cost.rate:.0f} a second over {CONNECTIONS} connections;", end=" ")
    print(f"CPU {cost.server:.2f} ms server, {cost.database:.2f} ms database for each")
    cuts = quantiles(waits, n=100)
    print(
        f"at {PROMISED / 2:.0f} a second: median {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms, most {max(waits):.0f} ms"
    )


async def _paced(server: Server, rate: float, seconds: float) -> list[float]:
    """Milliseconds from when each was meant to be sent to the end of its answer."""
    headers = [f"{name}: {value}" for name, value in server.headers.items()]
    waits: list[float] = []
    meant: asyncio.Queue[float] = asyncio.Queue()

    async def ask(number: int) -> None:
        request = http(body_of(REGISTER, {"input": registration(number, urgent=True)}), headers)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        while (due := await meant.get()) < start + seconds:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(int(head.split(b"content-length: ")[1].split(b"\r\n")[0]))
            waits.append((time.perf_counter() - due) * 1000)
            assert b'"problems":[]' in body, body
        writer.close()

    async with asyncio.TaskGroup() as group:
        start = time.perf_counter()
        for number in range(CONNECTIONS):
            group.create_task(ask(number))
        for number in range(int(rate * seconds) + CONNECTIONS):
            due = start + number / rate
            await asyncio.sleep(due - time.perf_counter())
            meant.put_nowait(due)
    return waits


def _flushes(db: Database) -> list[float]:
    """Milliseconds of writing a block through to the disk that the database is on."""
    path = Path(db.folder) / "flush"
    file = os.open(path, os.O_CREAT | os.O_WRONLY)
    took = []
    for place in range(100):
        os.pwrite(file, _BLOCK, place * len(_BLOCK))
        before = time.perf_counter()
        os.fdatasync(file)
        took.append((time.perf_counter() - before) * 1000)
    os.close(file)
    path.unlink()
    return took


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
