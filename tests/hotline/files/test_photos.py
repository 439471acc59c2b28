import io
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from hotline.files import photos
from hotline.files.rules import PhotoTooLarge, UnreadablePhoto
from tests.photos import LATITUDE, LONGITUDE, bomb, photo

TEHRAN = ZoneInfo("Asia/Tehran")


def read(content: bytes) -> photos.Photo:
    return photos.read(io.BytesIO(content), time_zone=TEHRAN)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_time_and_place_are_read_and_the_copy_has_neither(format_: str) -> None:
    found = read(photo(format_))
    assert found.latitude == pytest.approx(LATITUDE)
    assert found.longitude == pytest.approx(LONGITUDE)
    assert found.taken_at == datetime(2026, 3, 21, 6, 50, 30, tzinfo=UTC)
    with Image.open(io.BytesIO(found.copy)) as copy:
        assert (copy.format, copy.size, dict(copy.getexif())) == ("JPEG", (640, 480), {})
        assert set(copy.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Camera" not in found.copy
    assert b"Exif" not in found.copy


def test_a_camera_that_names_its_time_zone_is_believed() -> None:
    assert read(photo(offset="+01:00")).taken_at == datetime(2026, 3, 21, 9, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("exif", "lost"),
    [
        ({"latitude": None}, "place"),
        ({"latitude": (91, 0, 0)}, "place"),
        ({"latitude": (32, 39)}, "place"),
        ({"longitude": (181, 0, 0)}, "place"),
        ({"longitude": (IFDRational(0, 0), 0, 0)}, "place"),
        ({"taken": None}, "time"),
        ({"taken": "0000:00:00 00:00:00"}, "time"),
        ({"taken": "yesterday"}, "time"),
        ({"offset": "local"}, "time"),
    ],
)
def test_what_a_camera_says_badly_is_left_out_and_the_photo_kept(exif: dict[str, Any], lost: str) -> None:
    found = read(photo(**exif))
    assert (found.latitude is None) == (found.longitude is None) == (lost == "place")
    assert (found.taken_at is None) == (lost == "time")
    assert found.copy


def test_the_copy_stands_upright_and_fits_a_screen() -> None:
    with Image.open(io.BytesIO(read(photo(size=(4000, 1000), orientation=6)).copy)) as copy:
        assert copy.size == (512, 2048)
        assert copy.getpixel((256, 100))[2] > 200  # type: ignore[index]  # the left half is blue, now on top


def test_what_shows_through_is_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(read(out.getvalue()).copy)) as copy:
        assert copy.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("size", [(20_000, 20_000), (10_000, 9_000), (65_000, 65_000)])
def test_a_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(PhotoTooLarge):
        read(bomb(*size))


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("kept", [0.01, 0.1, 0.5, 0.9])
def test_a_photo_cut_short_is_refused(format_: str, kept: float) -> None:
    whole = photo(format_)
    with pytest.raises(UnreadablePhoto):
        read(whole[: int(len(whole) * kept)])


# Pillow warns of what it leaves out of a damaged EXIF.
@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_damage_anywhere_is_refused_or_drawn_over_and_never_a_fault() -> None:
    whole = photo(size=(64, 48))
    for place in range(0, len(whole), 3):
        damaged = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        with suppress(UnreadablePhoto, PhotoTooLarge):
            assert read(damaged).copy.startswith(b"\xff\xd8\xff")
