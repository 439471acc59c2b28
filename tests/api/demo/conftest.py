"""A demo city as the command writes it into a real database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import asyncpg
import pytest

from api.demo.people import PASSWORD
from tests.api.cli.test_commands import payesh
from tests.conftest import address_of

MESSAGES = 1500
UNTIL = datetime.fromisoformat("2026-09-12T11:40:00+03:30")
ARGUMENTS = ("demo", f"--messages={MESSAGES}", "--seed=7", "--until=2026-09-12T11:40:00")

Connection = asyncpg.Connection


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the command keeps files."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
async def demo(server: str, worker_id: str, folder: Path) -> AsyncIterator[str]:
    """The address of the city. Tests read it, and change nothing."""
    async with _city(server, f"payesh_demo_{worker_id}", folder) as address:
        yield address


@pytest.fixture
async def twin(server: str, worker_id: str, folder: Path) -> AsyncIterator[str]:
    """The address of another that was given the same seed and date."""
    async with _city(server, f"payesh_twin_{worker_id}", folder) as address:
        yield address


@asynccontextmanager
async def _city(server: str, name: str, folder: Path) -> AsyncIterator[str]:
    administrator, address = await asyncpg.connect(server), address_of(server, name)
    await administrator.execute(f"CREATE DATABASE {name}")
    code, printed, told = await payesh(*ARGUMENTS, DATABASE_URL=address, PAYESH_DATA=str(folder))
    assert (code, told) == (0, "")
    assert PASSWORD in printed
    yield address
    await administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await administrator.close()


@pytest.fixture
async def city(demo: str) -> AsyncIterator[Connection]:
    """A connection to it."""
    connection = await asyncpg.connect(demo)
    yield connection
    await connection.close()
