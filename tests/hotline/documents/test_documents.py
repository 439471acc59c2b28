"""Persisted documents are kept by the SHA-256 of their text, for each client, until they are retired."""

from hashlib import sha256

import asyncpg
import pytest

from hotline.documents import actions as documents
from hotline.documents import kept
from hotline.kit import database
from hotline.kit.refusals import Forbidden, Refusals
from hotline.kit.text import UncleanText
from hotline.kit.viewer import SYSTEM, Viewer
from tests import world
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")


def named(*texts: str) -> dict[str, str]:
    return {sha256(text.encode()).hexdigest(): text for text in texts}


ONE, TWO = "{ districts { number } }", "query دو { __typename }"
BOTH = named(ONE, TWO)


async def test_what_is_loaded_is_taken_from_then_on() -> None:
    assert await documents.load(BOTH, client="web", by=SYSTEM) == 2
    assert await kept.names() == set(BOTH)
    assert await kept.texts(BOTH) == BOTH


async def test_loading_again_changes_nothing() -> None:
    await documents.load(named(ONE), client="web", by=SYSTEM)
    before = await rows("SELECT * FROM persisted_document")
    assert await documents.load(named(ONE), client="web", by=SYSTEM) == 0
    assert await rows("SELECT * FROM persisted_document") == before


async def test_a_name_that_is_not_its_texts_refuses_them_all() -> None:
    with pytest.raises(Refusals) as refused:
        await documents.load(BOTH | {"0" * 64: ONE}, client="web", by=SYSTEM)
    assert [(one.code, one.path) for one in refused.value.problems] == [("DOCUMENT_HASH_WRONG", ("0" * 64,))]
    assert await kept.names() == set()


async def test_a_text_that_postgresql_cannot_hold_is_refused() -> None:
    with pytest.raises(Refusals) as refused:
        await documents.load(named("{ __typename } # \0"), client="web", by=SYSTEM)
    assert [type(one) for one in refused.value.problems] == [UncleanText]
    assert await kept.names() == set()


async def test_the_database_itself_keeps_a_name_to_its_text() -> None:
    await documents.load(named(ONE), client="web", by=SYSTEM)
    with pytest.raises(asyncpg.CheckViolationError):
        async with database.transaction() as tx:
            await tx.connection.execute("UPDATE persisted_document SET text = text || ' '")
    assert await kept.texts(named(ONE)) == named(ONE)


async def test_what_is_retired_is_kept_and_taken_no_longer() -> None:
    await documents.load(BOTH, client="web", by=SYSTEM)
    assert await documents.retire(list(named(ONE)), by=SYSTEM) == 1
    assert await kept.names() == set(named(TWO))
    assert [one["retired_at"] is None for one in await kept.listed() if one["text"] == ONE] == [False]
    assert await documents.load(named(ONE), client="web", by=SYSTEM) == 1
    assert await kept.names() == set(BOTH)


async def test_a_document_of_two_clients_is_taken_until_both_have_let_go() -> None:
    for client in ("web", "phone"):
        await documents.load(named(ONE), client=client, by=SYSTEM)
    await documents.retire(client="web", by=SYSTEM)
    assert await kept.names() == set(named(ONE))
    await documents.retire(client="phone", by=SYSTEM)
    assert await kept.names() == set()


async def test_all_of_a_client_are_retired_but_those_to_keep() -> None:
    await documents.load(BOTH, client="web", by=SYSTEM)
    await documents.load(named("{ __typename }"), client="phone", by=SYSTEM)
    assert await documents.retire(client="web", keep=named(TWO), by=SYSTEM) == 1
    assert await kept.names() == set(named(TWO, "{ __typename }"))


@pytest.mark.parametrize("by", [world.operator(), world.frontend()])
async def test_nobody_but_the_administrator_loads_or_retires(by: Viewer) -> None:
    await documents.load(named(ONE), client="web", by=world.administrator())
    before = await row("SELECT * FROM persisted_document")
    with pytest.raises(Forbidden):
        await documents.load(named(TWO), client="web", by=by)
    with pytest.raises(Forbidden):
        await documents.retire(client="web", by=by)
    assert await row("SELECT * FROM persisted_document") == before
