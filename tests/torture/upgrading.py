"""An upgrade with writers on (G17): two servers of an earlier version take registrations, the database is brought
to this version under them, and each is replaced by one of this version."""

import asyncio
import subprocess
import sys
import tarfile
import tempfile
import time
import uuid
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Final

import asyncpg
import httpx

from tests.api.serving import SECRET
from tests.bench.servers import ROOT, free_port
from tests.torture.findings import Finding, at_most, not_run, nought
from tests.torture.load import TIMEOUT
from tests.torture.postgres import Postgres

WHAT: Final = "an upgrade with writers on"
WRITERS: Final = 8
# What one token may spend is not asked here; the earlier version knows no such setting.
NEWER: Final = {"PAYESH_BUDGET": "0"}
# So many migrations lie between both versions.
BACK: Final = 2
# Seconds of load before, between and after the steps of the upgrade.
PACE: Final = 3.0
REGISTER: Final = """
mutation ($input: RegisterMessageInput!) { registerMessage(input: $input) { trackingCode problems { code } } }
"""
INPUT: Final = {
    "body": "زباله‌های کوچه را نبرده‌اند.",
    "categoryCode": "OPEN_MANHOLE",
    "districtNumber": 1,
    "urgency": "URGENT",
    "ground": "HAZARD",
}


@dataclass
class Writers:
    """`told` is by key the code that was answered, `waits` how long each waited for one."""

    ports: list[int]
    headers: Mapping[str, str]
    told: dict[str, str] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    again: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def write(self, number: int) -> None:
        """One registration after another, each asked for until it is answered, as a proxy's clients do."""
        async with httpx.AsyncClient(timeout=TIMEOUT, headers=dict(self.headers)) as http:
            turn = number
            while not self.stop.is_set():
                key, begun = uuid.uuid4().hex, time.monotonic()
                while key not in self.told:
                    turn += 1
                    await self._ask(http, self.ports[turn % len(self.ports)], key)
                self.waits.append(time.monotonic() - begun)

    async def _ask(self, http: httpx.AsyncClient, port: int, key: str) -> None:
        try:
            response = await http.post(
                f"http://127.0.0.1:{port}/graphql",
                json={"query": REGISTER, "variables": {"input": INPUT}},
                headers={"idempotency-key": key},
            )
        except httpx.HTTPError as error:
            self.again[type(error).__name__] += 1
            await asyncio.sleep(0.05)
            return
        if response.status_code == 503 and "retry-after" in response.headers:
            self.again["503"] += 1
            await asyncio.sleep(0.2)
            return
        payload = response.json().get("data", {}).get("registerMessage") if response.status_code == 200 else None
        if not payload or payload["problems"]:
            self.wrong[f"{response.status_code} {response.text[:200]}"] += 1
            await asyncio.sleep(0.2)
            return
        self.told[key] = payload["trackingCode"]


async def upgrade() -> list[Finding]:
    """Not run where the earlier version's source is not at hand."""
    with tempfile.TemporaryDirectory(prefix="payesh-upgrade-") as name:
        folder = Path(name)
        earlier = await asyncio.to_thread(_earlier, folder / "earlier")
        if earlier is None:
            return [not_run(WHAT, "needs the repository's history, where the earlier version is")]
        postgres = await asyncio.to_thread(Postgres, folder)
        try:
            return await _upgraded(postgres, folder, earlier)
        finally:
            await postgres.stop()


def _earlier(folder: Path) -> Path | None:
    """The source as it was before the last migrations."""
    made = sorted((ROOT / "api" / "migrations").glob("[0-9]*.py"))[-BACK]
    asked = ["git", "log", "--diff-filter=A", "--format=%H", "-1", "--", str(made.relative_to(ROOT))]
    found = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    if not found:
        return None
    packed = subprocess.run(["git", "archive", f"{found}^"], cwd=ROOT, capture_output=True, check=False)
    if packed.returncode:
        return None
    with tarfile.open(fileobj=BytesIO(packed.stdout)) as source:
        source.extractall(folder, filter="data")
    return folder


async def _upgraded(postgres: Postgres, folder: Path, earlier: Path) -> list[Finding]:
    environment = {
        "PATH": "/usr/bin:/bin",
        "DATABASE_URL": postgres.dsn,
        "PAYESH_DATA": str(folder),
        "PAYESH_SECRET": SECRET,
    }
    await _payesh(earlier, environment, "seed")
    token = await _payesh(
        earlier, environment, "token", "create", "--role", "OPERATOR", "--unit", "PEOPLES_COMMUNICATIONS"
    )
    writers = Writers([free_port(), free_port()], {"authorization": f"Bearer {token.splitlines()[-1]}"})
    ended = [0.0]
    async with AsyncExitStack() as servers:
        old = [await servers.enter_async_context(_serving(earlier, environment, port)) for port in writers.ports]
        async with asyncio.TaskGroup() as clients:
            for number in range(WRITERS):
                clients.create_task(writers.write(number))
            await asyncio.sleep(PACE)
            begun = time.monotonic()
            said = await _payesh(ROOT, environment, "migrate")
            took = time.monotonic() - begun
            await asyncio.sleep(PACE)
            for process, port in zip(old, writers.ports, strict=True):
                begun = time.monotonic()
                process.terminate()
                await process.wait()
                ended.append(time.monotonic() - begun)
                await servers.enter_async_context(_serving(ROOT, environment | NEWER, port))
            await asyncio.sleep(PACE)
            writers.stop.set()
    stored = await _stored(postgres, list(writers.told))
    lost = [key for key, code in writers.told.items() if stored.get(key) != code]
    for answer, times in writers.wrong.most_common(3):
        print(f"{times} ×: {answer}")
    return [
        Finding(f"{WHAT}: migrations", f"{len(said.splitlines())} in {took:.1f} s"),
        Finding("registrations acknowledged", f"{len(writers.told):,}"),
        nought("of them lost", len(lost), len(writers.told)),
        nought("answers other than done, and 503 with Retry-After", writers.wrong.total()),
        Finding("asked again", ", ".join(f"{times} × {why}" for why, times in writers.again.items()) or "0"),
        at_most("longest wait for an acknowledgement", max(writers.waits), 10),
        at_most("until an old server had ended, at most", max(ended), 10),
    ]


@asynccontextmanager
async def _serving(source: Path, environment: Mapping[str, str], port: int) -> AsyncIterator[Process]:
    """A server of that source, ready."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "api.cli", "serve"),
        env={**environment, "PAYESH_PORT": str(port), "PAYESH_PUBLIC_URL": f"http://127.0.0.1:{port}"},
        cwd=source,
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    try:
        async with asyncio.timeout(90), httpx.AsyncClient() as http:
            while not await _ready(http, port):  # noqa: ASYNC110 - another process sets no event of ours
                await asyncio.sleep(0.05)
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _ready(http: httpx.AsyncClient, port: int) -> bool:
    try:
        return (await http.get(f"http://127.0.0.1:{port}/readyz")).status_code == 200
    except httpx.TransportError:
        return False


async def _payesh(source: Path, environment: Mapping[str, str], *arguments: str) -> str:
    """What a command of that source prints."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "api.cli", *arguments), env=environment, cwd=source, stdout=PIPE
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0, arguments
    return printed.decode()


async def _stored(postgres: Postgres, keys: list[str]) -> dict[str, str]:
    connection = await asyncpg.connect(postgres.dsn)
    found = await connection.fetch(
        "SELECT key, tracking_code FROM idempotency JOIN message ON message.id = subject_id WHERE key = ANY($1)",
        keys,
    )
    await connection.close()
    return {row["key"]: row["tracking_code"] for row in found}
