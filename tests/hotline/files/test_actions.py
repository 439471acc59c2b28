import io
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from hotline.files import actions as files
from hotline.files import fetching, recordings
from hotline.files.fetching import ReasonNeeded
from hotline.files.kinds import kind_of
from hotline.files.rules import (
    MOST_FILES,
    AlreadyAttached,
    AlreadyReleased,
    OnlyPhotosReleased,
    RecordingTooLong,
    TooManyFiles,
)
from hotline.files.store import Store
from hotline.follow_ups import actions as follow_ups
from hotline.follow_ups.tables import Audience
from hotline.kit.refusals import Forbidden, NotFound, Refusal
from hotline.kit.viewer import ANONYMOUS, Role, Viewer
from hotline.messages import actions as messages
from hotline.people.access import AccessReason
from tests import photos, world
from tests.drafts import URGENT, row, rows
from tests.photos import stored_in

pytestmark = pytest.mark.usefixtures("db")
PHOTO = photos.photo()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path.as_uri())


async def message() -> UUID:
    return (await messages.register(URGENT, by=world.operator())).id


async def keep(content: bytes, by: Viewer, store: Store, message_id: UUID | None = None) -> UUID:
    return await files.keep(io.BytesIO(content), by=by, store=store, message_id=message_id)


async def file(id_: UUID) -> dict[str, Any]:
    return await row("SELECT * FROM file WHERE id = $1", id_)


async def test_a_citizens_photo_is_sealed_with_its_time_and_place(store: Store) -> None:
    id_ = await message()
    stored = await file(await keep(PHOTO, world.citizen(id_), store, id_))
    assert (stored["message_id"], stored["media_type"], stored["size"]) == (id_, "image/jpeg", len(PHOTO))
    assert stored["sha256"] == sha256(PHOTO).digest()
    assert stored["taken_at"] == datetime(2026, 3, 21, 6, 50, 30, tzinfo=UTC)
    assert (stored["pii_latitude"], stored["pii_longitude"]) == pytest.approx((photos.LATITUDE, photos.LONGITUDE))
    assert (stored["uploaded_by_id"], stored["uploaded_through_id"], stored["released_at"]) == (None, None, None)
    assert await store.original(stored["sha256"]) == PHOTO
    assert b"Camera" not in await store.copy(stored["sha256"])


async def test_what_hides_behind_a_photo_is_sealed_with_it_and_never_served(store: Store) -> None:
    id_ = await message()
    stored = await file(await keep(PHOTO + photos.HTML, world.citizen(id_), store, id_))
    assert b"script" in await store.original(stored["sha256"])
    assert b"script" not in await store.copy(stored["sha256"])


async def test_a_recording_is_sealed_with_a_copy_that_carries_the_voice_alone(store: Store) -> None:
    id_ = await message()
    stored = await file(await keep(photos.OGG, world.operator(), store, id_))
    assert (stored["media_type"], stored["taken_at"]) == ("audio/ogg", None)
    assert photos.CALLER in await store.original(stored["sha256"])
    copy = await store.copy(stored["sha256"])
    assert kind_of(copy) == "audio/mpeg"
    assert photos.CALLER not in copy


async def test_a_recording_longer_than_any_call_is_refused_and_nothing_is_stored(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recordings, "LONGEST_RECORDING", timedelta(seconds=1))
    id_ = await message()
    with pytest.raises(RecordingTooLong):
        await keep(photos.recording("OGG", seconds=1.5), world.operator(), store, id_)
    assert not await rows("SELECT FROM file")
    assert stored_in(tmp_path) == []


@pytest.mark.parametrize(
    "content",
    [
        *(b"", photos.SVG, photos.HTML, photos.bomb(), PHOTO[:1000], b"\xff\xd8\xff" + photos.HTML),
        *(b"GIF89a" + PHOTO, photos.OGG[:200], photos.OGG[:-100][:1000], photos.recording("WAV", hertz=7000)),
    ],
)
async def test_what_is_no_photo_or_recording_is_refused_and_nothing_is_stored(
    content: bytes, store: Store, tmp_path: Path
) -> None:
    id_ = await message()
    with pytest.raises(Refusal):
        await keep(content, world.citizen(id_), store, id_)
    assert not await rows("SELECT FROM file")
    assert stored_in(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["stranger", "anonymous", "councillor", "analyst", "manager", "inspector", "frontend"]
)
async def test_who_may_not_add_to_a_message_stores_nothing(name: str, store: Store, tmp_path: Path) -> None:
    id_ = await message()
    by = {
        "stranger": world.citizen(world.id_of("message", "another")),
        "anonymous": ANONYMOUS,
        "councillor": world.councillor(),
        "analyst": world.office_analyst(),
        "manager": world.manager(),
        "inspector": world.inspector(),
        "frontend": world.frontend(),
    }[name]
    with pytest.raises((Forbidden, NotFound)):
        await keep(PHOTO, by, store, id_)
    assert not await rows("SELECT FROM file")
    assert stored_in(tmp_path) == []


async def test_seeing_as_a_councillor_lends_no_right_to_add_as_an_inspector(store: Store) -> None:
    id_ = await message()
    with pytest.raises(NotFound):
        await keep(PHOTO, world.viewer(Role.INSPECTOR, Role.COUNCILLOR), store, id_)
    assert not await rows("SELECT FROM file")


async def test_a_message_has_as_many_files_as_any_needs_and_no_more(store: Store) -> None:
    id_ = await message()
    await keep(photos.OGG, world.citizen(id_), store, id_)
    another = await keep(photos.OGG, world.operator(), store)
    await rows(
        "INSERT INTO file (id, message_id, media_type, size, sha256, uploaded_at)"
        " SELECT gen_random_uuid(), message_id, media_type, size, sha256, uploaded_at"
        " FROM file, generate_series(2, $2) WHERE message_id = $1 RETURNING id",
        id_,
        MOST_FILES,
    )
    with pytest.raises(TooManyFiles):
        await keep(photos.OGG, world.citizen(id_), store, id_)
    with pytest.raises(TooManyFiles):
        await files.attach(another, id_, by=world.operator())
    assert len(await rows("SELECT FROM file WHERE message_id = $1", id_)) == MOST_FILES


async def test_a_citizen_names_the_message(store: Store) -> None:
    with pytest.raises(NotFound):
        await keep(PHOTO, world.citizen(await message()), store)
    assert not await rows("SELECT FROM file")


async def test_a_file_is_attached_later_by_whoever_uploaded_it_and_once(store: Store) -> None:
    id_, agent = await message(), world.executive_agent()
    kept = await keep(PHOTO, agent, store)
    assert (await file(kept))["message_id"] is None
    with pytest.raises(NotFound):
        await files.attach(kept, id_, by=world.operator())
    assert (await file(kept))["message_id"] is None
    note = await row("SELECT id FROM follow_up WHERE message_id = $1 AND kind = 'DISPATCHED'", id_)
    await files.attach(kept, id_, by=agent, follow_up_id=note["id"])
    assert ((await file(kept))["message_id"], (await file(kept))["follow_up_id"]) == (id_, note["id"])
    with pytest.raises(AlreadyAttached):
        await files.attach(kept, await message(), by=agent)
    assert (await file(kept))["message_id"] == id_


async def test_an_entry_of_another_messages_timeline_is_not_found(store: Store) -> None:
    id_, other = await message(), await message()
    note = await row("SELECT id FROM follow_up WHERE message_id = $1 AND kind = 'DISPATCHED'", other)
    kept = await keep(PHOTO, world.operator(), store)
    with pytest.raises(NotFound):
        await files.attach(kept, id_, by=world.operator(), follow_up_id=note["id"])
    assert (await file(kept))["message_id"] is None


async def test_councillors_see_a_photo_once_the_head_released_it(store: Store) -> None:
    id_ = await message()
    kept = await keep(PHOTO, world.citizen(id_), store, id_)
    with pytest.raises(NotFound):
        await fetching.copy(kept, by=world.councillor(), store=store, reason=None)
    await files.release(kept, by=world.head_of_office())
    served = await fetching.copy(kept, by=world.councillor(), store=store, reason=None)
    assert served.media_type == "image/jpeg"
    assert served.content != PHOTO
    stored = await file(kept)
    assert stored["released_by_id"] == world.id_of("person", Role.HEAD_OF_OFFICE)
    with pytest.raises(NotFound):
        await fetching.original(kept, by=world.councillor(), store=store, reason=AccessReason.LEGAL)
    with pytest.raises(AlreadyReleased):
        await files.release(kept, by=world.head_of_office())
    assert await file(kept) == stored


@pytest.mark.parametrize(
    "by", [world.operator(), world.office_analyst(), world.councillor(), ANONYMOUS, world.frontend()]
)
async def test_only_the_head_of_the_office_releases(by: Viewer, store: Store) -> None:
    id_ = await message()
    kept = await keep(PHOTO, world.operator(), store, id_)
    with pytest.raises((Forbidden, NotFound)):
        await files.release(kept, by=by)
    assert (await file(kept))["released_at"] is None


async def test_a_recording_is_never_released(store: Store) -> None:
    id_ = await message()
    kept = await keep(photos.OGG, world.operator(), store, id_)
    with pytest.raises(OnlyPhotosReleased):
        await files.release(kept, by=world.head_of_office())
    assert (await file(kept))["released_at"] is None


async def test_an_original_is_opened_with_a_reason_that_is_written_down(store: Store) -> None:
    id_, head = await message(), world.head_of_office()
    kept = await keep(PHOTO, world.operator(), store, id_)
    with pytest.raises(ReasonNeeded):
        await fetching.original(kept, by=head, store=store, reason=None)
    assert not await rows("SELECT FROM access_record")
    served = await fetching.original(kept, by=head, store=store, reason=AccessReason.LEGAL)
    assert served.content == PHOTO
    record = await row("SELECT person_id, message_id, reason FROM access_record")
    assert record == {"person_id": head.person, "message_id": id_, "reason": "LEGAL"}


@pytest.mark.parametrize(
    "by", [world.operator(), world.dispatcher(), world.executive_agent(), world.office_analyst()]
)
async def test_those_who_see_the_copy_do_not_open_the_original(by: Viewer, store: Store) -> None:
    id_ = await message()
    kept = await keep(PHOTO, world.citizen(id_), store, id_)
    assert (await fetching.copy(kept, by=by, store=store, reason=None)).content != PHOTO
    with pytest.raises(NotFound):
        await fetching.original(kept, by=by, store=store, reason=AccessReason.LEGAL)
    assert not await rows("SELECT FROM access_record")


async def test_a_citizen_opens_their_own_original_and_not_a_workers(store: Store) -> None:
    id_ = await message()
    citizen = world.citizen(id_)
    own, workers = await keep(PHOTO, citizen, store, id_), await keep(PHOTO, world.operator(), store, id_)
    assert (await fetching.original(own, by=citizen, store=store, reason=None)).content == PHOTO
    assert (await fetching.copy(workers, by=citizen, store=store, reason=None)).content
    for kept, by in ((workers, citizen), (own, world.citizen(world.id_of("message", "another")))):
        with pytest.raises(NotFound):
            await fetching.original(kept, by=by, store=store, reason=None)


async def test_what_was_attached_to_an_internal_entry_is_not_the_citizens_to_see(store: Store) -> None:
    id_, operator = await message(), world.operator()
    kept = await keep(PHOTO, operator, store)
    note = await follow_ups.add_note(id_, by=operator, text="دیده شد.", audience=Audience.INTERNAL)
    await files.attach(kept, id_, by=operator, follow_up_id=note)
    assert (await fetching.copy(kept, by=operator, store=store, reason=None)).content
    with pytest.raises(NotFound):
        await fetching.copy(kept, by=world.citizen(id_), store=store, reason=None)


@pytest.mark.parametrize("by", [world.inspector(), world.head_of_office()])
async def test_a_seal_is_verified_by_whoever_may_open_the_original(
    by: Viewer, store: Store, tmp_path: Path
) -> None:
    id_ = await message()
    kept = await keep(PHOTO, world.operator(), store, id_)
    await row("UPDATE message SET inspector_id = $2 WHERE id = $1 RETURNING id", id_, world.inspector().person)
    assert await fetching.is_intact(kept, by=by, store=store)
    (original,) = stored_in(tmp_path / "originals")
    original.write_bytes(PHOTO[:-1] + b"x")
    assert not await fetching.is_intact(kept, by=by, store=store)
    original.unlink()
    assert not await fetching.is_intact(kept, by=by, store=store)
    assert await rows("SELECT FROM access_record") == []


@pytest.mark.parametrize("by", [world.operator(), world.office_analyst(), world.councillor(), ANONYMOUS])
async def test_a_seal_is_not_verified_for_others(by: Viewer, store: Store) -> None:
    id_ = await message()
    kept = await keep(PHOTO, world.operator(), store, id_)
    with pytest.raises(NotFound):
        await fetching.is_intact(kept, by=by, store=store)
