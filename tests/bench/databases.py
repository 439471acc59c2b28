"""Databases of a known size, each an embedded PostgreSQL in a folder of its own, kept from run to run."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from api import embedded
from api.migrating import migrate
from hotline.kit import database
from hotline.kit.viewer import SYSTEM, Role
from hotline.people.actions import create_token
from tests.bench.servers import ROOT

FOLDER: Final = ROOT / "build" / "bench"
SEED: Final = 137


@dataclass(frozen=True)
class Database:
    """A running server's database of demo messages. `rate` is how many a minute it was filled with."""

    folder: Path
    dsn: str
    postmaster: int
    token: str
    messages: int
    follow_ups: int
    rate: float
    version: str

    async def connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(self.dsn, server_settings={"timezone": "UTC"})


async def prepared(messages: int) -> Database:
    """The database of so many messages; made where it is missing, which takes minutes for a million."""
    folder = FOLDER / str(messages)
    dsn = embedded.start(folder / "database")
    note = folder / "filled.json"
    if not note.exists():
        note.write_text(json.dumps({"rate": _fill(folder, messages)}))
    await migrate(dsn)
    await database.open(dsn, pool_size=1)
    office = await database.reads().fetchval("SELECT id FROM unit WHERE kind = 'OFFICE'")
    scopes = frozenset({"read", "act"})
    token = await create_token(Role.OPERATOR, name="Benchmark", scopes=scopes, by=SYSTEM, unit_id=office)
    version = await database.reads().fetchval("SHOW server_version")
    await database.close()
    # Without the limit of time that the server's own reads have.
    counting = await asyncpg.connect(dsn)
    follow_ups = await counting.fetchval("SELECT count(*) FROM follow_up")
    await counting.close()
    postmaster = int((folder / "database" / "postmaster.pid").read_text().split()[0])
    rate = json.loads(note.read_text())["rate"]
    return Database(folder, dsn, postmaster, token.secret, messages, follow_ups, rate, version)


def _fill(folder: Path, messages: int) -> float:
    begun = time.monotonic()
    command = (sys.executable, "-m", "api.cli", "demo", f"--messages={messages}", f"--seed={SEED}")
    subprocess.run(command, check=True, cwd=ROOT, env={"PATH": "/usr/bin:/bin", "PAYESH_DATA": str(folder)})
    return messages / (time.monotonic() - begun) * 60
