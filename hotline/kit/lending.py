"""Lending a pool's connections for single reads, of which a fifth would be asyncpg's bookkeeping: who has which,
its timers, and cleaning up after states that nobody changed here.

What comes back whole is kept at hand. What comes back by an exception, which may have left a statement running,
goes back to the pool, and so does everything while somebody waits there: it cleans, replaces and queues as ever.
"""

from contextlib import suppress
from types import TracebackType
from typing import Any, TypeAlias

import asyncpg

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


class Lender:
    """Reads over the connections of `pool`. Where others borrow from it too, none is kept `at_hand`: they would
    miss it."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", *, at_hand: bool = True) -> None:
        self._pool, self._keeps = pool, at_hand
        self._at_hand: list[Any] = []
        self._waiting = 0

    def acquire(self) -> "Loan":
        """A connection, for the length of a block, which leaves no transaction open and no setting changed."""
        return Loan(self)

    async def fetch(self, sql: str, *values: object) -> list[asyncpg.Record]:
        async with self.acquire() as connection:
            return await connection.fetch(sql, *values)

    async def fetchrow(self, sql: str, *values: object) -> asyncpg.Record | None:
        async with self.acquire() as connection:
            return await connection.fetchrow(sql, *values)

    async def fetchval(self, sql: str, *values: object) -> Any:
        async with self.acquire() as connection:
            return await connection.fetchval(sql, *values)

    async def close(self) -> None:
        while self._at_hand:
            await self._pool.release(self._at_hand.pop())
        await self._pool.close()

    async def take(self) -> Any:
        while self._at_hand:
            connection = self._at_hand.pop()
            try:
                if not connection.is_closed():
                    return connection
            except asyncpg.InterfaceError:
                # Its end was heard, and the pool has taken it back by itself.
                continue
            await self._pool.release(connection)
        self._waiting += 1
        try:
            return await self._pool.acquire()
        finally:
            self._waiting -= 1

    async def take_back(self, connection: Any, *, whole: bool) -> None:
        if whole and self._keeps and not self._waiting:
            self._at_hand.append(connection)
            return
        try:
            if not whole:
                await _settle(connection)
        finally:
            await self._pool.release(connection)


async def _settle(connection: Any) -> None:
    """End what a statement may have begun that was parsed and never run, since its values did not fit or nobody
    waited for it any more: PostgreSQL counts its `statement_timeout` on, and would let the next one pay."""
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        await connection.execute("SELECT")


class Loan:
    """One connection lent."""

    __slots__ = ("_connection", "_lender")

    def __init__(self, lender: Lender) -> None:
        self._lender = lender

    async def __aenter__(self) -> Connection:
        self._connection = connection = await self._lender.take()
        return connection  # type: ignore[no-any-return]  # a pool lends a proxy, a connection in all but its type

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._lender.take_back(self._connection, whole=kind is None)
