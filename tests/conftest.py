"""Every database test runs on a real embedded PostgreSQL, migrated as production is, in a clean small city.

One server for each run, shared by xdist's workers; one database for each worker, copied from a template that
is migrated once. Before each test whatever the last one changed is put back.
"""

import fcntl
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import asyncpg
import pytest
from hypothesis import settings

from api import embedded, migrating
from hotline.city import reference
from hotline.kit import database
from tests import cleaning, world

TEMPLATE = "payesh_template"
ROOM = "300"
# How long an example takes is the machine's.
settings.register_profile("payesh", deadline=None)
settings.load_profile("payesh")


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder of this run, the same for all workers."""
    mine = tmp_path_factory.getbasetemp()
    return mine if worker_id == "master" else mine.parent


@pytest.fixture(scope="session")
def server(run_folder: Path, testrun_uid: str) -> str:
    """The address of this run's server. The last worker to end stops it and deletes its folder.

    Not in pytest's own folder: each start of pytest closes that to other users, and started by root the server
    is another user.
    """
    folder = Path(tempfile.gettempdir()) / f"payesh-{testrun_uid}"
    with _alone(run_folder):
        embedded.start(folder, cleanup="delete")
        _make_room(folder)
        return embedded.start(folder, cleanup="delete")


@pytest.fixture(scope="session")
async def template(server: str, run_folder: Path) -> str:
    """The name of a migrated database with the small city in it and a clock that can be moved."""
    with _alone(run_folder):
        connection = await asyncpg.connect(server)
        try:
            if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", TEMPLATE):
                await connection.execute(f"CREATE DATABASE {TEMPLATE}_new")
                await _fill(address_of(server, f"{TEMPLATE}_new"))
                # Under its own name only when it is whole, should a worker die here.
                await connection.execute(f"ALTER DATABASE {TEMPLATE}_new RENAME TO {TEMPLATE}")
        finally:
            await connection.close()
    return TEMPLATE


@pytest.fixture(scope="session")
async def dsn(server: str, template: str, run_folder: Path, worker_id: str) -> str:
    """The address of this worker's database."""
    name = f"payesh_{worker_id}"
    connection = await asyncpg.connect(server)
    try:
        # A template is copied by one at a time.
        with _alone(run_folder):
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    finally:
        await connection.close()
    return address_of(server, name)


@pytest.fixture(scope="session")
async def _opened(dsn: str) -> AsyncIterator[None]:
    await database.open(dsn, pool_size=10)
    yield
    await database.close()


@pytest.fixture
async def db(_opened: None) -> ModuleType:
    """`hotline.kit.database`, open on a clean small city."""
    async with database.transaction() as tx:
        if await cleaning.clean(tx.connection):
            reference.forget()
    return database


@pytest.fixture
async def empty(server: str, worker_id: str) -> AsyncIterator[str]:
    """The address of an empty database."""
    connection = await asyncpg.connect(server)
    name = f"payesh_empty_{worker_id}"
    await connection.execute(f"CREATE DATABASE {name}")
    yield address_of(server, name)
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


@dataclass(frozen=True)
class Clock:
    """The database's clock, to be moved by tests."""

    async def forward(self, by: timedelta) -> None:
        """Let `by` pass at once; negative goes back."""
        async with database.transaction() as tx:
            await tx.connection.execute("UPDATE test_clock SET shift = shift + $1", by)

    async def stop(self) -> None:
        """Let no time pass until the test ends, but by `forward`."""
        async with database.transaction() as tx:
            await tx.connection.execute("UPDATE test_clock SET stopped = clock_timestamp()")


@pytest.fixture
def clock(db: ModuleType) -> Clock:
    return Clock()


def address_of(server: str, name: str) -> str:
    """The address of another database on the same server."""
    return server.replace("/postgres?", f"/{name}?")


async def _fill(dsn: str) -> None:
    await migrating.migrate(dsn)
    connection = await asyncpg.connect(dsn)
    try:
        await world.build(connection)
        await cleaning.prepare(connection)
    finally:
        await connection.close()


def _make_room(folder: Path) -> None:
    """For the connections of all servers that tests keep for themselves, of two workers at once."""
    postgres = embedded.get_server(folder, cleanup_mode="delete")
    if postgres.psql("SHOW max_connections").split()[2] != ROOM:
        postgres.psql(f"ALTER SYSTEM SET max_connections = {ROOM}")
        postgres.stop()
        postgres.ensure_postgres_running()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
