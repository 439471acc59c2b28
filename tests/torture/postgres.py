"""A PostgreSQL server of our own, which may be killed outright, or one session of it."""

import asyncio
import os
import random
import signal
import time
from asyncio.subprocess import DEVNULL
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import asyncpg

from api import embedded
from hotline.kit import database
from tests.bench import machine

_USER: Final = "pgserver"
_PATIENCE: Final = 180.0
AWAY: Final = (*database.UNAVAILABLE, asyncpg.PostgresError, TimeoutError)


class Postgres:
    """In `folder`; made, and running."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "database"
        self.dsn = embedded.start(self.data, cleanup="stop")
        self._socket = unquote(self.dsn.partition("host=")[2])
        self._programs = Path(os.readlink(f"/proc/{self.postmaster}/exe")).parent
        self._since = time.monotonic()
        # From when to when it did not answer, by its own clock, which is the machine's.
        self.away: list[tuple[datetime, datetime]] = []
        self._died: datetime | None = None

    @property
    def age(self) -> float:
        return time.monotonic() - self._since if self._since else 0.0

    @property
    def postmaster(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def kill(self) -> None:
        """All of it at once, as a machine that dies."""
        self._since, self._died = 0.0, datetime.now(UTC)
        # The postmaster first, or it would find its sessions dead and begin to put things in order.
        sessions = machine.children(self.postmaster)
        for pid in (self.postmaster, *sessions):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    async def kill_a_session(self) -> None:
        """One process of it: the server then ends all others, and recovers by itself, until it answers again."""
        self._since, self._died = 0.0, datetime.now(UTC)
        ended = asyncio.Event()
        with suppress(*AWAY):
            witness = await asyncpg.connect(self.dsn, timeout=5)
            witness.add_termination_listener(lambda _: ended.set())
            with suppress(ProcessLookupError, IndexError):
                os.kill(random.choice(machine.children(self.postmaster)), signal.SIGKILL)
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), 5)
            witness.terminate()
        async with asyncio.timeout(_PATIENCE):
            while not await self.answers():  # noqa: ASYNC110 - another process sets no event of ours
                await asyncio.sleep(0.05)
        self._back()

    async def start(self) -> None:
        """Again, and until it answers."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                # It may still end its last sessions, and then refuses to start.
                await self._ctl("start", "-o", f'-h "" -k {self._socket}', "-l", str(self.data / "log"))
                if await self.answers():
                    break
                await asyncio.sleep(0.2)
        self._back()

    def _back(self) -> None:
        self._since = time.monotonic()
        if self._died:
            self.away.append((self._died, datetime.now(UTC)))
            self._died = None

    async def stop(self) -> None:
        await self._ctl("stop", "-m", "immediate")

    async def _ctl(self, *arguments: str) -> None:
        process = await asyncio.create_subprocess_exec(
            *(self._programs / "pg_ctl", "-w", "-t", "20", "-D", self.data, *arguments),
            user=_USER if os.geteuid() == 0 else None,
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
        await process.wait()

    async def answers(self) -> bool:
        try:
            connection = await asyncpg.connect(self.dsn, timeout=5)
            await connection.close(timeout=5)
        except AWAY:
            return False
        return True
