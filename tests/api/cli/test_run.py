"""`payesh run`: three processes that begin and end as one."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType

import httpx
import pytest

A_MESSAGE = """
    INSERT INTO message (id, tracking_code, kind, channel, state, cycle, urgency, special, text, pii_text,
                         registered_at, next_due_at, version)
    VALUES (gen_random_uuid(), '137/1405/00000018', 'OPERATIONAL', 'PHONE', 'REGISTERED', 1, 'ROUTINE', false,
            'text', 'text', payesh_now(), 'infinity', 1)
"""


async def test_a_signal_ends_all_of_them(running: tuple[Process, int, int]) -> None:
    run, *ports = running
    for port in ports:
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"http://127.0.0.1:{port}/", timeout=20)).status_code < 500
    run.send_signal(signal.SIGTERM)
    _, told = await run.communicate(b"")
    assert (run.returncode, told.decode()) == (0, "")
    assert not any(map(_answers, ports))


async def test_when_one_ends_by_itself_all_end_and_it_is_named(running: tuple[Process, int, int]) -> None:
    run, *ports = running
    os.kill(_child(run, "worker"), signal.SIGKILL)
    _, told = await run.communicate(b"")
    assert run.returncode == 1
    assert "`payesh worker` ended by itself (exit code -9), so everything ends." in told.decode()
    assert not any(map(_answers, ports))


async def test_production_is_not_run_as_a_trial(dsn: str, tmp_path: Path) -> None:
    process = await _payesh(dsn, tmp_path, 0, 0, PAYESH_MODE="production", PAYESH_PUBLIC_URL="https://137.example")
    _, told = await process.communicate(b"")
    assert process.returncode == 1
    assert "PAYESH_" in told.decode()


@pytest.fixture
async def running(db: ModuleType, dsn: str, tmp_path: Path) -> AsyncIterator[tuple[Process, int, int]]:
    """`payesh run` on a city that has a message already, and the ports of its server and its centre."""
    async with db.transaction() as tx:
        await tx.connection.execute(A_MESSAGE)
    server, centre = _free_port(), _free_port()
    process = await _payesh(dsn, tmp_path, server, centre)
    assert process.stdout is not None
    assert f"Payesh 137 is at http://localhost:{server} " in (await process.stdout.readline()).decode()
    await _until_it_answers(centre)
    yield process, server, centre
    if process.returncode is None:
        process.kill()
        await process.communicate(b"")


async def _payesh(dsn: str, folder: Path, server: int, centre: int, **more: str) -> Process:
    settings = {
        "DATABASE_URL": dsn,
        "PAYESH_DATA": str(folder),
        "PAYESH_PORT": str(server),
        "PAYESH_CENTRE_URL": f"http://127.0.0.1:{centre}",
    }
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "api.cli", "run"),
        env=os.environ | settings | more,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
    )


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


async def _until_it_answers(port: int) -> None:
    async with asyncio.timeout(30):
        while not _answers(port):  # noqa: ASYNC110 - another process has no event of ours
            await asyncio.sleep(0.05)


def _child(run: Process, name: str) -> int:
    """The id of the child that runs `payesh NAME`."""
    for children in Path(f"/proc/{run.pid}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            if name in Path(f"/proc/{child}/cmdline").read_text().split("\0"):
                return child
    raise LookupError(name)
