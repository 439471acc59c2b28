"""Proof of a report waits for the office's release, as a message's photos do; its original reaches nobody."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from hotline.files import actions as files
from hotline.files import fetching
from hotline.files.rules import AlreadyReleased
from hotline.files.store import Store
from hotline.kit.refusals import Forbidden, NotFound
from hotline.kit.viewer import Role, Viewer
from hotline.people.access import AccessReason
from policy_board.resolutions import proof
from tests import resolutions as r
from tests import world
from tests.board import CHAIR, SECRETARY
from tests.drafts import row
from tests.photos import photo as taken

pytestmark = pytest.mark.usefixtures("db")
HEAD = world.head_of_office()
COUNCIL = (world.councillor(), world.board_member())


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path.as_uri())


async def reported(store: Store) -> tuple[UUID, UUID]:
    """A resolution that its manager reported with a photo, and the photo."""
    id_, photo = await r.made(), await r.photo(store, world.manager())
    await r.report(id_, files=[photo])
    return id_, photo


async def test_councillors_and_members_see_the_copy_of_a_proof_once_the_head_released_it(store: Store) -> None:
    id_, photo = await reported(store)
    for viewer in COUNCIL:
        with pytest.raises(NotFound):
            await proof.copy(photo, by=viewer, store=store)
    assert await proof.release(photo, by=HEAD) == id_
    for viewer in COUNCIL:
        served = await proof.copy(photo, by=viewer, store=store)
        assert served.media_type == "image/jpeg"
        assert served.content != taken()
    stored = await row("SELECT released_at, released_by_id FROM file")
    assert stored["released_at"] is not None
    assert stored["released_by_id"] == HEAD.person


@pytest.mark.parametrize("role", sorted(set(world.PEOPLE) - {Role.HEAD_OF_OFFICE}))
async def test_nobody_else_releases_it(role: Role, store: Store) -> None:
    _, photo = await reported(store)
    before, viewer = await r.stored(), world.viewer(role)
    if role in {Role.BOARD_SECRETARY, Role.BOARD_CHAIR, Role.OFFICE_ANALYST, Role.MANAGER}:
        with pytest.raises(Forbidden):
            await proof.release(photo, by=viewer)
    else:
        # What they do not see is nothing to them, here and among the photos of messages.
        assert await proof.release(photo, by=viewer) is None
        with pytest.raises(NotFound):
            await files.release(photo, by=viewer)
    assert await r.stored() == before


async def test_a_manager_of_other_units_does_not_see_it_released_or_not(store: Store) -> None:
    _, photo = await reported(store)
    other = replace(world.manager(), managed=(world.id_of("unit", "fire"),), person=world.inspector().person)
    with pytest.raises(NotFound):
        await proof.copy(photo, by=other, store=store)
    await proof.release(photo, by=HEAD)
    with pytest.raises(NotFound):
        await proof.copy(photo, by=other, store=store)


async def test_what_was_decided_in_confidence_is_the_boards_alone_once_released(db: Any, store: Store) -> None:
    _, photo = await reported(store)
    async with db.transaction() as tx:
        await tx.connection.execute("SET LOCAL session_replication_role = replica")
        await tx.connection.execute("UPDATE resolution SET confidential = true")
    await proof.release(photo, by=HEAD)
    with pytest.raises(NotFound):
        await proof.copy(photo, by=world.councillor(), store=store)
    assert await proof.copy(photo, by=world.board_member(), store=store)


async def test_released_once_is_released(store: Store) -> None:
    _, photo = await reported(store)
    results = await asyncio.gather(
        *(proof.release(photo, by=HEAD) for _ in range(2)),
        return_exceptions=True,
    )
    assert [type(one) for one in results if isinstance(one, Exception)] == [AlreadyReleased]
    before = await r.stored()
    with pytest.raises(AlreadyReleased):
        await proof.release(photo, by=HEAD)
    assert await r.stored() == before


async def test_a_photo_that_proves_nothing_is_released_to_nobody(store: Store) -> None:
    await r.made()
    photo = await r.photo(store, HEAD)
    before = await r.stored()
    assert await proof.release(photo, by=HEAD) is None
    with pytest.raises(NotFound):
        await files.release(photo, by=HEAD)
    assert await r.stored() == before


@pytest.mark.parametrize("viewer", [*COUNCIL, SECRETARY, CHAIR, world.manager(), HEAD])
async def test_an_original_reaches_nobody_though_its_copy_is_released(viewer: Viewer, store: Store) -> None:
    _, photo = await reported(store)
    await proof.release(photo, by=HEAD)
    with pytest.raises(NotFound):
        await fetching.original(photo, by=viewer, store=store, reason=AccessReason.LEGAL)
