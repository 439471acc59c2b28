"""The clocks of a demo message: worked out of its story, as its rows would have been (domain §4)."""

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from api.demo.stories import Event

_ENDED: Final = frozenset({"CLOSED", "REJECTED", "MERGED"})


class Targets(Protocol):
    """What the policy asks for a request type, in minutes, and whether it is urgent."""

    @property
    def ground(self) -> str | None: ...
    @property
    def first_action(self) -> int: ...
    @property
    def feedback(self) -> int: ...
    @property
    def resolution(self) -> int: ...


class Clock(NamedTuple):
    """Times are in seconds from registration."""

    obligation: str
    cycle: int
    state: str
    started: float
    due: float
    met: float | None
    paused_since: float | None = None
    paused_because: str | None = None


def clocks_of(played: Sequence[Event], targets: Targets, *, claimed: bool, end: float) -> list[Clock]:
    """Every clock that has started by `end`, cycle by cycle."""
    clocks: list[Clock] = []
    for cycle in range(1, played[-1].cycle + 1):
        own = [event for event in played if event.cycle == cycle]
        last = own[-1] if cycle < played[-1].cycle else played[-1]
        # Reopened, the clock starts at the objection, which closed the cycle before (domain §4).
        start = 0.0 if cycle == 1 else _at(played, "OBJECTED", cycle - 1) or own[0].after
        acted = _at(own, "FIRST_ACTION", cycle)
        done = _at(own, "RESOLUTION_CLAIMED", cycle)
        if targets.ground:
            clocks.append(_clock("FIRST_ACTION", start, targets.first_action, acted, own, last, end))
        elif claimed and cycle == 1:
            # The citizen's claim starts it, triage as routine ends it.
            state, due = "RUNNING" if last.state == "REGISTERED" else "CANCELLED", targets.first_action * 60.0
            clocks.append(Clock("FIRST_ACTION", cycle, state, start, due, None))
        if any(event.state == "DISPATCHED" for event in own):
            clocks.append(_clock("RESOLUTION", start, targets.resolution, done, own, last, end))
        asked = _at(own, "VERIFIED", cycle) or done
        if asked is not None and _at(own, "FEEDBACK_SOUGHT", cycle) is not None:
            answer = _at(own, "FEEDBACK", cycle)
            clocks.append(_clock("FEEDBACK", asked, targets.feedback, answer, own, last, end))
    return clocks


def next_due(clocks: Sequence[Clock]) -> float | None:
    """The earliest due time of those that run."""
    return min((clock.due for clock in clocks if clock.state == "RUNNING"), default=None)


def _clock(
    obligation: str, start: float, minutes: int, met: float | None, own: Sequence[Event], last: Event, end: float
) -> Clock:
    due, since, because = start + minutes * 60.0, None, None
    if met is not None:
        state = "BREACHED" if met > due else "MET"
    elif last.state in _ENDED or last.kind in ("OBJECTED", "RULED"):
        state = "CANCELLED"
    elif last.state == "REFERRED" and obligation == "RESOLUTION":
        # Which an urgent first action never does.
        state, since, because = "PAUSED", last.after, "WAITING_FOR_AUTHORITY"
    elif obligation == "FEEDBACK" and last.note == "UNREACHABLE":
        state, since, because = "PAUSED", last.after, "WAITING_FOR_CITIZEN"
    else:
        state = "RUNNING"
    return Clock(obligation, own[0].cycle, state, start, due, met, since, because)


def _at(events: Sequence[Event], kind: str, cycle: int) -> float | None:
    return next((event.after for event in events if event.kind == kind and event.cycle == cycle), None)
