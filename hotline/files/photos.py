"""Photos: what their EXIF says, read into columns, and a copy without it. CPU-bound; call in a thread."""

import io
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Final
from zoneinfo import ZoneInfo

from PIL import Image, ImageFile, ImageOps
from PIL.ExifTags import GPS, IFD, Base

from hotline.files.rules import COPY_PIXELS, MOST_PIXELS, PhotoTooLarge, UnreadablePhoto

_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_QUALITY: Final = 85
# What Pillow raises for damaged files.
_DAMAGE: Final = (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, EOFError, struct.error)
_BOMB: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Photo:
    """`taken_at` and the place, in degrees, are what the camera says; `copy` is a JPEG with neither."""

    copy: bytes
    taken_at: datetime | None
    latitude: float | None
    longitude: float | None


def read(content: IO[bytes], *, time_zone: ZoneInfo) -> Photo:
    """Read a photo and draw its copy. A camera that names no time zone is taken to be in `time_zone`.

    Raises PhotoTooLarge before anything is decoded, or UnreadablePhoto.
    """
    try:
        with Image.open(content, formats=_FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise PhotoTooLarge(limit=MOST_PIXELS // 1_000_000)
            taken_at, latitude, longitude = _said(image, time_zone)
            return Photo(copy=_copy(image), taken_at=taken_at, latitude=latitude, longitude=longitude)
    except _BOMB:
        raise PhotoTooLarge(limit=MOST_PIXELS // 1_000_000) from None
    except _DAMAGE:
        raise UnreadablePhoto() from None


def _said(image: Image.Image, time_zone: ZoneInfo) -> tuple[datetime | None, float | None, float | None]:
    """Time and place by the camera. A camera's nonsense loses these, not the photo."""
    try:
        exif = image.getexif()
        return _time(exif.get_ifd(IFD.Exif), time_zone), *_place(exif.get_ifd(IFD.GPSInfo))
    except _DAMAGE:
        return None, None, None


def _copy(image: Image.Image) -> bytes:
    # A JPEG is decoded at a fraction of its size where that is enough.
    image.draft("RGB", (COPY_PIXELS, COPY_PIXELS))
    # WeasyPrint, wherever it is imported, has all of Pillow take pictures that were cut short.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    image.load()
    try:
        upright = ImageOps.exif_transpose(image)
    except _DAMAGE:
        upright = image
    upright.thumbnail((COPY_PIXELS, COPY_PIXELS))
    if upright.has_transparency_data:
        coloured = upright.convert("RGBA")
        upright = Image.new("RGB", coloured.size, "white")
        upright.paste(coloured, mask=coloured.getchannel("A"))
    # Drawn on a new sheet, since whatever the old one carries would be saved with it.
    sheet = Image.new("RGB", upright.size)
    sheet.paste(upright.convert("RGB"))
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _place(gps: Mapping[int, object]) -> tuple[float | None, float | None]:
    latitude = _degrees(gps.get(GPS.GPSLatitude), gps.get(GPS.GPSLatitudeRef), "S", 90)
    longitude = _degrees(gps.get(GPS.GPSLongitude), gps.get(GPS.GPSLongitudeRef), "W", 180)
    return (latitude, longitude) if latitude is not None and longitude is not None else (None, None)


def _degrees(parts: object, side: object, negative: str, most: int) -> float | None:
    try:
        degrees, minutes, seconds = map(float, parts)  # type: ignore[call-overload]  # whatever the file holds
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    value = float(degrees + minutes / 60 + seconds / 3600)
    if not math.isfinite(value) or not 0 <= value <= most:
        return None
    return -value if side == negative else value


def _time(exif: Mapping[int, object], time_zone: ZoneInfo) -> datetime | None:
    taken, offset = exif.get(Base.DateTimeOriginal), exif.get(Base.OffsetTimeOriginal)
    try:
        naive = datetime.strptime(str(taken).strip("\x00 "), "%Y:%m:%d %H:%M:%S")
        zone = datetime.strptime(str(offset), "%z").tzinfo if offset else time_zone
    except ValueError:
        return None
    return naive.replace(tzinfo=zone)
