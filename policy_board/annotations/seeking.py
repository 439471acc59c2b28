"""Where a window of letters may stand in another text: chains of runs that both have in common, best first.

Runs of `GRAM` letters are looked up rarest first and grow as far as both texts agree; runs that follow each other
in both, with little between them, join to a chain. Genomes are aligned in this way (seed, chain, extend), and for
the same reason: the text is long, windows are many, and what was edited is unknown. Pure.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import Levenshtein, Postfix, Prefix

from policy_board.annotations.shadow import GRAM, Shadow

# Looked up in the whole text for one window: the rarest first, so that a sentence which stands on every page costs
# nothing; around a place that is found all that agrees is looked at.
_MOST_HITS: Final = 200
_MOST_CHAINS: Final = 6
# What a break between two runs costs, in letters: so much for any, so much for each letter put in or left out.
_BREAK: Final = 2.0
_SLIP: Final = 0.15


@dataclass(frozen=True, slots=True)
class Run:
    """`length` letters that stand at `here` in the window and at `there` in the text."""

    here: int
    there: int
    length: int

    @property
    def here_end(self) -> int:
        return self.here + self.length

    @property
    def there_end(self) -> int:
        return self.there + self.length


Chain = list[Run]
# Diagonal, beginning and end in the window of letters in common.
Hit = tuple[int, int, int]


def chains(window: str, quote: tuple[int, int], text: Shadow) -> list[Chain]:
    """The likeliest places of a window in the text, best first. `quote` is what of the window is sought: wherever
    it stands whole is a place, however common its letters are."""
    rough = _chained(window, quote, _hits(window, quote, text), text.letters)
    return [
        chain
        for place in rough
        for chain in _chained(window, quote, _near(window, place, text.letters), text.letters, most=1)
    ]


def _chained(
    window: str, quote: tuple[int, int], hits: Iterator[Hit], letters: str, most: int = _MOST_CHAINS
) -> list[Chain]:
    runs = _grown(window, hits, letters)
    scores, before = _linked(runs, quote, len(window))
    found: list[Chain] = []
    taken: set[int] = set()
    for last in sorted(range(len(runs)), key=scores.__getitem__, reverse=True):
        chain, at = [], last
        while at >= 0 and at not in taken:
            chain.append(runs[at])
            taken.add(at)
            at = before[at]
        if chain:
            found += (_parted(part, quote) for part in _told_apart(chain[::-1], quote))
        if len(found) >= most:
            break
    return found


def _hits(window: str, quote: tuple[int, int], text: Shadow) -> Iterator[Hit]:
    """What both have in common by the index of the whole text."""
    left = _MOST_HITS
    there = text.letters.find(window[quote[0] : quote[1]])
    while there >= 0 and left > 0:
        yield there - quote[0], quote[0], quote[1]
        left -= 1
        there = text.letters.find(window[quote[0] : quote[1]], there + 1)
    grams = ((here, window[here : here + GRAM]) for here in range(len(window) - GRAM + 1))
    known = [(len(text.index[gram]), here, gram) for here, gram in grams if gram in text.index]
    left = _MOST_HITS
    for count, here, gram in sorted(known):
        left -= count
        if left < 0:
            return
        for there in text.index[gram]:
            yield there - here, here, here + GRAM


def _near(window: str, chain: Chain, letters: str) -> Iterator[Hit]:
    """What both have in common where a chain lies: by the least edits, and what was looked up already."""
    yield from ((run.there - run.here, run.here, run.here_end) for run in chain)
    first = max(chain[0].there - chain[0].here, 0)
    last = chain[-1].there_end + len(window) - chain[-1].here_end
    for block in Levenshtein.editops(window, letters[first:last]).as_matching_blocks():
        if block.size >= GRAM - 1:
            yield block.b + first - block.a, block.a, block.a + block.size


def _grown(window: str, hits: Iterator[Hit], letters: str) -> list[Run]:
    """Each hit as far as both texts agree around it, in the order of the text."""
    runs: list[Run] = []
    diagonal, done = None, 0
    for shift, start, end in sorted(hits):
        if shift == diagonal and end <= done:
            continue
        start -= Postfix.similarity(window[:start], letters[max(shift, 0) : start + shift])
        end += Prefix.similarity(window[end:], letters[end + shift : len(window) + shift])
        diagonal, done = shift, end
        runs.append(Run(start, start + shift, end - start))
    return sorted(runs, key=lambda run: (run.there, run.here))


def _linked(runs: list[Run], quote: tuple[int, int], reach: int) -> tuple[list[float], list[int]]:
    """For each run the score of the best chain that ends in it, and the run before it there, or -1. Letters of the
    quote count twice."""
    alone = [run.length + max(min(run.here_end, quote[1]) - max(run.here, quote[0]), 0) for run in runs]
    scores = [float(score) for score in alone]
    before = [-1] * len(runs)
    starts = [run.there for run in runs]
    for at, run in enumerate(runs):
        for other in range(bisect_left(starts, run.there - 2 * reach), at):
            prior = runs[other]
            if prior.here >= run.here or prior.there >= run.there:
                continue
            shared = max(prior.here_end - run.here, prior.there_end - run.there, 0)
            slip = abs((run.there - run.here) - (prior.there - prior.here))
            score = scores[other] + alone[at] - shared - _BREAK - _SLIP * slip
            if shared < run.length and score > scores[at]:
                scores[at], before[at] = score, other
    return scores, before


def _told_apart(chain: Chain, quote: tuple[int, int]) -> Iterator[Chain]:
    """Two places where the quote stands whole in two runs: text was put in that ends, or begins, with its words."""
    begin = 0
    for at, (prior, run) in enumerate(pairwise(chain), 1):
        if run.here <= quote[0] and quote[1] <= prior.here_end:
            yield chain[begin:at]
            begin = at
    yield chain[begin:]


def _parted(chain: Chain, quote: tuple[int, int]) -> Chain:
    """The chain with no letter of either text in two of its runs. Where letters go with either, since what was put
    in begins as what follows it does, an end of the quote parts them."""
    parted = chain[:1]
    for run in chain[1:]:
        prior = parted[-1]
        shared = max(prior.here_end - run.here, prior.there_end - run.there, 0)
        if prior.there - prior.here < run.there - run.here:
            for end in quote:
                if max(run.here, prior.here) < end < min(prior.here_end, run.here_end):
                    parted[-1] = Run(prior.here, prior.there, end - prior.here)
                    shared = end - run.here
        if shared < run.length:
            parted.append(Run(run.here + shared, run.there + shared, run.length - shared))
    return parted
