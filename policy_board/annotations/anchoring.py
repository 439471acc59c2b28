"""Re-anchoring: where a passage of one text stands in another, and how sure that is. Pure.

A passage is sought with what stands around it. The places where that may be are found by the letters that both
texts have in common (`seeking.py`, over the texts' shadows); its two ends are carried over along the chain of what
agrees (`carrying.py`); and a place is believed only when

- its words are those of the passage (likeness), or its surroundings vouch for a passage too short to tell;
- it **leads back home**: sought in the old text in turn, it is that very passage and not another one like it, whose
  place it then is (a sentence that stood twice, of which one was struck out; two rows that differ in a figure);
- no other place is nearly as good. Where two are, more of the surroundings is looked at; where that does not part
  them, nobody guesses.

What is not believed is AMBIGUOUS, with the places to choose from, or ORPHANED: a note is never put on other words
than its own without saying so. `python -m tests.anchoring` measures it.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final
from unicodedata import combining

from rapidfuzz.distance import Levenshtein

from policy_board.annotations.carrying import Sighting, sightings
from policy_board.annotations.shadow import Shadow

# Characters kept on either side of a quote, in the selector and first looked at.
CONTEXT: Final = 100
# How many letters around a passage are looked at; more, while two places look alike.
_RADII: Final = (CONTEXT, 4 * CONTEXT, 16 * CONTEXT)
# A place whose letters are less like the passage's than this has other words.
_LIKE: Final = 0.4
# So many letters in one piece tell by themselves; a shorter or changed passage needs its surroundings.
_TELLING: Final = 40
# What of the surroundings must agree for them to vouch: one side; for a passage that stands elsewhere too, or of
# which less than half is left, most of both.
_VOUCHING, _SURELY = 0.5, 0.75
# One place is clearly better when it has so much more in common: of its letters, at least and at most.
_CLEARLY, _FEW, _MANY = 0.2, 8, 40
# So many doubtful places are named to choose from.
_CANDIDATES: Final = 3
_ZWNJ: Final = "\u200c"
# Between two blocks of a text.
_BLOCKS: Final = "\n\n"
# Surroundings lost cost a fifth of the confidence.
_SURROUNDINGS: Final = 0.2


class Anchoring(StrEnum):
    """How a passage was found: where it stood; its words elsewhere, or spelled otherwise; its words changed; one of
    several places, or a doubtful one; not at all."""

    EXACT = "EXACT"
    SHIFTED = "SHIFTED"
    FUZZY = "FUZZY"
    AMBIGUOUS = "AMBIGUOUS"
    ORPHANED = "ORPHANED"


@dataclass(frozen=True, slots=True)
class Selector:
    """A passage as W3C Web Annotation describes it: quoted, with what stands before and after, and by position in
    code points."""

    quote: str
    prefix: str
    suffix: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """`start` to `end` in code points; `confidence` from 0 to 1."""

    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Found:
    """The place is None exactly when AMBIGUOUS or ORPHANED; `candidates` are then where it might be, best first."""

    anchoring: Anchoring
    place: Place | None = None
    candidates: tuple[Place, ...] = ()


def select(text: str, start: int, end: int) -> Selector:
    """The selector of a passage of the text."""
    return Selector(text[start:end], text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT], start, end)


def place(selector: Selector, target: Shadow) -> Found:
    """Where it stands in a text, when the text it was made on is not at hand: what it tells of it must do."""
    known, start = selector.prefix + selector.quote + selector.suffix, len(selector.prefix)
    return follow(Shadow(known), start, start + len(selector.quote), target, was=selector.start)


def follow(origin: Shadow, start: int, end: int, target: Shadow, *, was: int | None = None) -> Found:
    """Where the passage of one text stands in another. `was` is where it stood, if not at `start` of the origin."""
    home = origin.of(start, end)
    if home[0] == home[1]:
        return Found(Anchoring.ORPHANED)
    quote, was = origin.text[start:end], start if was is None else was
    possible: list[Sighting] = []
    for radius in _RADII:
        if sighting := _unchanged(origin, home, target, radius):
            return _placed(sighting, quote, was, target)
        possible, surely = _possible(origin, home, target, radius)
        if not possible:
            return Found(Anchoring.ORPHANED)
        best, *rivals = possible
        if any(_is_better(rival, best) for rival in rivals):
            # Its words stand in one place, its surroundings in another: no looking further settles that.
            break
        if surely and not rivals:
            if not _is_vouched_for(best, home, origin, target, looked_further=radius > CONTEXT):
                break
            return _placed(best, quote, was, target)
    return Found(
        Anchoring.AMBIGUOUS, candidates=tuple(_place(one, quote, target) for one in possible[:_CANDIDATES])
    )


def _possible(
    origin: Shadow, home: tuple[int, int], target: Shadow, radius: int
) -> tuple[list[Sighting], bool | None]:
    """The best place that may be the passage's, with those that are nearly as good; and whether it leads home."""

    def leads(one: Sighting) -> bool | None:
        return _leads_home(one, target, home, origin, radius)

    seen = [one for one in sightings(origin, home, target, radius) if one.likeness >= _LIKE]
    for at, one in enumerate(seen):
        surely = leads(one)
        if surely is not False:
            near = (other for other in seen[at + 1 :] if not _is_clear_of(one, other))
            rivals = [other for other in near if leads(other) is not False]
            return [one, *rivals], surely
    return [], False


def _unchanged(origin: Shadow, home: tuple[int, int], target: Shadow, radius: int) -> Sighting | None:
    """The one place where the passage stands with its surroundings as they were; most passages are never edited."""
    before = min(radius, home[0])
    window = origin.letters[home[0] - before : home[1] + radius]
    if len(window) < _TELLING and origin.letters != target.letters:
        return None
    if not _is_single(window, target) or not _is_single(window, origin):
        return None
    first = target.letters.index(window) + before
    return Sighting(first, first + home[1] - home[0], 1.0, len(window), window, before, 1.0)


def _leads_home(
    sighting: Sighting, target: Shadow, home: tuple[int, int], origin: Shadow, radius: int
) -> bool | None:
    """Whether what stands there, sought in the old text, is the passage; None if it might be another as well."""
    back = sightings(target, (sighting.first, sighting.last), origin, radius)
    at_home = [one for one in back if one.overlaps(home)]
    if not at_home:
        return False
    elsewhere = [one for one in back if not one.overlaps(home) and one.likeness >= _LIKE]
    if any(_is_better(other, at_home[0]) for other in elsewhere):
        return False
    return (
        all(_is_better(at_home[0], other) and not _reaches_past(other, at_home[0]) for other in elsewhere) or None
    )


def _reaches_past(other: Sighting, one: Sighting) -> bool:
    """Two passages alike, the text between them struck out: what is left has one's before and the other's after."""
    return max(other.before - one.before, other.after - one.after) >= _TELLING


def _is_clear_of(one: Sighting, other: Sighting) -> bool:
    return one.around >= _VOUCHING and _has_more(one, other) and not _is_better(other, one)


def _is_better(one: Sighting, other: Sighting) -> bool:
    """What is whole tells more than parts do: a sentence that moved is not one like it among its old neighbours."""
    more = len(one.piece) - len(other.piece)
    if max(len(one.piece), len(other.piece)) >= _TELLING and abs(more) >= _FEW:
        return more > 0
    return _has_more(one, other)


def _has_more(one: Sighting, other: Sighting) -> bool:
    return one.agreeing - other.agreeing >= min(max(_CLEARLY * one.agreeing, _FEW), _MANY)


def _is_vouched_for(
    sighting: Sighting, home: tuple[int, int], origin: Shadow, target: Shadow, *, looked_further: bool
) -> bool:
    """By the unchanged piece that it is part of, if there is no second such piece; or by what stands around it."""
    alone = _is_single(origin.letters[home[0] : home[1]], origin)
    enough = _TELLING if alone else 2 * _TELLING
    single = _is_single(sighting.piece, origin) and _is_single(sighting.piece, target)
    if len(sighting.piece) >= enough and single and (alone or not looked_further):
        return True
    return sighting.around >= (_VOUCHING if alone and sighting.likeness >= _VOUCHING else _SURELY)


def _is_single(letters: str, text: Shadow) -> bool:
    return text.letters.count(letters) == 1


def _placed(sighting: Sighting, quote: str, was: int, target: Shadow) -> Found:
    place = _place(sighting, quote, target)
    if sighting.likeness < 1:
        return Found(Anchoring.FUZZY, place)
    as_it_was = place.start == was and target.text[place.start : place.end] == quote
    return Found(Anchoring.EXACT if as_it_was else Anchoring.SHIFTED, place)


def _place(sighting: Sighting, quote: str, target: Shadow) -> Place:
    start, end = target.passage(sighting.first, sighting.last)
    if sighting.likeness < 1:
        edges = _edge(target.text, start), _edge(target.text, end)
        start, end = edges if edges[0] < edges[1] else (start, end)
        if _BLOCKS not in quote:
            # What stands in the next paragraph may be beside the passage.
            whole = target.text[start:end]
            part = max([whole, *whole.split(_BLOCKS)], key=partial(Levenshtein.normalized_similarity, quote))
            start = target.text.index(part, start)
            end = start + len(part)
    confidence = sighting.likeness * (1 - _SURROUNDINGS * (1 - sighting.around))
    return Place(start, end, round(confidence, 3))


def _edge(text: str, at: int) -> int:
    """The nearest edge of a word: an edit within a word leaves no mark that begins in the middle of it."""
    before = after = at
    while 0 < before < len(text) and _in_word(text[before - 1]) and _in_word(text[before]):
        before -= 1
    while 0 < after < len(text) and _in_word(text[after - 1]) and _in_word(text[after]):
        after += 1
    return before if at - before <= after - at else after


def _in_word(character: str) -> bool:
    return character.isalnum() or character == _ZWNJ or combining(character) > 0
