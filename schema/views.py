"""Views: one document with its variables, as one audience sees it. However many follow a view, it is read once for
an event, and all are given the same bytes.

Events that arrive while a view is read, or shortly after, are coalesced into one more reading. No queue is kept
for anyone: whoever is slow is given the latest reading and misses those between.
"""

import asyncio
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Any

import orjson

from hotline.kit.viewer import Viewer
from schema.bus import Bus, Wake
from schema.reader.arguments import Variables
from schema.reader.documents import Operation
from schema.reader.faults import Fault
from schema.reader.following import Subject
from schema.reader.plans import Plan
from schema.reader.reading import Reader

# A storm of changes is read at most this often, in seconds; and no view takes more than half of the time.
_BREATH = 0.2
# Read anew without any event: what is overdue becomes so by time alone.
_ANEW = 30.0
# How many views are read at once: whoever asks and acts needs the database too.
_AT_ONCE = 4

_ID = re.compile(r"([0-9]{1,18})(?:-([0-9a-f]{16}))?")

# Two are one view where these are equal.
Key = tuple[Operation, bytes, Viewer]


class NeverStreamed(Fault):
    """Contact data in a subscription: each read of it is one act with a reason of its own."""

    code, sentence = "NEVER_STREAMED", "Contact data is read by a query, never in a subscription."


@dataclass(eq=False)
class Reading:
    """The JSON of `data`. Every transaction numbered below `mark` was seen by it."""

    data: bytes
    mark: int

    @cached_property
    def fingerprint(self) -> str:
        return blake2b(self.data, digest_size=8).hexdigest()

    @property
    def id(self) -> str:
        """What a client names that has seen it."""
        return f"{self.mark}-{self.fingerprint}"


@dataclass(frozen=True)
class Seen:
    """What a client that comes back has seen: a reading, or, without a fingerprint, whatever stood at `mark`."""

    mark: int
    fingerprint: str | None = None

    @staticmethod
    def read(given: object) -> "Seen | None":
        """From the id of an event or a bare mark; None for anything else."""
        found = _ID.fullmatch(given) if isinstance(given, str) else None
        return found and Seen(int(found[1]), found[2])


@dataclass(eq=False)
class View:
    """What is read, when, and who is woken by it. `failed` ends it for all."""

    plan: Plan
    variables: Variables
    audience: Viewer
    subjects: Collection[Subject]
    latest: Reading | None = None
    failed: Exception | None = None
    followers: set[Wake] = field(default_factory=set)

    def follow(self, wake: Wake) -> None:
        """Be woken by each reading that an event caused, and by any other that found something new."""
        self.followers.add(wake)

    async def keep(self, reader: Reader, bus: Bus, gate: asyncio.Semaphore) -> None:
        """Read now and after each event, until cancelled."""
        woken, loop = asyncio.Event(), asyncio.get_running_loop()
        with bus.waiting(self.subjects, woken.set):
            while not bus.ended:
                begun = loop.time()
                async with gate:
                    heard = woken.is_set()
                    woken.clear()
                    data, mark = await reader.observe(self.plan, self.variables, self.audience)
                if heard or self.latest is None or self.latest.data != data:
                    self.latest = Reading(data, mark)
                    self.tell()
                took = loop.time() - begun
                await asyncio.sleep(max(_BREATH, took))
                with suppress(TimeoutError):
                    async with asyncio.timeout(_ANEW):
                        await woken.wait()

    def tell(self) -> None:
        for wake in tuple(self.followers):
            wake()


class Views:
    """The views somebody follows. Each is kept by a task of its own, from its first follower to its last."""

    def __init__(self, reader: Reader, bus: Bus) -> None:
        self._reader, self._bus = reader, bus
        self._kept: dict[Key, tuple[View, asyncio.Task[None]]] = {}
        self._gate = asyncio.Semaphore(_AT_ONCE)

    def __len__(self) -> int:
        return len(self._kept)

    def join(
        self,
        operation: Operation,
        raw: Mapping[str, Any],
        variables: Variables,
        viewer: Viewer,
        subjects: Collection[Subject],
        wake: Wake,
    ) -> tuple[Key, View]:
        """The view of this viewer, `wake` among its followers until it leaves. Raises the faults of a plan."""
        plan = self._reader.plan(operation, variables, viewer)
        if plan.records:
            raise NeverStreamed()
        audience = plan.audience(viewer)
        key = operation, orjson.dumps(raw, option=orjson.OPT_SORT_KEYS), audience
        if key not in self._kept:
            view = View(plan, variables, audience, subjects)
            self._kept[key] = view, asyncio.create_task(self._keep(key, view))
        view, _ = self._kept[key]
        view.follow(wake)
        return key, view

    def leave(self, key: Key, view: View, wake: Wake) -> None:
        """The last to leave puts out the light."""
        view.followers.discard(wake)
        kept = self._kept.get(key)
        if kept is not None and kept[0] is view and not view.followers:
            del self._kept[key]
            kept[1].cancel()

    async def _keep(self, key: Key, view: View) -> None:
        try:
            await view.keep(self._reader, self._bus, self._gate)
        except Exception as error:
            view.failed = error
            self._kept.pop(key, None)
        # Whether it failed or the bus has ended: nobody waits for more.
        view.tell()
