"""Live streams: who follows what, under which rights, and what each has been told.

What a follower is shown is a reading of its view, made under its audience's rights (`schema.views`). Its own rights
are looked at anew whenever they change, and it then follows the view of what it has become.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import strawberry
from graphql import OperationType

from hotline.kit.events import ACCESS
from hotline.kit.numbering import read_tracking_code
from hotline.kit.viewer import Viewer
from hotline.messages.filters import MESSAGE_FILTERS
from policy_board.bundles import codes
from schema.agenda import Agenda
from schema.bundle import Bundle
from schema.bus import Bus
from schema.message import MESSAGE_ORDERS, Message, MessageFilter, MessageOrder
from schema.reader.cursors import read_id
from schema.reader.declarations import Find, Pages, argument, declare
from schema.reader.faults import Fault
from schema.reader.following import Subject, followed
from schema.reader.reading import Reader
from schema.reader.shapes import Connection
from schema.views import Key, Reading, Seen, View, Views

# Of silence, in seconds: then the stream says that it is still there.
BEAT = 12.0
# Credentials expire by time alone.
_RIGHTS_ANEW = 30.0


class NotASubscription(Fault):
    """A stream was asked for an operation that has one answer."""

    code, sentence = "NOT_A_SUBSCRIPTION", "Only a subscription can be streamed."


@strawberry.type(description="What can be followed live.")
class Subscription:
    message_changed: Message | None = declare(
        Find("tracking_code", "text", "trackingCode", read_tracking_code),
        "The message now, and again after each change; null while the viewer may not see it.",
        argument("tracking_code", str, "The tracking code.", ...),
    )
    queue_changed: Connection[Message] = declare(
        Pages(orders=MESSAGE_ORDERS, default_order="TIME_LEFT", filters=MESSAGE_FILTERS),
        "The first page of the viewer's queue now, and again whenever it has changed.",
        argument("filter", MessageFilter | None, "Which ones."),
        argument("order_by", MessageOrder, "The order.", MessageOrder.TIME_LEFT),
        argument("first", int | None, "How many from the start, 100 at most."),
    )
    bundle_changed: Bundle | None = declare(
        Find("code", "text", "code", codes.read_bundle),
        "The bundle now, and again after each change: of its draft, a new revision, an opening, its printing; null"
        " while the viewer may not see it.",
        argument("code", str, "The code.", ...),
    )
    agenda_changed: Agenda | None = declare(
        Find("id", "uuid", "id", read_id("agd")),
        "The agenda now, and again after each edit of anybody; null while the viewer may not see it.",
        argument("id", strawberry.ID, "The global id.", ...),
    )


class Live:
    """Streams of answers over the bus."""

    def __init__(self, reader: Reader, bus: Bus) -> None:
        self.reader, self.bus = reader, bus
        self.views = Views(reader, bus)

    async def answers(
        self,
        text: str,
        operation_name: str | None,
        raw: Mapping[str, Any],
        viewer_now: Callable[[], Awaitable[Viewer]],
        since: Seen | None = None,
    ) -> AsyncGenerator[Reading | None, None]:
        """What the subscription shows now, and again after each event that changes it; None after each `BEAT` of
        silence. Ends with the bus, or its consumer.

        With `since`, the first is left out where the client has seen as much. `viewer_now` is asked at the start,
        when the viewer's rights change, and every half minute. Raises the faults of the reader before the first
        answer, and what `viewer_now` raises as soon as the asker's credentials hold no more."""
        operation = self.reader.document(text).operation(operation_name)
        if operation.kind is not OperationType.SUBSCRIPTION:
            raise NotASubscription()
        variables = operation.coerce(raw)
        viewer = await viewer_now()
        self.reader.plan(operation, variables, viewer, free=False)
        subjects = await followed(self.reader, operation, variables)
        rights = _access_of(viewer)
        follower = _Follower(subjects | rights, since)
        with self.bus.waiting(rights, follower.doubt):
            try:
                while not self.bus.ended:
                    follower.trust()
                    viewer = await viewer_now()
                    joined = self.views.join(operation, raw, variables, viewer, subjects, follower.wake)
                    follower.watch(self.views, *joined)
                    async for reading in follower.readings(self.bus):
                        yield reading
            finally:
                follower.leave(self.views)


@dataclass
class _Follower:
    """One stream's place in a view. It holds no answers but the one it gave last."""

    subjects: Collection[Subject]
    since: Seen | None
    given: bytes | None = None
    skipped: Reading | None = None
    seen: tuple[Key, View] | None = None
    trusted_until: float = 0.0
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        self._woken.set()

    def doubt(self) -> None:
        """Its rights may have changed: nothing more is given until they have been looked at."""
        self.trusted_until = 0.0
        self._woken.set()

    def trust(self) -> None:
        """Its rights are looked at now. Whatever is heard from here on is doubted again."""
        self.trusted_until = asyncio.get_running_loop().time() + _RIGHTS_ANEW

    def watch(self, views: Views, key: Key, view: View) -> None:
        """From now on this view, and no longer the one before."""
        if self.seen is not None and self.seen[1] is not view:
            views.leave(*self.seen, self.wake)
        self.seen = key, view

    def leave(self, views: Views) -> None:
        if self.seen is not None:
            views.leave(*self.seen, self.wake)

    async def readings(self, bus: Bus) -> AsyncGenerator[Reading | None, None]:
        """Until there is doubt, or the bus ends."""
        loop = asyncio.get_running_loop()
        while not bus.ended and loop.time() < self.trusted_until:
            self._woken.clear()
            reading = self._latest()
            if reading is not None:
                self._leave_out(reading, bus)
            if reading is not None and reading is not self.skipped and reading.data != self.given:
                self.given, self.skipped = reading.data, None
                yield reading
            elif not await self._wait():
                yield None

    def _leave_out(self, reading: Reading, bus: Bus) -> None:
        """The first one, where the client has seen it, or all that could have changed it."""
        seen, self.since = self.since, None
        if seen is None:
            return
        if seen.fingerprint == reading.fingerprint:
            self.given = reading.data
        elif seen.fingerprint is None and not bus.may_have_changed(self.subjects, seen.mark):
            # An event may still be on its way to us: then the next reading is given, whatever it says.
            self.skipped = reading

    def _latest(self) -> Reading | None:
        assert self.seen is not None
        view = self.seen[1]
        if view.failed is not None:
            raise view.failed
        return view.latest

    async def _wait(self) -> bool:
        try:
            async with asyncio.timeout(BEAT):
                await self._woken.wait()
        except TimeoutError:
            return False
        return True


def _access_of(viewer: Viewer) -> set[Subject]:
    """Whose rights, when they change, are the viewer's."""
    return {(ACCESS, str(id_)) for id_ in (viewer.person, viewer.token) if id_ is not None}
