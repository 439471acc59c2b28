"""What is known of a message's clocks as far as its timeline has been read, and what an entry may do to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from hotline.city.reference import Policy
from hotline.clocks.measuring import Course, Pause, Strand
from hotline.clocks.rules import DEFAULT, CancelReason, length
from hotline.clocks.tables import Obligation, PauseReason
from hotline.follow_ups.tables import FollowUpKind
from hotline.kit.workdays import Calendar
from hotline.messages.tables import MessageState, Urgency

FIRST_ACTION, FEEDBACK, RESOLUTION = Obligation


class Event(NamedTuple):
    """An entry of a timeline, as clocks read it. `facts` by kind: REGISTERED {urgency, category, claimed}; TRIAGED
    and RECLASSIFIED {urgency, category, leaves, first}; FIRST_ACTION {evidence}; RESOLUTION_CLAIMED
    {inspection_required}; FEEDBACK_TRIED {result}; FEEDBACK {satisfied}; PAUSED {reason}; CLOSED {outcome};
    REOPENED, which carries the new cycle, {urgency, category}; JOINED {since, urgent_since}; CONFIRMED {follow_up,
    happened_at}. Ids and times in facts are texts."""

    id: UUID
    kind: FollowUpKind
    cycle: int
    state: MessageState
    happened_at: datetime
    recorded_at: datetime
    facts: Mapping[str, Any]


@dataclass(slots=True)
class Story:
    """What is known of a message as far as its timeline has been read. `opened_at` is when the present cycle began
    to count; `claimed` that only the citizen says it is urgent."""

    policies: Sequence[Policy]
    calendar: Calendar
    confirmed: Mapping[UUID, datetime]
    courses: dict[tuple[int, Obligation], Course] = field(default_factory=dict)
    cycle: int = 1
    state: MessageState = MessageState.REGISTERED
    opened_at: datetime | None = None
    urgency: Urgency = Urgency.ROUTINE
    category: UUID | None = None
    claimed: bool = False
    triaged: bool = False
    acted: bool = False
    waits: list[Pause] = field(default_factory=list)
    objected_at: datetime | None = None

    def learn(self, facts: Mapping[str, Any]) -> None:
        self.urgency = Urgency(facts.get("urgency", self.urgency))
        self.category = UUID(facts["category"]) if facts.get("category") else self.category

    def course(self, obligation: Obligation) -> Course | None:
        """The clock of the present cycle."""
        return self.courses.get((self.cycle, obligation))

    def start(self, obligation: Obligation, since: datetime) -> None:
        """Start a clock, or attach a strand to the one that runs. One that ended starts anew, unless it had
        breached: a breach is never erased. It keeps the policy version it first started under."""
        course = self.course(obligation)
        if course is None:
            pauses = self.waits if obligation is RESOLUTION else []
            course = Course(obligation, self.cycle, self._policy(since), pauses=pauses)
            self.courses[self.cycle, obligation] = course
        elif course.ended_at:
            if not course.breached_by(course.ended_at):
                course.strands, course.pauses = [], []
            course.ended_at = course.cancelled_because = None
        if course.running and (strand := self._strand(course, since)) not in course.strands:
            course.strands.append(strand)

    def _policy(self, since: datetime) -> Policy:
        """In force then; a message older than all policies goes by the first."""
        return next((policy for policy in self.policies if policy.valid_from <= since), self.policies[-1])

    def _strand(self, course: Course, since: datetime) -> Strand:
        target = (course.policy.targets.get(self.category) if self.category else None) or DEFAULT
        working = course.obligation is RESOLUTION and self.urgency is Urgency.ROUTINE and target.working_hours
        return Strand(since, length(course.obligation, target), self.calendar if working else None)

    def attach(self, event: Event) -> None:
        """New facts promise anew, from now on: of the old and the new promise the earlier is due. Urgency that is
        raised asks for a first action, unless somebody has acted; an ended one only if it was a claim's."""
        for obligation in Obligation:
            course = self.course(obligation)
            raised = obligation is FIRST_ACTION and self.urgency is Urgency.URGENT and not self.acted
            if raised if course is None or course.disproved else course.running:
                self.start(obligation, event.recorded_at)

    def count_from(self, obligation: Obligation, since: str, at: datetime) -> None:
        """What runs was promised to somebody earlier. What was late before it joined at `at` is charged on its own
        message, to whoever held that: nobody answers for it twice."""
        course, earlier = self.course(obligation), datetime.fromisoformat(since)
        if course is not None and course.running:
            strand = self._strand(course, earlier)
            if strand.after(earlier, strand.target) > at:
                self.start(obligation, earlier)

    def meet(self, obligation: Obligation, event: Event) -> None:
        course = self.course(obligation)
        if course is not None and course.running:
            when = min(self.confirmed.get(event.id, event.recorded_at), event.recorded_at)
            course.met_at = max(when, course.strands[0].started_at)

    def end(self, obligation: Obligation, event: Event, because: CancelReason) -> None:
        course = self.course(obligation)
        if course is not None and course.running:
            course.ended_at, course.cancelled_because = event.recorded_at, because

    def end_all(self, event: Event, because: CancelReason) -> None:
        for obligation in Obligation:
            self.end(obligation, event, because)

    def revive(self, because: CancelReason) -> None:
        """The reason for which clocks were cancelled is gone: they run as if it had never been."""
        for obligation in Obligation:
            course = self.course(obligation)
            if course is not None and course.cancelled_because is because:
                course.ended_at = course.cancelled_because = None

    def take_back(self, event: Event, because: CancelReason) -> None:
        """A claim that goes back to the unit or to an inspector has resolved nothing, and nobody is asked of it."""
        if course := self.course(RESOLUTION):
            course.met_at = None
        self.end(FEEDBACK, event, because)

    def wait(self, since: datetime, because: PauseReason) -> None:
        if not (self.waits and self.waits[-1].until is None):
            self.waits.append(Pause(since, because))

    def go_on(self, at: datetime) -> None:
        _cut(self.waits, at)

    def cut_try(self, event: Event) -> None:
        """Whatever is heard of the citizen next ends the wait of the last try."""
        if course := self.course(FEEDBACK):
            _cut(course.pauses, event.recorded_at)


def _cut(pauses: list[Pause], at: datetime) -> None:
    if pauses and (pauses[-1].until is None or pauses[-1].until > at):
        last = pauses.pop()
        if last.since < at:
            pauses.append(Pause(last.since, last.because, at))
