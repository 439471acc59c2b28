"""`python -m tests.torture`: load on servers, workers, centre and PostgreSQL while they are killed, with clocks set
wrong, a bad network, a full disk and an upgrade; and whether anything was lost or done twice. `--kills` asks for
more, `--minutes` for fewer where they take longer, `--seed` for the same choices again (not the same moments),
`--write` puts what was found into docs/guarantees.md.

The exit code is 1 where anything was found that must not be. What cannot run on a machine says so, and is no pass.
"""

import argparse
import asyncio
import math
import random
import shutil
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Final

from hotline.kit import database
from tests.drafts import rows
from tests.torture import disk, editing, judging, report, upgrading
from tests.torture.findings import Finding, table, wrong
from tests.torture.ground import Ground, laid
from tests.torture.judging import judge, unfinished
from tests.torture.killing import kill, restart_the_database, stop_servers
from tests.torture.load import Journal, Load

REGISTRARS, ACTORS = 6, 6
RESTARTS, STOPS = 30, 10
# Of each who edits notes and an agenda.
EDITS: Final = 200
# Beyond every rung of a clock that nobody met.
BEYOND: Final = timedelta(minutes=10)
_QUIET: Final = 180.0
_BEGUN: Final = time.monotonic()


async def main(kills: int, minutes: float, seed: int, write: bool) -> int:
    random.seed(seed)
    folder = Path(tempfile.mkdtemp(prefix="payesh-torture-"))
    findings = [
        *await _under_load(folder, kills, _BEGUN + 60 * minutes),
        *await disk.fill(),
        *await upgrading.upgrade(),
    ]
    print(f"\n{table(findings)}\n\n{time.monotonic() - _BEGUN:.0f} s, seed {seed}")
    if write:
        report.write(findings, f"make torture KILLS={kills}", time.monotonic() - _BEGUN)
    if faulty := wrong(findings):
        print(f"What was found must not be. The logs and the database are in {folder}.")
    else:
        shutil.rmtree(folder)
    return int(faulty)


async def _under_load(folder: Path, kills: int, until: float) -> list[Finding]:
    journal = Journal()
    share, edits = min(1.0, kills / 1000 + 0.1), min(EDITS, 2 * kills)
    async with laid(folder) as ground:
        _say("laid; now it is killed")
        desk = await _desk(ground, journal)
        load = Load(ground.ports, ground.keys, journal)
        running = asyncio.create_task(load.run(REGISTRARS, ACTORS))
        editors = asyncio.create_task(editing.edit(desk, load, edits))
        findings = [judging.skewed(ground.skewed), await kill(ground, kills, until)]
        _say("killed; now the database alone is restarted")
        findings += await restart_the_database(ground, round(RESTARTS * share))
        await database.open(ground.postgres.dsn, pool_size=4)
        try:
            findings += await stop_servers(ground, round(STOPS * share) + 1, journal.sent)
            await editors
            load.stop.set()
            await running
            ground.network.calm = True
            _say("quiet; now what is on its way may arrive")
            await _settled(ground)
            _say("settled; now all is looked at")
            findings.append(Finding("faults of the network", report.said(ground.network.faults)))
            findings += await editing.judged(desk)
            findings += await judge(journal, ground.network, folder / "centre.jsonl", ground.postgres.away)
        finally:
            await database.close()
    findings.append(judging.faults([part.said for part in ground.parts]))
    return findings


async def _desk(ground: Ground, journal: Journal) -> editing.Desk:
    await database.open(ground.postgres.dsn, pool_size=2)
    try:
        desk = await editing.laid_out()
        journal.before = (await rows("SELECT count(*) FROM message"))[0]["count"]
        return desk
    finally:
        await database.close()


def _say(what: str) -> None:
    print(f"{time.monotonic() - _BEGUN:4.0f} s: {what}", flush=True)


async def _settled(ground: Ground) -> None:
    """Until nothing is under way any more; or, were something stuck, until it is clear that it is. Every clock that
    nobody met has then climbed its ladder."""
    for forward in (timedelta(), BEYOND):
        await rows("UPDATE test_clock SET shift = shift + $1", forward)
        end = time.monotonic() + _QUIET
        while (left := await unfinished()) and time.monotonic() < end:  # noqa: ASYNC110 - others do it
            await asyncio.sleep(0.5)
        if left:
            print(f"left: {left}")


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--kills", type=int, default=1000)
parser.add_argument("--minutes", type=float, default=math.inf)
parser.add_argument("--seed", type=int, default=137)
parser.add_argument("--write", action="store_true")
sys.exit(asyncio.run(main(**vars(parser.parse_args()))))
