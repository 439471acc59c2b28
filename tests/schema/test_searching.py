"""Searching messages by their text, as a viewer may."""

from dataclasses import replace

import pytest

from hotline.kit.viewer import Viewer
from hotline.messages import actions as messages
from schema import root
from schema.reader.reading import Reader
from tests import world
from tests.drafts import ROUTINE, URGENT
from tests.schema.reading import read

pytestmark = pytest.mark.usefixtures("db")
SEARCH = "query ($said: String!) { messages(filter: {text: $said}) { totalCount nodes { trackingCode } } }"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


async def found(reader: Reader, text: str, viewer: Viewer) -> set[str]:
    page = (await read(reader, SEARCH, viewer, said=text))["messages"]
    assert page["totalCount"] == len(page["nodes"])
    return {node["trackingCode"] for node in page["nodes"]}


async def say(body: str) -> str:
    return (await messages.register(replace(ROUTINE, body=body), by=world.operator())).tracking_code


async def test_a_message_is_found_however_its_words_are_spelled(reader: Reader) -> None:
    code = await say("آسفالت پیاده‌رو شکسته است.")
    for text in ("اسفالت", "پیاده رو", "پیادهرو", "اسفالط", code, "۱۳۷" + code[3:]):
        assert await found(reader, text, world.operator()) == {code}, text


async def test_a_slip_is_forgiven_only_a_word_that_nobody_has_written(reader: Reader) -> None:
    near = await say("بوی تعفن می‌آید.")
    assert await found(reader, "تعنن", world.operator()) == {near}
    exact = await say("تعنن هم واژه‌ای است.")
    assert await found(reader, "تعنن", world.operator()) == {exact}


async def test_a_search_tells_nothing_of_messages_that_the_viewer_may_not_see(reader: Reader) -> None:
    own = await messages.register(replace(URGENT, body="بوی تعفن می‌آید."), by=world.operator())
    citizen = world.citizen(own.id)
    before = await found(reader, "تعنن", citizen)
    await say("تعنن هم واژه‌ای است.")
    assert await found(reader, "تعنن", citizen) == before == {own.tracking_code}


async def test_what_was_masked_is_found_by_nobody(reader: Reader) -> None:
    await say("با شماره ۰۹۱۲۰۰۰۰۰۰۰ تماس بگیرید.")
    for viewer in (world.operator(), world.head_of_office()):
        assert await found(reader, "09120000000", viewer) == set()
