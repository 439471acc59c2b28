"""A text's shadow: its letters alone, each in one form, and where in the text each of them stands.

Two spellings of one passage have one shadow: «می‌شود», «می شود» and «ميشود»; «۱۳۷» and «137»; with and without
vowel marks, in straight or in Persian quotation marks. Pure; imports nothing of the project.
"""

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from typing import Final

# So many letters make one entry of the index: fewer stand everywhere, more do not survive an edit.
GRAM: Final = 5

_ONE_FORM: Final = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
        "ؤ": "و", "ـ": None, "«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "،": ",",
        "٬": ",", "٫": ".",
        "؛": ";", "؟": "?", "٪": "%", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-",
        **{chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0) for digit in range(10)},
    }
)  # fmt: skip
# Marks over letters, what only joins or parts them, and spaces of all kinds.
_UNSEEN: Final = frozenset({"Mn", "Me", "Cf", "Cc", "Zs", "Zl", "Zp"})


class _Letters(dict[str, str]):
    """What each character leaves in the shadow, worked out when it is first met."""

    def __missing__(self, character: str) -> str:
        plain = unicodedata.normalize("NFKD", character.translate(_ONE_FORM)).translate(_ONE_FORM).casefold()
        kept = "".join(letter for letter in plain if unicodedata.category(letter) not in _UNSEEN)
        self[character] = kept
        return kept


_LETTERS: Final = _Letters()


class Shadow:
    """`letters[i]` stems from the character at `at[i]` of `text`."""

    def __init__(self, text: str) -> None:
        self.text = text
        cast = [(letter, place) for place, character in enumerate(text) for letter in _LETTERS[character]]
        self.letters = "".join(letter for letter, _ in cast)
        self.at = [place for _, place in cast]

    def __len__(self) -> int:
        return len(self.letters)

    def of(self, start: int, end: int) -> tuple[int, int]:
        """The letters of a passage of the text; none if it has but spaces and marks."""
        return bisect_left(self.at, start), bisect_left(self.at, end)

    def passage(self, first: int, last: int) -> tuple[int, int]:
        """Where in the text letters `first` to before `last` stand, with the marks upon the last of them."""
        start, end = self.at[first], self.at[last - 1] + 1
        while end < len(self.text) and unicodedata.category(self.text[end]) in ("Mn", "Me"):
            end += 1
        return start, end

    @cached_property
    def index(self) -> dict[str, list[int]]:
        """Where each run of `GRAM` letters begins."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        letters = self.letters
        for place in range(len(letters) - GRAM + 1):
            places[letters[place : place + GRAM]].append(place)
        return dict(places)
