"""Who reads what of minutes, by hand after the table of the domain, asked over GraphQL."""

import json
from typing import Any

import pytest

from hotline.kit.viewer import ANONYMOUS, Role, Viewer
from policy_board.minutes import actions as minutes
from schema import root
from schema.reader.faults import DeniedField
from schema.reader.reading import Reader
from tests import minutes as written
from tests import sittings as held
from tests import world
from tests.board import CHAIR, SECRETARY
from tests.schema.reading import read

pytestmark = pytest.mark.usefixtures("db")
BOARD = {Role.BOARD_SECRETARY, Role.BOARD_CHAIR, Role.BOARD_MEMBER, Role.HEAD_OF_OFFICE}
COUNCIL = {Role.COUNCILLOR, Role.OFFICE_ANALYST}
WHOLE = """
query ($number: Int!) { meeting(number: $number) { minutes {
    items { item { title } } paragraphs { text sentence own changed kind corrections { text } }
} } }
"""
HISTORY = (
    "query ($number: Int!) { meeting(number: $number) { minutes { paragraphs { edits { text by { name } } } } } }"
)
PUBLIC = "query ($number: Int!) { publishedMinutes(number: $number) { title lines { number title text } } }"
SECRET, PLAIN = "محرمانه‌ترین", "آشکار"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


async def begun() -> Any:
    meeting = await held.frozen([PLAIN, SECRET])
    await written.strike("UPDATE agenda_item SET confidential = true WHERE title = $1", SECRET)
    await held.sittings.open_session(
        meeting, by=SECRETARY, version=await held.version_of(meeting), present=held.QUORATE
    )
    one, secret = await held.items(meeting)
    await held.sittings.decide(one, held.APPROVED, by=SECRETARY)
    await held.sittings.decide(secret, written.REFERRED, by=SECRETARY)
    await held.close(meeting)
    return await minutes.begin(meeting, by=SECRETARY)


async def seen(reader: Reader, by: Viewer) -> str:
    try:
        found = (await read(reader, WHOLE, by, number=1))["meeting"]
    except DeniedField:
        return "denied"
    if found is None or found["minutes"] is None:
        return "nothing"
    said = json.dumps(found, ensure_ascii=False)
    assert (SECRET in said) is (written.REFERRED.text in said)
    return "all" if SECRET in said else "open" if held.APPROVED.text in said else "nothing"


@pytest.mark.parametrize("role", sorted(world.PEOPLE))
async def test_each_role_reads_of_minutes_what_the_domain_grants(role: Role, reader: Reader) -> None:
    id_, by = await begun(), world.viewer(role)
    allowed = role in BOARD | COUNCIL
    draft = "all" if role in BOARD else "nothing"
    assert await seen(reader, by) == (draft if allowed else "denied")
    await minutes.approve(id_, by=CHAIR, version=1)
    assert await seen(reader, by) == ("all" if role in BOARD else "open" if allowed else "denied")


@pytest.mark.parametrize("role", sorted(world.PEOPLE))
async def test_what_they_said_before_is_between_those_who_build_and_sign_them(role: Role, reader: Reader) -> None:
    await begun()
    if role in {Role.BOARD_SECRETARY, Role.BOARD_CHAIR, Role.HEAD_OF_OFFICE}:
        found = await read(reader, HISTORY, world.viewer(role), number=1)
        assert found["meeting"]["minutes"]["paragraphs"][0]["edits"]
        return
    with pytest.raises(DeniedField):
        await read(reader, HISTORY, world.viewer(role), number=1)


async def test_everybody_reads_what_is_published_and_nothing_before(reader: Reader) -> None:
    id_ = await begun()
    await minutes.approve(id_, by=CHAIR, version=1)
    everybody = [ANONYMOUS, *(world.viewer(role) for role in world.PEOPLE), world.citizen(), world.frontend()]
    for by in everybody:
        assert (await read(reader, PUBLIC, by, number=1))["publishedMinutes"] is None
    await minutes.publish(id_, by=SECRETARY, version=2)
    answers = [await read(reader, PUBLIC, by, number=1) for by in everybody]
    assert all(answer == answers[0] for answer in answers)
    assert held.APPROVED.text in json.dumps(answers[0], ensure_ascii=False)
    assert SECRET not in json.dumps(answers[0], ensure_ascii=False)
