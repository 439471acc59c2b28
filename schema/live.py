"""The live bus: events from the database, fanned out to subscriptions, each answered by the reader.

A subscriber hears only that its subject, or its own right to see it, changed; what it is shown is read anew under
the rights it has then. Events that arrive while a read runs are coalesced into one more read.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import OperationType

from hotline.kit.events import ACCESS, Topics
from hotline.kit.viewer import Viewer
from schema.message import Message, read_code
from schema.reader.declarations import Find, argument, declare
from schema.reader.faults import Fault
from schema.reader.following import Subject, followed
from schema.reader.reading import Reader

# A storm of changes on one subject is read at most this often, in seconds.
_BREATH = 0.2
# Read anew without any event: credentials expire, and what is overdue becomes so, by time alone.
_ANEW = 30.0


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


class Bus:
    """Wakes those who wait for a subject: a topic and an id. `hear` is called from the listening connection."""

    def __init__(self) -> None:
        self.ended = False
        self._waiting: dict[str, dict[str, set[asyncio.Event]]] = {}

    def hear(self, topics: Topics | None) -> None:
        """None after a lost connection: anything may have happened."""
        for topic, subjects in (dict.fromkeys(self._waiting) if topics is None else topics).items():
            waiting = self._waiting.get(topic, {})
            for subject in waiting if subjects is None else subjects:
                for woken in waiting.get(subject, ()):
                    woken.set()

    def end(self) -> None:
        """Let every stream end: the server does."""
        self.ended = True
        self.hear(None)

    @contextmanager
    def waiting(self, subjects: Collection[Subject]) -> Iterator[asyncio.Event]:
        woken = asyncio.Event()
        for topic, id_ in subjects:
            self._waiting.setdefault(topic, {}).setdefault(id_, set()).add(woken)
        try:
            yield woken
        finally:
            for topic, id_ in subjects:
                self._waiting[topic][id_].discard(woken)
                if not self._waiting[topic][id_]:
                    del self._waiting[topic][id_]


@dataclass(frozen=True)
class Live:
    """Streams of answers over the bus."""

    reader: Reader
    bus: Bus

    async def answers(
        self,
        text: str,
        operation_name: str | None,
        raw: Mapping[str, Any],
        viewer_now: Callable[[], Awaitable[Viewer]],
    ) -> AsyncIterator[bytes]:
        """The JSON of `data` now, and after each event that changes it. Ends with the bus, or its consumer.

        `viewer_now` is asked before each reading. Raises the faults of the reader before the first answer, and
        what `viewer_now` raises as soon as the asker's credentials hold no more."""
        operation = self.reader.document(text).operation(operation_name)
        if operation.kind is not OperationType.SUBSCRIPTION:
            raise NotASubscription()
        variables = operation.coerce(raw)
        subjects = await followed(self.reader, operation, variables)
        last = b""
        with self.bus.waiting(subjects | _access_of(await viewer_now())) as woken:
            while not self.bus.ended:
                woken.clear()
                viewer = await viewer_now()
                plan = self.reader.plan(operation, variables, viewer)
                if plan.records:
                    raise NeverStreamed()
                data = await self.reader.run(plan, variables, viewer)
                if data != last:
                    last = data
                    yield data
                with suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), _ANEW)
                if not self.bus.ended:
                    await asyncio.sleep(_BREATH)


def _access_of(viewer: Viewer) -> set[Subject]:
    """Whose rights, when they change, are the viewer's."""
    return {(ACCESS, str(id_)) for id_ in (viewer.person, viewer.token) if id_ is not None}
