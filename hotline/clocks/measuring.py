"""Measuring one clock: from its promises, pauses and end to its verdict and the times of its rungs. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from hotline.city.reference import Policy, Rung
from hotline.clocks.rules import CancelReason
from hotline.clocks.tables import ClockState, Obligation, PauseReason
from hotline.kit.workdays import Calendar


class Strand(NamedTuple):
    """One promise: so much time from a start. It counts working time where it has a calendar."""

    started_at: datetime
    target: timedelta
    calendar: Calendar | None = None

    def after(self, start: datetime, own: timedelta) -> datetime:
        """When so much of its own time has passed since `start`."""
        return self.calendar.add(start, own) if self.calendar else start + own

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Its own time from `start` to `end`."""
        return self.calendar.between(start, end) if self.calendar else end - start


class Pause(NamedTuple):
    """From `since` the clock stands still until `until`, or until it is said when."""

    since: datetime
    because: PauseReason
    until: datetime | None = None


class ClockValue(NamedTuple):
    """One clock at an instant. `started_at` is its first strand's; target and working hours are those of the
    `strand` that is due first. `ran` are the stretches in which that one's time ran until it was breached.
    `paused` is its own time lost in pauses that are over; `rungs` are those of its policy's ladder with their
    times, as far as an open pause lets them be known: none of a clock that ended in time."""

    obligation: Obligation
    cycle: int
    policy: UUID
    state: ClockState
    started_at: datetime
    due_at: datetime
    target: timedelta
    working_hours: bool
    strand: Strand
    rungs: tuple[tuple[Rung, datetime], ...]
    ran: tuple[tuple[datetime, datetime], ...] = ()
    paused: timedelta = timedelta()
    met_at: datetime | None = None
    breached_at: datetime | None = None
    ended_at: datetime | None = None
    cancelled_because: CancelReason | None = None
    paused_since: datetime | None = None
    paused_because: PauseReason | None = None
    resumes_at: datetime | None = None

    @property
    def owed(self) -> bool:
        """Whether somebody still has to meet it, and time passes; it may be late."""
        return not (self.met_at or self.ended_at or self.paused_since)

    def reached(self, at: datetime, *, fired: int = 0) -> tuple[Rung, ...]:
        """The rungs owed at `at`, lowest first, above the highest one fired, in percent. Those below the last one
        collapse into it."""
        return tuple(rung for rung, due in self._rungs(fired) if due < at)

    def next_rung_at(self, *, fired: int = 0) -> datetime | None:
        """After when to look at this clock again: its next rung, its breach, or the end of a pause."""
        times = [due for _, due in self._rungs(fired)]
        if self.state is ClockState.RUNNING:
            times.append(self.due_at)
        if self.resumes_at:
            times.append(self.resumes_at)
        return min(times, default=None)

    def _rungs(self, fired: int) -> Iterator[tuple[Rung, datetime]]:
        """A breach that was met or ended before anyone looked is owed its rungs up to that moment all the same."""
        until = self.met_at or self.ended_at or self.paused_since
        for rung, due in self.rungs:
            if rung.percent > fired and (until is None or due <= until):
                yield rung, due


@dataclass(slots=True)
class Course:
    """What a timeline says of one clock. Pauses stand in order and apart. Further strands attach when the message
    is reclassified: the clock is due when the first of them is, so none ever stretches it (domain §4)."""

    obligation: Obligation
    cycle: int
    policy: Policy
    strands: list[Strand] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    met_at: datetime | None = None
    ended_at: datetime | None = None
    cancelled_because: CancelReason | None = None

    @property
    def running(self) -> bool:
        """Neither met nor ended; it may have breached."""
        return self.met_at is None and self.ended_at is None

    @property
    def disproved(self) -> bool:
        """It ran on a citizen's claim alone."""
        return self.cancelled_because is CancelReason.CLAIM_NOT_HELD

    def breached_by(self, at: datetime) -> bool:
        """Whether it was late at `at`. What is met or ended at the very instant it is due is not late."""
        return _late(self._ends(self._pauses()), at)

    def value(self, at: datetime) -> ClockValue:
        """The clock at `at`, which is not before anything known of it."""
        pauses = self._pauses()
        ends = self._ends(pauses)
        strand, due, _ = min(ends, key=lambda end: end[1])
        over = self.met_at or self.ended_at
        late = _late(ends, over or at)
        now = None if over or late else next((pause for pause in pauses if _covers(pause, at)), None)
        state = self._state(late, now)
        done = state in {ClockState.MET, ClockState.CANCELLED}
        return ClockValue(
            obligation=self.obligation,
            cycle=self.cycle,
            policy=self.policy.id,
            state=state,
            started_at=min(strand.started_at for strand in self.strands),
            due_at=due,
            target=strand.target,
            working_hours=strand.calendar is not None,
            rungs=() if done else _rungs(self.policy.ladder, self.strands, pauses),
            strand=strand,
            ran=tuple(_ran(strand, pauses, due)) if late else (),
            paused=_lost(strand, pauses, min(due, at)),
            met_at=self.met_at,
            breached_at=due if late else None,
            ended_at=self.ended_at,
            cancelled_because=self.cancelled_because,
            paused_since=now.since if now else None,
            paused_because=now.because if now else None,
            resumes_at=now.until if now else None,
        )

    def _ends(self, pauses: Sequence[Pause]) -> list[tuple[Strand, datetime, bool]]:
        """When each strand is due, and whether that is certain."""
        return [(strand, *_walk(strand, strand.target, pauses)) for strand in self.strands]

    def _state(self, late: bool, now: Pause | None) -> ClockState:
        if late:
            return ClockState.BREACHED
        if self.met_at:
            return ClockState.MET
        if self.ended_at:
            return ClockState.CANCELLED
        return ClockState.PAUSED if now else ClockState.RUNNING

    def _pauses(self) -> list[Pause]:
        """Its pauses as far as it lived."""
        over = self.met_at or self.ended_at
        if over is None:
            return self.pauses
        lived = (pause for pause in self.pauses if pause.since < over)
        return [pause._replace(until=min(pause.until or over, over)) for pause in lived]


def _covers(pause: Pause, at: datetime) -> bool:
    return pause.since <= at and (pause.until is None or at < pause.until)


def _walk(strand: Strand, own: timedelta, pauses: Sequence[Pause]) -> tuple[datetime, bool]:
    """When so much of the strand's own time has passed, and whether that is certain. In an open pause it is not:
    then it is when it would be if the pause ended as it began."""
    at, left = strand.started_at, own
    for pause in pauses:
        if pause.until is not None and pause.until <= at:
            continue
        if strand.after(at, left) <= pause.since:
            break
        begun = max(at, pause.since)
        left -= strand.between(at, begun)
        if pause.until is None:
            return strand.after(begun, left), False
        at = pause.until
    return strand.after(at, left), True


def _late(ends: Sequence[tuple[Strand, datetime, bool]], at: datetime) -> bool:
    """An open pause holds the strands that it keeps from their end."""
    return any(certain and due < at for _, due, certain in ends)


def _rungs(
    ladder: Sequence[Rung], strands: Sequence[Strand], pauses: Sequence[Pause]
) -> tuple[tuple[Rung, datetime], ...]:
    """Each rung that is certain to come, at its earliest over all strands."""
    times = ((rung, [when for strand in strands if (when := _at(rung, strand, pauses))]) for rung in ladder)
    return tuple((rung, min(whens)) for rung, whens in times if whens)


def _at(rung: Rung, strand: Strand, pauses: Sequence[Pause]) -> datetime | None:
    """What comes after the breach is never paused."""
    share = strand.target * rung.percent / 100
    when, certain = _walk(strand, min(share, strand.target), pauses)
    if not certain:
        return None
    return strand.after(when, share - strand.target) if share > strand.target else when


def _ran(strand: Strand, pauses: Sequence[Pause], due: datetime) -> Iterator[tuple[datetime, datetime]]:
    at = strand.started_at
    for pause in pauses:
        if at < pause.since < due:
            yield at, pause.since
        if pause.until is not None and pause.since < due:
            at = max(at, pause.until)
    if at < due:
        yield at, due


def _lost(strand: Strand, pauses: Sequence[Pause], until: datetime) -> timedelta:
    """The strand's own time in pauses that were over by `until`."""
    spent = (
        strand.between(max(pause.since, strand.started_at), pause.until)
        for pause in pauses
        if pause.until is not None and strand.started_at < pause.until <= until
    )
    return sum(spent, timedelta())
