"""Which clocks start, and when they are due: a pure function of what happened and the policy (domain §4).

All clocks run on the wall clock. Targets that ask for working hours are kept as data and not yet honoured, so
such a clock is due earlier than its policy asks, never later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hotline.city.reference import Target
from hotline.clocks.tables import Obligation

# Where the policy names no target: a request type not settled yet, or newer than the policy (R2, R5).
DEFAULT: Final = Target(timedelta(hours=2), timedelta(hours=24), timedelta(days=10))


@dataclass(frozen=True, slots=True)
class Start:
    """A clock to be started."""

    obligation: Obligation
    started_at: datetime
    due_at: datetime


def starts(target: Target | None, *, since: datetime, first_action: bool, resolution: bool) -> list[Start]:
    """The clocks of a registration or triage. `since` is the registration where urgency is settled at the first
    triage, since waiting in a queue counts, and the act itself where it is raised later on new facts."""
    asked = target or DEFAULT
    clocks = []
    if first_action:
        clocks.append(Start(Obligation.FIRST_ACTION, since, since + asked.first_action))
    if resolution:
        clocks.append(Start(Obligation.RESOLUTION, since, since + asked.resolution))
    return clocks


def next_due(clocks: Iterable[Start]) -> datetime | None:
    """The earliest due time; None where no clock runs, which the database writes as infinity."""
    return min((clock.due_at for clock in clocks), default=None)
