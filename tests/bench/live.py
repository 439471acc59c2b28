"""`python -m tests.bench.live`: how long after a commit its subscribers hear of it, and what they cost the server.

The hardest case: 2 000 subscribers of 200 different queues, all of which show the message that changes.
"""

import asyncio
import os
import sys
import time
from asyncio.subprocess import PIPE
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import orjson

from hotline.kit import events
from tests.bench import machine
from tests.bench.databases import prepared
from tests.bench.servers import OURS, ROOT, serving

MESSAGES = 100_000
VIEWS, EACH = 200, 10
# Changes one at a time, and then so many a second for a while.
SINGLE, STORM, A_SECOND = 10, 50, 5

QUEUE = """
subscription Queue($filter: MessageFilter) {
  queueChanged(filter: $filter, first: 20) {
    nodes {
      version id trackingCode text state urgency ground special registeredAt nextDueAt overdue
      category { titleFa titleEn } district { nameFa nameEn } unit { nameFa nameEn }
    }
  }
}
"""
_FIRST = """
SELECT id FROM message WHERE state NOT IN ('CLOSED', 'REJECTED', 'MERGED') ORDER BY next_due_at, id LIMIT 1
"""
_CHANGE = "UPDATE message SET version = version + 1 WHERE id = $1 RETURNING version, pg_current_xact_id()::text"


async def main() -> None:
    db = await prepared(MESSAGES)
    connection = await db.connect()
    first = await connection.fetchval(_FIRST)
    begun = datetime(2000, 1, 1, tzinfo=UTC)
    filters = [
        {"open": True, "registeredFrom": (begun + timedelta(days=view)).isoformat()} for view in range(VIEWS)
    ]
    async with serving(OURS, db) as server:
        at_rest = machine.resident_mb(server.pid)
        followers = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.following", str(server.port), server.token, str(EACH)),
            stdin=PIPE,
            stdout=PIPE,
            cwd=ROOT,
        )
        assert followers.stdin is not None
        assert followers.stdout is not None
        try:
            for one in filters:
                followers.stdin.write(orjson.dumps({"query": QUEUE, "variables": {"filter": one}}) + b"\n")
            followers.stdin.write_eof()
            while await followers.stdout.readline() != b"open\n":
                pass
            opened = machine.resident_mb(server.pid)
            before, behind = machine.cpu(server.pid), machine.backends_cpu(db.postmaster)
            told = asyncio.create_task(_collect(followers.stdout))
            single = await _changing(connection, first, SINGLE, 3.0)
            spent = (machine.cpu(server.pid) - before) / SINGLE
            asked = (machine.backends_cpu(db.postmaster) - behind) / SINGLE
            storm = await _changing(connection, first, STORM, 1 / A_SECOND)
            await asyncio.sleep(3)
            resident = machine.resident_mb(server.pid)
        finally:
            followers.terminate()
            await followers.wait()
        heard = await told
        print(f"{VIEWS * EACH} subscribers of {VIEWS} views, {MESSAGES:,} messages, {machine.described()}")
        print(f"load average {os.getloadavg()[0]:.1f}")
        print(f"one change at a time: {_said(single, heard)}")
        print(f"CPU for each: {spent:.2f} s of the server, {asked:.2f} s of the database")
        print(f"{A_SECOND} changes a second: {_said(storm, heard)}")
        print(f"server: {at_rest:.0f} MB at rest, {opened:.0f} MB followed, {resident:.0f} MB after")


async def _changing(
    connection: "asyncpg.Connection[asyncpg.Record]", message: UUID, times: int, pause: float
) -> dict[int, float]:
    """Change the message; when each version was committed."""
    committed = {}
    for _ in range(times):
        version, number = await connection.fetchrow(_CHANGE, message)
        committed[version] = time.monotonic()
        payload = events.encode({"message": [str(message)]}, number)
        await connection.execute("SELECT pg_notify($1, $2)", events.CHANNEL, payload)
        await asyncio.sleep(pause)
    return committed


async def _collect(lines: asyncio.StreamReader) -> dict[int, list[tuple[int, float]]]:
    """By subscriber: the versions told, and when."""
    heard: dict[int, list[tuple[int, float]]] = defaultdict(list)
    async for line in lines:
        number, version, at = line.split()
        heard[int(number)].append((int(version), float(at)))
    return heard


def _said(committed: dict[int, float], heard: dict[int, list[tuple[int, float]]]) -> str:
    """Percentiles over all subscribers and changes of the time until one was told that version, or a later one."""
    waits, missed = [], VIEWS * EACH - len(heard)
    for versions in heard.values():
        for version, at in committed.items():
            after = [told_at for told, told_at in versions if told >= version]
            if after:
                waits.append(min(after) - at)
            else:
                missed += 1
    waits.sort()
    middle, late = (waits[int(len(waits) * share)] * 1000 for share in (0.5, 0.99))
    return f"median {middle:.0f} ms, p99 {late:.0f} ms, most {waits[-1] * 1000:.0f} ms, missed {missed}"


if __name__ == "__main__":
    asyncio.run(main())
