import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import replace
from types import ModuleType
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest

from hotline.kit import events
from hotline.kit.refusals import Refusal
from hotline.kit.viewer import ANONYMOUS, Role, Viewer
from hotline.messages import actions as messages
from hotline.messages.registering import Registration
from schema.bus import Bus
from schema.live import Live
from schema.reader.reading import Reader
from schema.root import build
from schema.views import Reading, Seen
from tests import world
from tests.drafts import ROUTINE, URGENT

ONE = "subscription ($code: String!) { messageChanged(trackingCode: $code) { version } }"
QUEUE = """
subscription ($filter: MessageFilter) {
  queueChanged(filter: $filter, orderBy: REGISTERED_AT, first: 2) { totalCount nodes { trackingCode version } }
}
"""
MINE = "subscription { queueChanged(filter: {inMyHand: true}) { totalCount } }"


class Counting(Reader):
    """A reader that counts what it reads for streams."""

    observed = 0

    async def observe(self, *arguments: Any) -> tuple[bytes, int]:
        self.observed += 1
        return await super().observe(*arguments)


@pytest.fixture
async def live(db: ModuleType, dsn: str) -> AsyncIterator[Live]:
    """Streams that hear what commits, counting what they read."""
    live, connected = Live(Counting(build()._schema), Bus()), asyncio.Event()

    def hear(topics: events.Topics | None, number: int) -> None:
        live.bus.hear(topics, number)
        connected.set()

    listening = asyncio.create_task(events.listen(dsn, hear))
    await connected.wait()
    yield live
    live.bus.end()
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def test_watchers_of_other_messages_read_nothing(live: Live) -> None:
    watched, other = await _routine(), await _routine()
    watching = [_follow(live, ONE, watched) for _ in range(100)]
    changing = _follow(live, ONE, other)
    for stream in (*watching, changing):
        assert await _told(stream) == {"messageChanged": {"version": 1}}
    before = _observed(live)
    await messages.take_in_hand(other.id, by=world.operator())
    assert await _told(changing) == {"messageChanged": {"version": 2}}
    assert _observed(live) == before + 1
    await _end(*watching, changing)


async def test_a_view_is_read_once_however_many_follow_it(live: Live) -> None:
    message = await _routine()
    following = [_follow(live, QUEUE) for _ in range(100)]
    for stream in following:
        assert (await _told(stream))["queueChanged"]["totalCount"] == 1
    assert (_observed(live), len(live.views)) == (1, 1)
    await messages.take_in_hand(message.id, by=world.operator())
    for stream in following:
        assert (await _told(stream))["queueChanged"]["nodes"][0]["version"] == 2
    assert _observed(live) == 2
    await _end(*following)
    assert len(live.views) == 0


async def test_viewers_share_a_view_only_where_nothing_of_them_decides_it(live: Live) -> None:
    await _routine()
    heads = [replace(world.head_of_office(), person=world.id_of("person", name)) for name in ("a", "b")]
    streams = [_follow(live, QUEUE, by=head) for head in heads]
    for stream in streams:
        await _told(stream)
    assert len(live.views) == 1
    # In whose hand it is depends on the person.
    own = [_follow(live, MINE, by=head) for head in heads]
    persian = _follow(live, QUEUE, by=replace(heads[0], language="fa"))
    citizen = _follow(live, QUEUE, by=world.councillor())
    for stream in (*own, persian, citizen):
        await _told(stream)
    assert len(live.views) == 1 + 2 + 1 + 1
    await _end(*streams, *own, persian, citizen)


async def test_each_sees_the_queue_of_their_own_rights(live: Live) -> None:
    roads = await messages.register(URGENT, by=world.operator())
    await _routine()
    head, agent = _follow(live, QUEUE), _follow(live, QUEUE, by=world.executive_agent())
    assert (await _told(head))["queueChanged"]["totalCount"] == 2
    assert (await _told(agent))["queueChanged"]["nodes"] == [{"trackingCode": roads.tracking_code, "version": 1}]
    await _end(head, agent)


async def test_a_queue_is_silent_about_what_is_not_on_its_first_page(live: Live) -> None:
    first, second, third = [await _routine() for _ in range(3)]
    stream = _follow(live, QUEUE, filter={"open": True})
    await _told(stream)
    await messages.take_in_hand(third.id, by=world.operator())
    await messages.take_in_hand(first.id, by=world.operator())
    told = (await _told(stream))["queueChanged"]["nodes"]
    assert [node["version"] for node in told] == [2, 1]
    assert [node["trackingCode"] for node in told] == [first.tracking_code, second.tracking_code]
    await _end(stream)


@pytest.mark.parametrize("receipt", [True, False])
async def test_a_citizen_hears_nothing_of_what_changes_nothing_they_read(live: Live, receipt: bool) -> None:
    message = await messages.register(replace(ROUTINE, category_code="pothole"), by=world.frontend())
    code = f'messageChanged(trackingCode: "{message.tracking_code}")'
    own = "changedAt followUps { totalCount } nextDueAt holderUnit { code }" if receipt else ""
    by = world.citizen(message.id) if receipt else ANONYMOUS
    stream = _follow(live, f"subscription {{ {code} {{ state text {own} }} }}", by=by)
    assert (await _told(stream))["messageChanged"]["state"] == "REGISTERED"
    inside = _follow(live, ONE, message)
    await _told(inside)
    await messages.take_in_hand(message.id, by=world.operator())
    await messages.mark_special(message.id, by=world.operator(), version=2, reason="x")
    while (await _told(inside))["messageChanged"]["version"] < 3:
        pass
    await messages.reject(message.id, by=world.operator(), version=3, reason="تکراری است")
    assert (await _told(stream))["messageChanged"]["state"] == "REJECTED"
    await _end(stream, inside)


async def test_a_burst_of_events_is_read_once_or_twice_and_whoever_is_slow_gets_the_latest(live: Live) -> None:
    slow, quick = _follow(live, QUEUE), _follow(live, QUEUE)
    await _told(slow)
    await _told(quick)
    before = _observed(live)
    for _ in range(10):
        await _routine()
    while (await _told(quick))["queueChanged"]["totalCount"] < 10:
        pass
    assert _observed(live) <= before + 5
    assert (await _told(slow))["queueChanged"]["totalCount"] == 10
    await _end(slow, quick)


async def test_whose_rights_are_gone_is_given_nothing_more(live: Live) -> None:
    message = await _routine()
    asked: list[Viewer | Refusal] = [world.operator()]

    async def viewer_now() -> Viewer:
        if isinstance(asked[-1], Refusal):
            raise asked[-1]
        return asked[-1]

    stream = live.answers(QUEUE, None, {}, viewer_now)
    await _told(stream)
    asked.append(replace(world.operator(), roles=frozenset({Role.EXECUTIVE_AGENT}), units=()))
    live.bus.hear({"access": [str(world.operator().person)], "message": [str(message.id)]}, 1)
    assert (await _told(stream))["queueChanged"] == {"totalCount": 0, "nodes": []}
    assert len(live.views) == 1
    asked.append(_Gone())
    live.bus.hear({"message": [str(message.id)], "access": [str(world.operator().person)]}, 2)
    with pytest.raises(_Gone):
        await _told(stream)
    assert len(live.views) == 0


async def test_who_comes_back_hears_nothing_unless_something_changed(live: Live) -> None:
    watched, other = await _routine(), await _routine()
    seen = await _once(live, ONE, watched)
    await messages.take_in_hand(other.id, by=world.operator())
    resumed = _follow(live, ONE, watched, since=Seen.read(seen.id))
    waiting = asyncio.create_task(_told(resumed))
    # By now it has read and left it out.
    await _once(live, ONE, watched)
    assert not waiting.done()
    await messages.take_in_hand(watched.id, by=world.operator())
    assert await waiting == {"messageChanged": {"version": 2}}
    await _end(resumed)


async def test_who_has_read_the_same_by_a_query_hears_nothing_until_something_changes(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schema.live.BEAT", 0.05)
    message = await _routine()
    # A mark that no transaction of this city, or of any beside it, can be newer than.
    resumed = _follow(live, ONE, message, since=Seen(2**60))
    # A beat: it waits for the view, which another's answer then shows to be read.
    assert await anext(resumed) is None
    await _once(live, ONE, message)
    assert await anext(resumed) is None
    # Even where it changes nothing that is shown, for what was shown is not known.
    live.bus.hear({"message": [str(message.id)]}, 1)
    assert (await _told(resumed))["messageChanged"]
    await _end(resumed)


@pytest.mark.parametrize("with_fingerprint", [True, False])
async def test_who_comes_back_hears_at_once_what_it_missed(live: Live, with_fingerprint: bool) -> None:
    message = await _routine()
    seen, whole = await _once(live, ONE, message), await _once(live, QUEUE)
    await messages.take_in_hand(message.id, by=world.operator())
    for document, before in ((ONE, seen), (QUEUE, whole)):
        since = Seen(before.mark, before.fingerprint if with_fingerprint else None)
        assert (await _once(live, document, message, since=since)).data != before.data


@pytest.mark.parametrize("document", [ONE, QUEUE])
@pytest.mark.parametrize("with_fingerprint", [True, False])
async def test_a_transaction_that_commits_out_of_order_is_not_missed(
    live: Live, dsn: str, document: str, with_fingerprint: bool
) -> None:
    watched, other = await _routine(), await _routine()
    early = await asyncpg.connect(dsn)
    try:
        async with early.transaction():
            number = await _change(early, watched.id)
            # Numbered after it, committed before it, and seen.
            await messages.take_in_hand(other.id, by=world.operator())
            seen = await _once(live, document, watched)
            assert seen.mark <= number
        since = Seen(seen.mark, seen.fingerprint if with_fingerprint else None)
        assert (await _once(live, document, watched, since=since)).data != seen.data
    finally:
        await early.close()


async def test_who_comes_back_to_another_process_misses_nothing(live: Live) -> None:
    message = await _routine()
    seen = await _once(live, ONE, message)
    another = Live(Reader(build()._schema), Bus())
    assert (await _once(another, ONE, message, since=Seen(seen.mark))).data == seen.data
    await messages.take_in_hand(message.id, by=world.operator())
    assert (await _once(another, ONE, message, since=Seen.read(seen.id))).data != seen.data


@pytest.mark.parametrize("id_", ["", "x", "-1", "١٢", "9" * 19, "1.5", "1-", "1-xyz", None, 7])
def test_an_id_that_is_none_of_ours_is_as_good_as_none(id_: object) -> None:
    assert Seen.read(id_) is None


async def test_streams_end_with_the_bus(live: Live) -> None:
    message = await _routine()
    citizen = world.citizen(message.id)
    streams = [_follow(live, ONE, message), _follow(live, ONE, message, by=citizen), _follow(live, QUEUE)]
    for stream in streams:
        await _told(stream)
    asyncio.get_running_loop().call_soon(live.bus.end)
    for stream in streams:
        assert [told async for told in stream] == []
    assert len(live.views) == 0


async def test_a_view_that_cannot_be_read_ends_its_streams_with_the_reason(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await _routine()
    streams = [_follow(live, ONE, message) for _ in range(2)]
    for stream in streams:
        await _told(stream)

    async def away(*_: Any) -> tuple[bytes, int]:
        raise ConnectionError

    monkeypatch.setattr(live.reader, "observe", away)
    await messages.take_in_hand(message.id, by=world.operator())
    for stream in streams:
        with pytest.raises(ConnectionError):
            await _told(stream)
    assert len(live.views) == 0


class _Gone(Refusal):
    code, sentence, status = "UNAUTHENTICATED", "Gone.", 401


async def _routine() -> Registration:
    return await messages.register(ROUTINE, by=world.frontend())


async def _change(connection: asyncpg.Connection, message_id: UUID) -> int:
    """Change a message and tell of it, in the connection's own transaction; the transaction's number."""
    await connection.execute("UPDATE message SET version = version + 1 WHERE id = $1", message_id)
    number: str = await connection.fetchval(events.NUMBER)
    told = events.encode({"message": [str(message_id)]}, number)
    await connection.execute("SELECT pg_notify($1, $2)", events.CHANNEL, told)
    return int(number)


def _follow(
    live: Live,
    document: str,
    message: Registration | None = None,
    *,
    by: Viewer | None = None,
    since: Seen | None = None,
    **variables: Any,
) -> AsyncGenerator[Reading | None, None]:
    """What is told, to the head of the office unless it is somebody else."""
    return live.answers(
        document,
        None,
        variables | ({"code": message.tracking_code} if message and document is ONE else {}),
        _always(by or world.head_of_office()),
        since,
    )


def _always(viewer: Viewer) -> Callable[[], Awaitable[Viewer]]:
    async def viewer_now() -> Viewer:
        return viewer

    return viewer_now


async def _told(stream: AsyncGenerator[Reading | None, None]) -> Any:
    """The next answer."""
    async with asyncio.timeout(10):
        while (reading := await anext(stream)) is None:
            pass
    return orjson.loads(reading.data)


async def _once(live: Live, document: str, message: Registration | None = None, **how: Any) -> Reading:
    """The first answer, and no more."""
    stream = _follow(live, document, message, **how)
    async with asyncio.timeout(10):
        reading = await anext(stream)
    assert reading is not None
    await _end(stream)
    return reading


async def _end(*streams: AsyncGenerator[Reading | None, None]) -> None:
    for stream in streams:
        await stream.aclose()


def _observed(live: Live) -> int:
    assert isinstance(live.reader, Counting)
    return live.reader.observed
