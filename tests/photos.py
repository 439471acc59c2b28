"""Files as phones make them, and as no phone does."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy
import soundfile
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

LATITUDE, LONGITUDE = 32.6525, 51.6755
TAKEN = "2026:03:21 10:20:30"


def photo(format_: str = "JPEG", size: tuple[int, int] = (640, 480), **exif: Any) -> bytes:
    """A picture in two colours, taken in the small city unless `exif` says otherwise."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.save(out, format_, exif=_exif(**exif))
    return out.getvalue()


def _exif(
    *,
    latitude: object = (32, 39, 9.0),
    longitude: object = (51, 40, 31.8),
    taken: str | None = TAKEN,
    offset: str | None = None,
    orientation: int = 1,
) -> Image.Exif:
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    exif[Base.Make] = "Camera of a citizen"
    if latitude is not None:
        gps = {
            GPS.GPSLatitudeRef: "N",
            GPS.GPSLatitude: latitude,
            GPS.GPSLongitudeRef: "E",
            GPS.GPSLongitude: longitude,
        }
        exif.get_ifd(IFD.GPSInfo).update(gps)
    if taken is not None:
        exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = taken
    if offset is not None:
        exif.get_ifd(IFD.Exif)[Base.OffsetTimeOriginal] = offset
    return exif


def bomb(width: int = 20_000, height: int = 20_000) -> bytes:
    """A PNG of a few hundred bytes that says it is 400 million pixels."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\x00" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    )


CALLER = b"0913 of somebody"


def recording(format_: str, *, hertz: int = 8000, channels: int = 1, seconds: float = 0.3) -> bytes:
    """A tone, in a file that names its caller."""
    tone = numpy.sin(numpy.arange(int(hertz * seconds))[:, None] * numpy.ones(channels) / 4) / 4
    out = io.BytesIO()
    with soundfile.SoundFile(out, "w", hertz, channels, format=format_) as file:
        file.title = CALLER.decode()
        file.write(tone)
    return out.getvalue()


WAV, OGG, MP3 = recording("WAV"), recording("OGG"), recording("MP3", hertz=44_100)
FRAME = b"\xff\xfb\x90\x00" + bytes(413)
TAGGED_MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + FRAME * 3
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def stored_in(folder: Path) -> list[Path]:
    """The files of a store."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
