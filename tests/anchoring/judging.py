"""What became of passages whose place after an edit is known."""

import csv
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from pathlib import Path
from random import Random
from typing import Final

from policy_board.annotations.anchoring import Anchoring, Found, Place, follow, place, select
from policy_board.annotations.shadow import Shadow
from tests.anchoring.editing import Case, Edited
from tests.anchoring.writing import dossier

HERE: Final = Path(__file__).parent
# What is found and what is meant have most letters in common.
_AGREE: Final = 0.6
OUTCOMES: Final = ("right", "wrong", "ambiguous", "orphaned")


def outcome(case: Case, found: Found) -> str:
    """`right` also for a passage that is gone and said to be; `wrong` for any that is put on other words."""
    if found.place is None:
        gone = found.anchoring is Anchoring.ORPHANED and case.truth is None
        return "right" if gone else found.anchoring.lower()
    return "right" if case.truth and _agreement(case.truth, found.place) >= _AGREE else "wrong"


def _agreement(truth: tuple[int, int], found: Place) -> float:
    shared = min(truth[1], found.end) - max(truth[0], found.start)
    return max(shared, 0) / (max(truth[1], found.end) - min(truth[0], found.start))


def followed(edited: Edited) -> list[tuple[Case, Found]]:
    """As a new revision is: with the old text at hand."""
    old, new = Shadow(edited.old), Shadow(edited.new)
    return [(case, follow(old, case.start, case.end, new)) for case in edited.cases]


def by_selector(edited: Edited) -> list[tuple[Case, Found]]:
    """By the quote and what stands next to it alone."""
    new = Shadow(edited.new)
    return [(case, place(select(edited.old, case.start, case.end), new)) for case in edited.cases]


def naively(edited: Edited) -> list[tuple[Case, Found]]:
    """By the quote alone: its first occurrence, else where difflib finds most of it in one piece."""
    return [(case, _naive(edited.old[case.start : case.end], edited.new)) for case in edited.cases]


def _naive(quote: str, text: str) -> Found:
    start = text.find(quote)
    if start < 0:
        match = SequenceMatcher(None, text, quote, autojunk=False).find_longest_match()
        if 2 * match.size < len(quote):
            return Found(Anchoring.ORPHANED)
        start = max(match.a - match.b, 0)
    return Found(Anchoring.FUZZY, Place(start, start + len(quote), 1.0))


def tally(results: Iterable[tuple[Case, Found]]) -> dict[str, Counter[str]]:
    """Outcomes by kind of edit, in the order in which kinds are met."""
    table: dict[str, Counter[str]] = {}
    for case, found in results:
        table.setdefault(case.kind, Counter())[outcome(case, found)] += 1
    return table


def by_hand() -> list[Edited]:
    """The passages judged by hand: ⟦⟧ stands around the passage before, and around where it is after; nowhere if it
    is no more. ¶ parts paragraphs. Each stands in a report of its own, of which the rest is unchanged."""
    with (HERE / "passages.csv").open(encoding="utf-8", newline="") as file:
        return [_edited(number, row) for number, row in enumerate(csv.DictReader(file))]


def _edited(number: int, row: dict[str, str]) -> Edited:
    rest = ["\n\n".join(map(" ".join, dossier(Random(2 * number + half), 4000))) for half in (0, 1)]
    before, after = (
        "\n\n".join([rest[0], row[side].replace("¶", "\n\n"), rest[1]]).strip() for side in ("before", "after")
    )
    passage, truth = _marked(before), _marked(after)
    assert passage, row
    old, new = (text.replace("⟦", "").replace("⟧", "") for text in (before, after))
    return Edited(old, new, [Case(row["kind"], *passage, truth)])


def _marked(text: str) -> tuple[int, int] | None:
    start = text.find("⟦")
    return (start, text.index("⟧") - 1) if start >= 0 else None
