"""Tracking codes: `137/1405/00084217`, seven digits of the year's sequence and a check digit at the end.

The check digit is Damm's, over year and sequence: it finds every wrong digit and every swap of neighbours, which
are what people get wrong when they read a code aloud.
"""

import re
from typing import Final

from hotline.kit.refusals import Refusal

LARGEST: Final = 9_999_999

_LATIN: Final = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_SEPARATORS: Final = re.compile(r"[\s/\\\-‐-―_.,،٫٬:⁄∕\u200b-\u200f\u2066-\u2069\ufeff]+")
_CODE: Final = re.compile(r"(?:137)?(1[34]\d\d)(\d{7})(\d)", re.ASCII)
_STORED: Final = re.compile(r"137/(1[34]\d\d)/(\d{7})(\d)", re.ASCII)

# Damm's quasigroup of order ten: totally anti-symmetric.
_DAMM: Final = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


class InvalidTrackingCode(Refusal):
    """Not a tracking code, or one with a slip in it."""

    code, sentence, status = "TRACKING_CODE_INVALID", "This is not a tracking code. Check its digits.", 400


def tracking_code(year: int, sequence: int) -> str:
    """The code of the year's `sequence`-th message. Raises ValueError beyond seven digits."""
    if not 0 <= sequence <= LARGEST or not 1300 <= year <= 1499:
        raise ValueError(f"no tracking code for {year}, {sequence}")
    digits = f"{year}{sequence:07}"
    return f"137/{year}/{sequence:07}{_check(digits)}"


def read_tracking_code(text: str) -> str:
    """The code, written in any digits, with or without separators and the leading 137, as it is stored.

    Raises `InvalidTrackingCode`.
    """
    year, sequence, check = _parts(text)
    return f"137/{year}/{sequence}{check}"


def parse_tracking_code(text: str) -> tuple[int, int]:
    """Year and sequence of a code written in any such way. Raises `InvalidTrackingCode`."""
    year, sequence, _ = _parts(text)
    return int(year), int(sequence)


def _parts(text: str) -> tuple[str, str, str]:
    # As it is stored it needs no cleaning, and most programs send it so.
    found = _STORED.fullmatch(text) or _CODE.fullmatch(_SEPARATORS.sub("", text[:80].translate(_LATIN)))
    if not found or _check(found[1] + found[2]) != int(found[3]):
        raise InvalidTrackingCode("trackingCode")
    return found[1], found[2], found[3]


def _check(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][ord(digit) - 48]
    return interim
