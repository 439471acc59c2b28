"""The clocks of a message as a pure function of its timeline and the policy versions (domain §4).

The timeline is read in the order in which it was recorded, and an act counts from then on, whatever time it says
it happened at: nobody wins a clock by back-dating. Only where an inspector CONFIRMED the earlier time is an
obligation met at that time. What is meant where the domain leaves room:

FIRST_ACTION  starts when the cycle opened (registration, or the objection that led to it) if the message is urgent,
              or claimed to be, from the first triage on; else when its urgency is raised, unless somebody has acted
              by then. It never pauses. A claim that the first triage does not find ends it.
FEEDBACK      starts at the claim where no inspection is required, else at VERIFIED. If the claim goes back to the
              unit or to an inspector before the citizen answered, it ends, and starts anew at VERIFIED or the next
              claim. A failed try pauses it until the next one, for WAIT_AT_MOST.
RESOLUTION    starts when triage sends the message out, counted from when the cycle opened, or with the reopening.
              Met by VERIFIED, or by a claim where no inspection is required; taken back if the claim goes back to
              the unit or to an inspector. What a citizen objects to runs anew in the next cycle: the verdict on
              this one stands. Another authority's answer closes what it was asked for. It waits while the message
              is REFERRED, or PAUSED by hand in the state it is in: whatever takes it further ends the wait.

A merged message's clocks are cancelled, and run again as if they never had been once it is split off. Those that
run on the message that leads count from the earliest member as well, whichever is due first; a member that leaves
again stretches none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from hotline.city.reference import Policy
from hotline.clocks.measuring import ClockValue, Pause
from hotline.clocks.rules import FAILED_TRIES, WAIT_AT_MOST, CancelReason
from hotline.clocks.story import FEEDBACK, FIRST_ACTION, RESOLUTION, Event, Story
from hotline.clocks.tables import PauseReason
from hotline.follow_ups.tables import FollowUpKind
from hotline.kit.workdays import Calendar
from hotline.messages.tables import MessageState, Outcome, Urgency


def clocks_of(
    events: Iterable[Event], policies: Sequence[Policy], calendar: Calendar, at: datetime
) -> list[ClockValue]:
    """Every clock that has started by `at`, by cycle and obligation. `policies` stand from the latest to the first;
    events may come in any order, and those recorded after `at` are not known yet."""
    known = sorted(
        (event for event in events if event.recorded_at <= at), key=lambda event: (event.recorded_at, event.id)
    )
    story = Story(policies, calendar, _confirmed(known))
    for event in known:
        _read(story, event)
    return [course.value(at) for course in story.courses.values()]


def _confirmed(events: Iterable[Event]) -> dict[UUID, datetime]:
    """The times that inspectors stand for, by follow-up."""
    return {
        UUID(event.facts["follow_up"]): datetime.fromisoformat(event.facts["happened_at"])
        for event in events
        if event.kind is FollowUpKind.CONFIRMED
    }


def _read(story: Story, event: Event) -> None:
    if event.state is not story.state:
        story.go_on(event.recorded_at)
        story.state = event.state
    if event.cycle == story.cycle and (went_back := _WENT_BACK.get(event.state)):
        story.take_back(event, went_back)
    if reader := _READERS.get(event.kind):
        reader(story, event)


def _registered(story: Story, event: Event) -> None:
    story.opened_at = event.recorded_at
    story.learn(event.facts)
    story.claimed = bool(event.facts.get("claimed")) and story.urgency is Urgency.ROUTINE
    if story.claimed or story.urgency is Urgency.URGENT:
        story.start(FIRST_ACTION, event.recorded_at)


def _triaged(story: Story, event: Event) -> None:
    first = bool(event.facts.get("first", not story.triaged))
    story.triaged = True
    story.learn(event.facts)
    story.go_on(event.recorded_at)
    story.revive(CancelReason.REFERRED)
    since = story.opened_at if first and story.opened_at else event.recorded_at
    if not first:
        story.attach(event)
    elif story.urgency is Urgency.URGENT:
        # What ran out before anyone triaged it, ran out then.
        course = story.course(FIRST_ACTION)
        if course is None or not course.breached_by(event.recorded_at):
            story.start(FIRST_ACTION, since)
    elif story.claimed:
        story.end(FIRST_ACTION, event, CancelReason.CLAIM_NOT_HELD)
    if event.facts.get("leaves") and story.course(RESOLUTION) is None:
        story.start(RESOLUTION, since)


def _reclassified(story: Story, event: Event) -> None:
    story.learn(event.facts)
    story.attach(event)


def _first_action(story: Story, event: Event) -> None:
    if event.facts.get("evidence"):
        story.acted = True
        story.meet(FIRST_ACTION, event)


def _claimed(story: Story, event: Event) -> None:
    if not event.facts.get("inspection_required"):
        story.meet(RESOLUTION, event)
        story.start(FEEDBACK, event.recorded_at)


def _verified(story: Story, event: Event) -> None:
    story.meet(RESOLUTION, event)
    story.start(FEEDBACK, event.recorded_at)


def _tried(story: Story, event: Event) -> None:
    story.cut_try(event)
    course = story.course(FEEDBACK)
    if course is not None and event.facts.get("result") in FAILED_TRIES:
        until = event.recorded_at + WAIT_AT_MOST
        course.pauses.append(Pause(event.recorded_at, PauseReason.WAITING_FOR_CITIZEN, until))


def _answered(story: Story, event: Event) -> None:
    story.cut_try(event)
    story.meet(FEEDBACK, event)


def _paused(story: Story, event: Event) -> None:
    story.wait(event.recorded_at, PauseReason(event.facts["reason"]))


def _resumed(story: Story, event: Event) -> None:
    story.go_on(event.recorded_at)


def _referred(story: Story, event: Event) -> None:
    story.end(FIRST_ACTION, event, CancelReason.REFERRED)
    story.wait(event.recorded_at, PauseReason.WAITING_FOR_AUTHORITY)


def _rejected(story: Story, event: Event) -> None:
    story.end_all(event, CancelReason.REJECTED)


def _merged(story: Story, event: Event) -> None:
    story.end_all(event, CancelReason.MERGED)


def _split(story: Story, event: Event) -> None:
    story.revive(CancelReason.MERGED)


def _joined(story: Story, event: Event) -> None:
    story.count_from(RESOLUTION, event.facts["since"], event.recorded_at)
    if event.facts.get("urgent_since"):
        story.count_from(FIRST_ACTION, event.facts["urgent_since"], event.recorded_at)


def _closed(story: Story, event: Event) -> None:
    outcome = event.facts.get("outcome")
    if outcome == Outcome.ANSWERED:
        story.meet(RESOLUTION, event)
    if outcome in {Outcome.UNREACHABLE, Outcome.NOT_NEEDED}:
        story.end(FEEDBACK, event, CancelReason(outcome))
    story.end_all(event, CancelReason.CLOSED)


def _objected(story: Story, event: Event) -> None:
    """An objection to silence changes no state, and no clock."""
    if event.state is MessageState.OBJECTED:
        story.objected_at = event.recorded_at
        story.end(FEEDBACK, event, CancelReason.OBJECTED)


def _reopened(story: Story, event: Event) -> None:
    """The verdicts of the cycle before stand; what still ran in it ends. Waiting for the ruling counts."""
    story.end_all(event, CancelReason.REOPENED)
    story.opened_at = story.objected_at or event.recorded_at
    story.cycle, story.triaged, story.waits, story.objected_at = event.cycle, True, [], None
    story.claimed = story.acted = False
    story.learn(event.facts)
    if story.urgency is Urgency.URGENT:
        story.start(FIRST_ACTION, story.opened_at)
    story.start(RESOLUTION, story.opened_at)


_READERS: Final[Mapping[FollowUpKind, Callable[[Story, Event], None]]] = {
    FollowUpKind.REGISTERED: _registered,
    FollowUpKind.TRIAGED: _triaged,
    FollowUpKind.RECLASSIFIED: _reclassified,
    FollowUpKind.FIRST_ACTION: _first_action,
    FollowUpKind.RESOLUTION_CLAIMED: _claimed,
    FollowUpKind.VERIFIED: _verified,
    FollowUpKind.FEEDBACK_TRIED: _tried,
    FollowUpKind.FEEDBACK: _answered,
    FollowUpKind.PAUSED: _paused,
    FollowUpKind.RESUMED: _resumed,
    FollowUpKind.REFERRED: _referred,
    FollowUpKind.REJECTED: _rejected,
    FollowUpKind.MERGED: _merged,
    FollowUpKind.SPLIT: _split,
    FollowUpKind.JOINED: _joined,
    FollowUpKind.CLOSED: _closed,
    FollowUpKind.OBJECTED: _objected,
    FollowUpKind.REOPENED: _reopened,
}
# Where a claim is when it was not believed.
_WENT_BACK: Final = {
    MessageState.IN_ACTION: CancelReason.RETURNED,
    MessageState.UNDER_INSPECTION: CancelReason.INSPECTED,
}
