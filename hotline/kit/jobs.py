"""Jobs: what must be done after a transaction, written down within it (a transactional outbox).

The worker finds a job exactly when the transaction that wrote it has committed. It may run it twice after a
crash, so what a job does must be harmless to repeat.
"""

from collections.abc import Mapping
from datetime import timedelta

from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries

from hotline.kit.database import Transaction


async def enqueue(
    tx: Transaction,
    entrypoint: str,
    payload: bytes,
    *,
    after: timedelta | None = None,
    dedupe: str | None = None,
) -> None:
    """Write a job for the worker's `entrypoint`, to be run `after` that long by the server's clock.

    With a `dedupe` key a job still waiting under the same key is enough, and nothing is written.
    """
    await Queries(AsyncpgDriver(tx.connection)).enqueue(
        entrypoint, payload, execute_after=after, dedupe_key=dedupe, on_conflict="skip"
    )


async def enqueue_all(tx: Transaction, entrypoint: str, payloads: Mapping[str, bytes]) -> None:
    """Write many jobs for now at once, by their `dedupe` keys."""
    count = len(payloads)
    await Queries(AsyncpgDriver(tx.connection)).enqueue(
        [entrypoint] * count,
        list(payloads.values()),
        priority=[0] * count,
        execute_after=[None] * count,
        dedupe_key=list(payloads),
        on_conflict="skip",
    )
