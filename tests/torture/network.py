"""The network between worker and centre on a bad day: it delays, loses a request before it arrives or its answer
after it did, and delivers twice. Everything that passes is counted by its idempotency key."""

import asyncio
import random
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

_LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_KEY: Final = re.compile(rb"idempotency-key: *([^\r]+)", re.IGNORECASE)


class Fault(StrEnum):
    LATE = "late"
    LOST = "lost"
    ANSWER_LOST = "answer lost"
    TWICE = "twice"


# Of a hundred requests so many each.
SHARES: Final = {Fault.LATE: 10, Fault.LOST: 4, Fault.ANSWER_LOST: 3, Fault.TWICE: 4}


@dataclass
class Network:
    """`posts` are the worker's own that arrived; what the network doubled is not among them. `answered` are those
    whose answer came back, so that another post of the same key was for nothing."""

    centre: int
    calm: bool = False
    posts: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    faults: Counter[Fault] = field(default_factory=Counter)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                request = await _read(reader)
                key = _key(request)
                fault = self._fault()
                if fault:
                    self.faults[fault] += 1
                if fault == Fault.LOST:
                    break
                if fault == Fault.LATE:
                    await asyncio.sleep(random.uniform(0, 4))
                answers = [await self._deliver(request) for _ in range(2 if fault == Fault.TWICE else 1)]
                self.posts[key] += 1
                if fault == Fault.ANSWER_LOST:
                    break
                writer.write(answers[0])
                await writer.drain()
                self.answered[key] += 1
        writer.close()

    def _fault(self) -> Fault | None:
        if self.calm:
            return None
        faults = [*SHARES, None]
        return random.choices(faults, [*SHARES.values(), 100 - sum(SHARES.values())])[0]

    async def _deliver(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.centre)
        try:
            writer.write(request)
            return await _read(reader)
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> bytes:
    """A whole request or answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    return head + await reader.readexactly(int(length[1]) if length else 0)


def _key(request: bytes) -> str:
    found = _KEY.search(request)
    return found[1].decode() if found else ""


@asynccontextmanager
async def carrying(network: Network, port: int) -> AsyncIterator[None]:
    server = await asyncio.start_server(network.carry, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()
        for task in network.tasks:
            task.cancel()
