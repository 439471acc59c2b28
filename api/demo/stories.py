"""What happens to one demo message: a story that plays on until the demo's last moment, and is cut off there.

So the newest messages are open, on time or late, and old ones closed, with nobody having to say so. Every step
of every story is an edge of the transition table; a test holds them to it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final, NamedTuple

MINUTE: Final = 60.0
HOUR: Final = 3600.0
DAY: Final = 86_400.0

# Hours in which routine matters are done, and the shape of their spread.
_ROUTINE_HOURS: Final = 34.0
_SPREAD: Final = 1.6
_LATE_SHARE: Final = 0.16
# What those who called about the same are told of the message that leads, as in hotline/incidents/following.py.
_PROGRESS: Final = frozenset(
    {"DISPATCHED", "ACKNOWLEDGED", "FIRST_ACTION", "ACTION", "RESOLUTION_CLAIMED", "INSPECTION_VISIT"}
    | {"VERIFIED", "REOPENED", "REFERRED", "REJECTED", "CLOSED"}
)
# What a kind of follow-up is written down with, unless the story says otherwise.
_NOTED: Final = frozenset(
    {"TRIAGED", "ACKNOWLEDGED", "RETURNED", "FIRST_ACTION", "ACTION", "RESOLUTION_CLAIMED"}
    | {"INSPECTION_VISIT", "VERIFIED", "FEEDBACK_SOUGHT", "OBJECTED", "REFERRED", "REJECTED"}
)


class Event(NamedTuple):
    """One follow-up to be: `after` is in seconds from registration, `by` who stands behind it."""

    after: float
    kind: str
    state: str
    by: str
    audience: str
    note: str | None
    cycle: int
    outcome: str | None
    # On the timeline of a merged message: what happened to its incident.
    about: "Event | None" = None


Story = list[Event]
Tell = Callable[[Random, bool], Story]


@dataclass
class _Script:
    """A story being told; each event comes some seconds after the one before."""

    random: Random
    events: Story = field(default_factory=list)
    after: float = 0.0
    state: str = ""
    cycle: int = 1

    def then(
        self,
        wait: float,
        kind: str,
        by: str,
        audience: str,
        state: str | None = None,
        note: str | None = None,
        outcome: str | None = None,
    ) -> None:
        self.after += wait
        self.state = state or self.state
        said = note if note is not None else kind if kind in _NOTED else None
        self.events.append(Event(self.after, kind, self.state, by, audience, said, self.cycle, outcome))

    def close(self, wait: float, outcome: str, by: str = "operator") -> Story:
        self.then(wait, "CLOSED", by, "CITIZEN", "CLOSED", f"CLOSED_{outcome}", outcome)
        return self.events


def urgent(random: Random, stormy: bool) -> Story:
    """Through the operations centre: first action in under two hours, mostly (R2); late ones are inspected (R3)."""
    late = random.random() < (_LATE_SHARE * 2 if stormy else _LATE_SHARE)
    first = (random.uniform(125, 420) if late else 12 + random.betavariate(2, 3.2) * 107) * MINUTE
    received = random.uniform(5, 240)
    script = _registered(random, "DISPATCHED", "frontend" if random.random() < 0.2 else "operator")
    script.then(received, "ACKNOWLEDGED", "centre", "CITIZEN", "ACKNOWLEDGED")
    if late:
        # The sweep that finds it late comes a moment later.
        script.then(120 * MINUTE + 1 - received, "INSPECTION_OPENED", "system", "COUNCIL")
    script.then(first - script.after, "FIRST_ACTION", "agent", "CITIZEN", "IN_ACTION")
    if random.random() < 0.3:
        script.then(random.uniform(0.2, 3) * HOUR, "ACTION", "agent", "COUNCIL")
    inspected = late or random.random() < 0.2
    if inspected and not late:
        script.then(random.uniform(1, 10) * MINUTE, "INSPECTION_OPENED", "head", "COUNCIL")
    script.then(random.uniform(0.3, 5) * HOUR, "RESOLUTION_CLAIMED", "agent", "CITIZEN", "RESOLUTION_CLAIMED")
    if inspected:
        _inspected(script, random.uniform(1, 6))
    return _answered(script)


def routine(random: Random, stormy: bool) -> Story:
    """Through the responsible unit, in days; some stay for months."""
    script = _registered(random, "DISPATCHED", "operator")
    return _worked_on(script)


def unsettled(random: Random, stormy: bool) -> Story:
    """Through a frontend, and waiting for triage a while."""
    script = _registered(random, "REGISTERED", "frontend")
    script.then(random.uniform(4, 120) * MINUTE, "TRIAGED", "operator", "CITIZEN", "TRIAGED")
    luck = random.random()
    if luck < 0.06:
        script.then(HOUR, "REJECTED", "operator", "CITIZEN", "REJECTED")
        return script.events
    if luck < 0.14:
        script.then(HOUR, "REFERRED", "operator", "CITIZEN", "REFERRED")
        return script.close(random.expovariate(1 / 120) * DAY + DAY, "ANSWERED")
    script.then(MINUTE, "DISPATCHED", "operator", "INTERNAL", "DISPATCHED")
    return _worked_on(script)


def question(random: Random, stormy: bool) -> Story:
    """A third of all calls ask for advice, and are answered at once, or by the next day (domain §3)."""
    at_once = random.random() < 0.9
    script = _registered(random, "TRIAGED", "operator")
    return script.close(random.uniform(30, 600) if at_once else random.uniform(1, 30) * HOUR, "ANSWERED")


def merged(random: Random, stormy: bool) -> Story:
    """A further call on a matter already known."""
    script = _registered(random, "REGISTERED", "operator")
    script.then(random.uniform(1, 20) * MINUTE, "MERGED", "operator", "CITIZEN", "MERGED")
    return script.events


def following(random: Random, story: Story, leader: Sequence[Event], ahead: float) -> Story:
    """A merged message's `story` with what it hears of its incident. The `leader` was registered `ahead` seconds
    before it; once the incident is done, everybody who called is asked for themselves (R5)."""
    merged_at, told, asked = story[-1].after, list(story), False
    for place, event in enumerate(leader):
        after = event.after - ahead
        if after <= merged_at:
            continue
        if event.kind in _PROGRESS and event.audience == "CITIZEN":
            told.append(Event(after, "FOLLOWED", "MERGED", "system", "CITIZEN", None, 1, None, event))
        if event.kind == "FEEDBACK_SOUGHT" and not asked:
            asked = True
            told.append(Event(after, "FEEDBACK_SOUGHT", "MERGED", "operator", "CITIZEN", None, 1, None))
            if place + 1 < len(leader):
                answer = after + (leader[place + 1].after - event.after) * random.uniform(0.1, 0.9)
                note = "FEEDBACK_SATISFIED"
                told.append(Event(answer, "FEEDBACK", "MERGED", "operator", "CITIZEN", note, 1, None))
    return sorted(told, key=lambda event: event.after)


def _registered(random: Random, state: str, by: str) -> _Script:
    """Registered and, by an operator or a type that is urgent by itself, settled in the same breath."""
    script = _Script(random)
    script.then(0, "REGISTERED", by, "CITIZEN", "REGISTERED")
    for settled in () if state == "REGISTERED" else ("TRIAGED", "DISPATCHED"):
        # A moment later, so that the timeline has an order.
        script.then(0.001, settled, by, "CITIZEN", settled, note="")
        if settled == state:
            break
    return script


def _worked_on(script: _Script) -> Story:
    random = script.random
    luck = random.random()
    done = (random.gammavariate(_SPREAD, _ROUTINE_HOURS / _SPREAD) + 1) * HOUR
    if luck < 0.04:
        script.then(done * 0.2, "RETURNED", "agent", "INTERNAL", "RETURNED")
        script.then(HOUR, "TRIAGED", "operator", "INTERNAL", "TRIAGED")
        script.then(MINUTE, "DISPATCHED", "operator", "INTERNAL", "DISPATCHED")
    elif luck < 0.10:
        script.then(done * 0.4, "CALLED_AGAIN", "operator", "CITIZEN", note="CITIZEN_CALLED_AGAIN")
    script.then(done * 0.5, "FIRST_ACTION", "agent", "CITIZEN", "IN_ACTION")
    if luck > 0.95:
        _wait(script)
    stuck = random.random()
    if stuck < 0.04:
        # It turns out to be another authority's matter, and takes that authority its time.
        script.then(done * 0.5, "REFERRED", "operator", "CITIZEN", "REFERRED")
        return script.close(random.uniform(10, 400) * DAY, "ANSWERED")
    if stuck < 0.09:
        script.then(done * 0.5, "ACTION", "agent", "COUNCIL")
        script.then(random.uniform(1, 5) * DAY, "INSPECTION_OPENED", "head", "COUNCIL")
        script.then(random.uniform(2, 30) * HOUR, "INSPECTION_VISIT", "inspector", "CITIZEN")
        script.then(random.uniform(20, 500) * DAY, "ACTION", "agent", "COUNCIL")
    script.then(done * 0.5, "RESOLUTION_CLAIMED", "agent", "CITIZEN", "RESOLUTION_CLAIMED")
    if 0.04 <= stuck < 0.09:
        _inspected(script, random.uniform(1, 30))
        return _answered(script)
    if random.random() < 0.5:
        return script.close(random.uniform(1, 20) * HOUR, "NOT_NEEDED")
    return _answered(script)


def _wait(script: _Script) -> None:
    """The citizen, or another authority, is waited for, while the clock stands still (domain §4)."""
    because = script.random.choice(("WAITING_FOR_CITIZEN", "WAITING_FOR_AUTHORITY"))
    script.then(10 * MINUTE, "PAUSED", "agent", "CITIZEN", note=because)
    script.then(script.random.uniform(1, 4) * DAY, "RESUMED", "agent", "CITIZEN")


def _inspected(script: _Script, hours: float) -> None:
    """What is claimed to be done while an inspection is open is in the inspector's hands at once; an inspector, not
    the agent, says that it is done (R3), sometimes at the second look."""
    script.then(0.001, "ASSIGNED", "agent", "CITIZEN", "UNDER_INSPECTION")
    if script.random.random() < 0.15:
        script.then(hours * HOUR, "INSPECTION_VISIT", "inspector", "CITIZEN", "IN_ACTION")
        wait = script.random.uniform(1, 20) * HOUR
        script.then(wait, "RESOLUTION_CLAIMED", "agent", "CITIZEN", "RESOLUTION_CLAIMED")
        script.then(0.001, "ASSIGNED", "agent", "CITIZEN", "UNDER_INSPECTION")
    script.then(hours * HOUR, "INSPECTION_VISIT", "inspector", "CITIZEN", "UNDER_INSPECTION")
    script.then(0.001, "VERIFIED", "inspector", "CITIZEN", "VERIFIED")


def _answered(script: _Script) -> Story:
    """Four in five citizens are satisfied; of the others half object, and half of those are heard again (R8)."""
    random = script.random
    script.then(random.uniform(0.5, 6) * HOUR, "FEEDBACK_SOUGHT", "operator", "CITIZEN", "FEEDBACK_SOUGHT")
    answer, luck = random.uniform(0.2, 20) * HOUR, random.random()
    if luck < 0.80:
        script.then(answer, "FEEDBACK", "operator", "CITIZEN", note="FEEDBACK_SATISFIED")
        return script.close(0.001, "SATISFIED")
    if luck < 0.90:
        # Three tries on two days.
        for wait in (answer, 3 * HOUR, random.uniform(20, 40) * HOUR):
            script.then(wait, "FEEDBACK_TRIED", "operator", "CITIZEN", note="UNREACHABLE")
        return script.close(0.001, "UNREACHABLE")
    # By the receipt's page, with nobody's help.
    script.then(answer, "FEEDBACK", "citizen", "CITIZEN", note="FEEDBACK_UNSATISFIED")
    script.then(0.001, "OBJECTED", "citizen", "CITIZEN", "OBJECTED")
    if random.random() < 0.25:
        script.then(random.uniform(1, 5) * HOUR, "OBJECTION_TAKEN_UP", "councillor", "CITIZEN")
    ruled = random.uniform(6, 90) * HOUR
    if script.cycle > 1 or random.random() < 0.45:
        script.then(ruled, "RULED", "head", "CITIZEN", note="RULED_DISMISSED")
        return script.close(0.001, random.choice(("DISMISSED", "UNSATISFIED")), by="head")
    script.then(ruled, "RULED", "head", "CITIZEN", note="RULED_UPHELD")
    return _reopened(script)


def _reopened(script: _Script) -> Story:
    """Out of the hands of whoever closed it, with clocks of its own (domain §3)."""
    script.cycle += 1
    script.then(0.001, "REOPENED", "head", "CITIZEN", "TRIAGED")
    script.then(MINUTE, "DISPATCHED", "operator", "INTERNAL", "DISPATCHED")
    script.then(script.random.uniform(0.5, 12) * HOUR, "FIRST_ACTION", "agent", "CITIZEN", "IN_ACTION")
    script.then(script.random.uniform(0.1, 1) * HOUR, "INSPECTION_OPENED", "head", "COUNCIL")
    script.then(script.random.uniform(1, 40) * HOUR, "RESOLUTION_CLAIMED", "agent", "CITIZEN", "RESOLUTION_CLAIMED")
    _inspected(script, script.random.uniform(1, 10))
    return _answered(script)
