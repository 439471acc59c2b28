"""Pictures for the demo's messages: plainly drawn streets, before and after, where nothing is real."""

import io
import math
import struct
import wave
from datetime import datetime
from random import Random
from typing import Final

from PIL import Image, ImageDraw, ImageFont
from PIL.ExifTags import GPS, IFD, Base

from hotline.kit.jalali import TEHRAN

SIZE: Final = (960, 720)
_SAID: Final = "DEMO DRAWING · NO REAL PLACE"
# Drawn larger and made smaller, so that edges are smooth.
_TWICE: Final = 2
_HERTZ: Final = 8000

# What lies in the street, by what request types begin with; elsewhere it is rubbish.
_WATER: Final = ("FLOODING", "RAIN_POOL", "RAW_WATER", "SEWAGE", "FOUNTAIN", "IRRIGATION", "CHANNEL")
_HOLE: Final = ("POTHOLE", "ROAD_", "OPEN_", "UNFINISHED", "UNSAFE_EX", "UNAUTHORISED", "SIDEWALK", "KERB")


def photo(category: str, *, done: bool, taken_at: datetime, latitude: float, longitude: float) -> bytes:
    """A JPEG as a phone would send it: with its time and place. The street is the same before and after."""
    random = Random(f"{category} {latitude} {longitude}")
    large = Image.new("RGB", (SIZE[0] * _TWICE, SIZE[1] * _TWICE))
    draw = ImageDraw.Draw(large)
    _street(draw, random)
    _trouble(draw, category, done=done)
    image = large.resize(SIZE, Image.Resampling.LANCZOS)
    _caption(image, f"{_SAID} · {'AFTER' if done else 'BEFORE'}")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80, exif=_exif(taken_at, latitude, longitude))
    return out.getvalue()


def recording(seconds: float = 2.0) -> bytes:
    """A WAV of a soft tone that swells and fades: nobody speaks in it."""
    count = int(seconds * _HERTZ)
    tone = (
        math.sin(2 * math.pi * 330 * at / _HERTZ) * math.sin(math.pi * at / count) * 9000 for at in range(count)
    )
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, _HERTZ, count, "NONE", "not compressed"))
        file.writeframes(b"".join(struct.pack("<h", int(value)) for value in tone))
    return out.getvalue()


def _street(draw: ImageDraw.ImageDraw, random: Random) -> None:
    wide, high = (side * _TWICE for side in SIZE)
    draw.rectangle((0, 0, wide, high * 0.45), fill="#bfe0ea")
    left = -40.0
    while left < wide:
        width, top = random.uniform(180, 330), random.uniform(0.08, 0.28) * high
        draw.rectangle((left, top, left + width, high * 0.5), fill=random.choice(_BRICKS))
        for across in range(3):
            for up in range(3):
                x, y = left + width * (0.14 + across * 0.28), top + 40 + up * 120
                if y < high * 0.42:
                    draw.rectangle((x, y, x + width * 0.16, y + 64), fill="#5f7f8c")
        left += width + random.choice((0, 24))
    draw.rectangle((0, high * 0.46, wide, high * 0.54), fill="#c9bfae")
    draw.rectangle((0, high * 0.54, wide, high), fill="#6c7378")
    draw.line((0, high * 0.54, wide, high * 0.54), fill="#e8e2d4", width=14)
    for place in range(6):
        draw.rectangle((place * 380, high * 0.9, place * 380 + 200, high * 0.915), fill="#e9ecec")


def _trouble(draw: ImageDraw.ImageDraw, category: str, *, done: bool) -> None:
    wide, high = (side * _TWICE for side in SIZE)
    box = (wide * 0.3, high * 0.64, wide * 0.7, high * 0.84)
    if category.startswith(_WATER):
        draw.ellipse(box, fill="#5f686e" if done else "#6fb1d1")
        if not done:
            draw.arc((box[0] + 90, box[1] + 50, box[2] - 160, box[3] - 70), 190, 330, fill="#d9f1fa", width=10)
    elif category.startswith(_HOLE):
        if done:
            draw.rounded_rectangle(box, 26, fill="#4d5358")
        else:
            draw.ellipse(box, fill="#8b8378")
            draw.ellipse((box[0] + 50, box[1] + 34, box[2] - 50, box[3] - 20), fill="#1d1a17")
    elif not done:
        for place, (size, colour) in enumerate(((230, "#2f3b40"), (180, "#46646b"), (260, "#39484d"))):
            x = wide * 0.32 + place * 230
            draw.rounded_rectangle((x, high * 0.8 - size, x + size, high * 0.8), size // 3, fill=colour)
            draw.polygon(((x + size * 0.4, high * 0.8 - size), (x + size * 0.6, high * 0.8 - size),
                          (x + size * 0.5, high * 0.8 - size - 50)), fill=colour)  # fmt: skip


def _caption(image: Image.Image, text: str) -> None:
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, SIZE[1] - 44, *SIZE), fill="#0a3d6b")
    draw.text((SIZE[0] / 2, SIZE[1] - 22), text, fill="white", anchor="mm", font=ImageFont.load_default(22))


def _exif(taken_at: datetime, latitude: float, longitude: float) -> Image.Exif:
    exif = Image.Exif()
    exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = f"{taken_at.astimezone(TEHRAN):%Y:%m:%d %H:%M:%S}"
    gps = exif.get_ifd(IFD.GPSInfo)
    gps[GPS.GPSLatitudeRef], gps[GPS.GPSLatitude] = "N", _degrees(latitude)
    gps[GPS.GPSLongitudeRef], gps[GPS.GPSLongitude] = "E", _degrees(longitude)
    return exif


def _degrees(value: float) -> tuple[float, float, float]:
    whole, rest = divmod(value * 3600, 3600)
    minutes, seconds = divmod(rest, 60)
    return float(whole), float(minutes), round(seconds, 2)


_BRICKS: Final = ("#d8b48c", "#c79a6f", "#e2c8a4", "#b98a63", "#cfc3ae")
