"""The worker: delivers what actions put on its way, folds figures, and sweeps up after crashes.

Any number of workers share the work (`FOR UPDATE SKIP LOCKED`). Whatever it does may be done twice after a
crash; the receiver's idempotency key and our compare-and-set make it once in effect.
"""

import asyncio
import contextlib
import logging
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

import asyncpg
from pgqueuer import PgQueuer
from pgqueuer.errors import FailingListenerError, RetryRequested
from pgqueuer.models import Job

from api.gateways.centre import Centre, CentreFailed
from api.gateways.sms import Sms, SmsFailed
from hotline.city import reference
from hotline.deliveries import actions as deliveries
from hotline.deliveries import notices
from hotline.deliveries.enqueueing import ENTRYPOINT
from hotline.figures import actions as figures
from hotline.kit import database, events
from hotline.messages import actions as messages
from hotline.messages import dispatching, idempotency
from hotline.people import actions as people
from portal.papers import sms as texts

# A crashed worker's job is another's after this long, and so well within the 90 seconds promised (G2).
HEARTBEAT: Final = timedelta(seconds=30)
# How long a crashed worker's job may wait to be looked for.
POLL: Final = timedelta(seconds=5)
AT_ONCE: Final = 50
FOLD: Final = 5000

_log = logging.getLogger(__name__)
_DATABASE_AWAY: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, FailingListenerError)


@dataclass(frozen=True)
class Gateways:
    """Every way out of the house."""

    centre: Centre
    sms: Sms

    async def close(self) -> None:
        await self.centre.close()
        await self.sms.close()


async def run(*, dsn: str, gateways: Gateways, stop: asyncio.Event) -> None:
    """Work until `stop` is set; what is being delivered then is finished first. `hotline.kit.database` is open.
    A database that goes away is waited for. The gateways are closed at the end."""
    try:
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(events.listen(dsn, _hear))
            for seconds, act in ((1, _fold), (15, _sweep), (3600, _purge)):
                group.create_task(_every(seconds, act, stop))
            while not stop.is_set():
                await _guarded(lambda: _take_jobs(dsn, gateways, stop))
                await _pause(1, stop)
            listening.cancel()
    finally:
        await gateways.close()


async def deliver(delivery_id: UUID, gateways: Gateways) -> None:
    """Try one delivery. Raises RetryRequested with the time to wait, once the failure is written down: a fault of
    ours, too, is a failure that the operations page shows and that is tried again."""
    try:
        await _dispatch(delivery_id, gateways.centre)
        await _notify(delivery_id, gateways.sms)
    except (CentreFailed, SmsFailed) as failure:
        error = str(failure)
    except Exception as fault:
        error = type(fault).__name__
        # Where, not what: a driver's message quotes the row it failed on, a citizen's words among them.
        where = "".join(traceback.format_tb(fault.__traceback__))
        _log.error("delivery %s failed by a fault of ours, %s:\n%s", delivery_id, error, where)
    else:
        return
    async with database.transaction() as tx:
        wait = await deliveries.record_attempt(tx, delivery_id, error=error)
    if wait is not None:
        raise RetryRequested(delay=wait, reason=error)


async def _dispatch(delivery_id: UUID, centre: Centre) -> None:
    """Nothing, where it is no open dispatch."""
    async with database.transaction() as tx:
        found = await dispatching.dispatch_of(tx, delivery_id)
    if found is None:
        return
    key, dispatch = found
    receipt = await centre.dispatch(dispatch, idempotency_key=key)
    city = await reference.reference()
    async with database.transaction() as tx:
        message_id = await deliveries.delivered(tx, delivery_id, receipt=receipt)
        if message_id is not None:
            await messages.receive(tx, message_id, city=city, receipt=receipt)


async def _notify(delivery_id: UUID, sms: Sms) -> None:
    """Nothing, where it is no open notice."""
    async with database.transaction() as tx:
        notice = await notices.notice_of(tx, delivery_id)
        if notice is not None and notice.phone is None:
            await notices.drop(tx, delivery_id)
    if notice is None or notice.phone is None:
        return
    text = texts.text(notice.template, tracking_code=notice.tracking_code, details=notice.details)
    receipt = await sms.send(notice.phone, text, idempotency_key=notice.key)
    async with database.transaction() as tx:
        await deliveries.delivered(tx, delivery_id, receipt=receipt)


async def _take_jobs(dsn: str, gateways: Gateways, stop: asyncio.Event) -> None:
    """Deliver until `stop` is set or the database goes away."""
    async with asyncpg.create_pool(dsn, min_size=1, max_size=4) as pool:
        queue = PgQueuer.from_asyncpg_pool(pool)

        @queue.entrypoint(ENTRYPOINT)
        async def run_job(job: Job) -> None:
            assert job.payload is not None, "a delivery's job names it"
            await deliver(UUID(bytes=job.payload), gateways)

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
    folded = FOLD
    while folded == FOLD:
        async with database.transaction() as tx:
            folded = await figures.fold(tx, FOLD)


async def _sweep() -> None:
    async with database.transaction() as tx:
        await deliveries.sweep(tx)


async def _purge() -> None:
    async with database.transaction() as tx:
        await idempotency.forget_old(tx)
        await people.forget_old_sessions(tx)
        await people.forget_old_tries(tx)
        await tx.connection.execute("DELETE FROM pgqueuer_log WHERE created < now() - interval '7 days'")


def _hear(topics: events.Topics | None, _: int) -> None:
    if topics is None or "city" in topics:
        reference.forget()


async def _every(seconds: float, act: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    while not stop.is_set():
        await _guarded(act)
        await _pause(seconds, stop)


async def _guarded(act: Callable[[], Awaitable[None]]) -> None:
    """A database that is away stops no loop: the next turn finds it back."""
    try:
        await act()
    except _DATABASE_AWAY as error:
        _log.warning("the database is away: %s", type(error).__name__)


async def _pause(seconds: float, stop: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
