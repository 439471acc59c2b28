"""Text coming in, digits going out, and the folding that search compares."""

import re
import unicodedata
from typing import Final

from hotline.kit.refusals import Refusal

_LATIN: Final = "0123456789"
_PERSIAN: Final = "۰۱۲۳۴۵۶۷۸۹"
_ARABIC: Final = "٠١٢٣٤٥٦٧٨٩"
_TO_PERSIAN: Final = str.maketrans(_LATIN, _PERSIAN)
_TO_LATIN: Final = str.maketrans(_PERSIAN + _ARABIC, _LATIN * 2)

# C0 but tab and newline, DEL and C1, surrogates, and what turns the reading direction of text after it.
_UNCLEAN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_FOLD: Final = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
        "ؤ": "و", "ـ": None, "\u200c": " ",
    }
)  # fmt: skip

# What `fold` makes of the name `{}`, written without spaces, as SQL: 4 µs each, since it leaves digits alone.
# Decomposed, most letters that are folded are their plain one and a mark.
FOLDED: Final = (
    "regexp_replace(translate(lower(normalize(replace({}, '\u06c0', 'ه'), NFKD)),"
    " '\u064a\u0649\u0643\u0629\u0671', 'ییکها'),"
    r" '[\s\u200c\u0640\u0300-\u036f\u064b-\u065f\u0670]', '', 'g')"
)


class UncleanText(Refusal):
    """Control characters, half a character, or marks that reverse the reading of what follows."""

    code, sentence = "TEXT_UNCLEAN", "The text has characters in it that cannot be stored. Type it anew."


class TextTooLong(Refusal):
    code, sentence = "TEXT_TOO_LONG", "The text is longer than {limit} letters."


class TextEmpty(Refusal):
    code, sentence = "TEXT_EMPTY", "Something must be written here."


def clean(text: str, *, limit: int, path: str) -> str:
    """The text as stored: NFC, newlines as LF, no space around it.

    Raises `UncleanText`, `TextEmpty` or `TextTooLong` (in characters after cleaning), naming `path`.
    """
    if len(text) > limit * 4:
        raise TextTooLong(path, limit=limit)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _UNCLEAN.search(text):
        raise UncleanText(path)
    text = unicodedata.normalize("NFC", text).strip()
    if not text:
        raise TextEmpty(path)
    if len(text) > limit:
        raise TextTooLong(path, limit=limit)
    return text


def cleaned(text: str | None, *, limit: int, path: str) -> str | None:
    """The same for a text that may be left out; a blank one is none."""
    return clean(text, limit=limit, path=path) if text and not text.isspace() else None


def digits(text: object, language: str) -> str:
    """Digits as the language writes them; all else is left alone."""
    return str(text).translate(_TO_PERSIAN) if language == "fa" else latin_digits(str(text))


def latin_digits(text: str) -> str:
    """Persian and Arabic digits as Latin ones."""
    return text.translate(_TO_LATIN)


def fold(text: str) -> str:
    """What search compares: one form for each letter and digit, no marks. Never shown to anyone."""
    plain = unicodedata.normalize("NFKD", text.translate(_FOLD))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(latin_digits(kept).translate(_FOLD).casefold().split())
