"""Payesh's own processes, as tests start and end them: by their commands, on real sockets."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Any

import httpx

KEY = "key-of-the-centre-in-tests"
_PATIENCE = 90.0


@asynccontextmanager
async def running(
    command: str, environment: dict[str, str], *, said: IO[bytes] | None = None
) -> AsyncIterator[Process]:
    """`payesh COMMAND`, ended at the end of the block; what it says on stderr goes to `said`."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PAYESH_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "api.cli", command),
        env=clean | environment,
        cwd=Path(__file__).parents[2],
        stderr=said,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@asynccontextmanager
async def centre_running(folder: Path, told: str = "", pace: float = 0) -> AsyncIterator["StandIn"]:
    """`payesh centre`, ready to receive; it tells the server at `told` its work, a step every `pace` seconds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    environment = {"PAYESH_CENTRE_URL": url, "PAYESH_CENTRE_KEY": KEY, "PAYESH_DATA": str(folder)}
    environment |= {"PAYESH_PUBLIC_URL": told, "PAYESH_CENTRE_PACE": str(pace)}
    async with running("centre", environment) as process, httpx.AsyncClient(base_url=url) as client:
        stand_in = StandIn(url, client, environment, process)
        await eventually(stand_in.answers)
        yield stand_in


class StandIn:
    """A running stand-in centre, seen from outside."""

    def __init__(self, url: str, client: httpx.AsyncClient, environment: dict[str, str], process: Process) -> None:
        self.url, self.client, self.environment, self.process = url, client, environment, process

    async def answers(self) -> bool:
        try:
            return (await self.client.get("/dispatches")).status_code == 200
        except httpx.TransportError:
            return False

    async def feel(self, mood: str) -> None:
        (await self.client.put("/mood", json={"mood": mood})).raise_for_status()

    async def received(self, tracking_code: str) -> list[dict[str, Any]]:
        found = (await self.client.get("/dispatches")).json()["dispatches"]
        return [dispatch for dispatch in found if dispatch["trackingCode"] == tracking_code]


async def eventually(holds: Callable[[], Awaitable[object]]) -> None:
    """Wait until it holds; a generous end keeps a broken test from hanging."""
    async with asyncio.timeout(_PATIENCE):
        while not await holds():  # noqa: ASYNC110 - another process sets no event of ours
            await asyncio.sleep(0.05)


async def payesh(*arguments: str, pipe: str = "", **environment: str) -> tuple[int | None, str, str]:
    """The exit code and what was printed and told."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name != "DATABASE_URL" and not name.startswith("PAYESH_")
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "api.cli", *arguments),
        env=inherited | environment,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
    )
    printed, told = await process.communicate(pipe.encode())
    return process.returncode, printed.decode(), told.decode()
