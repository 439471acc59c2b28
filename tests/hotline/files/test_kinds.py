import pytest

from hotline.files.kinds import kind_of
from tests import photos


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (photos.photo(), "image/jpeg"),
        (photos.photo("PNG"), "image/png"),
        (photos.photo("WEBP"), "image/webp"),
        (photos.WAV, "audio/wav"),
        (photos.OGG, "audio/ogg"),
        (photos.MP3, "audio/mpeg"),
        *((photos.recording("MP3", hertz=hertz), "audio/mpeg") for hertz in (8000, 11_025, 16_000, 24_000)),
        (photos.TAGGED_MP3, "audio/mpeg"),
    ],
)
def test_a_file_is_what_its_content_shows(content: bytes, kind: str) -> None:
    assert kind_of(content[:4096]) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff", b"\xff\xfb", photos.SVG, photos.HTML, b"GIF89a" + bytes(50), b"%PDF-1.7", b"PK\x03\x04",
        b"ID3", b"\x7fELF", b"RIFF\0\0\0\0AVI ", b"BM" + bytes(60), "متن".encode(), bytes(4096),
        photos.FRAME, photos.FRAME + photos.HTML, b" " + photos.photo(), b"\xff\xfe" + "<html>".encode("utf-16-le"),
    ],
)  # fmt: skip
def test_what_we_do_not_keep_has_no_kind(content: bytes) -> None:
    assert kind_of(content[:4096]) is None
