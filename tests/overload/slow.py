"""A thousand sockets that are slow on purpose, by `slowhttptest`: heads and bodies that drip, answers taken a few
bytes at a time."""

import asyncio
import shutil
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

# What is slow, by the option that asks for it, and how many sockets each.
_KINDS: Final = {"-H": 400, "-B": 300, "-X": 300}
# As many as come in a second: it gives up at once where all come in the first.
_A_SECOND: Final = 150
COMING: Final = max(_KINDS.values()) / _A_SECOND + 1
SOCKETS: Final = sum(_KINDS.values())


def established(port: int) -> int:
    """How many sockets to the port are open."""
    here = f":{port:04X}"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(line[1].endswith(here) and line[3] == "01" for line in lines)


@asynccontextmanager
async def sockets(port: int, seconds: float) -> AsyncIterator[None]:
    """They are there within the block, at most so long."""
    program = shutil.which("slowhttptest")
    assert program, "slowhttptest is missing: apt-get install slowhttptest"
    running = [
        await asyncio.create_subprocess_exec(
            *(program, kind, "-c", str(count), "-r", str(_A_SECOND), "-i", "2", "-l", f"{seconds:.0f}", "-p", "5"),
            *("-s", "4096", "-f", "application/json", "-t", "GET" if kind == "-X" else "POST"),
            *("-u", f"http://127.0.0.1:{port}/{'schema.graphql' if kind == '-X' else 'graphql'}"),
            *("-w", "64", "-y", "128", "-n", "2", "-z", "16") if kind == "-X" else (),
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
        for kind, count in _KINDS.items()
    ]
    try:
        yield
    finally:
        for process in running:
            if process.returncode is None:
                process.kill()
            await process.wait()
