"""Masking: personal data in free text, replaced when the text is written; the text as said is kept beside it.

All three digit sets are read. Checksums decide where a number could be innocent: a national id by its own, a card
by Luhn's. Names and faces in prose are a known residue.
"""

import re
from typing import Final

from hotline.kit.text import latin_digits

PHONE: Final = "⟦تلفن⟧"
NATIONAL_ID: Final = "⟦کد ملی⟧"
CARD: Final = "⟦کارت⟧"
IBAN: Final = "⟦شبا⟧"
PLATE: Final = "⟦پلاک⟧"
EMAIL: Final = "⟦ایمیل⟧"

_D: Final = "[0-9۰-۹٠-٩]"
_SEP: Final = r"[ \-\u200c\u2010-\u2015]?"
_ZERO: Final = "[0۰٠]"
_NINE: Final = "[9۹٩]"
_MAYBE: Final = re.compile("[0-9۰-۹٠-٩@]")


def _run(count: int) -> str:
    """`count` digits with at most one separator between two."""
    return f"{_D}(?:{_SEP}{_D}){{{count - 1}}}"


_LEFT: Final = "(?<![0-9۰-۹٠-٩/.])"
_RIGHT: Final = "(?![0-9۰-۹٠-٩/])"
_MOBILE: Final = f"(?:(?:\\+|{_ZERO}{_ZERO}){_SEP}[9۹٩][8۸٨]{_SEP}|{_ZERO}){_NINE}(?:{_SEP}{_D}){{9}}"
_LANDLINE: Final = f"{_ZERO}[1-8۱-۸١-٨]{_D}{_SEP}{_D}(?:{_SEP}{_D}){{7}}"
_LETTER: Final = "(?:الف|[بپتثجدزژسشصطعفقکكگلمنوهیي])"
_IRAN: Final = "[ \\-\u200c]*(?:ایران|ايران)?[ \\-\u200c]*"
_PLATE: Final = f"{_D}{{2}}[ \u200c]?{_LETTER}[ \u200c]?{_D}{{3}}{_IRAN}{_D}{{2}}"


def _luhn(number: str) -> bool:
    total = 0
    for place, letter in enumerate(reversed(number)):
        value = int(letter) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def _is_national_id(number: str) -> bool:
    """The checksum of an Iranian national id; ten equal digits pass it and are none."""
    if len(number) != 10 or len(set(number)) == 1:
        return False
    rest = sum(int(letter) * (10 - place) for place, letter in enumerate(number[:9])) % 11
    return int(number[9]) == (rest if rest < 2 else 11 - rest)


_NUMBERS: Final = re.compile(
    f"(?P<email>[\\w.+-]{{1,64}}@[\\w-]{{1,63}}(?:\\.[\\w-]{{1,63}}){{1,4}})"
    f"|{_LEFT}(?:(?P<iban>[Ii][Rr]{_SEP}{_run(24)})"
    f"|(?P<card>{_run(16)})"
    f"|(?P<mobile>{_MOBILE})"
    f"|(?P<landline>{_LANDLINE})"
    f"|(?P<national>{_run(10)})"
    f"|(?P<plate>{_PLATE})){_RIGHT}"
)
_ALWAYS: Final = {"email": EMAIL, "iban": IBAN, "mobile": PHONE, "landline": PHONE, "plate": PLATE}


def is_national_id(text: str) -> bool:
    """Whether ten digits in any set are a valid national id."""
    return _is_national_id(latin_digits(text)) if text.isdecimal() else False


def mask(text: str) -> str:
    """The text with phone numbers, national ids, bank cards, IBANs, plates and e-mail addresses replaced.

    Masking twice changes nothing more.
    """
    return _NUMBERS.sub(_masked, text) if _MAYBE.search(text) else text


def _masked(found: re.Match[str]) -> str:
    kind = found.lastgroup
    assert kind is not None
    if kind in _ALWAYS:
        return _ALWAYS[kind]
    number = "".join(letter for letter in latin_digits(found[0]) if letter.isdecimal())
    if kind == "card" and _luhn(number):
        return CARD
    if kind == "national" and _is_national_id(number):
        return NATIONAL_ID
    return found[0]
