"""Who has opened what is written down once, and only of members it is meant for."""

from collections.abc import Callable
from uuid import UUID

import pytest

from hotline.kit.refusals import NotFound
from hotline.kit.viewer import Role, Viewer
from policy_board.bundles import actions as bundles
from policy_board.bundles import opening
from policy_board.bundles.tables import Form, Readers
from tests import dossiers, world
from tests.bundles import papers, published, stored
from tests.drafts import rows

pytestmark = pytest.mark.usefixtures("db")


async def opened() -> list[tuple[UUID, bool, str]]:
    found = await rows("SELECT person_id, paper_id IS NOT NULL AS paper, form FROM opening ORDER BY paper, form")
    return [(each["person_id"], each["paper"], each["form"]) for each in found]


async def test_the_first_opening_of_each_page_and_form_is_written_down_once() -> None:
    _, revision = await published()
    (paper,) = await papers(revision)
    me = world.councillor()
    for _ in range(2):
        await opening.open_revision(revision, by=me)
        await opening.open_paper(UUID(paper["id"]), by=me)
        await opening.open_revision(revision, by=me, form=Form.PDF)
    assert await opened() == [(me.person, False, "PAGE"), (me.person, False, "PDF"), (me.person, True, "PAGE")]


@pytest.mark.parametrize("who", [world.office_analyst, world.head_of_office])
async def test_the_office_leaves_no_trace(who: Callable[[], Viewer]) -> None:
    _, revision = await published()
    await opening.open_revision(revision, by=who())
    assert await opened() == []


async def test_a_member_that_it_is_not_meant_for_does_not_find_it() -> None:
    bundle, revision = await published()
    other = dossiers.another_councillor()
    before = await stored()
    with pytest.raises(NotFound):
        await opening.open_revision(revision, by=other)
    assert await stored() == before
    await bundles.invite(bundle, [], by=world.office_analyst(), version=4, readers=Readers.ALL)
    await opening.open_revision(revision, by=other)
    assert [who for who, _, _ in await opened()] == [other.person]


@pytest.mark.parametrize("role", sorted(set(world.PEOPLE) - {Role.OFFICE_ANALYST, Role.HEAD_OF_OFFICE}))
async def test_no_role_but_councillor_and_office_finds_a_revision(role: Role) -> None:
    _, revision = await published()
    if role is Role.COUNCILLOR:
        await opening.open_revision(revision, by=world.viewer(role))
        assert len(await opened()) == 1
        return
    before = await stored()
    with pytest.raises(NotFound):
        await opening.open_revision(revision, by=world.viewer(role))
    assert await stored() == before
