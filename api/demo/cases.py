"""What a demo message is made of, before it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.demo.lines import time_text
from api.demo.stories import Event
from hotline.kit.places import Point
from hotline.messages.rules import WITH_THE_OFFICE

Lines = dict[str, list[str]]

_WITH_THE_CENTRE: Final = frozenset({"ACKNOWLEDGED", "UNDER_INSPECTION"})


@dataclass(frozen=True)
class Kind:
    """A request type as the generator needs it."""

    id: str
    code: str
    kind: str
    ground: str | None
    unit: str | None
    section: str | None
    weight: float


@dataclass(frozen=True)
class City:
    """What demo messages refer to. `sections` maps (district id, section) to a unit."""

    kinds: Sequence[Kind]
    districts: Sequence[tuple[str, int, float, float, float]]
    sections: Mapping[tuple[str, str], str]
    office: str
    centre: str

    def holder(self, state: str, unit: str) -> str:
        """The unit that has a message of that state in hand, where `unit` is to act on it."""
        if state in WITH_THE_OFFICE:
            return self.office
        return self.centre if state in _WITH_THE_CENTRE else unit


@dataclass(slots=True)
class Case:
    """One message as told up to the demo's last moment; `at` in milliseconds since 1970. `leader` is the message
    that it was merged into, `inspector` who is charged with it if anybody is."""

    id: str
    code: str
    at: int
    kind: Kind
    district: str
    unit: str
    point: Point
    leader: "Case | None"
    claimed: bool
    inspector: str
    played: Sequence[Event]
    asked: bool = False
    landline: bool = False

    @property
    def state(self) -> str:
        return self.played[-1].state

    def standing(self, at: int) -> Event:
        """What the timeline last said by that moment."""
        after = (at - self.at) / 1000
        return next((event for event in reversed(self.played) if event.after <= after), self.played[0])

    def when(self, event: Event) -> int:
        """In milliseconds since 1970."""
        return self.at + int(event.after * 1000)

    def time(self, after: float) -> str:
        return time_text(self.at + int(after * 1000))
