"""A request's body, read under a cap and against the clock."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from starlette.types import Message, Receive

from hotline.kit.refusals import Refusal

# A body has fifteen seconds, and a second more for every 8 kB that came: a phone in the street sends a photo,
# a thousand sockets that drip a byte now and then are let go.
PATIENCE: Final = 15.0
_SLOWEST: Final = 8_192.0
# How much of a refused body is read to nowhere, and for how long in seconds: to a client that is still sending
# when we close, the answer would be lost.
_LINGER: Final = 20_000_000
_LINGER_SECONDS: Final = 5.0


class PayloadTooLarge(Refusal):
    """A body over its cap; it was not read to its end."""

    code, sentence, status = "PAYLOAD_TOO_LARGE", "The request is larger than {limit} bytes.", 413


class TooSlow(Refusal):
    """A body that did not come in time."""

    code, sentence, status = "TOO_SLOW", "The request came too slowly to wait for it.", 408


class Waiting:
    """Those who wait for more of a body, and until when. One timer looks after them all: one for each would cost as
    much as the layers around it. `every` is in seconds."""

    def __init__(self, every: float) -> None:
        self._every = every
        self._until: dict[asyncio.Task[object], float] = {}
        self._late: set[asyncio.Task[object]] = set()
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, until: float) -> asyncio.Task[object]:
        task = asyncio.current_task()
        assert task is not None, "requests are answered in tasks"
        self._until[task] = until
        if self._timer is None:
            self._timer = task.get_loop().call_later(self._every, self._look)
        return task

    def late(self, task: asyncio.Task[object]) -> bool:
        return task in self._late

    def end(self, task: asyncio.Task[object]) -> None:
        self._until.pop(task, None)
        self._late.discard(task)

    def _look(self) -> None:
        now = time.monotonic()
        for task in [task for task, until in self._until.items() if until < now]:
            del self._until[task]
            if task.cancel():
                self._late.add(task)
        self._timer = asyncio.get_running_loop().call_later(self._every, self._look) if self._until else None


@dataclass
class Body:
    """A request's body, read under a cap and against the clock."""

    source: Receive
    waiting: Waiting
    limit: int
    patience: float
    refusal: Refusal | None = None
    _size: int = 0
    _whole: bool = False
    _since: float = field(default_factory=time.monotonic)

    async def receive(self) -> Message:
        if self._whole:
            return await self.source()
        message = await self._in_time()
        self._size += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._size > self.limit:
            raise self._refused(PayloadTooLarge(limit=self.limit))
        return message

    async def _in_time(self) -> Message:
        until = self._since + self.patience + self._size / _SLOWEST
        task = self.waiting.begin(until)
        try:
            return await self.source()
        except asyncio.CancelledError:
            # Somebody else may have cancelled us, too: that goes on.
            if not self.waiting.late(task) or task.uncancel() > 0:
                raise
            raise self._refused(TooSlow()) from None
        finally:
            self.waiting.end(task)

    async def discard(self) -> None:
        """Read on to nowhere, up to a bound."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINGER_SECONDS):
                while not self._whole and self._size < _LINGER:
                    message = await self.source()
                    self._size += len(message.get("body", b""))
                    self._whole = not message.get("more_body", False)

    def _refused(self, refusal: Refusal) -> Refusal:
        self.refusal = refusal
        return refusal
