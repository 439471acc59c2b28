"""A city of its own for the run, in processes of their own: two servers, two workers, the centre, PostgreSQL, and a
network between workers and centre."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg
import httpx

from api import migrating
from hotline.kit import database
from hotline.kit.viewer import Role
from tests import cleaning, world
from tests.api.processes import KEY
from tests.api.serving import SECRET, bearer
from tests.bench.servers import free_port
from tests.hotline.escalations import superiors
from tests.torture import clocks, editing
from tests.torture.judging import TARGET_MINUTES
from tests.torture.load import ROLES
from tests.torture.network import Network, carrying
from tests.torture.parts import Part, kept
from tests.torture.postgres import Postgres

SERVERS, WORKERS = 2, 2
# Seconds between what the centre tells us of a message: late, so that clocks reach their rungs.
PACE: Final = "40"


@dataclass(frozen=True)
class Ground:
    folder: Path
    postgres: Postgres
    ports: list[int]
    servers: list[Part]
    workers: list[Part]
    centre: Part
    network: Network
    skewed: list[Path]
    keys: Mapping[Role, Mapping[str, str]]
    http: httpx.AsyncClient

    @property
    def parts(self) -> list[Part]:
        return [*self.servers, *self.workers, self.centre]


async def seeded(postgres: Postgres) -> Mapping[Role, Mapping[str, str]]:
    """Fill it with the small city, whose ladder is climbed in minutes; a key for each role."""
    await migrating.migrate(postgres.dsn)
    connection = await asyncpg.connect(postgres.dsn)
    await world.build(connection)
    await connection.execute("UPDATE policy_target SET first_action_minutes = $1", TARGET_MINUTES)
    await cleaning.prepare(connection)
    await connection.close()
    await database.open(postgres.dsn, pool_size=2)
    try:
        await superiors.settle()
        return {role: await bearer(role) for role in (*ROLES, *editing.ROLES)}
    finally:
        await database.close()


@asynccontextmanager
async def laid(folder: Path) -> AsyncIterator[Ground]:
    """All of it, running."""
    postgres = await asyncio.to_thread(Postgres, folder)
    try:
        async with _laid(folder, postgres) as ground:
            yield ground
    finally:
        await postgres.stop()


@asynccontextmanager
async def _laid(folder: Path, postgres: Postgres) -> AsyncIterator[Ground]:
    keys = await seeded(postgres)
    ports, behind, front = [free_port() for _ in range(SERVERS)], free_port(), free_port()
    common = {"DATABASE_URL": postgres.dsn, "PAYESH_DATA": str(folder), "PAYESH_SECRET": SECRET}
    common |= {"PAYESH_CENTRE_KEY": KEY, "PAYESH_PUBLIC_URL": f"http://127.0.0.1:{ports[0]}"}
    servers = [
        Part(f"server{number}", "serve", common | {"PAYESH_PORT": str(port)}, folder)
        for number, port in enumerate(ports)
    ]
    library, skewed, workers = clocks.library(), [], []
    for number in range(WORKERS):
        environment = common | {"PAYESH_CENTRE_URL": f"http://127.0.0.1:{front}"}
        if library is not None:
            skewed.append(folder / f"clock{number}")
            environment |= clocks.wrong(skewed[-1], library)
        workers.append(Part(f"worker{number}", "worker", environment, folder))
    at_the_centre = {"PAYESH_CENTRE_URL": f"http://127.0.0.1:{behind}", "PAYESH_CENTRE_PACE": PACE}
    centre = Part("centre", "centre", common | at_the_centre, folder, sockets=3)
    network = Network(behind)
    http = httpx.AsyncClient(timeout=5)
    ground = Ground(folder, postgres, ports, servers, workers, centre, network, skewed, keys, http)
    moving = asyncio.create_task(clocks.move(skewed))
    try:
        async with carrying(network, front), kept(ground.parts):
            yield ground
    finally:
        moving.cancel()
        await http.aclose()
