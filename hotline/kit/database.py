"""The database: one pool that writes through transactions, one that only reads, and the database's own clock.

Time is judged by the database (`payesh_now()`), never by a worker's clock (testing rule 2), and a change is
acknowledged only after its commit, on a database that keeps what it acknowledged (testing rules 1 and 6).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, cast
from uuid import UUID

import asyncpg
from tortoise import Tortoise
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connections

from hotline.kit import events
from hotline.kit.lending import Lender

TABLES: Final = (
    "hotline.city.tables",
    "hotline.people.tables",
    "hotline.messages.tables",
    "hotline.follow_ups.tables",
    "hotline.clocks.tables",
    "hotline.figures.tables",
    "hotline.deliveries.tables",
    "hotline.files.tables",
    "hotline.custody.tables",
    "hotline.inspections.tables",
    "hotline.objections.tables",
    "hotline.feedback.tables",
    "hotline.escalations.tables",
    "hotline.calendars.tables",
    "hotline.documents.tables",
    "policy_board.dossiers.tables",
    "policy_board.solutions.tables",
    "policy_board.forwardings.tables",
    "policy_board.bundles.tables",
    "policy_board.meetings.tables",
    "policy_board.agendas.tables",
    "policy_board.seats.tables",
    "policy_board.sittings.tables",
    "policy_board.minutes.tables",
    "policy_board.resolutions.tables",
    "policy_board.annotations.tables",
)
APP: Final = {"models": list(TABLES), "default_connection": "default", "migrations": "api.migrations"}
# What `tortoise -c hotline.kit.database.CONFIG makemigrations` reads. No address stands here: `open` lends
# Tortoise a pool of ours.
CONFIG: Final = {
    "connections": {"default": {"engine": "tortoise.backends.asyncpg", "credentials": {}}},
    "apps": {"payesh": APP},
}
# What it looks like when the database is away, starting or stopping.
AWAY: Final = (
    ConnectionError,
    asyncpg.InterfaceError,
    # Of a connection whose end was half heard.
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.exceptions.OperatorInterventionError,
)
# Or full, or too slow: never the caller's fault.
UNAVAILABLE: Final = (*AWAY, OSError, asyncpg.exceptions.InsufficientResourcesError)
# A statement that took longer than it may.
TOO_LONG: Final = asyncpg.QueryCanceledError
SAFE: Final = {"fsync": {"on"}, "full_page_writes": {"on"}, "synchronous_commit": {"on", "remote_apply"}}

_SESSION: Final = {"timezone": "UTC", "application_name": "payesh"}
# One plan for each statement, made once: re-planning a join of five tables costs eight times its execution.
_READ_SESSION: Final = _SESSION | {
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",
    "default_transaction_read_only": "on",
}
_READ_STATEMENTS: Final = 1000


class UnsafeDatabase(RuntimeError):
    """The server could lose what it has acknowledged, so we do not start on it."""


class PartFailed(RuntimeError):
    """A part of a whole transaction failed, and the whole was to be committed all the same: a fault of ours."""


class _Connection(asyncpg.Connection):
    def get_reset_query(self) -> str:
        """Nothing: no session state is ever changed here, and asking costs a round trip for each release."""
        return ""


@dataclass
class Transaction:
    """An open transaction. `at` is the database's time, read once when it opened; every row it writes and every
    rule it applies uses this one instant. `orm` is for `using_db=` in cold writes."""

    connection: "asyncpg.Connection[asyncpg.Record]"
    orm: BaseDBAsyncClient
    at: datetime
    # PostgreSQL's number for it, where a statement has asked on its way (`events.NUMBER`).
    number: str | None = None
    # Whether one of its parts was left by an exception.
    failed: bool = False
    _topics: events.Topics = field(default_factory=dict)
    _events: list[tuple[str, str]] = field(default_factory=list)

    def notify(self, topic: str, subject: UUID) -> None:
        """Tell every process that `subject` changed: once, together with all others, and only if this commits."""
        subjects = self._topics.setdefault(topic, [])
        if subjects is not None and str(subject) not in subjects:
            subjects.append(str(subject))

    def tell(self, channel: str, payload: str) -> None:
        """Tell those who listen on another channel, only if this commits."""
        self._events.append((channel, payload))


_reads: Lender | None = None
_writes: Lender | None = None
_herald: events.Herald | None = None
_replica = False
# The transaction that those opened within it are part of, where there is one.
_around: ContextVar[Transaction | None] = ContextVar("around", default=None)


async def open(dsn: str, *, pool_size: int, read_dsn: str | None = None, patience: float = 0) -> None:
    """Open both pools. `read_dsn` may name a replica. A statement that takes longer than `patience` seconds, its
    waiting for others included, is cancelled by PostgreSQL; 0 is without bound, for whatever is not a request.
    Raises UnsafeDatabase."""
    global _reads, _writes, _herald, _replica
    writes = await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=pool_size,
        connection_class=_Connection,
        server_settings=_SESSION | _bound(patience),
    )
    try:
        await assert_safe(writes)
        _reads = Lender(await read_pool(read_dsn or dsn, pool_size=pool_size, patience=patience))
    except BaseException:
        writes.terminate()
        raise
    # Transactions borrow from it too.
    _writes = Lender(writes, at_hand=False)
    _replica = read_dsn is not None
    _herald = events.Herald(dsn)
    # The global fallback, since a lifespan runs in another task than requests do.
    await Tortoise.init(config=CONFIG, _enable_global_fallback=True)
    client = _client()
    client._pool = writes
    await client._post_connect()


async def read_pool(dsn: str, *, pool_size: int, patience: float = 0) -> "asyncpg.Pool[asyncpg.Record]":
    """A pool whose sessions only read."""
    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=pool_size,
        connection_class=_Connection,
        server_settings=_READ_SESSION | _bound(patience),
        statement_cache_size=_READ_STATEMENTS,
        max_cached_statement_lifetime=0,
        max_cacheable_statement_size=0,
    )


def _bound(patience: float) -> dict[str, str]:
    return {"statement_timeout": f"{patience * 1000:.0f}ms"}


async def close() -> None:
    """Close both pools; harmless when they are not open."""
    global _reads, _writes, _herald
    _writes = None
    await Tortoise.close_connections()
    if _herald:
        await _herald.close()
        _herald = None
    if _reads:
        await _reads.close()
        _reads = None


@asynccontextmanager
async def transaction() -> AsyncIterator[Transaction]:
    """One transaction on the primary: committed at the end of the block, rolled back by any exception. What it
    has to tell is told when the block is left."""
    if (around := _around.get()) is not None:
        # No savepoint: triggers that look whether a row is of this transaction would not know it again.
        try:
            yield around
        except BaseException:
            around.failed = True
            raise
        return
    async with begun() as orm:
        connection = orm._connection
        tx = Transaction(connection, orm, at=await connection.fetchval("SELECT payesh_now()"))
        yield tx
        if tx._topics:
            number = tx.number or await connection.fetchval(events.NUMBER)
            tx.tell(events.CHANNEL, events.encode(tx._topics, number))
    if tx._events:
        assert _herald is not None, "database.open() comes first"
        await _herald.tell(tx._events)


@asynccontextmanager
async def begun() -> AsyncIterator[TransactionWrapper]:
    """A transaction as Tortoise has it, without an instant: a database that is not built yet has no clock.

    Ours rather than Tortoise's `in_transaction`, which loses a pool's connection whenever BEGIN fails (after a
    restart of the database the pool would run dry), and then takes what is left of the transaction for the pool.
    """
    client = _client()
    assert client._pool is not None, "database.open() comes first"
    async with client._pool.acquire() as borrowed, borrowed.transaction():
        orm = TransactionWrapper(client)
        # A pool lends a proxy, which is a connection in all but its type.
        orm._connection = cast("asyncpg.Connection[asyncpg.Record]", borrowed)
        # A `using_db` forgotten inside the block still writes inside the transaction.
        token = get_connections().set("default", orm)
        try:
            yield orm
        finally:
            get_connections().reset(token)


@asynccontextmanager
async def whole() -> AsyncIterator[Transaction]:
    """One transaction around all those opened within the block: they are parts of it, and commit with it or not at
    all, though somebody caught what one of them raised. For one task: parts of it never run side by side."""
    async with transaction() as tx:
        token = _around.set(tx)
        try:
            yield tx
        finally:
            _around.reset(token)
        if tx.failed:
            raise PartFailed("a part of it failed")


def reads() -> Lender:
    """For reading: sessions that refuse to write."""
    assert _reads is not None, "database.open() comes first"
    return _reads


def writes() -> Lender:
    """The primary, for reading what has just been committed there."""
    assert _writes is not None, "database.open() comes first"
    return _writes


def fresh() -> Lender:
    """For reading what an event told of: a replica may not have it yet."""
    return writes() if _replica else reads()


async def now() -> datetime:
    """The database's time, for what is only shown; inside a transaction use its `at`."""
    return (await moment())[0]


async def moment() -> tuple[datetime, int]:
    """The same, and the mark of this moment: whatever is read from now on sees every transaction numbered below."""
    row = await reads().fetchrow("SELECT payesh_now(), pg_snapshot_xmin(pg_current_snapshot())::text::int8")
    assert row is not None
    at, mark = row
    return at, mark


def _client() -> AsyncpgDBClient:
    return cast(AsyncpgDBClient, get_connections().get("default"))


async def assert_safe(server: "asyncpg.Pool[asyncpg.Record] | asyncpg.Connection[asyncpg.Record]") -> None:
    """Raises UnsafeDatabase when a power cut could lose what `server` acknowledged (testing rule 6)."""
    rows = await server.fetch("SELECT name, setting FROM pg_settings WHERE name = ANY($1)", list(SAFE))
    unsafe = [f"{row['name']} = {row['setting']}" for row in rows if row["setting"] not in SAFE[row["name"]]]
    if unsafe:
        raise UnsafeDatabase(
            f"The database runs with {', '.join(sorted(unsafe))}: a power cut could lose acknowledged messages. "
            "Set it to 'on' in postgresql.conf and reload the server."
        )
