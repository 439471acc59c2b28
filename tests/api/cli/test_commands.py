"""Commands, run as a person runs them."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from tests.conftest import address_of


@pytest.fixture
async def empty(server: str, worker_id: str) -> AsyncIterator[str]:
    """The address of an empty database."""
    connection = await asyncpg.connect(server)
    name = f"payesh_cli_{worker_id}"
    await connection.execute(f"CREATE DATABASE {name}")
    yield address_of(server, name)
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


async def test_migrate_and_seed_make_a_city_and_may_be_repeated(empty: str, tmp_path: Path) -> None:
    environment = {"DATABASE_URL": empty, "PAYESH_DATA": str(tmp_path)}
    assert (await payesh("migrate", **environment))[0] == 0
    assert await payesh("migrate", **environment) == (0, "The database is up to date.\n", "")
    for _ in range(2):
        assert await payesh("seed", **environment) == (0, "The city is in the database.\n", "")
    connection = await asyncpg.connect(empty)
    assert await connection.fetchval("SELECT count(*) FROM district") == 15
    await connection.close()


async def test_what_a_person_can_put_right_is_told_in_a_sentence(tmp_path: Path) -> None:
    code, printed, told = await payesh("migrate", PAYESH_DATA=str(tmp_path / "with space"))
    assert (code, printed) == (1, "")
    assert told.startswith("PostgreSQL cannot live in ")
    assert "Set PAYESH_DATA" in told

    code, printed, told = await payesh("seed", PAYESH_DATA=str(tmp_path), PAYESH_PORT="eighty")
    assert (code, printed) == (1, "")
    assert told.startswith("PAYESH_PORT: ")


async def test_a_database_that_does_not_answer_is_told_in_a_sentence(tmp_path: Path) -> None:
    code, printed, told = await payesh(
        "seed", PAYESH_DATA=str(tmp_path), DATABASE_URL=f"postgresql://nobody@/none?host={tmp_path}"
    )
    assert (code, printed) == (1, "")
    assert told.startswith("The database does not answer: ")
    assert "Traceback" not in told


async def test_production_refuses_demo_data(empty: str, tmp_path: Path) -> None:
    assert (await payesh("seed", DATABASE_URL=empty, PAYESH_DATA=str(tmp_path)))[0] == 0
    connection = await asyncpg.connect(empty)
    await connection.execute("UPDATE city SET demo = true")
    await connection.close()
    code, printed, told = await payesh(
        "seed",
        DATABASE_URL=empty,
        PAYESH_DATA=str(tmp_path),
        PAYESH_MODE="production",
        PAYESH_SECRET="Zk3vW8xJq2LrT6yNhB1mCf9dPs5gUa7eRo4i",
        PAYESH_CENTRE_KEY="Hq7bXn2Kd9wLzE4rTf6yVm1cGs8jUp3aWo5i",
        PAYESH_PUBLIC_URL="https://137.example",
    )
    assert (code, printed) == (1, "")
    assert told.startswith("DATABASE_URL: this database holds demo data")


async def payesh(*arguments: str, **environment: str) -> tuple[int | None, str, str]:
    """The exit code and what was printed and told."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name != "DATABASE_URL" and not name.startswith("PAYESH_")
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "api.cli", *arguments), env=inherited | environment, stdout=PIPE, stderr=PIPE
    )
    printed, told = await process.communicate()
    return process.returncode, printed.decode(), told.decode()
