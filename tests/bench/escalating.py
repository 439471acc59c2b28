"""`python -m tests.bench.escalating`: what the escalation sweep costs at a million open clocks.

The clocks are copies of one registration's, with its timeline and custody, in a database of their own that is kept
from run to run; those that are due are made anew by each run, and taken away after it. Only the worker's own calls
are timed, in one process.
"""

import asyncio
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Final
from uuid import UUID

from api import embedded
from api.migrating import migrate
from api.worker import BATCH, escalate
from hotline.city.reference import Reference, reference
from hotline.escalations import actions as escalations
from hotline.kit import database
from hotline.kit.viewer import ActorKind, Role, Viewer
from hotline.messages import actions as messages
from hotline.messages.drafts import Draft
from hotline.messages.tables import Ground, Urgency
from tests.bench import machine
from tests.bench.copies import copy
from tests.bench.databases import FOLDER
from tests.bench.servers import ROOT

OPEN: Final = 100_000 if os.environ.get("QUICK") else 1_000_000
DUE: Final = 10_000
EMPTY_SWEEPS: Final = 200
# What the due clocks have reached, and had fired before: each rung of the ladder alone, and all of them at once.
RUNGS: Final = ((50, 0), (75, 50), (100, 75), (150, 100), (200, 150), (200, 0))


async def main() -> None:
    folder = FOLDER / f"clocks-{OPEN}"
    if not folder.exists():
        _people(folder)
    dsn = embedded.start(folder / "database")
    await migrate(dsn)
    await database.open(dsn, pool_size=4)
    try:
        await _forget("D%", "P%")
        pattern = await _pattern()
        if not await database.writes().fetchval(
            "SELECT EXISTS (SELECT FROM message WHERE tracking_code LIKE 'O%')"
        ):
            # An urgent message has two clocks. These begin in ten years.
            await copy(pattern, OPEN // 2, mark="O", began=timedelta(days=-3650))
        postmaster = int((folder / "database" / "postmaster.pid").read_text().split()[0])
        await _report(pattern, await reference(), postmaster)
        await _forget("D%", "P%")
    finally:
        await database.close()


async def _report(pattern: UUID, city: Reference, postmaster: int) -> None:
    await _maintain()
    counted = await database.writes().fetchval("SELECT count(*) FROM clock WHERE next_rung_at IS NOT NULL")
    print(f"{machine.described()}, {counted:,} open clocks, batches of {BATCH}")
    await _nothing_due(city)
    for percent, fired in RUNGS:
        # Just past the rung of a first action of two hours.
        began = timedelta(hours=2) * percent / 100 + timedelta(minutes=1)
        await copy(pattern, DUE, mark="D", began=began, percent=percent, fired=fired)
        await _maintain()
        before = machine.cpu(os.getpid()), machine.backends_cpu(postmaster)
        seconds = await _swept()
        ours, theirs = machine.cpu(os.getpid()) - before[0], machine.backends_cpu(postmaster) - before[1]
        told = await database.writes().fetchval("SELECT count(*) FROM escalation")
        print(
            f"{told:,} rungs from {fired} % to {percent} %: {seconds:.2f} s, {told / seconds:,.0f} a second;"
            f" CPU {ours:.2f} s of the worker, {theirs:.2f} s of the database"
        )
        await _forget("D%")
    await _maintain()
    await _nothing_due(city)


async def _nothing_due(city: Reference) -> None:
    taken = []
    for _ in range(EMPTY_SWEEPS):
        begun = time.monotonic()
        async with database.transaction() as tx:
            assert await escalations.sweep(tx, city=city, limit=BATCH) == 0
        taken.append((time.monotonic() - begun) * 1000)
    print(f"nothing due: {median(taken):.2f} ms, p99 {quantiles(taken, n=100)[98]:.2f} ms")


async def _swept() -> float:
    begun = time.monotonic()
    await escalate()
    return time.monotonic() - begun


def _people(folder: Path) -> None:
    """The demo's city, with somebody in every place of the unit tree."""
    command = (sys.executable, "-m", "api.cli", "demo", "--messages=10", "--seed=137")
    subprocess.run(command, check=True, cwd=ROOT, env={"PATH": "/usr/bin:/bin", "PAYESH_DATA": str(folder)})


async def _pattern() -> UUID:
    """A message as an operator registers it, urgent."""
    who = await database.writes().fetchrow(
        "SELECT person_id, unit_id FROM person_role WHERE role = 'OPERATOR' AND unit_id IS NOT NULL LIMIT 1"
    )
    assert who is not None
    operator = Viewer(
        ActorKind.PERSON, frozenset({Role.OPERATOR}), person=who["person_id"], units=(who["unit_id"],)
    )
    draft = Draft(
        body="دریچه چاه باز مانده است.",
        category_code="OPEN_MANHOLE",
        district_number=1,
        urgency=Urgency.URGENT,
        ground=Ground.HAZARD,
    )
    id_ = (await messages.register(draft, by=operator)).id
    async with database.transaction() as tx:
        await tx.connection.execute("UPDATE message SET tracking_code = 'P' WHERE id = $1", id_)
    return id_


async def _forget(*codes: str) -> None:
    """Take away the messages with such codes, and whatever came of them."""
    async with database.transaction() as tx:
        await tx.connection.execute("SET LOCAL session_replication_role = replica")
        await tx.connection.execute("CREATE TEMP TABLE gone ON COMMIT DROP AS SELECT id FROM message WHERE false")
        await tx.connection.execute(
            "INSERT INTO gone SELECT id FROM message WHERE tracking_code LIKE ANY($1)", codes
        )
        for table in _ABOUT:
            await tx.connection.execute(f"DELETE FROM {table} WHERE message_id IN (SELECT id FROM gone)")
        await tx.connection.execute("DELETE FROM message WHERE id IN (SELECT id FROM gone)")
        await tx.connection.execute("DELETE FROM pgqueuer; DELETE FROM figure_delta")


async def _maintain() -> None:
    async with database.writes().acquire() as connection:
        await connection.execute("VACUUM ANALYZE")


_ABOUT: Final = (
    *("delivery", "escalation", "review_candidate", "inspection"),
    *("follow_up", "clock", "custody_span", "reporter"),
)


if __name__ == "__main__":
    asyncio.run(main())
