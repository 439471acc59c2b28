"""What holds of the clocks of any timeline, in whatever order people do whatever they do."""

from collections.abc import Sequence
from datetime import UTC
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from hotline.clocks.rules import CancelReason
from hotline.clocks.story import Event
from hotline.clocks.tables import ClockState, Obligation, PauseReason
from hotline.follow_ups.tables import FollowUpKind
from hotline.messages.tables import MessageState
from tests.hotline.clocks.telling import LITTER, MANHOLE, PARK, clocks, hours, registered, told, triaged

K, S = FollowUpKind, MessageState
TYPES = st.sampled_from([LITTER, MANHOLE, PARK])
URGENCIES = st.sampled_from(["URGENT", "ROUTINE"])
# What is done, and the state it leaves behind.
ACTS = (
    (K.ACKNOWLEDGED, S.ACKNOWLEDGED),
    (K.RETURNED, S.RETURNED),
    (K.TRIAGED, S.TRIAGED),
    (K.RECLASSIFIED, S.ACKNOWLEDGED),
    (K.FIRST_ACTION, S.IN_ACTION),
    (K.RESOLUTION_CLAIMED, S.RESOLUTION_CLAIMED),
    (K.ASSIGNED, S.UNDER_INSPECTION),
    (K.INSPECTION_VISIT, S.IN_ACTION),
    (K.VERIFIED, S.VERIFIED),
    (K.FEEDBACK_TRIED, S.FEEDBACK_SOUGHT),
    (K.FEEDBACK, S.FEEDBACK_SOUGHT),
    (K.PAUSED, S.IN_ACTION),
    (K.RESUMED, S.IN_ACTION),
    (K.REFERRED, S.REFERRED),
    (K.REJECTED, S.REJECTED),
    (K.MERGED, S.MERGED),
    (K.SPLIT, S.DISPATCHED),
    (K.OBJECTED, S.OBJECTED),
    (K.REOPENED, S.TRIAGED),
    (K.CLOSED, S.CLOSED),
    (K.NOTE, S.IN_ACTION),
)


@st.composite
def timelines(draw: st.DrawFn, *, acts: Sequence[tuple[FollowUpKind, MessageState]] = ACTS) -> list[Event]:
    """A registration, perhaps its triage, and acts of any kind at any pace, a minute apart at least."""
    urgency, category = draw(URGENCIES), draw(TYPES)
    events = [registered(urgency, category, claimed=draw(st.booleans()))]
    after, cycle = 0.0, 1
    if draw(st.booleans()):
        events.append(triaged(0, urgency, category))
    for _ in range(draw(st.integers(0, 12))):
        after += draw(st.integers(1, 60 * 40)) / 60
        kind, state = draw(st.sampled_from(acts))
        cycle += kind is K.REOPENED
        facts: dict[str, object] = {}
        if kind in {K.TRIAGED, K.RECLASSIFIED, K.REOPENED}:
            facts = {"urgency": draw(URGENCIES), "category": str(draw(TYPES)), "leaves": draw(st.booleans())}
        elif kind is K.RESOLUTION_CLAIMED:
            facts = {"inspection_required": draw(st.booleans())}
        elif kind is K.FEEDBACK_TRIED:
            facts = {"result": draw(st.sampled_from(["NO_ANSWER", "SENT", "BUSY"]))}
        elif kind is K.PAUSED:
            facts = {"reason": draw(st.sampled_from([reason.value for reason in PauseReason]))}
        elif kind is K.CLOSED:
            facts = {"outcome": draw(st.sampled_from(["ANSWERED", "SATISFIED", "UNREACHABLE", "NOT_NEEDED"]))}
        elif kind is K.FIRST_ACTION:
            facts = {"evidence": draw(st.booleans())}
        events.append(told(after, kind, state, cycle=cycle, **facts))
    return events


def end(events: Sequence[Event]) -> float:
    return (events[-1].recorded_at - events[0].recorded_at).total_seconds() / 3600


AFTER = st.floats(0, 400, allow_nan=False)


@given(timelines(), AFTER)
def test_a_clock_is_what_the_table_may_hold(events: list[Event], after: float) -> None:
    for value in clocks(*events, at=end(events) + after).values():
        assert value.due_at > value.started_at
        assert (value.state is ClockState.MET) <= (value.met_at is not None)
        assert (value.state is ClockState.BREACHED) == (value.breached_at is not None)
        assert (value.state is ClockState.PAUSED) == (value.paused_since is not None)
        assert (value.state is ClockState.PAUSED) == (value.paused_because is not None)
        assert value.paused.total_seconds() >= 0
        assert value.breached_at in {None, value.due_at}
        assert value.met_at is None or value.cancelled_because is None
        assert value.obligation is not Obligation.FIRST_ACTION or value.state is not ClockState.PAUSED


@given(timelines(), st.lists(st.floats(0, 300, allow_nan=False), min_size=2, max_size=2))
def test_a_breach_is_never_erased_by_what_happens_later(events: list[Event], instants: list[float]) -> None:
    """But where what had met it is taken back, it is found late after all."""
    earlier, later = sorted(instants)
    before, after = clocks(*events, at=earlier), clocks(*events, at=later)
    for key, value in before.items():
        assert key in after
        if value.state is ClockState.BREACHED:
            assert after[key].state is ClockState.BREACHED
            assert after[key].due_at == value.due_at


@given(timelines(), TYPES, URGENCIES, AFTER)
def test_no_change_of_type_or_urgency_stretches_a_clock(
    events: list[Event], category: UUID, urgency: str, after: float
) -> None:
    at = end(events) + after
    stands = {"state": events[-1].state, "cycle": events[-1].cycle}
    change = told(at, K.RECLASSIFIED, **stands, urgency=urgency, category=str(category))
    before, changed = clocks(*events, at=at), clocks(*events, change, at=at)
    for key, value in before.items():
        if value.cancelled_because is CancelReason.CLAIM_NOT_HELD:
            continue  # Urgency raised after a claim that did not hold is a new matter.
        assert changed[key].due_at <= value.due_at
        assert changed[key].started_at == value.started_at
        assert changed[key].policy == value.policy


@given(timelines(), st.data())
def test_nobody_wins_a_clock_by_back_dating(events: list[Event], data: st.DataObject) -> None:
    at = end(events) + data.draw(AFTER)
    back = [event._replace(happened_at=data.draw(st.datetimes(timezones=st.just(UTC)))) for event in events]
    assert clocks(*back, at=at) == clocks(*events, at=at)


@given(timelines(), st.lists(st.floats(0, 900, allow_nan=False), min_size=1, max_size=12))
def test_whenever_it_is_looked_at_each_rung_fires_once_and_none_is_lost(
    events: list[Event], instants: list[float]
) -> None:
    """Looked at by each act and by sweeps at any instants, also with a clock that is set back."""
    acts = [(event.recorded_at - events[0].recorded_at).total_seconds() / 3600 for event in events]
    fired: dict[tuple[int, Obligation], list[int]] = {}
    for at in [*instants, *sorted([*instants, *acts]), 1000]:
        for key, value in clocks(*events, at=at).items():
            rungs = fired.setdefault(key, [])
            rungs += [rung.percent for rung in value.reached(hours(at), fired=max(rungs, default=0))]
    for key, value in clocks(*events, at=1000).items():
        assert fired[key] == sorted(set(fired[key]))
        assert value.reached(hours(1000), fired=max(fired[key], default=0)) == ()
        if value.breached_at:
            assert 100 in fired[key]


@given(timelines(), AFTER)
def test_no_moment_of_a_clock_passes_unseen_by_the_sweep(events: list[Event], after: float) -> None:
    """Until its next moment a clock stays as it is: that is when it is looked at again."""
    at = end(events) + after
    for key, value in clocks(*events, at=at).items():
        if (moment := value.next_rung_at()) is None:
            later = clocks(*events, at=at + 5000)[key]
            assert (later.state, later.reached(hours(at + 5000))) == (value.state, ())
        elif moment > hours(at):
            then = (moment - events[0].recorded_at).total_seconds() / 3600
            assert clocks(*events, at=then)[key].state is value.state
