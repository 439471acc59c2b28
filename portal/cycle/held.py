"""Who held a message and how long, cycle by cycle, from its custody spans: a table, and the same as a strip."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

Row = Mapping[str, Any]

# The strip's length in its own units, and the least a span is drawn with, so that a minute in a year is seen.
LENGTH: Final = 1000
_LEAST: Final = 4.0
# Parties are told apart by so many colours, over and over.
_COLOURS: Final = 6


@dataclass(frozen=True)
class Held:
    """One party's unbroken hold. `number` names the party within its cycle; `began` and `length` place it on the
    strip."""

    number: int
    unit: Row | None
    person: Row | None
    states: Sequence[str]
    began_at: str
    ended_at: str | None
    seconds: int
    share: float
    began: float
    length: float

    @property
    def colour(self) -> int:
        return (self.number - 1) % _COLOURS


@dataclass(frozen=True)
class Cycle:
    number: int
    seconds: int
    spans: Sequence[Held]


def cycles(custody: Iterable[Row]) -> list[Cycle]:
    """The spans in order, those of one party that follow each other made one. Their shares sum to the cycle's whole
    open life, as custody tiles it (domain §5)."""
    return [_cycle(number, list(spans)) for number, spans in groupby(custody, key=lambda span: span["cycle"])]


def _cycle(number: int, spans: Sequence[Row]) -> Cycle:
    whole = sum(span["seconds"] for span in spans)
    return Cycle(number, whole, list(_held(spans, whole)))


def _held(spans: Sequence[Row], whole: int) -> Iterator[Held]:
    numbers: dict[object, int] = {}
    holds = [list(hold) for _, hold in groupby(spans, key=_party)]
    drawn = [max(LENGTH * _sum(hold) / whole, _LEAST) if whole else LENGTH / len(holds) for hold in holds]
    began, scale = 0.0, LENGTH / sum(drawn)
    for hold, length in zip(holds, drawn, strict=True):
        first, last, seconds = hold[0], hold[-1], _sum(hold)
        yield Held(
            number=numbers.setdefault(_party(first), len(numbers) + 1),
            unit=first["unit"],
            person=first["person"],
            states=list(dict.fromkeys(span["state"] for span in hold)),
            began_at=first["beganAt"],
            ended_at=last["endedAt"],
            seconds=seconds,
            share=seconds / whole if whole else 0.0,
            began=round(began, 2),
            length=round(length * scale, 2),
        )
        began += length * scale


def _party(span: Row) -> object:
    return span["unit"] and span["unit"]["nameEn"], span["person"] and span["person"]["name"]


def _sum(hold: Iterable[Row]) -> int:
    return sum(span["seconds"] for span in hold)
