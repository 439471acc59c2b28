"""The live bus: events from the database, fanned out to subscriptions, each answered by the reader.

A subscriber hears only that its subject changed; what it is shown is read anew under its own rights. Events that
arrive while a read runs are coalesced into one more read.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import strawberry
from graphql import OperationType

from hotline.kit.events import Topics
from hotline.kit.viewer import Viewer
from schema.message import Message, read_code
from schema.reader.declarations import Find, argument, declare
from schema.reader.faults import Fault
from schema.reader.reading import Reader

# A storm of changes on one subject is read at most this often, in seconds.
_BREATH = 0.2


class NotASubscription(Fault):
    """A stream was asked for an operation that has one answer."""

    code, sentence = "NOT_A_SUBSCRIPTION", "Only a subscription can be streamed."


class NeverStreamed(Fault):
    """Contact data in a subscription: each read of it is one act with a reason of its own."""

    code, sentence = "NEVER_STREAMED", "Contact data is read by a query, never in a subscription."


@strawberry.type(description="What can be followed live.")
class Subscription:
    message_changed: Message | None = declare(
        Find("tracking_code", "text", "trackingCode", read_code),
        "The message now, and again after each change; null while the viewer may not see it.",
        argument("tracking_code", str, "The tracking code.", ...),
    )


@dataclass(eq=False)
class _Subscriber:
    topic: str
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class Bus:
    """Wakes those who wait for a topic. `hear` is called from the listening connection."""

    def __init__(self) -> None:
        self._subscribers: set[_Subscriber] = set()

    def hear(self, topics: Topics | None) -> None:
        """None after a lost connection: anything may have happened."""
        for subscriber in self._subscribers:
            if topics is None or subscriber.topic in topics:
                subscriber.woken.set()

    @contextmanager
    def waiting(self, topic: str) -> Iterator[asyncio.Event]:
        subscriber = _Subscriber(topic)
        self._subscribers.add(subscriber)
        try:
            yield subscriber.woken
        finally:
            self._subscribers.discard(subscriber)


@dataclass(frozen=True)
class Live:
    """Streams of answers over the bus."""

    reader: Reader
    bus: Bus

    async def answers(
        self, text: str, operation_name: str | None, raw: Mapping[str, Any], viewer: Viewer
    ) -> AsyncIterator[bytes]:
        """The JSON of `data` now, and after each event that changes it. Ends only with its consumer.

        Raises the faults of the reader, before the first answer."""
        operation = self.reader.document(text).operation(operation_name)
        if operation.kind is not OperationType.SUBSCRIPTION:
            raise NotASubscription()
        variables = operation.coerce(raw)
        last = b""
        with self.bus.waiting("message") as woken:
            while True:
                woken.clear()
                plan = self.reader.plan(operation, variables, viewer)
                if plan.records:
                    raise NeverStreamed()
                data = await self.reader.run(plan, variables, viewer)
                if data != last:
                    last = data
                    yield data
                await woken.wait()
                await asyncio.sleep(_BREATH)
