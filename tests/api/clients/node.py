"""Scripts of `tests/clients`, run by Node.js with the clients that are installed there."""

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

FOLDER: Final = Path(__file__).parents[2] / "clients"
# In seconds, so that a broken test ends.
_PATIENCE: Final = 60


async def lines_of(script: str, *arguments: str) -> list[dict[str, Any]]:
    """What the script says, each line a JSON object."""
    async with _running(script, *arguments) as process, asyncio.timeout(_PATIENCE):
        said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()
    return [json.loads(line) for line in said.splitlines()]


@asynccontextmanager
async def live(url: str) -> AsyncIterator["Live"]:
    """`live.mjs` at the server's address."""
    async with _running("live.mjs", url) as process:
        told = Live(process)
        hearing = asyncio.create_task(told.hear())
        try:
            yield told
        finally:
            hearing.cancel()


@dataclass
class Live:
    """The clients of `live.mjs`, each follower of a name of its own."""

    process: Process
    _heard: dict[str, "asyncio.Queue[dict[str, Any]]"] = field(default_factory=dict)

    async def say(self, id_: str, **what: Any) -> None:
        self._heard.setdefault(id_, asyncio.Queue())
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"id": id_, **what}).encode() + b"\n")
        await self.process.stdin.drain()

    async def next(self, id_: str) -> dict[str, Any]:
        """What happened next to this follower."""
        async with asyncio.timeout(_PATIENCE):
            return await self._heard[id_].get()

    async def hear(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            said = json.loads(line)
            self._heard[said.pop("id")].put_nowait(said)


@asynccontextmanager
async def _running(script: str, *arguments: str) -> AsyncIterator[Process]:
    if not (FOLDER / "node_modules").is_dir():
        pytest.fail("The clients are not installed: make tests/clients/node_modules/.installed", pytrace=False)
    process = await asyncio.create_subprocess_exec("node", script, *arguments, cwd=FOLDER, stdin=PIPE, stdout=PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
