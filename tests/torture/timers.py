"""`python -m tests.torture.timers`: ten thousand rungs of ladders and eight workers, their clocks hours wrong,
killed a hundred times, and the database with them (G4); then an outage, after which as many clocks are overdue at
once.

A rung that came due together with a higher one of its clock fires with that one: its lateness counts all the same.
"""

import argparse
import asyncio
import logging
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

import asyncpg

from hotline.kit import database
from hotline.messages import actions as messages
from tests import world
from tests.bench.copies import copy
from tests.bench.servers import free_port
from tests.drafts import URGENT, row, rows
from tests.schema import escalated, invariants
from tests.torture import clocks, judging, report
from tests.torture.findings import Finding, at_most, nought, table, wrong
from tests.torture.ground import seeded
from tests.torture.lateness import Away, ours, p99, spread
from tests.torture.parts import Part, kept
from tests.torture.postgres import AWAY, Postgres

BEGIN: Final = "<!-- found: written by python -m tests.torture.timers -->"
END: Final = "<!-- end of what was found of timers -->"
WORKERS: Final = 8
# Of a hundred deaths so many are the database's, half of them one session's.
DATABASES: Final = 8
PAUSE: Final = 2.5
BREATH: Final = 2.0
_PATIENCE: Final = 180.0
_LONGEST: Final = 900.0


async def main(timers: int, kills: int, over: float, seed: int, write: bool) -> int:
    random.seed(seed)
    # The harness's own connections die with the database, which is no news.
    logging.getLogger("asyncpg").setLevel(logging.CRITICAL)
    folder, begun = Path(tempfile.mkdtemp(prefix="payesh-timers-")), time.monotonic()
    findings = await fire(folder, timers, kills, over)
    print(f"\n{table(findings)}")
    if write:
        command = f"python -m tests.torture.timers --timers {timers} --over {over:g}"
        report.write(findings, command, time.monotonic() - begun, BEGIN, END)
    if faulty := wrong(findings):
        print(f"What was found must not be. The logs and the database are in {folder}.")
    else:
        shutil.rmtree(folder)
    return int(faulty)


async def fire(folder: Path, timers: int, kills: int, over: float) -> list[Finding]:
    """So many timers, their clocks begun over so many seconds; each then climbs its ladder in two minutes."""
    postgres = await asyncio.to_thread(Postgres, folder)
    try:
        await _make_room(postgres)
        await seeded(postgres)
        await database.open(postgres.dsn, pool_size=4)
        try:
            return await _fired(folder, postgres, timers, kills, over)
        finally:
            await database.close()
    finally:
        await postgres.stop()


async def _make_room(postgres: Postgres) -> None:
    """For the connections of eight workers."""
    connection = await asyncpg.connect(postgres.dsn)
    await connection.execute("ALTER SYSTEM SET max_connections = 300")
    await connection.close()
    await postgres.stop()
    await postgres.start()


async def _fired(folder: Path, postgres: Postgres, timers: int, kills: int, over: float) -> list[Finding]:
    ladder = len(world.LADDER)
    pattern = (await messages.register(URGENT, by=world.operator())).id
    # It would climb its own.
    await rows("UPDATE clock SET next_rung_at = NULL WHERE message_id = $1", pattern)
    workers, skewed = _workers(folder, postgres)
    moving = asyncio.create_task(clocks.move(skewed))
    try:
        async with kept(workers):
            await _until_at_work(workers)
            apart = timedelta(seconds=over * ladder / timers)
            await copy(pattern, timers // ladder, mark="T", began=timedelta(), apart=apart)
            killed: Counter[str] = Counter()
            killing = asyncio.create_task(_kill(postgres, workers, kills, killed))
            await _none_due("T", later=True)
            killing.cancel()
            await asyncio.gather(killing, return_exceptions=True)
            await postgres.start()
        said = f"SIGKILL while they fired: {report.said(killed)}"
        findings = [
            judging.skewed(skewed),
            Finding(said, f"{killed.total()} of {kills}"),
            *await _of_rungs("T", timers, postgres.away),
        ]
        # The machine goes; when it is back everything is overdue.
        postgres.kill()
        await postgres.start()
        await _once_more(lambda: copy(pattern, timers, mark="O", began=timedelta(minutes=10)))
        begun = time.monotonic()
        async with kept(workers):
            await _none_due("O", later=False)
            took = time.monotonic() - begun
    finally:
        moving.cancel()
    return [
        *findings,
        Finding("then an outage: clocks overdue at once", f"{timers:,}"),
        at_most("until all of them had fired, workers started anew", took, 60),
        nought("not fired, or twice", (await row(_AT_ONCE))["wrong"]),
        judging.faults([worker.said for worker in workers]),
    ]


def _workers(folder: Path, postgres: Postgres) -> tuple[list[Part], list[Path]]:
    library, skewed, workers = clocks.library(), [], []
    for number in range(WORKERS):
        # Nobody listens where the centre should be.
        environment = {"DATABASE_URL": postgres.dsn, "PAYESH_DATA": str(folder)}
        environment |= {"PAYESH_CENTRE_URL": f"http://127.0.0.1:{free_port()}"}
        if library is not None:
            skewed.append(folder / f"clock{number}")
            environment |= clocks.wrong(skewed[-1], library)
        workers.append(Part(f"worker{number}", "worker", environment, folder))
    return workers, skewed


async def _until_at_work(workers: list[Part]) -> None:
    async with asyncio.timeout(_PATIENCE):
        while not all(worker.age > 1 for worker in workers):  # noqa: ASYNC110 - another process sets no event of ours
            await asyncio.sleep(0.1)


async def _kill(postgres: Postgres, workers: list[Part], kills: int, killed: Counter[str]) -> None:
    while killed.total() < kills:
        await asyncio.sleep(random.expovariate(1 / PAUSE))
        at_work = [worker for worker in workers if worker.age > BREATH]
        if not at_work:
            continue
        if random.random() >= DATABASES / 100 or postgres.age < BREATH:
            killed["worker"] += 1
            random.choice(at_work).kill()
        elif random.random() < 0.5:
            killed["PostgreSQL"] += 1
            postgres.kill()
            await postgres.start()
        else:
            killed["a session of PostgreSQL"] += 1
            await postgres.kill_a_session()


async def _once_more(act: Callable[[], Awaitable[None]]) -> None:
    """Again, where the pool still had a connection that had died."""
    with suppress(*AWAY):
        await act()
        return
    await act()


async def _none_due(mark: str, *, later: bool) -> None:
    """Until none of these clocks has a rung to fire any more; `later` ones are waited for as well."""
    async with asyncio.timeout(_LONGEST):
        while True:
            with suppress(*AWAY):
                if not (await row(_DUE, f"{mark}%", later))["due"]:
                    return
            await asyncio.sleep(0.1)


async def _of_rungs(mark: str, timers: int, away: Away) -> list[Finding]:
    found = await rows(_RUNGS, f"{mark}%", judging.TARGET_MINUTES, [one["percent"] for one in world.LADDER])
    fired = [one for one in found if one["fired"]]
    late = [(one["fired"] - one["due"]).total_seconds() for one in fired]
    net = [ours(one["due"], one["fired"], away) for one in fired]
    broken = await _broken(mark)
    dead = sum((back - gone).total_seconds() for gone, back in away)
    return [
        Finding("timers", f"{len(found):,}", f"{timers:,}", len(found) == timers),
        nought("missing", len(found) - len(fired)),
        nought("twice, or told otherwise by the timeline", broken),
        nought("early", len([seconds for seconds in late if seconds <= 0])),
        Finding("fired together with a higher one", f"{len([one for one in fired if one['collapsed']]):,}"),
        Finding("the database was dead", f"{len(away)} times, {dead:.1f} s"),
        Finding("late: median, p99, worst", spread(late)),
        Finding("without the time the database was dead", spread(net)),
        at_most("of that, p99", p99(net), 1),
    ]


async def _broken(mark: str) -> int:
    ids = [one["id"] for one in await rows("SELECT id FROM message WHERE tracking_code LIKE $1", f"{mark}%")]
    broken = 0
    for id_ in ids:
        try:
            await escalated.each_rung_fired_once(id_, await invariants.timeline(id_))
        except AssertionError as error:
            broken += 1
            print(f"{id_}: {error}")
    return broken


_DUE: Final = """
SELECT EXISTS (
    SELECT FROM clock JOIN message ON message.id = message_id
    WHERE tracking_code LIKE $1 AND obligation = 'FIRST_ACTION' AND rung < 200
        AND ($2 OR next_rung_at < payesh_now())
) AS due
"""
_RUNGS: Final = """
SELECT started_at + make_interval(mins => $2) * rung.percent / 100.0 AS due, first.fired_at AS fired,
    first.percent <> rung.percent AS collapsed
FROM clock JOIN message ON message.id = message_id CROSS JOIN unnest($3::int[]) AS rung (percent)
LEFT JOIN LATERAL (
    SELECT escalation.fired_at, escalation.percent FROM escalation
    WHERE clock_id = clock.id AND escalation.percent >= rung.percent ORDER BY escalation.percent LIMIT 1
) first ON true
WHERE tracking_code LIKE $1 AND obligation = 'FIRST_ACTION'
"""
_AT_ONCE: Final = """
SELECT count(*) AS wrong FROM clock JOIN message ON message.id = message_id
WHERE tracking_code LIKE 'O%' AND obligation = 'FIRST_ACTION'
    AND (SELECT count(*) FROM escalation WHERE clock_id = clock.id) <> 1
"""

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--timers", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--over", type=float, default=240)
    parser.add_argument("--seed", type=int, default=137)
    parser.add_argument("--write", action="store_true")
    sys.exit(asyncio.run(main(**vars(parser.parse_args()))))
