"""Bundles over GraphQL: who sees what, by hand after domain §2, each page by one statement, and followed live."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from hotline.kit import events
from hotline.kit.viewer import ANONYMOUS, Role, Viewer
from policy_board.bundles import actions as bundles
from policy_board.bundles import publishing
from policy_board.bundles.codes import InvalidBundleCode
from policy_board.bundles.tables import Readers
from policy_board.dossiers import actions as dossier_actions
from portal.annotations import reading
from portal.bundles import pages
from schema.bus import Bus
from schema.live import Live
from schema.reader.faults import DeniedField
from schema.reader.reading import Reader
from schema.root import build
from tests import dossiers, world
from tests.bundles import DRAFT, filled, invited, prepared, published
from tests.drafts import row
from tests.schema.reading import plan_of, read

pytestmark = pytest.mark.usefixtures("db")
READER = Reader(build()._schema)


@pytest.fixture
async def live(db: ModuleType, dsn: str) -> AsyncIterator[Live]:
    """Streams that hear what commits."""
    live, connected = Live(READER, Bus()), asyncio.Event()

    def hear(topics: events.Topics | None, number: int) -> None:
        live.bus.hear(topics, number)
        connected.set()

    listening = asyncio.create_task(events.listen(dsn, hear))
    await connected.wait()
    yield live
    live.bus.end()
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


BUNDLES = "{ bundles { nodes { code } } }"
DRAFTED = "query ($code: String!) { bundle(code: $code) { title dossiers { place } } }"
REVISION = """
query ($code: String!) {
  revision(code: $code) { title seal sealIntact papers { place text } analysis { subject } }
}
"""
# d: the draft, i: a revision when invited, a: a revision open to all
SEEN = {
    Role.OFFICE_ANALYST: "dia",
    Role.HEAD_OF_OFFICE: "dia",
    Role.COUNCILLOR: "ia",
}


async def code_of(bundle_id: object) -> str:
    found = await row("SELECT code FROM bundle WHERE id = $1", bundle_id)
    return str(found["code"])


async def ask(text: str, viewer: Viewer, **variables: Any) -> Any:
    """The answer's first field; None also where the role never sees such a thing."""
    try:
        return next(iter((await read(READER, text, viewer, **variables)).values()))
    except DeniedField:
        return None


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_sees_of_bundles_what_the_domain_grants(role: Role) -> None:
    viewer = world.viewer(role) if role in world.PEOPLE else ANONYMOUS
    draft = await code_of(await filled())
    meant, _ = await published()
    for_all = await filled()
    await bundles.invite(for_all, [], by=world.office_analyst(), version=2, readers=Readers.ALL)
    await publishing.publish(for_all, by=world.head_of_office(), version=3)
    marks = {
        "d": await ask(DRAFTED, viewer, code=draft),
        "i": await ask(REVISION, viewer, code=f"{await code_of(meant)}/1"),
        "a": await ask(REVISION, viewer, code=f"{await code_of(for_all)}/1"),
    }
    assert "".join(mark for mark, seen in marks.items() if seen) == SEEN.get(role, "")


async def test_a_councillor_who_is_not_invited_sees_nothing_of_it() -> None:
    bundle, _ = await published()
    other, code = dossiers.another_councillor(), await code_of(bundle)
    assert await ask(BUNDLES, other) == {"nodes": []}
    assert await ask(REVISION, other, code=f"{code}/1") is None
    paper = "query ($code: String!) { revisionPaper(code: $code) { title } }"
    assert await ask(paper, other, code=f"{code}/1/1") is None
    assert await ask(paper, world.councillor(), code=f"{code}/1/1")


async def test_a_councillor_reads_the_revision_and_not_the_draft_of_the_next() -> None:
    bundle, _ = await published()
    await bundles.describe(bundle, replace(DRAFT, title="نام تازه"), by=world.office_analyst(), version=4)
    asked = "query ($code: String!) { bundle(code: $code) { title version latest { title } } }"
    code = await code_of(bundle)
    with pytest.raises(DeniedField):
        await read(READER, asked, world.councillor(), code=code)
    seen = await ask(asked.replace("title version ", "", 1), world.councillor(), code=code)
    assert seen == {"latest": {"title": DRAFT.title}}


async def test_each_page_of_the_reader_is_one_statement() -> None:
    bundle, _ = await published()
    code = await code_of(bundle)
    for document, variables in (
        (pages.CONTENTS, {"code": f"{code}/1", "office": False}),
        (reading.PAPER, {"code": f"{code}/1/1", "office": False}),
        (pages.CHANGES, {"code": f"{code}/1", "since": None}),
    ):
        plan = plan_of(READER, document, world.councillor(), **variables)
        assert isinstance(plan.sql, str)
        assert await ask(document, world.councillor(), **variables)


async def test_a_revision_tells_what_changed_since_the_one_before_or_any_earlier() -> None:
    one, other, third = [await dossiers.ready() for _ in range(3)]
    bundle, _ = await published(one, other)
    revised = replace(dossiers.DRAFT, statement="با هر باران در **همین نقاط** آب جمع می‌شود.")
    await dossier_actions.revise(one, by=world.office_analyst(), version=1, draft=revised)
    await bundles.arrange(bundle, [third, one], by=world.office_analyst(), version=4)
    await publishing.publish(bundle, by=world.head_of_office(), version=5)
    await publishing.publish(bundle, by=world.head_of_office(), version=6)
    asked = """
    query ($code: String!, $since: Int) {
      revision(code: $code) { changes(since: $since) { kind place placeBefore difference } }
    }
    """
    code = await code_of(bundle)
    told = (await ask(asked, world.councillor(), code=f"{code}/2"))["changes"]
    assert [(each["kind"], each["place"], each["placeBefore"]) for each in told] == [
        ("ADDED", 1, None),
        ("CHANGED", 2, 1),
        ("REMOVED", None, 2),
    ]
    assert "<del>همان </del><ins>همین </ins>" in told[1]["difference"][0]
    since = (await ask(asked, world.councillor(), code=f"{code}/3", since=1))["changes"]
    assert [each["kind"] for each in since] == ["ADDED", "CHANGED", "REMOVED"]
    before = (await ask(asked, world.councillor(), code=f"{code}/3"))["changes"]
    assert [each["kind"] for each in before] == ["SAME", "SAME"]


async def test_a_bundle_says_what_keeps_it_from_being_published() -> None:
    asked = "query ($code: String!) { bundle(code: $code) { canPublish { allowed code } canPrepare { allowed } } }"
    for bundle, expected in (
        (await prepared(), "BUNDLE_EMPTY"),
        (await filled(), "NOBODY_INVITED"),
        (await invited(), None),
    ):
        said = await ask(asked, world.head_of_office(), code=await code_of(bundle))
        assert said["canPublish"] == {"allowed": expected is None, "code": expected}
        said = await ask(asked, world.office_analyst(), code=await code_of(bundle))
        assert (said["canPublish"]["code"], said["canPrepare"]["allowed"]) == ("FORBIDDEN", True)


@pytest.mark.parametrize("code", ["1405/7", "ب/۱۴۰۵/۷", " ب/1405/0007"])
async def test_a_code_is_read_in_any_digits(code: str) -> None:
    assert await ask(DRAFTED, world.office_analyst(), code=code) is None


@pytest.mark.parametrize("code", ["", "7", "پ/1405/7", "1405/7/1/1/1", "1405/" + "9" * 40])
async def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(InvalidBundleCode):
        await read(READER, DRAFTED, world.office_analyst(), code=code)


async def test_a_bundle_is_followed_live(db: ModuleType, live: Live) -> None:
    bundle = await invited()
    asked = "subscription ($code: String!) { bundleChanged(code: $code) { revisionNumber } }"

    async def viewer() -> Viewer:
        return world.office_analyst()

    stream = live.answers(asked, None, {"code": await code_of(bundle)}, viewer)
    first = await anext(stream)
    await publishing.publish(bundle, by=world.head_of_office(), version=3)
    async with asyncio.timeout(10):
        then = await anext(stream)
    assert first is not None
    assert then is not None
    assert [reading.data for reading in (first, then)] == [
        b'{"bundleChanged":{"revisionNumber":%d}}' % number for number in (0, 1)
    ]
    await stream.aclose()
