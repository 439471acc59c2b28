"""The filters that the boards ask by: whether a unit was sent, and what is an inspector's to visit."""

from dataclasses import replace
from types import ModuleType

import pytest

from hotline.inspections import actions as inspections
from hotline.kit.viewer import Viewer
from hotline.messages import actions as messages
from hotline.messages.registering import Registration
from schema.reader.faults import DeniedField
from schema.reader.reading import Reader
from schema.root import build
from tests import world
from tests.drafts import URGENT
from tests.schema.reading import read

SENT = "query ($sent: Boolean) { messages(filter: {unitSent: $sent}) { nodes { trackingCode } } }"
TO_VISIT = "query ($mine: Boolean) { messages(filter: {toVisit: $mine}) { nodes { trackingCode } } }"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(build()._schema)


async def test_a_unit_is_sent_until_the_message_is_dispatched_anew(db: ModuleType, reader: Reader) -> None:
    message, other = [await messages.register(URGENT, by=world.operator()) for _ in range(2)]
    for one in (message, other):
        await messages.acknowledge(one.id, by=world.dispatcher(), version=1)
    assert await _sent(reader) == set()
    await messages.assign(message.id, by=world.dispatcher(), version=2, unit_code="1-roads")
    assert await _sent(reader) == {message.tracking_code}
    assert await _sent(reader, False) == {other.tracking_code}
    await messages.return_to_office(message.id, by=world.dispatcher(), version=3, reason="Not found.")
    await messages.triage(
        message.id,
        by=world.operator(),
        version=4,
        category_code="open-manhole",
        district_number=1,
        urgency=URGENT.urgency,
        ground=URGENT.ground,
    )
    assert await _sent(reader) == set()


async def test_an_inspector_charged_is_no_unit_sent(db: ModuleType, reader: Reader) -> None:
    message = await _inspected()
    await inspections.assign(message.id, by=world.dispatcher(), version=2, inspector_id=world.inspector().person)
    assert await _sent(reader) == set()


async def test_what_is_to_visit_is_the_viewers_own_charge_while_it_is_open(db: ModuleType, reader: Reader) -> None:
    message, other = await _inspected(), await messages.register(URGENT, by=world.operator())
    assert await _codes(reader, TO_VISIT, world.inspector(), mine=True) == {message.tracking_code}
    another = replace(world.head_of_office(), person=world.id_of("person", "another"))
    assert await _codes(reader, TO_VISIT, another, mine=True) == set()
    assert await _codes(reader, TO_VISIT, another, mine=False) == {message.tracking_code, other.tracking_code}


@pytest.mark.parametrize("document", [SENT, TO_VISIT])
async def test_a_citizen_learns_nothing_of_staff_by_filtering(
    db: ModuleType, reader: Reader, document: str
) -> None:
    message = await _inspected()
    with pytest.raises(DeniedField):
        await read(reader, document, world.citizen(message.id), sent=True, mine=True)


async def _inspected() -> Registration:
    message = await messages.register(URGENT, by=world.operator())
    await inspections.open_by_hand(message.id, by=world.head_of_office(), version=1, reason="To be sure.")
    return message


async def _sent(reader: Reader, sent: bool = True) -> set[str]:
    return await _codes(reader, SENT, world.dispatcher(), sent=sent)


async def _codes(reader: Reader, document: str, viewer: Viewer, **variables: bool) -> set[str]:
    found = await read(reader, document, viewer, **variables)
    return {node["trackingCode"] for node in found["messages"]["nodes"]}
