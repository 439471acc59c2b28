"""SIGKILL at random; a database that is restarted under load, and servers that are asked to end under it."""

import asyncio
import math
import random
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Final

import httpx

from hotline.kit.viewer import Role
from tests.api.serving import INPUT
from tests.drafts import rows
from tests.torture.findings import Finding, at_most, nought
from tests.torture.ground import Ground
from tests.torture.load import REGISTER, TIMEOUT

# Seconds that each works at least between two deaths.
BREATH: Final = 2.0
PAUSE: Final = 1.0
_PATIENCE: Final = 180.0
_AT_ONCE: Final = 8


async def kill(ground: Ground, kills: int, until: float = math.inf) -> Finding:
    """So many kills, of whatever is old enough, or as many as there are `until` then."""
    killed: Counter[str] = Counter()
    await _until(lambda: _ready(ground, True))
    while killed.total() < kills and time.monotonic() < until:
        await asyncio.sleep(random.expovariate(1 / PAUSE))
        living = [part for part in ground.parts if part.age > BREATH]
        # Where every start is slow the database must not die before anything has come to work on it.
        at_work = all(any(part in living for part in kind) for kind in (ground.servers, ground.workers))
        choices = [*living, *["postgres", "session"] * (at_work and ground.postgres.age > BREATH)]
        if not choices:
            continue
        chosen = random.choice(choices)
        if chosen == "postgres":
            killed["PostgreSQL"] += 1
            ground.postgres.kill()
            await asyncio.sleep(random.uniform(0, 2))
            await ground.postgres.start()
        elif chosen == "session":
            killed["a session of PostgreSQL"] += 1
            await ground.postgres.kill_a_session()
        else:
            killed[chosen.name.rstrip("0123456789")] += 1
            chosen.kill()
        if killed.total() % 100 == 0:
            print(f"{killed.total():,} killed", flush=True)
    done = f"{killed.total():,}" + (f" of {kills:,}, then the time was over" if killed.total() < kills else "")
    return Finding(f"SIGKILL: {', '.join(f'{name} {times}' for name, times in killed.most_common())}", done)


async def restart_the_database(ground: Ground, times: int) -> list[Finding]:
    """How soon a server says that it is not ready, and how soon it is again (G6)."""
    red, green = [0.0], [0.0]
    for _ in range(times):
        await _until(lambda: _ready(ground, True))
        starts = [part.starts for part in ground.servers]
        ground.postgres.kill()
        red.append(await _until(lambda: _ready(ground, False)))
        await ground.postgres.start()
        green.append(await _until(lambda: _ready(ground, True)))
        assert starts == [part.starts for part in ground.servers], "a server ended by itself"
    return [
        Finding("restarts of the database under load", f"{times}"),
        at_most("until a server says that it is not ready, at most", max(red), 5),
        at_most("until it is ready again by itself, at most", max(green), 10),
    ]


async def _ready(ground: Ground, wanted: bool) -> bool:
    """Whether all servers say so."""
    for port in ground.ports:
        try:
            status = (await ground.http.get(f"http://127.0.0.1:{port}/readyz")).status_code
        except httpx.HTTPError:
            return False
        if (status == 200) != wanted:
            return False
    return True


async def _until(holds: Callable[[], Awaitable[bool]]) -> float:
    begun = time.monotonic()
    async with asyncio.timeout(_PATIENCE):
        while not await holds():  # noqa: ASYNC110 - another process sets no event of ours
            await asyncio.sleep(0.05)
    return time.monotonic() - begun


async def stop_servers(ground: Ground, times: int, sent: dict[str, bool]) -> list[Finding]:
    """SIGTERM while registrations come in, each sent once only (G17). A connection refused was never taken; any
    other that got no answer must not have been stored either."""
    answered, doubtful, failed, took = 0, [], 0, [0.0]
    stopping = asyncio.Event()

    async def register_on(port: int) -> None:
        nonlocal answered, failed
        async with httpx.AsyncClient(timeout=TIMEOUT, headers=ground.keys[Role.OPERATOR]) as http:
            while not stopping.is_set():
                key = uuid.uuid4().hex
                sent[key] = False
                body = {"query": REGISTER, "variables": {"input": INPUT}}
                try:
                    response = await http.post(
                        f"http://127.0.0.1:{port}/graphql", json=body, headers={"idempotency-key": key}
                    )
                except httpx.ConnectError:
                    return
                except httpx.HTTPError:
                    doubtful.append(key)
                    return
                answered += response.status_code == 200
                failed += response.status_code != 200

    for turn in range(times):
        server, port = ground.servers[turn % len(ground.servers)], ground.ports[turn % len(ground.servers)]
        await _until(lambda: _ready(ground, True))
        stopping.clear()
        async with asyncio.TaskGroup() as clients:
            for _ in range(_AT_ONCE):
                clients.create_task(register_on(port))
            busy = answered + 2 * _AT_ONCE
            while answered < busy:  # noqa: ASYNC110 - it is counted in many places
                await asyncio.sleep(0.05)
            took.append(await server.stop())
            stopping.set()
    stored = await rows("SELECT key FROM idempotency WHERE key = ANY($1)", doubtful)
    return [
        Finding("SIGTERM to a server under load", f"{times}"),
        nought("acknowledgements that failed by it", failed + len(stored), answered + failed + len(stored)),
        at_most("until it had ended, at most", max(took), 10),
    ]
