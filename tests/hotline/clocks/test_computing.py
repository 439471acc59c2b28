"""Each sentence of domain §4 on when a clock starts, stands still, is met and ends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid5

import pytest

from hotline.clocks.rules import DEFAULT, CancelReason
from hotline.clocks.tables import ClockState, Obligation, PauseReason
from hotline.follow_ups.tables import FollowUpKind
from hotline.messages.tables import MessageState
from tests.hotline.clocks.telling import (
    HOUR,
    LITTER,
    MANHOLE,
    PARK,
    POLICY,
    SPACE,
    acted,
    answered,
    claimed,
    clock,
    clocks,
    closed,
    hours,
    registered,
    told,
    triaged,
    tried,
    verified,
)

FIRST_ACTION, FEEDBACK, RESOLUTION = Obligation
URGENT = (registered(), triaged())
ROUTINE = (registered("ROUTINE", LITTER), triaged(0, "ROUTINE", LITTER))


def test_an_urgent_message_has_its_first_action_in_two_hours_and_its_resolution_by_its_type() -> None:
    found = clocks(*URGENT)
    assert {key: value.due_at for key, value in found.items()} == {
        (1, FIRST_ACTION): hours(2),
        (1, RESOLUTION): hours(12),
    }
    assert {value.state for value in found.values()} == {ClockState.RUNNING}


def test_a_routine_message_has_only_its_resolution_to_meet() -> None:
    assert {key: value.due_at for key, value in clocks(*ROUTINE).items()} == {(1, RESOLUTION): hours(72)}


def test_a_question_that_stays_with_the_office_has_no_clock() -> None:
    assert clocks(registered("ROUTINE", LITTER), triaged(0, "ROUTINE", LITTER, leaves=False)) == {}


def test_waiting_in_the_queue_counts_when_urgency_is_set_at_first_triage() -> None:
    waited = registered("ROUTINE", None)
    assert clocks(waited) == {}
    found = clock(waited, triaged(1.5), of=FIRST_ACTION, at=1.6)
    assert (found.started_at, found.due_at) == (hours(0), hours(2))
    assert clock(waited, triaged(3), of=FIRST_ACTION, at=3).state is ClockState.BREACHED


def test_a_citizens_claim_runs_until_triage_finds_it_routine() -> None:
    claim = registered("ROUTINE", None, claimed=True)
    assert clock(claim, of=FIRST_ACTION).due_at == hours(2)
    found = clock(claim, triaged(1, "ROUTINE", LITTER), of=FIRST_ACTION)
    assert (found.state, found.cancelled_because) == (ClockState.CANCELLED, CancelReason.CLAIM_NOT_HELD)


def test_a_claim_that_waited_too_long_stays_breached_though_it_does_not_hold() -> None:
    claim = registered("ROUTINE", None, claimed=True)
    found = clock(claim, triaged(3, "ROUTINE", LITTER), of=FIRST_ACTION, at=4)
    assert (found.state, found.breached_at) == (ClockState.BREACHED, hours(2))


@pytest.mark.parametrize(
    "raised",
    [
        triaged(30, first=False),
        told(30, FollowUpKind.RECLASSIFIED, MessageState.ACKNOWLEDGED, urgency="URGENT", category=str(MANHOLE)),
    ],
)
def test_urgency_raised_later_on_new_facts_starts_the_clock_at_that_follow_up(raised: object) -> None:
    found = clock(*ROUTINE, raised, of=FIRST_ACTION, at=31)  # type: ignore[arg-type]
    assert (found.started_at, found.due_at) == (hours(30), hours(32))


def test_urgency_raised_after_somebody_acted_asks_for_no_first_action() -> None:
    raised = told(30, FollowUpKind.RECLASSIFIED, MessageState.IN_ACTION, urgency="URGENT", category=str(MANHOLE))
    assert (1, FIRST_ACTION) not in clocks(*ROUTINE, acted(20), raised, at=31)


def test_a_first_action_is_met_by_an_act_with_evidence() -> None:
    found = clock(*URGENT, acted(1.5), of=FIRST_ACTION, at=2)
    assert (found.state, found.met_at) == (ClockState.MET, hours(1.5))


def test_a_first_action_is_not_met_by_an_acknowledgement_nor_by_a_bare_word() -> None:
    acknowledged = told(0.5, FollowUpKind.ACKNOWLEDGED, MessageState.ACKNOWLEDGED)
    assert clock(*URGENT, acknowledged, of=FIRST_ACTION).state is ClockState.RUNNING
    assert clock(*URGENT, acted(0.5, evidence=False), of=FIRST_ACTION).state is ClockState.RUNNING


def test_what_is_met_late_stays_breached() -> None:
    found = clock(*URGENT, acted(2.1), of=FIRST_ACTION, at=3)
    assert (found.state, found.breached_at, found.met_at) == (ClockState.BREACHED, hours(2), hours(2.1))


def test_what_is_met_at_the_very_instant_it_is_due_is_in_time() -> None:
    assert clock(*URGENT, acted(2), of=FIRST_ACTION, at=2).state is ClockState.MET
    assert clock(*URGENT, of=FIRST_ACTION, at=2).state is ClockState.RUNNING


def test_nobody_wins_a_clock_by_back_dating() -> None:
    found = clock(*URGENT, acted(2.5, happened=1), of=FIRST_ACTION, at=3)
    assert (found.state, found.met_at) == (ClockState.BREACHED, hours(2.5))


def test_an_inspector_who_confirms_the_earlier_time_takes_the_breach_back() -> None:
    late = acted(2.5, happened=1)
    confirmed = told(
        5,
        FollowUpKind.CONFIRMED,
        MessageState.IN_ACTION,
        follow_up=str(late.id),
        happened_at=hours(1).isoformat(),
    )
    assert clock(*URGENT, late, confirmed, of=FIRST_ACTION, at=4).state is ClockState.BREACHED
    found = clock(*URGENT, late, confirmed, of=FIRST_ACTION, at=6)
    assert (found.state, found.met_at) == (ClockState.MET, hours(1))


def test_a_confirmed_time_that_was_late_too_takes_nothing_back() -> None:
    late = acted(5, happened=1)
    confirmed = told(
        6, FollowUpKind.CONFIRMED, MessageState.IN_ACTION, follow_up=str(late.id), happened_at=hours(3).isoformat()
    )
    found = clock(*URGENT, late, confirmed, of=FIRST_ACTION, at=7)
    assert (found.state, found.met_at) == (ClockState.BREACHED, hours(3))


def test_what_ran_out_before_its_first_triage_ran_out_then() -> None:
    raised = told(
        3, FollowUpKind.RECLASSIFIED, MessageState.REGISTERED, urgency="URGENT", category=str(MANHOLE), leaves=False
    )
    story = (registered("ROUTINE", LITTER), raised)
    assert clock(*story, of=FIRST_ACTION, at=6).breached_at == hours(5)
    assert clock(*story, triaged(7), of=FIRST_ACTION, at=8).breached_at == hours(5)


def test_nobody_is_waited_for_longer_than_the_state_in_which_it_began() -> None:
    paused = told(3, FollowUpKind.PAUSED, MessageState.IN_ACTION, reason=PauseReason.WAITING_FOR_CITIZEN.value)
    back = told(9, FollowUpKind.INSPECTION_VISIT, MessageState.IN_ACTION)
    found = clock(*URGENT, acted(1), paused, claimed(5), back, of=RESOLUTION, at=10)
    assert (found.state, found.paused, found.due_at) == (ClockState.RUNNING, 2 * HOUR, hours(14))


def test_a_first_action_never_pauses() -> None:
    paused = told(
        0.5, FollowUpKind.PAUSED, MessageState.ACKNOWLEDGED, reason=PauseReason.WAITING_FOR_AUTHORITY.value
    )
    found = clocks(*URGENT, paused)
    assert found[1, FIRST_ACTION].state is ClockState.RUNNING
    assert found[1, RESOLUTION].state is ClockState.PAUSED


def test_feedback_starts_at_the_claim_where_no_inspection_is_required() -> None:
    found = clock(*URGENT, acted(1), claimed(5), of=FEEDBACK, at=6)
    assert (found.started_at, found.due_at) == (hours(5), hours(29))


def test_feedback_starts_at_verified_where_an_inspection_is_required() -> None:
    story = (*URGENT, acted(1), claimed(5, inspection=True))
    assert (1, FEEDBACK) not in clocks(*story, at=6)
    assert clock(*story, verified(7), of=FEEDBACK, at=8).due_at == hours(31)


def test_feedback_is_met_by_a_recorded_answer_of_either_kind() -> None:
    for satisfied in (True, False):
        found = clock(*URGENT, acted(1), claimed(5), answered(20, satisfied=satisfied), of=FEEDBACK, at=21)
        assert (found.state, found.met_at) == (ClockState.MET, hours(20))


def test_a_recorded_failed_try_pauses_feedback_until_the_next() -> None:
    story = (*URGENT, acted(1), claimed(5), tried(10))
    found = clock(*story, of=FEEDBACK, at=12)
    assert (found.state, found.paused_since) == (ClockState.PAUSED, hours(10))
    assert found.paused_because is PauseReason.WAITING_FOR_CITIZEN
    found = clock(*story, answered(14), of=FEEDBACK, at=14)
    assert (found.state, found.paused, found.due_at) == (ClockState.MET, 4 * HOUR, hours(33))


def test_one_failed_try_buys_a_day_at_most() -> None:
    story = (*URGENT, acted(1), claimed(5), tried(10))
    found = clock(*story, of=FEEDBACK, at=35)
    assert (found.state, found.paused, found.due_at) == (ClockState.RUNNING, 24 * HOUR, hours(53))
    assert clock(*story, of=FEEDBACK, at=54).state is ClockState.BREACHED


def test_an_sms_that_went_out_is_no_failed_try() -> None:
    assert clock(*URGENT, acted(1), claimed(5), tried(6, "SENT"), of=FEEDBACK, at=7).state is ClockState.RUNNING


def test_unreachable_is_a_verdict_of_its_own_and_never_met() -> None:
    story = (*URGENT, acted(1), claimed(5), tried(10), tried(20), tried(30), closed(30, "UNREACHABLE"))
    found = clock(*story, of=FEEDBACK, at=31)
    assert (found.state, found.cancelled_because) == (ClockState.CANCELLED, CancelReason.UNREACHABLE)
    assert found.met_at is None


def test_a_search_that_was_late_before_it_failed_stays_breached() -> None:
    story = (*URGENT, acted(1), claimed(5), tried(40), tried(50), tried(60), closed(60, "UNREACHABLE"))
    found = clock(*story, of=FEEDBACK, at=61)
    assert (found.state, found.cancelled_because) == (ClockState.BREACHED, CancelReason.UNREACHABLE)


def test_resolution_is_met_by_the_claim_where_no_inspection_is_required() -> None:
    assert clock(*URGENT, acted(1), claimed(5), of=RESOLUTION, at=6).met_at == hours(5)


def test_resolution_is_met_by_the_inspector_where_one_is_required() -> None:
    story = (*URGENT, acted(1), claimed(5, inspection=True))
    assert clock(*story, of=RESOLUTION, at=6).state is ClockState.RUNNING
    assert clock(*story, verified(7), of=RESOLUTION, at=8).met_at == hours(7)


def test_a_claim_that_an_inspector_returns_has_met_nothing() -> None:
    inspected = told(6, FollowUpKind.ASSIGNED, MessageState.UNDER_INSPECTION)
    returned = told(8, FollowUpKind.INSPECTION_VISIT, MessageState.IN_ACTION)
    story = (*URGENT, acted(1), claimed(5), inspected, returned)
    found = clocks(*story, at=9)
    assert (found[1, RESOLUTION].state, found[1, RESOLUTION].due_at) == (ClockState.RUNNING, hours(12))
    assert found[1, FEEDBACK].cancelled_because is CancelReason.INSPECTED
    again = clocks(*story, claimed(11, inspection=True), verified(13), at=14)
    assert (again[1, RESOLUTION].state, again[1, RESOLUTION].breached_at) == (ClockState.BREACHED, hours(12))
    assert (again[1, FEEDBACK].state, again[1, FEEDBACK].started_at) == (ClockState.RUNNING, hours(13))


def test_another_authoritys_time_is_counted_apart_and_its_answer_closes_the_clock() -> None:
    referred = told(4, FollowUpKind.REFERRED, MessageState.REFERRED)
    found = clock(*ROUTINE, acted(2), referred, of=RESOLUTION, at=50)
    assert (found.state, found.paused_because) == (ClockState.PAUSED, PauseReason.WAITING_FOR_AUTHORITY)
    back = clock(*ROUTINE, acted(2), referred, triaged(54, "ROUTINE", LITTER, first=False), of=RESOLUTION, at=55)
    assert (back.state, back.paused, back.due_at) == (ClockState.RUNNING, 50 * HOUR, hours(122))
    ended = clock(*ROUTINE, acted(2), referred, closed(60, "ANSWERED"), of=RESOLUTION, at=61)
    assert (ended.state, ended.met_at) == (ClockState.MET, hours(60))


def test_a_first_action_referred_elsewhere_ends_and_if_it_comes_back_had_never_stopped() -> None:
    referred = told(1, FollowUpKind.REFERRED, MessageState.REFERRED)
    assert clock(*URGENT, referred, of=FIRST_ACTION).cancelled_because is CancelReason.REFERRED
    found = clock(*URGENT, referred, triaged(5, first=False), of=FIRST_ACTION, at=5)
    assert (found.state, found.breached_at) == (ClockState.BREACHED, hours(2))


def test_a_matter_referred_elsewhere_gains_no_time_by_being_reclassified() -> None:
    referred = told(1, FollowUpKind.REFERRED, MessageState.REFERRED)
    changed = told(3, FollowUpKind.RECLASSIFIED, MessageState.REFERRED, urgency="URGENT", category=str(PARK))
    found = clock(*URGENT, referred, changed, triaged(4, first=False), of=FIRST_ACTION, at=4)
    assert (found.started_at, found.breached_at) == (hours(0), hours(2))


def test_urgency_raised_after_a_claim_that_did_not_hold_starts_anew() -> None:
    claim = registered("ROUTINE", None, claimed=True)
    raised = told(9, FollowUpKind.RECLASSIFIED, MessageState.ACKNOWLEDGED, urgency="URGENT", category=str(PARK))
    found = clock(claim, triaged(1, "ROUTINE", LITTER), raised, of=FIRST_ACTION, at=10)
    assert (found.state, found.started_at, found.due_at) == (ClockState.RUNNING, hours(9), hours(11))


def test_recategorising_never_stretches_a_clock() -> None:
    slower = told(10, FollowUpKind.RECLASSIFIED, MessageState.ACKNOWLEDGED, urgency="URGENT", category=str(LITTER))
    assert clock(*URGENT, slower, of=RESOLUTION, at=11).due_at == hours(12)


def test_recategorising_to_what_is_faster_counts_from_then() -> None:
    faster = told(
        10, FollowUpKind.RECLASSIFIED, MessageState.ACKNOWLEDGED, urgency="ROUTINE", category=str(MANHOLE)
    )
    found = clock(*ROUTINE, faster, of=RESOLUTION, at=11)
    assert (found.started_at, found.due_at, found.target) == (hours(0), hours(22), 12 * HOUR)


def test_lowered_urgency_erases_no_first_action() -> None:
    lowered = told(1, FollowUpKind.RECLASSIFIED, MessageState.ACKNOWLEDGED, urgency="ROUTINE", category=str(LITTER))
    assert clock(*URGENT, lowered, of=FIRST_ACTION, at=3).breached_at == hours(2)


def test_reopening_starts_clocks_of_their_own_from_the_objection_and_the_verdicts_before_stand() -> None:
    dissatisfied = answered(20, satisfied=False)
    objected = told(20, FollowUpKind.OBJECTED, MessageState.OBJECTED)
    reopened = told(
        30, FollowUpKind.REOPENED, MessageState.TRIAGED, cycle=2, urgency="URGENT", category=str(MANHOLE)
    )
    found = clocks(*URGENT, acted(1), claimed(5), dissatisfied, objected, reopened, acted(31, cycle=2), at=32)
    assert {key: value.state for key, value in found.items()} == {
        (1, FIRST_ACTION): ClockState.MET,
        (1, RESOLUTION): ClockState.MET,
        (1, FEEDBACK): ClockState.MET,
        (2, FIRST_ACTION): ClockState.BREACHED,
        (2, RESOLUTION): ClockState.RUNNING,
    }
    assert {found[2, obligation].started_at for obligation in (FIRST_ACTION, RESOLUTION)} == {hours(20)}


def test_an_objection_to_silence_changes_no_clock() -> None:
    silent = told(1, FollowUpKind.OBJECTED, MessageState.ACKNOWLEDGED)
    assert clocks(*URGENT, silent, at=1.5) == clocks(*URGENT, at=1.5)


def test_a_merged_message_leaves_its_clocks_to_its_incident_until_it_is_split_off() -> None:
    merged = told(1, FollowUpKind.MERGED, MessageState.MERGED)
    assert {value.cancelled_because for value in clocks(*URGENT, merged, at=5).values()} == {CancelReason.MERGED}
    split = told(6, FollowUpKind.SPLIT, MessageState.DISPATCHED)
    assert clocks(*URGENT, merged, split, at=7) == clocks(*URGENT, at=7)


def test_a_rejected_message_owes_nothing_more() -> None:
    rejected = told(1, FollowUpKind.REJECTED, MessageState.REJECTED)
    assert {value.cancelled_because for value in clocks(*URGENT, rejected, at=5).values()} == {
        CancelReason.REJECTED
    }


def test_an_urgent_clock_runs_on_the_wall_clock_and_a_routine_one_on_working_hours() -> None:
    routine = clock(registered("ROUTINE", PARK), triaged(0, "ROUTINE", PARK), of=RESOLUTION)
    # Saturday 8:00, fourteen hours of Sat-Wed 7:30-14:30: six and a half, seven, half an hour.
    assert (routine.working_hours, routine.due_at) == (True, datetime(2026, 4, 6, 4, 30, tzinfo=UTC))
    urgent = clock(registered("URGENT", PARK), triaged(0, "URGENT", PARK), of=RESOLUTION)
    assert (urgent.working_hours, urgent.due_at) == (False, hours(14))


def test_a_clock_keeps_the_policy_version_it_started_under() -> None:
    quick = {category: replace(target, resolution=HOUR) for category, target in POLICY.targets.items()}
    newer = replace(POLICY, id=uuid5(SPACE, "newer"), number=2, valid_from=hours(5), targets=quick)
    slower = told(
        10, FollowUpKind.RECLASSIFIED, MessageState.ACKNOWLEDGED, urgency="ROUTINE", category=str(MANHOLE)
    )
    found = clocks(*ROUTINE, slower, at=11, policies=(newer, POLICY))[1, RESOLUTION]
    assert (found.policy, found.due_at) == (POLICY.id, hours(22))
    later = clocks(registered("ROUTINE", None), triaged(6, first=False), at=7, policies=(newer, POLICY))
    assert (later[1, RESOLUTION].policy, later[1, RESOLUTION].due_at) == (newer.id, hours(7))


def test_a_type_that_the_policy_does_not_know_goes_by_what_was_promised_in_public() -> None:
    assert clock(registered("URGENT", None), of=FIRST_ACTION).target == DEFAULT.first_action == timedelta(hours=2)


def test_what_is_recorded_later_is_not_known_yet() -> None:
    assert clocks(*URGENT, acted(1.5), at=1) == clocks(*URGENT, at=1)


def test_the_order_in_which_a_timeline_is_read_does_not_matter() -> None:
    story = (*URGENT, acted(1.5), claimed(5), tried(6), answered(8))
    assert clocks(*reversed(story), at=9) == clocks(*story, at=9)
