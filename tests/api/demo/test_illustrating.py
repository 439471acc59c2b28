"""The demo's pictures, and whose inbox its manager opens."""

import io
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.demo.drawing import photo, recording
from hotline.files import photos
from hotline.files.kinds import kind_of
from tests.api.demo.conftest import UNTIL, Connection

TAKEN = datetime(2026, 9, 12, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("category", ["POTHOLE", "FLOODING", "ILLEGAL_DUMPING"])
def test_a_picture_is_read_as_a_phones_and_shows_when_it_is_done(category: str) -> None:
    before, after = (
        photo(category, done=done, taken_at=TAKEN, latitude=32.65, longitude=51.67) for done in (False, True)
    )
    assert before != after
    seen = photos.read(io.BytesIO(before), time_zone=ZoneInfo("Asia/Tehran"))
    assert seen.taken_at == TAKEN
    assert (seen.latitude, seen.longitude) == (pytest.approx(32.65), pytest.approx(51.67))


def test_a_recording_is_known_as_one() -> None:
    assert kind_of(recording()[:4096]) == "audio/wav"


async def test_pictures_stand_before_and_after_and_some_wait_for_the_office(city: Connection) -> None:
    found = await city.fetch(
        "SELECT file.*, told.kind, told.actor_id FROM file LEFT JOIN follow_up told ON told.id = follow_up_id"
        " WHERE file.message_id IS NOT NULL"
    )
    assert {row["media_type"] for row in found} == {"image/jpeg", "audio/wav"}
    done = [row for row in found if row["follow_up_id"]]
    assert len(done) >= 12
    assert all(row["kind"] == "RESOLUTION_CLAIMED" and row["uploaded_by_id"] == row["actor_id"] for row in done)
    pictures = [row for row in found if row["media_type"] == "image/jpeg"]
    released = [row for row in pictures if row["released_at"]]
    assert 0 < len(released) < len(pictures)
    assert all(row["uploaded_at"] <= UNTIL and row["taken_at"] < row["uploaded_at"] for row in pictures)


async def test_every_original_is_sealed_and_has_its_copy(city: Connection, folder: Path) -> None:
    store = folder / "files"
    for row in await city.fetch("SELECT sha256, media_type FROM file"):
        name = row["sha256"].hex()
        assert sha256((store / "originals" / name[:2] / name).read_bytes()).digest() == row["sha256"]
        if row["media_type"] == "image/jpeg":
            assert (store / "copies" / name[:2] / f"{name}.jpg").stat().st_size


async def test_the_manager_sits_where_a_warning_waits(city: Connection) -> None:
    waits = await city.fetch(
        "SELECT climbs_at FROM escalation JOIN person ON person.id = escalation.person_id"
        " WHERE username = 'manager' AND acknowledged_at IS NULL AND tell = 'MANAGER'"
    )
    assert waits
    assert all(row["climbs_at"] > UNTIL for row in waits)
    assert await city.fetchval(
        "SELECT count(*) FROM person_role JOIN post USING (person_id, unit_id) JOIN person ON person.id = person_id"
        " WHERE username = 'manager' AND role = 'MANAGER' AND kind = 'MANAGER'"
    )
