"""Nothing acknowledged is lost with the server's disk: docs/backup.md's recipe, run as it stands there (G15)."""

import asyncio
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import asyncpg
import httpx
import pytest

from api import embedded
from tests import world
from tests.api.processes import eventually
from tests.api.serving import FRONTEND, register, server_running

DOCUMENTED: Final = (Path(__file__).parents[2] / "docs" / "backup.md").read_text("utf-8")
FOLLOW, COME_BACK = re.findall(r"```sh\n(.*?)```", DOCUMENTED.partition("## Losing nothing")[2], re.DOTALL)
AT_ONCE: Final = 4
ENOUGH: Final = 40


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not in pytest's own, which other users may not enter: started by root, a server is another user."""
    made = Path(tempfile.mkdtemp())
    yield made
    shutil.rmtree(made)


async def test_what_was_acknowledged_outlives_the_servers_disk(folder: Path) -> None:
    here, there, safe = (folder / name for name in ("here", "there", "safe"))
    async with server_running("", here) as serving, httpx.AsyncClient(base_url=serving.url, timeout=60) as http:
        connection = await asyncpg.connect(_address(here))
        await world.build(connection)
        await _shell(FOLLOW + 'echo "$!" > /safe/pid', PGHOST=here / "database", safe=safe)
        await connection.execute("ALTER SYSTEM SET synchronous_standby_names = 'payesh'")
        await connection.execute("SELECT pg_reload_conf()")

        async def followed() -> bool:
            return bool(await connection.fetchval("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"))

        await eventually(followed)
        acknowledged: list[str] = []

        async def register_on() -> None:
            while True:
                acknowledged.append((await register(http, FRONTEND))["trackingCode"])

        async with asyncio.TaskGroup() as citizens:
            calling = [citizens.create_task(register_on()) for _ in range(AT_ONCE)]

            async def enough() -> bool:
                return len(acknowledged) > ENOUGH

            await eventually(enough)
            postmaster = int((here / "database" / "postmaster.pid").read_text("utf-8").splitlines()[0])
            os.kill(postmaster, signal.SIGKILL)
            shutil.rmtree(here / "database")
            for one in calling:
                one.cancel()
        connection.terminate()
    os.kill(int((safe / "pid").read_text("utf-8")), signal.SIGTERM)
    there.mkdir()
    await _shell(COME_BACK, PGDATA=there / "database", safe=safe)
    _give_to_the_server(safe, there)
    async with server_running("", there):
        connection = await asyncpg.connect(_address(there))
        kept = {code for (code,) in await connection.fetch("SELECT tracking_code FROM message")}
        await connection.close()
    assert set(acknowledged) <= kept
    # Besides, at most what was under way as it died.
    assert len(kept) <= len(acknowledged) + AT_ONCE


def _address(data: Path) -> str:
    return f"postgresql://postgres@/postgres?host={data / 'database'}"


async def _shell(script: str, *, safe: Path, **environment: Path) -> None:
    """Run the script to its end; what it leaves in the background goes on."""
    process = await asyncio.create_subprocess_exec(
        *("bash", "-euc", f"mkdir -p {safe}/wal\n" + script.replace("/safe", str(safe))),
        env=os.environ
        | {"PATH": f"{embedded.PROGRAMS[-1]}:{os.environ['PATH']}", "PGUSER": "postgres"}
        | {name: str(value) for name, value in environment.items()},
    )
    assert await process.wait() == 0


def _give_to_the_server(*folders: Path) -> None:
    if os.geteuid() == 0:
        for folder in folders:
            for one in (folder, *folder.rglob("*")):
                shutil.chown(one, "pgserver")
