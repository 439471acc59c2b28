"""The worker: delivers and prints what actions put on its way, folds figures, and sweeps up after crashes.

Any number of workers share the work (`FOR UPDATE SKIP LOCKED`). Whatever it does may be done twice after a
crash; the receiver's idempotency key and our compare-and-set make it once in effect.
"""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

import asyncpg
from pgqueuer import PgQueuer
from pgqueuer.errors import FailingListenerError
from pgqueuer.models import Job

from api.delivering import Gateways as Gateways
from api.delivering import deliver as deliver
from api.delivering import log_fault
from api.printing import Printer
from hotline.city import reference
from hotline.city.reference import Reference
from hotline.custody import actions as custody
from hotline.deliveries import actions as deliveries
from hotline.deliveries import alarms
from hotline.deliveries.enqueueing import ENTRYPOINTS
from hotline.escalations import actions as escalations
from hotline.figures import actions as figures
from hotline.kit import database, events
from hotline.messages import idempotency
from hotline.people import actions as people
from policy_board.bundles.printing import ENTRYPOINT as PRINT
from policy_board.resolutions import watching as resolutions

# A crashed worker's job is another's after this long, and so well within the 90 seconds promised (G2).
HEARTBEAT: Final = timedelta(seconds=30)
# How long a crashed worker's job may wait to be looked for.
POLL: Final = timedelta(seconds=5)
# In each lane. A receiver that hangs fills its own lane, and stalls nobody in another.
AT_ONCE: Final = 50
FOLD: Final = 5000
# Rungs of one transaction: long enough to be cheap for each, short enough that nobody waits for a message's row.
BATCH: Final = 500

# Between two turns at least, however much is due one after another.
BREATH: Final = 0.1
# How soon a database that is away is looked for again: what came due meanwhile is late by that much more.
AGAIN: Final = 0.2
# Between two lines of a log that say so, in seconds.
_QUIET: Final = 5.0
# Connections of a lane: one to listen and two to ask.
_FOR_A_LANE: Final = 3

# Looks at up to `limit` things that are due, in its transaction; how many there were.
Act = Callable[[UUID], Awaitable[None]]
# One turn of a loop; in how many seconds it has something to do again, where it knows.
Turn = Callable[[], Awaitable[float | None]]
Batch = Callable[..., Awaitable[int]]
# Looks at one such thing: which, and the fault for which it was put off; None where none is due.
One = Callable[..., Awaitable[tuple[UUID, Exception | None] | None]]

_log = logging.getLogger(__name__)
_told_at = float("-inf")
_DATABASE_AWAY: Final = (*database.UNAVAILABLE, asyncpg.PostgresError, FailingListenerError)


async def run(*, dsn: str, gateways: Gateways, printer: Printer, stop: asyncio.Event) -> None:
    """Work until `stop` is set; what is being delivered then is finished first. `hotline.kit.database` is open.
    A database that goes away is waited for. The gateways are closed at the end."""
    try:
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(events.listen(dsn, _hear))
            for seconds, act in ((1, _fold), (1, escalate), (5, follow_resolutions), (15, _sweep), (3600, _purge)):
                group.create_task(_every(seconds, act, stop))
            leave = partial(deliver, gateways=gateways)
            acts: dict[str, Act] = dict.fromkeys(ENTRYPOINTS.values(), leave) | {PRINT: printer.print}
            lanes = [group.create_task(_lane(name, acts[name], dsn, stop)) for name in sorted(acts)]
            await asyncio.wait(lanes)
            listening.cancel()
    finally:
        await gateways.close()


async def _lane(entrypoint: str, act: Act, dsn: str, stop: asyncio.Event) -> None:
    while not stop.is_set():
        await _guarded(lambda: _take_jobs(entrypoint, act, dsn, stop))
        # Jobs wait for the ladder, which is back at once, and lanes for each other.
        await _pause(random.uniform(1, 2), stop)  # noqa: S311 - no secret


async def _take_jobs(entrypoint: str, act: Act, dsn: str, stop: asyncio.Event) -> None:
    """Do one job after another until `stop` is set or the database goes away."""
    # A pool for each lane: PgQueuer asks whether it hears itself just as it begins to listen, and where a pool has
    # connections to spare the question overtakes the listening. Without a floor, which asyncpg would rebuild at the
    # moment when everybody wants the database back.
    async with asyncpg.create_pool(dsn, min_size=0, max_size=_FOR_A_LANE) as pool:
        queue = PgQueuer.from_asyncpg_pool(pool)

        @queue.entrypoint(entrypoint)
        async def run_job(job: Job) -> None:
            assert job.payload is not None, "a job names what it is for"
            await act(UUID(bytes=job.payload))

        async def end() -> None:
            await stop.wait()
            queue.shutdown.set()

        ending = asyncio.create_task(end())
        try:
            await queue.qm.run(
                dequeue_timeout=POLL,
                heartbeat_timeout=HEARTBEAT,
                max_concurrent_tasks=AT_ONCE,
                shutdown_on_listener_failure=True,
            )
        finally:
            ending.cancel()


async def _fold() -> None:
    for fold in (figures.fold, custody.fold):
        folded = FOLD
        while folded == FOLD:
            async with database.transaction() as tx:
                folded = await fold(tx, FOLD)


async def escalate() -> float | None:
    """Whatever is due by now, batch by batch: after an outage that is all that came due in it. In how many seconds
    the next is due."""
    try:
        city = await reference.reference()
    except LookupError:
        # Before a city is seeded there are no clocks.
        return None
    # Two at once: while one waits for the database, the other works. What they could not do is done alone.
    await asyncio.gather(*(_in_batches(escalations.sweep, city) for _ in range(2)), return_exceptions=True)
    await _in_batches(escalations.sweep, city, one=escalations.sweep_one)
    await _in_batches(escalations.climb, city)
    return await escalations.next_due()


async def _in_batches(act: Batch, city: Reference, *, one: One | None = None) -> None:
    """A batch that fails by a fault of ours is gone through one by one, until the one at fault is put off: it must
    not keep all others waiting."""
    left = True
    while left:
        try:
            async with database.transaction() as tx:
                left = bool(await act(tx, city=city, limit=BATCH))
        except Exception as fault:
            if one is None or not escalations.is_ours(fault):
                raise
            log_fault("sweeping", fault)
            # It lies with no message, or another worker has that one: to go round would be for nothing.
            left = await _one_by_one(one, city)


async def _one_by_one(one: One, city: Reference) -> bool:
    """Until one was put off, or none is left; whether there was any."""
    looked = False
    while True:
        async with database.transaction() as tx:
            found = await one(tx, city=city)
        if found is None:
            return looked
        looked, (message_id, fault) = True, found
        if fault is not None:
            log_fault("sweeping one", fault)
            _log.error("put off message %s", message_id)
            return True


async def follow_resolutions() -> None:
    """Whatever is due of resolutions by now. They are few, so each is a transaction of its own."""
    try:
        city = await reference.reference()
    except LookupError:
        return
    left = True
    while left:
        async with database.transaction() as tx:
            found = await resolutions.watch(tx, city=city)
        left = found is not None
        if found is not None and found[1] is not None:
            log_fault("following a resolution", found[1])
            _log.error("put off resolution %s", found[0])


async def _sweep() -> None:
    async with database.transaction() as tx:
        await deliveries.sweep(tx)
        await alarms.watch(tx)


async def _purge() -> None:
    async with database.transaction() as tx:
        await idempotency.forget_old(tx)
        await people.forget_old_sessions(tx)
        await people.forget_old_tries(tx)
        await tx.connection.execute("DELETE FROM pgqueuer_log WHERE created < now() - interval '7 days'")


def _hear(topics: events.Topics | None, _: int) -> None:
    if topics is None or "city" in topics:
        reference.forget()


async def _every(seconds: float, act: Turn, stop: asyncio.Event) -> None:
    """A turn every so many seconds, or sooner where one says that there is something to do sooner."""
    while not stop.is_set():
        sooner = await _guarded(act)
        await _pause(seconds if sooner is None else max(min(sooner, seconds), BREATH), stop)


async def _guarded(act: Turn) -> float | None:
    """Nothing stops a loop: the next turn finds a database back that was away, and a fault of ours in one loop must
    not end the others."""
    try:
        return await act()
    except _DATABASE_AWAY as error:
        _tell_away(error)
        return AGAIN if isinstance(error, database.UNAVAILABLE) else None
    except Exception as fault:
        log_fault("a turn of the worker", fault)
    return None


def _tell_away(error: Exception) -> None:
    """Now and then, not as often as it is looked for."""
    global _told_at
    if (at := time.monotonic()) > _told_at + _QUIET:
        _told_at = at
        _log.warning("the database is away: %s", type(error).__name__)


async def _pause(seconds: float, stop: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
