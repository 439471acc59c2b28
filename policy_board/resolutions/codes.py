"""The code of a resolution: `م/1405/0012`, of the Jalali year it was made in and its number in that year."""

import re
from typing import Final

from hotline.kit.refusals import Refusal
from hotline.kit.text import latin_digits

# The letter may be left out, as in an address of the portal.
_CODE: Final = re.compile(r"(?:[مMm][/\s-]*)?(1[34][0-9]{2})[/\s-]+([0-9]{1,6})", re.ASCII)


class InvalidResolutionCode(Refusal):
    code, sentence, status = "RESOLUTION_CODE_INVALID", "This is not the code of a resolution.", 400


def resolution_code(year: int, sequence: int) -> str:
    return f"م/{year}/{sequence:04}"


def read_code(text: str) -> str:
    """The code as it is stored, written in any digits. Raises InvalidResolutionCode."""
    found = _CODE.fullmatch(latin_digits(text[:40]).strip())
    if found is None:
        raise InvalidResolutionCode("code")
    return resolution_code(int(found[1]), int(found[2]))
