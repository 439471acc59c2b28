"""`python -m tests.bench.dispatching`: how long an urgent message takes from its commit to the centre's receipt,
with server, worker and stand-in centre each a process of its own; and how long at worst after a worker's SIGKILL.

Times run from the start of the transaction that registered (a little before its commit) to the centre's own clock
on the same machine, so they are upper bounds.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import quantiles
from typing import Any, Final

import asyncpg
import httpx

from hotline.deliveries.figures import HEALTH
from tests.bench import machine
from tests.bench.databases import prepared
from tests.bench.servers import OURS, Server, answering, free_port, process, serving

KEY: Final = "key-of-the-centre-in-the-benchmark-0137"
QUICK: Final = bool(os.environ.get("QUICK"))
COUNT, RATE = (100, 20) if QUICK else (600, 20)
KILLED: Final = 20

REGISTER: Final = """
mutation Register($input: RegisterMessageInput!) {
  registerMessage(input: $input) { trackingCode problems { code } }
}
"""
INPUT: Final = {
    "body": "دریچه چاه باز مانده است.",
    "categoryCode": "OPEN_MANHOLE",
    "districtNumber": 3,
    "channel": "PHONE",
    "urgency": "URGENT",
    "ground": "HAZARD",
}


@dataclass(frozen=True)
class Centre:
    """The stand-in, from outside."""

    url: str

    async def feel(self, mood: str) -> None:
        async with httpx.AsyncClient(base_url=self.url) as http:
            (await http.put("/mood", json={"mood": mood})).raise_for_status()

    async def received(self) -> dict[str, dict[str, Any]]:
        async with httpx.AsyncClient(base_url=self.url, timeout=60) as http:
            return {one["trackingCode"]: one for one in (await http.get("/dispatches")).json()["dispatches"]}


async def main() -> None:
    db = await prepared(10_000)
    connection = await db.connect()
    port = free_port()
    environment = {
        "DATABASE_URL": db.dsn,
        "PAYESH_DATA": str(db.folder),
        "PAYESH_CENTRE_URL": f"http://127.0.0.1:{port}",
        "PAYESH_CENTRE_KEY": KEY,
        "PAYESH_CENTRE_PACE": "0",
    }
    async with (
        serving(OURS, db) as server,
        process(("-m", "api.cli", "centre"), environment),
        _worker(environment) as first,
    ):
        await answering(port)
        centre = Centre(f"http://127.0.0.1:{port}")
        # What the demo left open, first.
        await _until(lambda: _none(connection, _ANY_OPEN))
        healthy = await _healthy(server, centre, connection)
        first.kill()
        await first.wait()
        async with _worker(environment) as doomed:
            worst = await _killed(server, centre, connection, doomed, environment)
    health = dict(await connection.fetchrow(HEALTH) or {})
    await connection.close()
    cuts = quantiles(healthy, n=100)
    print(f"{machine.described()}; {COUNT} urgent messages at {RATE} a second, {db.messages:,} present")
    print(f"commit to the centre's receipt: p50 {cuts[49]:.3f} s, p99 {cuts[98]:.3f} s, worst {max(healthy):.3f} s")
    print(f"after a worker's SIGKILL, with another started at once: worst {worst:.1f} s of {KILLED}")
    print("watchdog:", json.dumps({name: health[name] for name in ("stuck", "undelivered")}))


async def _healthy(server: Server, centre: Centre, connection: "asyncpg.Connection[asyncpg.Record]") -> list[float]:
    # The first finds cold caches; it is not counted.
    await server.ask(REGISTER, {"input": INPUT})
    codes = []
    for _ in range(COUNT):
        started = asyncio.get_running_loop().time()
        codes.append((await server.ask(REGISTER, {"input": INPUT}))["registerMessage"]["trackingCode"])
        await asyncio.sleep(max(0, started + 1 / RATE - asyncio.get_running_loop().time()))
    await _until(lambda: _none(connection, _OPEN, codes))
    received, begun = await centre.received(), await _begun(connection, codes)
    assert all(received[code]["times"] == 1 for code in codes), "posted once each"
    return [received[code]["receivedAt"] - begun[code] for code in codes]


async def _killed(
    server: Server,
    centre: Centre,
    connection: "asyncpg.Connection[asyncpg.Record]",
    doomed: asyncio.subprocess.Process,
    environment: dict[str, str],
) -> float:
    """The centre hangs, so that every job is in the worker's hands when it is killed: between send and record."""
    await centre.feel("hanging")
    codes = [
        (await server.ask(REGISTER, {"input": INPUT}))["registerMessage"]["trackingCode"] for _ in range(KILLED)
    ]
    await _until(lambda: _none(connection, _NOT_PICKED))
    doomed.kill()
    await doomed.wait()
    await centre.feel("well")
    async with _worker(environment):
        await _until(lambda: _none(connection, _OPEN, codes))
    received, begun = await centre.received(), await _begun(connection, codes)
    return max(received[code]["receivedAt"] - begun[code] for code in codes)


async def _none(connection: "asyncpg.Connection[asyncpg.Record]", counting: str, *values: object) -> bool:
    return bool(await connection.fetchval(counting, *values) == 0)


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(180):
        while not await holds():  # noqa: ASYNC110 - another process sets no event of ours
            await asyncio.sleep(0.1)


async def _begun(connection: "asyncpg.Connection[asyncpg.Record]", codes: Sequence[str]) -> dict[str, float]:
    return {row["tracking_code"]: row["created_at"].timestamp() for row in await connection.fetch(_BEGUN, codes)}


@asynccontextmanager
async def _worker(environment: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    async with process(("-m", "api.cli", "worker"), environment) as running:
        yield running


_ANY_OPEN: Final = "SELECT count(*) FROM delivery WHERE kind = 'CENTRE' AND state IN ('PENDING', 'STUCK')"

_NOT_PICKED: Final = "SELECT count(*) FROM pgqueuer WHERE status <> 'picked' AND entrypoint = 'deliver'"

_OPEN: Final = """
SELECT count(*) FROM delivery JOIN message ON message.id = delivery.message_id
WHERE tracking_code = ANY($1) AND delivery.kind = 'CENTRE' AND delivery.state <> 'DELIVERED'
"""

_BEGUN: Final = """
SELECT tracking_code, delivery.created_at FROM delivery JOIN message ON message.id = delivery.message_id
WHERE tracking_code = ANY($1) AND delivery.kind = 'CENTRE'
"""

if __name__ == "__main__":
    asyncio.run(main())
