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

# PostgreSQL refuses a payload of 8000 bytes.
_ROOM: Final = 7000
_RETRY_SECONDS: Final = 1.0

_log = logging.getLogger(__name__)


def encode(topics: Topics) -> str:
    """The payload of one notification; subjects that do not fit become "many"."""
    payload = json.dumps(topics, separators=(",", ":"))
    return payload if len(payload) <= _ROOM else json.dumps(dict.fromkeys(topics))


def decode(payload: str) -> Topics:
    """What `encode` was given, but for subjects that did not fit."""
    topics: Topics = json.loads(payload)
    return topics


async def listen(dsn: str, hear: Callable[[Topics | None], None]) -> None:
    """Hear every event, until cancelled.

    `hear(None)` on each connection, the first too: anything may have happened before it, so forget what you
    know. A lost connection is opened again.
    """
    while True:
        try:
            await _listen_once(dsn, hear)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            _log.warning("listening failed: %s", type(error).__name__)
        await asyncio.sleep(_RETRY_SECONDS)


async def _listen_once(dsn: str, hear: Callable[[Topics | None], None]) -> None:
    connection = await asyncpg.connect(dsn, server_settings={"application_name": "payesh events"})
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())
    try:
        await connection.add_listener(CHANNEL, lambda *heard: hear(decode(str(heard[-1]))))
        hear(None)
        await lost.wait()
    finally:
        with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await connection.close(timeout=1)
