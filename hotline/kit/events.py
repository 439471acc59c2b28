"""Events: what changed, told to every process over PostgreSQL's NOTIFY, once for each transaction.

They are told after the commit, all that this process committed meanwhile in one statement. NOTIFY within a
transaction holds a lock of the whole server until the disk has the commit, so that commits would wait for each
other's disk (docs/adr/0006). A process killed between the two has told nobody: whoever listens looks again by
itself in time.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable, Sequence
from typing import Final

import asyncpg

CHANNEL: Final = "payesh"
# The topic of a person or a token whose rights changed. Other topics are tables.
ACCESS: Final = "access"

# By topic the subjects that changed, or None: too many to name.
Topics = dict[str, list[str] | None]
# Told the topics, and the number of the transaction that changed them.
Hear = Callable[[Topics | None, int], None]

# The number of a transaction goes with its topics, since events arrive by commit and numbers are given at the first
# write.
NUMBER: Final = "SELECT pg_current_xact_id()::text"
_TELL: Final = "SELECT pg_notify(channel, payload) FROM unnest($1::text[], $2::text[]) AS event (channel, payload)"
# An event is lost with a crash, so it need not wait for the disk.
_SESSION: Final = {"application_name": "payesh telling", "synchronous_commit": "off"}
_FIRST_HEARD: Final = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::int8"

# PostgreSQL refuses a payload of 8000 bytes.
_ROOM: Final = 7000
_RETRY_SECONDS: Final = 1.0

# The last is what asyncpg says of a connection whose end it has half heard.
_LOST: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)

_log = logging.getLogger(__name__)


def encode(topics: Topics, number: str) -> str:
    """The payload of the notification of a transaction; subjects that do not fit become "many"."""
    payload = json.dumps(topics, separators=(",", ":"))
    return f"{number} {payload if len(payload) <= _ROOM else json.dumps(dict.fromkeys(topics))}"


def decode(payload: str) -> tuple[Topics, int]:
    """What `encode` was given, but for subjects that did not fit, and the number of its transaction."""
    number, _, encoded = payload.partition(" ")
    topics: Topics = json.loads(encoded)
    return topics, int(number)


class Herald:
    """Tells the events of one process, on its own connection. What comes while it speaks goes next, together."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self._speaking = asyncio.Lock()
        self._events: list[tuple[str, str]] = []
        self._next: asyncio.Task[None] | None = None

    async def tell(self, events: Sequence[tuple[str, str]]) -> None:
        """Channels and payloads. They are told when this returns, or, were the database away, they never are: it
        raises nothing, since what they tell of has happened."""
        self._events += events
        if self._next is None:
            self._next = asyncio.create_task(self._tell_all())
        # Shielded: whoever gives up waiting must not silence the others.
        await asyncio.shield(self._next)

    async def close(self) -> None:
        async with self._speaking:
            if self._connection is not None:
                await self._connection.close(timeout=1)

    async def _tell_all(self) -> None:
        async with self._speaking:
            events, self._events, self._next = self._events, [], None
            # Twice: a connection that was lost while it was silent is found out by speaking.
            for _ in range(2):
                try:
                    if self._connection is None:
                        self._connection = await asyncpg.connect(self._dsn, server_settings=_SESSION)
                    await self._connection.execute(_TELL, *zip(*events, strict=True))
                except _LOST as error:
                    _log.warning("telling failed: %s", type(error).__name__)
                    if self._connection is not None:
                        self._connection.terminate()
                    self._connection = None
                else:
                    return


async def listen(dsn: str, hear: Hear) -> None:
    """Hear every event, until cancelled.

    `hear(None, number)` on each connection, the first too: any transaction before that number may have changed
    anything, so forget what you know. A lost connection is opened again.
    """
    while True:
        try:
            await _listen_once(dsn, hear)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            _log.warning("listening failed: %s", type(error).__name__)
        await asyncio.sleep(_RETRY_SECONDS)


async def _listen_once(dsn: str, hear: Hear) -> None:
    connection = await asyncpg.connect(dsn, server_settings={"application_name": "payesh events"})
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())
    try:
        await connection.add_listener(CHANNEL, lambda *heard: hear(*decode(str(heard[-1]))))
        # Asked once we listen: whatever committed unheard has a smaller number.
        hear(None, await connection.fetchval(_FIRST_HEARD))
        await lost.wait()
    finally:
        with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await connection.close(timeout=1)
