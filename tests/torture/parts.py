"""Payesh's processes as a machine's supervisor runs them: whatever ends is started again at once."""

import asyncio
import os
import random
import sys
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]


class Part:
    """`payesh COMMAND`. What it says on stderr is kept in `folder`, run after run. It works once it has opened so
    many `sockets`."""

    def __init__(
        self, name: str, command: str, environment: Mapping[str, str], folder: Path, *, sockets: int = 5
    ) -> None:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("PAYESH_")}
        self.name, self.starts = name, 0
        self.said = folder / f"{name}.log"
        self._command, self._environment = command, clean | environment
        self._sockets = sockets
        self._process: Process | None = None
        self._works_since: float | None = None

    @property
    def age(self) -> float:
        """Seconds since it was first seen to work; 0 where it does not yet."""
        process = self._process
        if process is None or process.returncode is not None:
            return 0.0
        if self._works_since is None and _sockets(process.pid) >= self._sockets:
            self._works_since = time.monotonic()
        return time.monotonic() - self._works_since if self._works_since else 0.0

    def kill(self) -> None:
        assert self._process is not None
        self._works_since = None
        self._process.kill()

    async def stop(self) -> float:
        """Ask it to end; the seconds it took."""
        assert self._process is not None
        process, begun, self._works_since = self._process, time.monotonic(), None
        process.terminate()
        await process.wait()
        return time.monotonic() - begun

    async def keep(self) -> None:
        """Start it, and again whenever it ends, until cancelled."""
        with self.said.open("ab") as said:
            while True:
                self._process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "api.cli", self._command),
                    env=self._environment,
                    cwd=ROOT,
                    stdout=DEVNULL,
                    stderr=said,
                )
                self.starts += 1
                try:
                    await self._process.wait()
                except asyncio.CancelledError:
                    self._process.terminate()
                    await self._process.wait()
                    raise
                self._works_since = None
                await asyncio.sleep(random.uniform(0.1, 0.5))


def _sockets(pid: int) -> int:
    count = 0
    # It may end, or close one, meanwhile.
    with suppress(OSError):
        for file in os.listdir(f"/proc/{pid}/fd"):
            count += os.readlink(f"/proc/{pid}/fd/{file}").startswith("socket:")
    return count


@asynccontextmanager
async def kept(parts: Sequence[Part]) -> AsyncIterator[None]:
    """All of them run in the block, whatever is done to them, and end after it."""
    keeping = [asyncio.create_task(part.keep()) for part in parts]
    try:
        yield
    finally:
        for task in keeping:
            task.cancel()
        await asyncio.gather(*keeping, return_exceptions=True)
