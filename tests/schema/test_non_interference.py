"""Two worlds that differ only in personal data look the same to whoever may not read it (G10): the same generated
questions, byte for byte the same answers.

Generating a document costs twenty times what answering it does, so each is asked in several ways: of other rows,
with other pages, with fields left out. `PAYESH_WORLDS_DOCUMENTS` makes it longer (`make prove-short`: 5 120
questions).
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import pytest
from graphql import build_schema
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import queries

from hotline.kit import database
from hotline.kit.refusals import Refusal
from hotline.kit.viewer import ANONYMOUS, Role, Viewer
from schema import root
from schema.reader.reading import Reader
from tests import world
from tests.schema import everything
from tests.schema.oracle import Oracle, allowed_sdl
from tests.schema.reader.test_oracle import SCALARS, SDL, fitted

# Who reads neither the citizen's words, nor the exact place, nor the contact of any message.
VIEWERS = {
    "PUBLIC": ANONYMOUS,
    "FRONTEND": world.frontend(),
    **{
        str(role): world.viewer(role)
        for role in (
            *(Role.COUNCILLOR, Role.OFFICE_ANALYST, Role.BOARD_MEMBER, Role.BOARD_CHAIR, Role.BOARD_SECRETARY),
            Role.ADMINISTRATOR,
        )
    },
}
DOCUMENTS, WAYS = int(os.environ.get("PAYESH_WORLDS_DOCUMENTS", "10")), 8
# What goes by the time of the question.
_NOW = re.compile(rb'"seconds":\d+')


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


@pytest.fixture
async def oracle(db: Any, reader: Reader) -> AsyncIterator[Oracle]:
    await everything.fill()
    async with database.reads().acquire() as connection:
        yield Oracle(connection, reader.catalogue)


async def other_citizens() -> None:
    """Everything personal is another; masked texts, cells and codes stay."""
    async with database.transaction() as tx:
        personal = await tx.connection.fetch(
            "SELECT table_name AS name, column_name AS column, data_type AS type FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name LIKE 'pii\\_%' AND table_name <> 'person'"
        )
        assert {(row["name"], row["column"]) for row in personal} >= {
            ("message", "pii_text"),
            ("reporter", "pii_email"),
        }
        for row in personal:
            other = "'دیگری'" if row["type"] in ("text", "character varying") else "1.5"
            await tx.connection.execute(f"UPDATE {row['name']} SET {row['column']} = {other}")
        await tx.connection.execute("UPDATE message SET address = 'جای دیگر'")
        await tx.connection.execute(
            "UPDATE message SET latitude = latitude + 0.0001, longitude = longitude - 0.0001"
            " WHERE latitude IS NOT NULL"
        )
        await tx.connection.execute(
            "DELETE FROM reporter WHERE pii_phone IS NOT NULL AND ctid IN (SELECT ctid FROM reporter LIMIT 3)"
        )


@pytest.mark.parametrize("name", VIEWERS)
async def test_personal_data_changes_no_answer_to_whoever_may_not_read_it(
    name: str, reader: Reader, oracle: Oracle
) -> None:
    viewer = VIEWERS[name]
    seen = await oracle.load(viewer)
    # Figures, changes and candidates too: what is counted must not tell what is hidden.
    sdl = allowed_sdl(reader.catalogue, viewer, SDL, computed=True)
    fields = sorted(build_schema(sdl).query_type.fields)
    asked: list[tuple[str, dict[str, Any]]] = []

    @settings(
        max_examples=DOCUMENTS,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(queries(sdl, fields=fields, custom_scalars=SCALARS, allow_x00=False), st.integers(0, 2**32))
    def collect(generated: str, seed: int) -> None:
        asked.extend(fitted(generated, seen, Random(f"{seed} {way}")) for way in range(WAYS))

    await asyncio.to_thread(collect)
    before = [await _answer(reader, text, variables, viewer) for text, variables in asked]
    await other_citizens()
    after = [await _answer(reader, text, variables, viewer) for text, variables in asked]
    for (text, _), one, other in zip(asked, before, after, strict=True):
        assert one == other, text
    # A viewer for whom all was denied would prove nothing.
    assert sum(len(answer) > 100 for answer in before) > DOCUMENTS / 5


async def _answer(reader: Reader, text: str, variables: dict[str, Any], viewer: Viewer) -> bytes:
    try:
        operation = reader.document(text).operation(None)
        coerced = operation.coerce(variables)
        data = await reader.run(reader.plan(operation, coerced, viewer), coerced, viewer)
    except Refusal as refusal:
        return refusal.code.encode()
    return _NOW.sub(b"", data)


async def test_whoever_may_read_it_sees_that_the_worlds_differ(reader: Reader, oracle: Oracle) -> None:
    text = "{ messages(first: 100) { nodes { unmaskedText place { latitude address } } } }"
    before = await _answer(reader, text, {}, world.head_of_office())
    await other_citizens()
    assert await _answer(reader, text, {}, world.head_of_office()) != before
