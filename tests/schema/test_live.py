import asyncio
from contextlib import ExitStack
from types import ModuleType
from typing import Any

import pytest

from hotline.kit import events
from hotline.kit.viewer import Viewer
from hotline.messages import actions as messages
from schema.live import Bus, Live
from schema.reader.reading import Reader
from schema.root import build
from tests import world
from tests.drafts import ROUTINE

FOLLOW = "subscription ($code: String!) { messageChanged(trackingCode: $code) { version } }"


def test_an_event_wakes_those_who_wait_for_its_subject_and_no_others() -> None:
    bus = Bus()
    with bus.waiting({("message", "1"), ("access", "9")}) as mine, ExitStack() as stack:
        others = [stack.enter_context(bus.waiting({("message", str(id_))})) for id_ in range(2, 1002)]
        bus.hear({"message": ["1"], "delivery": ["2"]})
        assert (mine.is_set(), any(other.is_set() for other in others)) == (True, False)
        mine.clear()
        bus.hear({"access": ["9"]})
        assert (mine.is_set(), any(other.is_set() for other in others)) == (True, False)


@pytest.mark.parametrize("heard", [None, {"message": None}])
def test_whoever_cannot_be_named_wakes_all_whom_it_may_concern(heard: events.Topics | None) -> None:
    bus = Bus()
    with bus.waiting({("message", "1")}) as one, bus.waiting({("message", "2")}) as other:
        bus.hear(heard)
        assert one.is_set()
        assert other.is_set()


def test_whoever_stopped_waiting_is_forgotten() -> None:
    bus = Bus()
    with bus.waiting({("message", "1")}) as first, bus.waiting({("message", "1")}) as second:
        pass
    bus.hear(None)
    assert not first.is_set()
    assert not second.is_set()
    assert bus._waiting == {"message": {}}


class Counting(Reader):
    """A reader that counts what it reads."""

    runs = 0

    async def run(self, *arguments: Any, **named: Any) -> bytes:
        self.runs += 1
        return await super().run(*arguments, **named)


async def test_watchers_of_other_messages_read_nothing(db: ModuleType, dsn: str) -> None:
    watched = await messages.register(ROUTINE, by=world.frontend())
    other = await messages.register(ROUTINE, by=world.frontend())
    reader = Counting(build()._schema)
    live = Live(reader, Bus())
    connected = asyncio.Event()

    def hear(topics: events.Topics | None) -> None:
        live.bus.hear(topics)
        connected.set()

    listening = asyncio.create_task(events.listen(dsn, hear))
    await connected.wait()
    watching = [_follow(live, watched.tracking_code) for _ in range(100)]
    changing = _follow(live, other.tracking_code)
    for stream in (*watching, changing):
        assert await anext(stream) == b'{"messageChanged":{"version":1}}'
    before = reader.runs
    waiting = [asyncio.create_task(_next(stream)) for stream in watching]
    await messages.take_in_hand(other.id, by=world.operator())
    assert await anext(changing) == b'{"messageChanged":{"version":2}}'
    # Whoever was woken with it has read by now.
    live.bus.end()
    assert await asyncio.gather(*waiting) == [None] * 100
    assert reader.runs == before + 1
    listening.cancel()


async def test_streams_end_with_the_bus(db: ModuleType) -> None:
    message = await messages.register(ROUTINE, by=world.frontend())
    live = Live(Reader(build()._schema), Bus())
    stream = _follow(live, message.tracking_code)
    await anext(stream)
    asyncio.get_running_loop().call_soon(live.bus.end)
    assert [told async for told in stream] == []


def _follow(live: Live, tracking_code: str) -> Any:
    """What is told of a message to an operator."""

    async def viewer_now() -> Viewer:
        return world.operator()

    return live.answers(FOLLOW, None, {"code": tracking_code}, viewer_now)


async def _next(stream: Any) -> bytes | None:
    told: bytes | None = await anext(stream, None)
    return told
