"""A database on a disk that fills up, and is freed again (G6)."""

import asyncio
import os
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import httpx

from hotline.kit.viewer import Role
from tests.api.serving import INPUT, SECRET
from tests.bench.servers import free_port
from tests.torture.findings import Finding, at_most, not_run, nought
from tests.torture.ground import seeded
from tests.torture.load import REGISTER, TIMEOUT
from tests.torture.parts import Part, kept
from tests.torture.postgres import Postgres

SIZE: Final = "160m"
TIMES: Final = 3
# Seconds that it stays full.
FULL: Final = 3.0
WHAT: Final = "a full disk"
_PATIENCE: Final = 60.0


async def fill() -> list[Finding]:
    """Not run where a small disk cannot be mounted."""
    folder = Path(tempfile.mkdtemp(prefix="payesh-full-"))
    try:
        with _mounted(folder):
            postgres = await asyncio.to_thread(Postgres, folder)
            try:
                return await _filled(postgres)
            finally:
                await postgres.stop()
    except _NotHere as why:
        return [not_run(WHAT, str(why))]
    finally:
        os.rmdir(folder)


class _NotHere(Exception):
    pass


@contextmanager
def _mounted(folder: Path) -> Iterator[None]:
    if os.geteuid() != 0:
        raise _NotHere("mounting a small disk needs root")
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", folder], check=False
    ).returncode:
        raise _NotHere("a small disk cannot be mounted")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


async def _filled(postgres: Postgres) -> list[Finding]:
    """Registrations go on through it, each tried once."""
    ballast = postgres.data.parent / "ballast"
    elsewhere = Path(tempfile.mkdtemp(prefix="payesh-full-logs-"))
    keys, port = await seeded(postgres), free_port()
    environment = {"DATABASE_URL": postgres.dsn, "PAYESH_DATA": str(elsewhere), "PAYESH_SECRET": SECRET}
    server = Part("server", "serve", environment | {"PAYESH_PORT": str(port)}, elsewhere)
    acknowledged: dict[str, str] = {}
    answers: dict[str, int] = {}
    back = [0.0]
    url = f"http://127.0.0.1:{port}/graphql"
    async with kept([server]), httpx.AsyncClient(timeout=TIMEOUT, headers=keys[Role.OPERATOR]) as http:
        await _until_registered(http, url, acknowledged, {})
        for _ in range(TIMES):
            _fill_up(ballast)
            end = time.monotonic() + FULL
            while time.monotonic() < end:
                await _register(http, url, acknowledged, answers)
            ballast.unlink()
            # A server that could not even write its log of changes has ended; its supervisor starts it again.
            await postgres.start()
            back.append(await _until_registered(http, url, acknowledged, {}))
        kept_codes = await _codes(http, url, acknowledged)
    shutil.rmtree(elsewhere)
    wrong = {answer: times for answer, times in answers.items() if answer not in {"200", "503 UNAVAILABLE"}}
    return [
        Finding(f"{WHAT}, times", f"{TIMES}"),
        Finding("answers while it was full", ", ".join(f"{times} × {answer}" for answer, times in answers.items())),
        nought("answers other than 200 and 503 with Retry-After", sum(wrong.values())),
        nought("registrations lost by it", len(acknowledged) - kept_codes, len(acknowledged)),
        at_most("until it registers again once freed, at most", max(back), 10),
    ]


def _fill_up(file: Path) -> None:
    with file.open("wb", buffering=0) as ballast, suppress(OSError):
        while True:
            ballast.write(b"x" * 4096)


async def _until_registered(
    http: httpx.AsyncClient, url: str, acknowledged: dict[str, str], answers: dict[str, int]
) -> float:
    begun, before = time.monotonic(), len(acknowledged)
    async with asyncio.timeout(_PATIENCE):
        while len(acknowledged) == before:
            await _register(http, url, acknowledged, answers)
            await asyncio.sleep(0.05)
    return time.monotonic() - begun


async def _register(
    http: httpx.AsyncClient, url: str, acknowledged: dict[str, str], answers: dict[str, int], key: str = ""
) -> None:
    key = key or uuid.uuid4().hex
    body = {"query": REGISTER, "variables": {"input": INPUT | {"body": "زباله مانده است. " * 100}}}
    try:
        response = await http.post(url, json=body, headers={"idempotency-key": key})
    except httpx.HTTPError as error:
        said = type(error).__name__
    else:
        said = str(response.status_code)
        answer = response.json()
        if said == "503" and "retry-after" not in response.headers:
            said = "503 without Retry-After"
        elif answer.get("errors"):
            said = f"{said} {answer['errors'][0]['extensions']['code']}"
        else:
            acknowledged[key] = answer["data"]["registerMessage"]["trackingCode"]
    answers[said] = answers.get(said, 0) + 1


async def _codes(http: httpx.AsyncClient, url: str, acknowledged: dict[str, str]) -> int:
    """How many of them are there, under the code that was told: each is asked for once more."""
    found: dict[str, str] = {}
    for key in acknowledged:
        await _register(http, url, found, {}, key)
    return sum(found.get(key) == code for key, code in acknowledged.items())
