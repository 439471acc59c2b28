"""A server and its PostgreSQL on one core, whoever asks them on another."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from api.settings import Settings
from hotline.kit.viewer import Role
from tests.api.serving import INPUT, ask, server_running
from tests.bench import machine
from tests.bench.documents import DETAIL, PAGE, REGISTER, SIZE
from tests.bench.load import http
from tests.bench.servers import body_of
from tests.overload.crowds import Crowd
from tests.torture.ground import seeded
from tests.torture.postgres import Postgres

# What a crowd asks: of ten two register, four look at a message, four at the queue.
_OF_TEN: Final = {"register": 2, "detail": 4, "queue": 4}
# Other tests are served by less of the one and more of the other.
_AS_BY_DEFAULT: Final = {
    f"PAYESH_{name.upper()}": str(Settings.model_fields[name].default) for name in ("pool_size", "places")
}
_QUEUE: Final = {"filter": {"open": True}, "office": True, "first": SIZE, "after": None}
_URGENT: Final = INPUT | {"categoryCode": "open-manhole", "urgency": "URGENT", "ground": "HAZARD"}


@dataclass(frozen=True)
class Ground:
    port: int
    pid: int
    mixed: Crowd
    registering: Crowd
    ordinary: bytes
    urgent: bytes

    @property
    def resident(self) -> float:
        """Megabytes of the server."""
        return machine.resident_mb(self.pid)


@asynccontextmanager
async def laid() -> AsyncIterator[Ground]:
    cores = sorted(os.sched_getaffinity(0))
    folder = Path(tempfile.mkdtemp(prefix="payesh-overload-"))
    postgres = await asyncio.to_thread(Postgres, folder)
    try:
        # Ours last: what we start must not take after us.
        _pin(postgres.postmaster, cores[0])
        keys = (await seeded(postgres))[Role.OPERATOR]
        async with server_running(postgres.dsn, folder, **_AS_BY_DEFAULT) as serving:
            _pin(serving.process.pid, cores[0])
            os.sched_setaffinity(0, {cores[-1]})
            async with httpx.AsyncClient(base_url=serving.url, headers=keys) as client:
                answer = await ask(client, REGISTER, {"input": INPUT})
            code = answer.json()["data"]["registerMessage"]["trackingCode"]
            yield _ground(folder, serving.url, serving.process.pid, keys["authorization"], code, cores[-1])
    finally:
        os.sched_setaffinity(0, cores)
        await postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _ground(folder: Path, url: str, pid: int, authorization: str, code: str, core: int) -> Ground:
    headers = [f"authorization: {authorization}", "content-type: application/json", "accept-language: en"]
    port = int(url.rpartition(":")[2])
    ordinary = http(body_of(REGISTER, {"input": INPUT}), headers)
    requests = {
        "register": ordinary,
        "detail": http(body_of(DETAIL, {"code": code}), headers),
        "queue": http(body_of(PAGE, _QUEUE), headers),
    }
    for name, request in requests.items():
        (folder / name).write_bytes(request)
    files = [folder / name for name, times in _OF_TEN.items() for _ in range(times)]
    return Ground(
        port,
        pid,
        Crowd(port, files, core),
        Crowd(port, [folder / "register"], core),
        ordinary,
        http(body_of(REGISTER, {"input": _URGENT}), [*headers, "priority: u=0"]),
    )


def _pin(pid: int, core: int) -> None:
    """It, what it started, and what they will start, onto one core."""
    for process in (pid, *machine.children(pid)):
        for thread in os.listdir(f"/proc/{process}/task"):
            os.sched_setaffinity(int(thread), {core})
