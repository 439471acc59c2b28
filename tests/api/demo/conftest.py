"""A demo city as the command writes it into a real database, twice."""

from collections.abc import AsyncIterator
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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the command keeps files."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
async def demo(server: str, worker_id: str, folder: Path) -> AsyncIterator[list[str]]:
    """The addresses of two databases that were given the same seed and date."""
    names = [f"payesh_demo_{number}_{worker_id}" for number in (1, 2)]
    administrator = await asyncpg.connect(server)
    for name in names:
        await administrator.execute(f"CREATE DATABASE {name}")
        code, printed, told = await payesh(
            *ARGUMENTS, DATABASE_URL=address_of(server, name), PAYESH_DATA=str(folder)
        )
        assert (code, told) == (0, "")
        assert PASSWORD in printed
    yield [address_of(server, name) for name in names]
    for name in names:
        await administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await administrator.close()


@pytest.fixture
async def city(demo: list[str]) -> AsyncIterator[Connection]:
    """A connection to the first of them."""
    connection = await asyncpg.connect(demo[0])
    yield connection
    await connection.close()
