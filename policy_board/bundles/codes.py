"""How bundles, their revisions and papers are cited: `ب/1405/0007`, `ب/1405/0007/2`, `ب/1405/0007/2/3`."""

import re
from typing import Final

from hotline.kit.refusals import Refusal
from hotline.kit.text import latin_digits

_CODE: Final = re.compile(r"(?:ب/)?(1[34]\d\d)/(\d{1,5})(?:/(\d{1,4}))?(?:/(\d{1,3}))?", re.ASCII)


class InvalidBundleCode(Refusal):
    """Not a code of ours, or one of something else."""

    code, sentence, status = "BUNDLE_CODE_INVALID", "This is not the code of a bundle. Check its digits.", 400


def read_bundle(text: str) -> str:
    """The code as it is stored, from any digits. Raises InvalidBundleCode, as do the two below."""
    return _read(text, 2)


def read_revision(text: str) -> str:
    return _read(text, 3)


def read_paper(text: str) -> str:
    return _read(text, 4)


def _read(text: str, count: int) -> str:
    found = _CODE.fullmatch(latin_digits(text[:40].replace(" ", "")))
    parts = [part for part in found.groups() if part is not None] if found else []
    if len(parts) != count:
        raise InvalidBundleCode("code")
    year, sequence, *rest = parts
    return "/".join(["ب", year, f"{int(sequence):04}", *(str(int(part)) for part in rest)])
