"""The clocks of a demo message: what its timeline makes of them, as of any message (domain §4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from api.demo import stories
from api.demo.lines import NULL
from hotline.city.reference import Policy
from hotline.clocks.computing import clocks_of
from hotline.clocks.measuring import ClockValue
from hotline.clocks.standing import Standing, row_of
from hotline.clocks.story import Event
from hotline.follow_ups.tables import FollowUpKind
from hotline.kit.workdays import Calendar
from hotline.messages.tables import MessageState

# In the order in which `line` writes them.
COLUMNS: Final = (
    "id",
    "message_id",
    "obligation",
    "cycle",
    "policy_id",
    "state",
    "started_at",
    "due_at",
    "met_at",
    "breached_at",
    "target_seconds",
    "working_hours",
    "paused_seconds",
    "paused_since",
    "paused_because",
    "cancelled_because",
    "rung",
    "next_rung_at",
)
Facts = Mapping[str, object]

_START: Final = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS: Final = {kind.value: kind for kind in FollowUpKind}
_STATES: Final = {state.value: state for state in MessageState}
# What a demo's clocks make nothing of, in whatever state it comes.
_SILENT: Final = frozenset(
    {"DISPATCHED", "ACKNOWLEDGED", "CALLED_AGAIN", "FOLLOWED", "OBJECTION_TAKEN_UP", "RULED"}
)
# Within one timeline; no story is as long.
_IDS: Final = [UUID(int=number) for number in range(1000)]
_NOBODY: Final = _IDS[0]


@dataclass(frozen=True)
class Promises:
    """What the demo's messages are held to, and as of when."""

    policies: Sequence[Policy]
    calendar: Calendar
    until: datetime

    def of(
        self, at: int, played: Sequence[stories.Event], facts: Iterable[Mapping[str, object]]
    ) -> list[ClockValue]:
        """The clocks of a story that began `at`, in milliseconds since 1970; `facts` are the events'. What
        the clocks would not read is not shown to them."""
        events = []
        for id_, event, known in zip(_IDS, played, facts, strict=False):
            if event.kind in _SILENT:
                continue
            when = _START + timedelta(milliseconds=at + int(event.after * 1000))
            kind, state = _KINDS[event.kind], _STATES[event.state]
            events.append(Event(id_, kind, event.cycle, state, when, when, known))
        return clocks_of(events, self.policies, self.calendar, self.until)

    def line(self, clock: ClockValue, id_: str, message_id: str) -> str:
        """The clock's row for COPY. Rungs that were due before the demo's last moment have fired."""
        reached = clock.reached(self.until)
        row = row_of(Standing(_NOBODY, _NOBODY, reached[-1].percent if reached else 0, clock))
        told = {**row, "id": id_, "message_id": message_id}
        return "\t".join(NULL if (value := told[column]) is None else str(value) for column in COLUMNS)
