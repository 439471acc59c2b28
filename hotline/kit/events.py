"""Events: what changed, told to every process over PostgreSQL's NOTIFY, once for each transaction."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable
from typing import Final

import asyncpg

CHANNEL: Final = "payesh"
# The topic of a person or a token whose rights changed. Other topics are tables.
ACCESS: Final = "access"

# By topic the subjects that changed, or None: too many to name.
Topics = dict[str, list[str] | None]
# Told the topics, and the number of the transaction that changed them.
Hear = Callable[[Topics | None, int], None]

# The number goes with the payload, since events arrive by commit and numbers are given at the first write.
NOTIFY: Final = f"SELECT pg_notify('{CHANNEL}', pg_current_xact_id() || ' ' || $1)"
_FIRST_HEARD: Final = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::int8"

# PostgreSQL refuses a payload of 8000 bytes.
_ROOM: Final = 7000
_RETRY_SECONDS: Final = 1.0

_log = logging.getLogger(__name__)


def encode(topics: Topics) -> str:
    """The payload of one notification; subjects that do not fit become "many"."""
    payload = json.dumps(topics, separators=(",", ":"))
    return payload if len(payload) <= _ROOM else json.dumps(dict.fromkeys(topics))


def decode(payload: str) -> tuple[Topics, int]:
    """What `encode` was given, but for subjects that did not fit, and the number of its transaction."""
    number, _, encoded = payload.partition(" ")
    topics: Topics = json.loads(encoded)
    return topics, int(number)


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
