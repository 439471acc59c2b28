"""What happens to one demo message: a story that plays on until the demo's last moment, and is cut off there.

So the newest messages are open, on time or late, and old ones closed, with nobody having to say so.
"""

from collections.abc import Sequence
from random import Random
from typing import Final, NamedTuple

# Hours after registration at which routine matters are done, and their spread.
_ROUTINE_HOURS: Final = 40.0
_LATE_SHARE: Final = 0.16
MINUTE: Final = 60.0
HOUR: Final = 3600.0


class Event(NamedTuple):
    """One follow-up to be: `after` is in seconds from registration, `by` who stands behind it."""

    after: float
    kind: str
    state: str
    by: str
    audience: str
    note: str | None = None


def urgent(random: Random, stormy: bool) -> list[Event]:
    """Through the operations centre: first action in under two hours, mostly (R2)."""
    late = random.random() < (_LATE_SHARE * 2 if stormy else _LATE_SHARE)
    first = random.uniform(125, 420) if late else 12 + random.betavariate(2, 3.2) * 107
    first *= MINUTE
    received = random.uniform(5, 240)
    events = [
        Event(0, "REGISTERED", "DISPATCHED", "operator", "CITIZEN"),
        Event(received, "ACKNOWLEDGED", "ACKNOWLEDGED", "centre", "CITIZEN", "ACKNOWLEDGED"),
        Event(first, "FIRST_ACTION", "IN_ACTION", "agent", "CITIZEN", "FIRST_ACTION"),
    ]
    done = first + random.uniform(0.3, 7) * HOUR
    if random.random() < 0.3:
        events.append(Event((first + done) / 2, "ACTION", "IN_ACTION", "agent", "COUNCIL", "ACTION"))
    events.append(Event(done, "RESOLUTION_CLAIMED", "RESOLUTION_CLAIMED", "agent", "COUNCIL", "RESOLUTION_CLAIMED"))
    if late or random.random() < 0.2:
        done += random.uniform(1, 6) * HOUR
        events.append(
            Event(done - 1800, "INSPECTION_VISIT", "UNDER_INSPECTION", "inspector", "COUNCIL", "INSPECTION_VISIT")
        )
        events.append(Event(done, "VERIFIED", "VERIFIED", "inspector", "CITIZEN", "VERIFIED"))
    return events + _feedback(random, done)


def routine(random: Random, stormy: bool) -> list[Event]:
    """Through the responsible unit, in days."""
    done = random.gammavariate(1.6, _ROUTINE_HOURS / 1.6) * HOUR + HOUR
    events = [
        Event(0, "REGISTERED", "DISPATCHED", "operator", "CITIZEN"),
        Event(done, "RESOLUTION_CLAIMED", "RESOLUTION_CLAIMED", "agent", "CITIZEN", "RESOLUTION_CLAIMED"),
    ]
    luck = random.random()
    if luck < 0.25:
        events.insert(1, Event(done * 0.4, "FIRST_ACTION", "IN_ACTION", "agent", "CITIZEN", "FIRST_ACTION"))
    elif luck < 0.29:
        back = done * 0.2
        events[1:1] = [
            Event(back, "RETURNED", "RETURNED", "agent", "INTERNAL", "RETURNED"),
            Event(back + HOUR, "TRIAGED", "DISPATCHED", "operator", "INTERNAL", "TRIAGED"),
        ]
    elif luck < 0.31:
        return [events[0], Event(2 * HOUR, "REFERRED", "REFERRED", "operator", "CITIZEN", "REFERRED"),
                Event(20 * 24 * HOUR, "CLOSED", "CLOSED", "operator", "CITIZEN", "CLOSED")]  # fmt: skip
    elif luck < 0.32:
        return [events[0], Event(HOUR, "REJECTED", "REJECTED", "operator", "CITIZEN", "REJECTED")]
    if random.random() < 0.06:
        events.insert(
            1, Event(done * 0.7, "CALLED_AGAIN", events[0].state, "operator", "CITIZEN", "CITIZEN_CALLED_AGAIN")
        )
    return sorted(events) + _feedback(random, done)


def question(random: Random, stormy: bool) -> list[Event]:
    """A third of all calls ask for advice, and are answered at once (domain §3)."""
    return [
        Event(0, "REGISTERED", "REGISTERED", "operator", "CITIZEN"),
        Event(random.uniform(30, 600), "CLOSED", "CLOSED", "operator", "CITIZEN", "CLOSED"),
    ]


def unsettled(random: Random, stormy: bool) -> list[Event]:
    """Through a frontend, and waiting for triage a while."""
    wait = random.uniform(4, 90) * MINUTE
    registered = Event(0, "REGISTERED", "REGISTERED", "frontend", "CITIZEN")
    triaged = Event(wait, "TRIAGED", "DISPATCHED", "operator", "CITIZEN", "TRIAGED")
    rest = (event._replace(after=event.after + wait) for event in routine(random, stormy)[1:])
    return [registered, triaged, *rest]


def merged(random: Random, stormy: bool) -> list[Event]:
    """A further call on a matter already known."""
    return [
        Event(0, "REGISTERED", "REGISTERED", "operator", "CITIZEN"),
        Event(random.uniform(1, 20) * MINUTE, "MERGED", "MERGED", "operator", "CITIZEN"),
    ]


def outcome_of(events: Sequence[Event], random: Random) -> str | None:
    """How a closed story ended; None while it is open."""
    last = events[-1]
    if last.state != "CLOSED":
        return None
    if last.note == "CLOSED" and len(events) <= 3:
        return "ANSWERED"
    if any(event.kind == "RULED" for event in events):
        return "DISMISSED" if random.random() < 0.5 else "UNSATISFIED"
    if any(event.note == "UNREACHABLE" for event in events):
        return "UNREACHABLE"
    return "SATISFIED"


def _feedback(random: Random, done: float) -> list[Event]:
    """Four in five citizens are satisfied; of the others some object, and some of those are heard again."""
    asked, answered = done + random.uniform(0.5, 6) * HOUR, done + random.uniform(6.5, 22) * HOUR
    luck = random.random()
    closed = Event(answered + 60, "CLOSED", "CLOSED", "operator", "CITIZEN", "CLOSED")
    if luck < 0.55:
        return [closed]
    sought = Event(asked, "FEEDBACK_SOUGHT", "FEEDBACK_SOUGHT", "operator", "CITIZEN", "FEEDBACK_SOUGHT")
    if luck < 0.86:
        return [
            sought,
            Event(answered, "FEEDBACK", "FEEDBACK_SOUGHT", "operator", "COUNCIL", "FEEDBACK_SATISFIED"),
            closed,
        ]
    if luck < 0.94:
        return [
            sought,
            Event(answered, "FEEDBACK", "FEEDBACK_SOUGHT", "operator", "COUNCIL", "UNREACHABLE"),
            closed,
        ]
    ruled = answered + random.uniform(10, 90) * HOUR
    return [
        sought,
        Event(answered, "OBJECTED", "OBJECTED", "citizen", "COUNCIL", "OBJECTED"),
        Event(ruled, "RULED", "OBJECTED", "head", "CITIZEN"),
        Event(ruled + 60, "CLOSED", "CLOSED", "head", "CITIZEN", "CLOSED"),
    ]
