"""A passage's two ends carried over to another text, along the chains of what both have in common. Pure."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import Levenshtein

from policy_board.annotations.seeking import Chain, chains
from policy_board.annotations.shadow import Shadow

# The letters next to a passage that tell of its surroundings.
_NEXT_TO: Final = 100
# Before the first and after the last run in common, the passage goes on where letters are at least so alike.
_GOES_ON: Final = 0.4
# What takes the place of changed words is at most so much longer than they were; more has been put in beside them.
_LONGER: Final = 10


@dataclass(frozen=True, slots=True)
class Sighting:
    """Letters `first` to before `last` of a text, for a passage. `likeness`: of the letters, 0 to 1; `agreeing`:
    how many stand in runs in common, the passage's counted twice; `piece`: the unchanged letters that the whole
    passage stands among, `before` of them before it, empty if it was changed itself; `around`: what share of the
    letters next to it agree."""

    first: int
    last: int
    likeness: float
    agreeing: int
    piece: str
    before: int
    around: float

    @property
    def after(self) -> int:
        return len(self.piece) - self.before - (self.last - self.first) if self.piece else 0

    def overlaps(self, other: tuple[int, int]) -> bool:
        """Whether they have half of the shorter one in common."""
        shared = min(self.last, other[1]) - max(self.first, other[0])
        return 2 * shared >= min(self.last - self.first, other[1] - other[0])


def sightings(origin: Shadow, passage: tuple[int, int], target: Shadow, radius: int) -> list[Sighting]:
    """Where in the target the passage of the origin may stand, best first, `radius` letters around it looked at."""
    begin = max(passage[0] - radius, 0)
    window = origin.letters[begin : passage[1] + radius]
    quote = passage[0] - begin, passage[1] - begin
    seen: list[Sighting] = []
    for chain in chains(window, quote, target):
        one = _seen(chain, window, quote, target)
        if one and not any(one.overlaps((other.first, other.last)) for other in seen):
            seen.append(one)
    # Of equals the nearest to where it stood comes first.
    whereabouts = passage[0] / len(origin) * len(target)
    return sorted(seen, key=lambda one: (-one.agreeing, abs(one.first - whereabouts)))


def _seen(chain: Chain, window: str, quote: tuple[int, int], target: Shadow) -> Sighting | None:
    found = _common(chain, *quote)
    reached = chain[0].here < quote[1] and chain[-1].here_end > quote[0]
    if not reached:
        return None
    first = _start(chain, window, quote[0], target.letters)
    last = _end(chain, window, quote[1], target.letters)
    if first >= last:
        return None
    whole = next((run for run in chain if run.here <= quote[0] and quote[1] <= run.here_end), None)
    near = max(quote[0] - _NEXT_TO, 0), min(quote[1] + _NEXT_TO, len(window))
    beside = (near[1] - near[0]) - (quote[1] - quote[0])
    return Sighting(
        first,
        last,
        Levenshtein.normalized_similarity(window[quote[0] : quote[1]], target.letters[first:last]),
        _common(chain, 0, len(window)) + found,
        window[whole.here : whole.here_end] if whole else "",
        quote[0] - whole.here if whole else 0,
        (_common(chain, *near) - found) / beside if beside else 0.0,
    )


def _common(chain: Chain, first: int, last: int) -> int:
    """How many letters of this part of the window stand in runs."""
    return sum(max(min(run.here_end, last) - max(run.here, first), 0) for run in chain)


def _start(chain: Chain, window: str, at: int, letters: str) -> int:
    if at < (run := chain[0]).here:
        reach = min(run.here - at, run.there)
        return run.there - (reach if _alike(window[at : run.here], letters[run.there - reach : run.there]) else 0)
    for run in chain:
        if run.here <= at < run.here_end:
            return run.there + at - run.here
    for run, following in pairwise(chain):
        if at < following.here:
            old, new = window[run.here_end : following.here], letters[run.there_end : following.there]
            whole = at == run.here_end and len(new) <= 1.5 * len(old) + _LONGER
            return run.there_end + (0 if whole else _through(old, new, at - run.here_end))
    return len(letters)


def _end(chain: Chain, window: str, at: int, letters: str) -> int:
    if at > (run := chain[-1]).here_end:
        reach = min(at - run.here_end, len(letters) - run.there_end)
        following = letters[run.there_end : run.there_end + reach]
        return run.there_end + (reach if _alike(window[run.here_end : at], following) else 0)
    for run in chain:
        if run.here < at <= run.here_end:
            return run.there + at - run.here
    for run, following_run in pairwise(chain):
        if at <= following_run.here:
            old, new = window[run.here_end : following_run.here], letters[run.there_end : following_run.there]
            whole = at == following_run.here and len(new) <= 1.5 * len(old) + _LONGER
            return run.there_end + (len(new) if whole else _through(old, new, at - run.here_end))
    return 0


def _alike(old: str, new: str) -> bool:
    return Levenshtein.normalized_similarity(old, new) >= _GOES_ON


def _through(old: str, new: str, at: int) -> int:
    """Where place `at` of the old letters comes to lie in the new ones, by the least edits."""
    for edit in Levenshtein.opcodes(old, new):
        if edit.src_start <= at < edit.src_end:
            return min(edit.dest_start + at - edit.src_start, edit.dest_end)
    return len(new)
