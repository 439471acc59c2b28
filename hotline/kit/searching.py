"""Search: what a message is found by, and what a question looks for, as PostgreSQL's `tsvector` and `tsquery`.

Its own parsers know no Persian, so both are made here, in one way: letters and digits folded (`kit/text.py`), light
stems, and neighbours joined, since «پیاده‌رو», «پیاده رو» and «پیادهرو» are one word to whoever writes them. A slip
of the finger is forgiven by leaving out each letter in turn: two words one slip apart then have a form in common.
Many short words are one letter apart, so it is forgiven only a word that no message the viewer may see has as it is
written: were it any message at all, a search would tell of the others.

`python -m tests.search` measures how well this finds; docs/search.md has the figures, and what else was measured.
"""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from hotline.kit.numbering import InvalidTrackingCode, read_tracking_code
from hotline.kit.refusals import Refusal
from hotline.kit.text import clean, fold

LIMIT: Final = 200
# Whether the row `{t}` is found by the question `{v}`; `{seen}` says which rows `s` the viewer may see. Planned as
# if all rows were wanted (MATERIALIZED), or a word that nobody has said might be looked for without the index.
FINDS: Final = """
{t}.found_by @@ (
    SELECT string_agg(CASE WHEN EXISTS (
            WITH found AS MATERIALIZED
                (SELECT 1 FROM message s WHERE ({seen}) AND s.found_by @@ word.said::tsquery)
            SELECT FROM found
        ) THEN word.said ELSE word.meant END, ' & ')::tsquery
    FROM json_to_recordset({v}) word (said text, meant text))
"""

# Grammar, greetings, and the endings that a half-space sets apart from their word; as `fold` writes them.
_SILENT: Final = frozenset(
    [
        "و",
        "در",
        "از",
        "به",
        "با",
        "را",
        "که",
        "تا",
        "این",
        "ان",
        "هر",
        "هم",
        "یا",
        "نه",
        "ما",
        "من",
        "شما",
        "او",
        "ای",
        "ی",
        "ها",
        "های",
        "هایی",
        "هایم",
        "هایت",
        "هایش",
        "هایمان",
        "هایتان",
        "هایشان",
        "ام",
        "ات",
        "اش",
        "اند",
        "ایم",
        "اید",
        "مان",
        "تان",
        "شان",
        "تر",
        "ترین",
        "می",
        "نمی",
        "است",
        "هست",
        "هستم",
        "هستند",
        "نیست",
        "بود",
        "شد",
        "شده",
        "شود",
        "باشد",
        "برای",
        "یک",
        "چه",
        "چرا",
        "لطفا",
        "سلام",
    ]
)
# What masking put in place of personal data is nothing that anybody said.
_MASKED: Final = re.compile("⟦[^⟧]*⟧")
_BREAK: Final = re.compile(r"[^\w\s]+")
_WORD: Final = re.compile(r"[^\W\d_]+|\d+")
# What is left must still be a word. The «ان» of a place, as in «خیابان» and «بیمارستان», is no plural.
_ENDING: Final = re.compile(
    "(?<=..)(?:ها(?:ی(?:ی|م|ت|ش|مان|تان|شان)?)?)$"
    "|(?<=...)(?:ترین|تر|ی)$"
    "|(?<=..ه)(?:مان|تان|شان|ام|ات|اش|اند|ای)$"
    "|(?<=....)(?:(?<!ست|اب)(?<!م)ان|ات|ند)$"
)
# A slip in a shorter word makes another word; nobody searches by a longer one.
_SLIPS: Final = range(4, 17)
_LONGEST: Final = 40


class NothingSought(Refusal):
    """No word to look for: an empty search must never mean everything."""

    code, sentence, status = "NOTHING_SOUGHT", "Write at least one word to look for, besides small ones.", 400


def found_by(text: str, code: str) -> str:
    """What a message is found by: its masked text's words and its tracking code, as a `tsvector`'s text."""
    return f"'{code}' {vector(text)}"


def vector(text: str) -> str:
    """The words of a text in all the forms in which they may be sought, as a `tsvector`'s text."""
    terms = set()
    for words in _runs(text):
        for place in _heard(words):
            stem = _stem(words[place])
            terms |= {stem, *(f"~{slip}" for slip in _slips(stem))}
        terms |= {joined for *_, joined in _neighbours(words)}
    return " ".join(f"'{term}'" for term in sorted(terms))


def sought(text: str) -> str:
    """What a question looks for, as JSON for `FINDS`: for each word what it may stand as and what it may be meant
    as, both a `tsquery`'s text; or the tracking code that the question is.

    Raises `NothingSought` and the refusals of `clean`.
    """
    text = clean(text, limit=LIMIT, path="text")
    try:
        wanted = [({read_tracking_code(text)}, set[str]())]
    except InvalidTrackingCode:
        wanted = [forms for words in _runs(text) for forms in _forms(words)]
    if not wanted:
        raise NothingSought("text")
    return json.dumps([{"said": _any(said), "meant": _any(said | slips)} for said, slips in wanted])


def _forms(words: list[str]) -> Iterator[tuple[set[str], set[str]]]:
    """For each word what it stands as, its stem or joined to a neighbour, and what has a slip in common with it."""
    joined = [(places, term) for *places, term in _neighbours(words)]
    for place in _heard(words):
        stem = _stem(words[place])
        slips = _slips(stem)
        near = {f"~{slip}" for slip in (stem, *slips)} | {slip for slip in slips if len(slip) in _SLIPS}
        yield {stem, *(term for places, term in joined if place in places)}, near


def _any(forms: set[str]) -> str:
    return " | ".join(f"'{form}'" for form in sorted(forms)).join("()")


def _runs(text: str) -> Iterator[list[str]]:
    """The folded words between two marks of punctuation."""
    for run in _BREAK.split(fold(_MASKED.sub(".", text))):
        yield [word[:_LONGEST] for word in _WORD.findall(run)]


def _heard(words: list[str]) -> list[int]:
    """The places of the words that mean something by themselves."""
    return [at for at, word in enumerate(words) if word not in _SILENT and (len(word) > 1 or word.isdigit())]


def _neighbours(words: list[str]) -> Iterator[tuple[int, int, str]]:
    """Two places and the stem of their words written as one, an «و» between them included."""
    for first, second in pairwise(_heard(words)):
        between, compound = words[first + 1 : second], "".join(words[first : second + 1])
        if between in ([], ["و"]) and compound.isalpha():
            yield first, second, _stem(compound)


def _stem(word: str) -> str:
    """The word without the endings of plurals, possession and ezafe. Meant to be equal, not to be right."""
    while (shorter := _ENDING.sub("", word)) != word:
        word = shorter
    return word


def _slips(stem: str) -> set[str]:
    """The stem with each of its letters left out; none where a slip is not forgiven."""
    if len(stem) not in _SLIPS or stem.isdigit():
        return set()
    return {stem[:at] + stem[at + 1 :] for at in range(len(stem))}
