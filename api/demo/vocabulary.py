"""What the demo's citizens and staff say: phrases with their blanks filled in, masked as any message is."""

import csv
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from hotline.kit.masking import mask

_HERE: Final = Path(__file__).parent
# Renderings of each phrase: enough that a page of the queue does not repeat itself.
_RENDERINGS: Final = 12
# Which of the notes on closing, by their place in words.toml, fit which outcome.
_CLOSING: Final[Mapping[str, Sequence[int]]] = {
    "SATISFIED": (0, 5),
    "ANSWERED": (1, 4, 5),
    "UNREACHABLE": (2,),
    "NOT_NEEDED": (3,),
    "DISMISSED": (5,),
    "UNSATISFIED": (5,),
}


@dataclass(frozen=True)
class Vocabulary:
    """`bodies` holds (as said, masked) by request type; `notes` the timeline's notes by kind, those on
    closing by outcome."""

    bodies: Mapping[str, Sequence[tuple[str, str]]]
    notes: Mapping[str, Sequence[str]]
    special_reasons: Sequence[str]
    streets: Sequence[str]
    alleys: Sequence[str]
    given_names: Sequence[str]
    family_names: Sequence[str]


def vocabulary(seed: int) -> Vocabulary:
    """All of it, the same for the same seed."""
    words = tomllib.loads((_HERE / "words.toml").read_text("utf-8"))
    random = Random(f"words {seed}")
    bodies: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with (_HERE / "phrases.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for said in {_filled(row["body_fa"], words, random): None for _ in range(_RENDERINGS)}:
                bodies[row["request_type"]].append((said, mask(said)))
    notes: dict[str, Sequence[str]] = dict(words["notes"])
    for outcome, places in _CLOSING.items():
        notes[f"CLOSED_{outcome}"] = [notes["CLOSED"][place] for place in places]
    return Vocabulary(
        bodies,
        notes,
        *(words[name] for name in ("special_reasons", "streets", "alleys", "given_names", "family_names")),
    )


def phone(random: Random) -> str:
    """A mobile number of a range that no operator has."""
    return f"0999{random.randrange(10_000_000):07}"


def landline(random: Random) -> str:
    """A number in Isfahan that no subscriber has."""
    return f"0310{random.randrange(10_000_000):07}"


def _filled(phrase: str, words: Mapping[str, Sequence[str]], random: Random) -> str:
    return phrase.format(
        street=random.choice(words["streets"]),
        alley=random.choice(words["alleys"]),
        landmark=random.choice(words["landmarks"]),
        since=random.choice(words["since"]),
        phone=phone(random),
        plate=f"{random.randint(11, 99)}ب{random.randint(111, 999)}ایران{random.choice((13, 23, 43, 53))}",
    )
