"""Dossiers edited at random, while every letter keeps where it came from: so it is known where each passage is."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.anchoring.writing import dossier, later

# A letter and where in the old text it stood; nowhere for one that is new.
Letter = tuple[str, int | None]
Letters = list[Letter]
PAGE: Final = 2500
_EMOJI: Final = ["👷🏽‍♂️", "🙏", "✅", "🚧", "❤️"]


@dataclass(frozen=True)
class Case:
    """A passage of the old text, and where it is in the new one; `truth` None where it is no more."""

    kind: str
    start: int
    end: int
    truth: tuple[int, int] | None


@dataclass(frozen=True)
class Edited:
    old: str
    new: str
    cases: list[Case]


def _new(text: str) -> Letters:
    return [(letter, None) for letter in text]


def _respell(table: dict[str, list[str]]) -> Callable[[Letters, random.Random], Letters]:
    def edit(letters: Letters, rng: random.Random) -> Letters:
        return [(piece, at) for one, at in letters for piece in [rng.choice(table.get(one, [one]))] if piece]

    return edit


def _marks(letters: Letters, rng: random.Random) -> Letters:
    """Vowel marks here and there, and a letter drawn long."""
    out: Letters = []
    for letter in letters:
        out.append(letter)
        if letter[0].isalpha() and rng.random() < 0.15:
            out += _new(rng.choice("\u064e\u0650\u064f\u0651\u0640"))
    return out


def _words(letters: Letters) -> list[Letters]:
    words: list[Letters] = [[]]
    for letter in letters:
        words[-1].append(letter)
        if letter[0] in " \n":
            words.append([])
    return [word for word in words if word]


def _flat(words: list[Letters]) -> Letters:
    return [letter for word in words for letter in word]


def _emoji(letters: Letters, rng: random.Random) -> Letters:
    words = _words(letters)
    words.insert(rng.randrange(len(words) + 1), _new(rng.choice(_EMOJI) + " "))
    return _flat(words)


def _word(letters: Letters, rng: random.Random) -> Letters:
    """One word gives way to another."""
    words = _words(letters)
    place = rng.randrange(len(words))
    if len(words) > 2:
        # Where the other stood.
        text = rng.choice(["فعلی", "گسترده", "یادشده", "مورد نظر"])
        old = [letter for letter in words[place] if letter[0] != " "]
        space = words[place][len(old) :]
        words[place] = [(text[0], old[0][1]), *_new(text[1:-1]), (text[-1], old[-1][1]), *space]
    return _flat(words)


def _figures(letters: Letters, rng: random.Random) -> Letters:
    return [(rng.choice("۱۲۳۴۵۶۷۸۹") if one in "۰۱۲۳۴۵۶۷۸۹" else one, at) for one, at in letters]


def _inserted(letters: Letters, rng: random.Random) -> Letters:
    """A few words more in the middle."""
    words = _words(letters)
    words.insert(len(words) // 2, _new(rng.choice(["بنا بر گزارش ناظر ", "در ماه‌های پایانی سال ", "دست‌کم "])))
    return _flat(words)


def _shortened(letters: Letters, rng: random.Random) -> Letters:
    """The first or last third is struck out."""
    words = _words(letters)
    cut = len(words) // 3
    return _flat(words[cut:] if rng.random() < 0.5 else words[: len(words) - cut])


def _same(letters: Letters, rng: random.Random) -> Letters:
    return letters


_SPELLINGS: Final = {
    "half-spaces": _respell({"\u200c": ["", " ", "\u200c"], " ": [" ", " ", " ", "\u200c"]}),
    "ي and ك": _respell({"ی": ["ي", "ی"], "ک": ["ك"], "ه": ["ه", "ه", "ة"]}),
    "digits": _respell({d: [str(n), chr(0x660 + n)] for n, d in enumerate("۰۱۲۳۴۵۶۷۸۹")}),
    "marks": _marks,
    "emoji": _emoji,
    "a word changed": _word,
    "figures changed": _figures,
    "words put in": _inserted,
    "shortened": _shortened,
}
KINDS: Final = (
    "untouched", *_SPELLINGS, "moved paragraph", "moved sentence", "neighbours rewritten", "copied", "deleted",
    "paragraph deleted",
)  # fmt: skip
_GONE: Final = ("deleted", "paragraph deleted")


def edited(seed: int, *, pages: int, notes: int) -> Edited:
    """A dossier of so many pages with so many passages, each edited in one of the ways, all in one revision."""
    rng = random.Random(seed)
    paragraphs = dossier(rng, pages * PAGE)
    old = "\n\n".join(" ".join(sentences) for sentences in paragraphs)
    at, sheets = 0, []
    for sentences in paragraphs:
        sheet = []
        for text in sentences:
            sheet.append([(letter, at + place) for place, letter in enumerate(text)])
            at += len(text) + 1
        at += 1
        sheets.append(sheet)
    kinds: dict[tuple[int, int], str] = {}
    chosen = rng.sample(range(len(sheets)), min(notes, len(sheets)))
    spots: list[tuple[str, int, int]] = []
    for number in range(notes):
        page, kind = chosen[number % len(chosen)], KINDS[number % len(KINDS)]
        line = rng.randrange(len(sheets[page]))
        # A second note on one sentence shares the fate of the first.
        kind = kinds.setdefault((page, line), kind)
        spots.append((kind, *_passage(sheets[page], line, rng)))
    new = _rewritten(sheets, kinds, rng)
    where = {origin: place for place, (_, origin) in enumerate(new) if origin is not None}
    cases = [Case(kind, start, end, _truth(where, start, end, kind)) for kind, start, end in spots]
    return Edited(old, "".join(letter for letter, _ in new), cases)


def _passage(sheet: list[Letters], line: int, rng: random.Random) -> tuple[int, int]:
    """The whole sentence, mostly; or some words of it."""
    letters = sheet[line]
    words = _words(letters)
    if rng.random() < 0.5 and len(words) >= 5:
        first = rng.randrange(len(words) - 3)
        words = words[first : first + rng.randint(3, len(words) - first)]
    start, end = words[0][0][1], words[-1][-1][1]
    assert start is not None
    assert end is not None
    return start, end + 1 - (words[-1][-1][0] == " ")


def _rewritten(sheets: list[list[Letters]], kinds: dict[tuple[int, int], str], rng: random.Random) -> Letters:
    out: list[list[Letters]] = []
    moved: list[list[Letters]] = []
    for page, sheet in enumerate(sheets):
        ways = {line: kinds[page, line] for line in range(len(sheet)) if (page, line) in kinds}
        if "paragraph deleted" in ways.values():
            continue
        lines: list[Letters] = []
        for line, letters in enumerate(sheet):
            way = ways.get(line, "")
            beside = any(ways.get(near) == "neighbours rewritten" for near in (line - 1, line + 1))
            if way == "deleted":
                continue
            if way == "moved sentence":
                moved.append([letters])
            elif beside and not way:
                lines.append(_new(later(rng)))
            else:
                lines.append(_SPELLINGS.get(way, _same)(letters, rng))
            if way == "copied":
                moved.append([_new(later(rng)), _new("".join(one for one, _ in letters)), _new(later(rng))])
        (moved if "moved paragraph" in ways.values() else out).append(lines)
        if rng.random() < 0.1:
            out.append([_new(later(rng)) for _ in range(2)])
    for lines in moved:
        out.insert(rng.randrange(len(out) + 1), lines)
    sheets_out = [_glued(lines, " ") for lines in out if lines]
    return _glued(sheets_out, "\n\n")


def _glued(parts: list[Letters], between: str) -> Letters:
    glued: Letters = []
    for part in parts:
        glued += [*_new(between), *part] if glued else part
    return glued


def _truth(where: dict[int, int], start: int, end: int, kind: str) -> tuple[int, int] | None:
    now = [where[at] for at in range(start, end) if at in where]
    return (min(now), max(now) + 1) if now and kind not in _GONE else None
