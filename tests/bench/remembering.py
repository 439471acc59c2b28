"""Memory of server and worker under load for a long time, and what a message costs from its registration to its
end, with PostgreSQL."""

import asyncio
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.api.processes import KEY, running
from tests.api.serving import SECRET, server_running
from tests.bench import machine
from tests.bench.servers import answering, free_port
from tests.torture.ground import seeded
from tests.torture.load import Journal, Load
from tests.torture.postgres import Postgres

REGISTRARS, ACTORS = 1, 2
# Seconds between two looks. The first part of a run is warming up: it counts for no slope.
_EVERY: Final = 10.0
_WARMING: Final = 0.3


async def watched(minutes: float) -> dict[str, Any]:
    """Megabytes at the first and the last look, by process, and how many more in an hour; and milliseconds of CPU
    for each message, by process."""
    with TemporaryDirectory(prefix="payesh-growth-", ignore_cleanup_errors=True) as folder:
        postgres = await asyncio.to_thread(Postgres, Path(folder))
        try:
            return await _watched(Path(folder), postgres, minutes)
        finally:
            await postgres.stop()


async def _watched(folder: Path, postgres: Postgres, minutes: float) -> dict[str, Any]:
    keys = await seeded(postgres)
    port = free_port()
    environment = {
        "DATABASE_URL": postgres.dsn,
        "PAYESH_DATA": str(folder),
        "PAYESH_SECRET": SECRET,
        "PAYESH_CENTRE_KEY": KEY,
        "PAYESH_CENTRE_URL": f"http://127.0.0.1:{port}",
        "PAYESH_CENTRE_PACE": "0",
    }
    journal = Journal()
    async with (
        running("centre", environment),
        running("worker", environment) as worker,
        server_running(postgres.dsn, folder) as server,
    ):
        await answering(port)
        load = Load([int(server.url.rpartition(":")[2])], keys, journal)
        loading = asyncio.create_task(load.run(REGISTRARS, ACTORS))
        looks = await _looks({"server": server.process.pid, "worker": worker.pid}, minutes * 60)
        cpu = {"server": machine.cpu(server.process.pid), "worker": machine.cpu(worker.pid)}
        cpu["database"] = machine.backends_cpu(postgres.postmaster)
        load.stop.set()
        await loading
    assert not journal.wrong, journal.wrong
    registered = len(journal.registered)
    return {
        "minutes": minutes,
        "registered": registered,
        "acts": journal.acts,
        "cpu": {name: seconds * 1000 / registered for name, seconds in cpu.items()},
        "memory": {name: (mb[0], mb[-1], _an_hour(mb)) for name, mb in looks.items()},
    }


async def _looks(pids: dict[str, int], seconds: float) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in pids}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        await asyncio.sleep(_EVERY)
        for name, pid in pids.items():
            found[name].append(machine.resident_mb(pid))
    return found


def _an_hour(looks: list[float]) -> float:
    """How much more an hour, by least squares, once warm."""
    warm = looks[int(len(looks) * _WARMING) :]
    middle, mean = (len(warm) - 1) / 2, sum(warm) / len(warm)
    above = sum((at - middle) * (mb - mean) for at, mb in enumerate(warm))
    return above / sum((at - middle) ** 2 for at in range(len(warm))) * 3600 / _EVERY
