"""A timeline in parts, so that a storm's callers do not bury what was done."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

Entry = Mapping[str, Any]

# So many in a row are told as one.
_MANY: Final = 3
_ALIKE: Final = frozenset({"JOINED"})


def parts(entries: Iterable[Entry]) -> Iterator[Sequence[Entry]]:
    """The entries in order: each alone, but a run of messages that joined together."""
    for kind, run in groupby(entries, key=lambda entry: entry["kind"]):
        some = list(run)
        if kind in _ALIKE and len(some) >= _MANY:
            yield some
        else:
            yield from ([entry] for entry in some)
