"""Jobs: what must be done after a transaction, written down within it (a transactional outbox).

The worker finds a job exactly when the transaction that wrote it has committed. It may run it twice after a
crash, so what a job does must be harmless to repeat. PgQueuer would tell of each job within the transaction, by a
trigger that a migration has switched off (docs/adr/0006).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries

from hotline.kit.database import Transaction

_CHANNEL: Final = "ch_pgqueuer"


@dataclass(frozen=True, slots=True)
class Job:
    """Something for the worker's `entrypoint`, done once for each `dedupe` key that waits."""

    entrypoint: str
    payload: bytes
    dedupe: str


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
    wake_workers(tx)


async def enqueue_all(tx: Transaction, jobs: Sequence[Job]) -> None:
    """Write many jobs for now, at once."""
    if jobs:
        await Queries(AsyncpgDriver(tx.connection)).enqueue(
            [job.entrypoint for job in jobs],
            [job.payload for job in jobs],
            priority=[0] * len(jobs),
            dedupe_key=[job.dedupe for job in jobs],
            on_conflict="skip",
        )
        wake_workers(tx)


def queued(jobs: str) -> str:
    """SQL, parts of a WITH, that writes jobs with other rows: as PgQueuer writes them, without asking it. `jobs` is
    to be selected from, with the columns entrypoint, payload and dedupe_key. Then wake the workers."""
    return f"""
job_rows AS (
    INSERT INTO pgqueuer (priority, entrypoint, payload, dedupe_key, status)
    SELECT 0, entrypoint, payload, dedupe_key, 'queued' FROM {jobs}
    ON CONFLICT (dedupe_key) WHERE status IN ('queued', 'picked') AND dedupe_key IS NOT NULL DO NOTHING
    RETURNING id, entrypoint
), job_logs AS (
    INSERT INTO pgqueuer_log (job_id, status, entrypoint, priority) SELECT id, 'queued', entrypoint, 0 FROM job_rows
)"""


def wake_workers(tx: Transaction) -> None:
    """Tell them, once this commits, that there are jobs."""
    event = {
        "channel": _CHANNEL,
        "type": "table_changed_event",
        "operation": "insert",
        "table": "pgqueuer",
        "sent_at": tx.at.isoformat(),
    }
    tx.tell(_CHANNEL, json.dumps(event))
