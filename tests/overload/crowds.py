"""Crowds that ask, by `wrk`, and a few people among them whose waiting is looked at one by one."""

import asyncio
import os
import random
import shutil
import time
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Final

import orjson

_SCRIPT: Final = Path(__file__).with_name("crowd.lua")
# How long one of the crowd waits between two requests, in seconds.
PAUSE: Final = 0.5
# Seconds in which a crowd comes; what is answered then counts for nothing.
GATHERING: Final = 2.0
_PATIENCE: Final = 20.0


@dataclass(frozen=True)
class Answered:
    """What a crowd was answered in so many seconds; `lost` had no answer."""

    seconds: float
    useful: int
    refused: int
    wrong: int
    lost: int
    example: str

    @property
    def rate(self) -> float:
        """Useful answers a second."""
        return self.useful / self.seconds

    @property
    def offered(self) -> float:
        return (self.useful + self.refused + self.wrong + self.lost) / self.seconds


@dataclass(frozen=True)
class Crowd:
    """Sends `files`, one as often as another, to a port."""

    port: int
    files: Sequence[Path]
    core: int

    async def eager(self, connections: int, seconds: float) -> Answered:
        """Each asks again as soon as it is answered."""
        return await _answered(await self._begin(connections, seconds, 0))

    async def offering(self, rate: float, seconds: float) -> Answered:
        """So many a second whatever is answered, by as many connections as that takes."""
        return await _answered(await self._begin(max(8, round(rate * PAUSE)), seconds, PAUSE))

    async def _begin(self, connections: int, seconds: float, pause: float) -> Process:
        program = shutil.which("wrk")
        assert program, "wrk is missing: apt-get install wrk"
        duration = f"{seconds + GATHERING:.0f}s"
        process = await asyncio.create_subprocess_exec(
            *(program, "--threads", "1", "--connections", str(connections), "--duration", duration),
            *("--timeout", "30s", "--script", _SCRIPT, f"http://127.0.0.1:{self.port}/"),
            *("--", f"{pause * 1000:.0f}", f"{GATHERING * 1000:.0f}", *self.files),
            stdout=PIPE,
        )
        os.sched_setaffinity(process.pid, {self.core})
        # The few beside it are looked at by the clock: it gives way to them.
        os.setpriority(os.PRIO_PROCESS, process.pid, 5)
        return process


async def _answered(process: Process) -> Answered:
    printed, _ = await process.communicate()
    return Answered(**orjson.loads(printed.splitlines()[-1]))


@dataclass
class Seen:
    """When each request was meant to be sent, the status of its answer, and the seconds from then to its end."""

    sent: list[tuple[float, int, float]] = field(default_factory=list)

    def count(self, status: int) -> int:
        return sum(status == answered for _, answered, _ in self.sent)

    def p99(self, status: int) -> float:
        """Seconds; 0 where there are too few."""
        waits = [wait for _, answered, wait in self.sent if answered == status]
        return quantiles(waits, n=100)[98] if len(waits) > 1 else 0.0


@dataclass
class Few:
    """People who ask at their own times, each by a connection of their own that is kept for the next."""

    port: int
    idle: list[tuple[StreamReader, StreamWriter]] = field(default_factory=list)

    async def ask(self, request: bytes, rate: float, seconds: float, after: float = 0) -> Seen:
        """About `rate` a second, at random times, beginning so many seconds from now."""
        await asyncio.sleep(after)
        seen, end = Seen(), time.monotonic() + seconds
        async with asyncio.TaskGroup() as group:
            meant = time.monotonic()
            while (meant := meant + random.expovariate(rate)) < end:
                await asyncio.sleep(meant - time.monotonic())
                group.create_task(self._one(request, meant, seen))
        return seen

    async def _one(self, request: bytes, meant: float, seen: Seen) -> None:
        async with asyncio.timeout(_PATIENCE):
            reader, writer = self.idle.pop() if self.idle else await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            body = await reader.readexactly(length)
        status = int(head[9:12])
        assert status != 200 or b'"problems":[]' in body, body
        assert status != 503 or b"retry-after" in head.lower(), head
        seen.sent.append((meant, status, time.monotonic() - meant))
        if b"connection: close" in head.lower():
            writer.close()
        else:
            self.idle.append((reader, writer))
