"""What a role reads of a photo beside its copy, and what the schema says of charging inspectors."""

from types import ModuleType
from typing import Any

import pytest

from hotline.inspections import actions as inspections
from hotline.kit.viewer import Role, Viewer
from hotline.messages import actions as messages
from schema import root
from schema.reader.faults import DeniedField
from schema.reader.reading import Reader
from tests import world
from tests.drafts import URGENT, row
from tests.schema.reading import read

FILES = '{{ message(trackingCode: "{code}") {{ files {{ {field} }} }} }}'


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


@pytest.fixture
async def code(db: ModuleType) -> str:
    """Of an urgent message with a released photo, in an inspector's charge."""
    done = await messages.register(URGENT, by=world.operator())
    version = (await row("SELECT version FROM message"))["version"]
    await inspections.open_by_hand(done.id, by=world.operator(), version=version, reason="Look at it")
    await row(
        """
        INSERT INTO file (id, message_id, media_type, size, sha256, pii_latitude, pii_longitude, uploaded_at,
            uploaded_by_id, released_at, released_by_id)
        VALUES ($1, $2, 'image/jpeg', 1, decode(repeat('ab', 32), 'hex'), 32.65, 51.67, payesh_now(), $3,
            payesh_now(), $3) RETURNING id
        """,
        world.id_of("file", 1),
        done.id,
        world.operator().person,
    )
    return done.tracking_code


async def asked(reader: Reader, code: str, viewer: Viewer, field: str) -> Any:
    (file,) = (await read(reader, FILES.format(code=code, field=field), viewer))["message"]["files"]
    return file[field.split()[0]]


@pytest.mark.parametrize("viewer", [world.inspector(), world.head_of_office()])
async def test_the_seal_is_told_to_whoever_may_open_the_original(reader: Reader, code: str, viewer: Viewer) -> None:
    assert await asked(reader, code, viewer, "seal") == "ab" * 32
    assert (await asked(reader, code, viewer, "canOpenOriginal { allowed }"))["allowed"]


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.OFFICE_ANALYST, Role.COUNCILLOR])
async def test_the_seal_is_told_to_nobody_else(reader: Reader, code: str, role: Role) -> None:
    with pytest.raises(DeniedField):
        await asked(reader, code, world.viewer(role), "seal")
    assert not (await asked(reader, code, world.viewer(role), "canOpenOriginal { allowed }"))["allowed"]


async def test_where_a_photo_was_taken_is_as_hidden_as_the_exact_place(reader: Reader, code: str) -> None:
    assert await asked(reader, code, world.head_of_office(), "latitude") == 32.65
    with pytest.raises(DeniedField):
        await asked(reader, code, world.councillor(), "latitude")


async def test_a_photo_says_why_it_is_not_released(reader: Reader, code: str) -> None:
    verdict = "canRelease { allowed code }"
    assert await asked(reader, code, world.head_of_office(), verdict) == {
        "allowed": False,
        "code": "FILE_ALREADY_RELEASED",
    }
    assert (await asked(reader, code, world.operator(), verdict))["code"] == "FORBIDDEN"


async def test_inspectors_are_listed_by_what_they_carry(reader: Reader, code: str) -> None:
    question = "{ inspectors { person { name } charges } }"
    (inspector,) = (await read(reader, question, world.dispatcher()))["inspectors"]
    assert inspector == {"person": {"name": world.inspector().name}, "charges": 1}
    with pytest.raises(DeniedField):
        await read(reader, question, world.councillor())
