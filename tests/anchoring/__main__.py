"""`python -m tests.anchoring [SEEDS]`: how surely passages are found again after an edit, by kind of edit; every
one that was put on other words; and what it costs beside difflib."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from time import process_time

from policy_board.annotations.anchoring import Found
from tests.anchoring.editing import Case, Edited, edited
from tests.anchoring.judging import OUTCOMES, by_hand, by_selector, followed, naively, outcome, tally

PAGES, NOTES = 50, 500
# difflib takes a minute for what it is measured on, so it does a part.
NAIVE = 25


def main(seeds: int) -> None:
    judged, dossiers = by_hand(), [edited(seed, pages=PAGES, notes=NOTES) for seed in range(seeds)]
    _table("Judged by hand, the old text at hand", judged, followed)
    _table("The same by quote, prefix and suffix alone", judged, by_selector)
    _table("The same by difflib", judged, naively)
    _table(
        f"{seeds} dossiers of {PAGES} pages with {NOTES} notes, nearly all of them on edited words",
        dossiers,
        followed,
    )
    some = dossiers[0]
    ours = _seconds(some, followed)
    sample = Edited(some.old, some.new, some.cases[:NAIVE])
    theirs = _seconds(sample, naively) * NOTES / NAIVE
    print(
        f"{NOTES} notes on {PAGES} pages: {ours:.2f} s; difflib {theirs:.1f} s, {theirs / ours:.0f} times as long"
    )


def _table(title: str, texts: Iterable[Edited], way: Callable[[Edited], list[tuple[Case, Found]]]) -> None:
    results = [(text, case, found) for text in texts for case, found in way(text)]
    counts = tally((case, found) for _, case, found in results)
    print(f"{title:44}" + "".join(f"{name:>11}" for name in OUTCOMES))
    for kind, some in {**counts, "all": sum(counts.values(), Counter())}.items():
        print(
            f"  {kind:42}"
            + "".join(f"{some[name]:11}" for name in OUTCOMES)
            + f"{some['right'] / some.total():8.1%}"
        )
    for text, case, found in results:
        if outcome(case, found) == "wrong" and found.place and way is followed:
            meant = text.new[slice(*case.truth)] if case.truth else "gone"
            said = f"{found.anchoring} {found.place.confidence:.2f}"
            print(f"  {case.kind}, {said}: «{text.old[case.start : case.end]}»")
            print(f"    on «{text.new[found.place.start : found.place.end]}», meant: «{meant}»")
    print()


def _seconds(text: Edited, way: Callable[[Edited], list[tuple[Case, Found]]]) -> float:
    began = process_time()
    way(text)
    return process_time() - began


main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
