from api.demo.clocks import clocks_of, next_due
from api.demo.generating import Kind
from api.demo.stories import Event, Story

URGENT = Kind("", "GAS", "OPERATIONAL", "HAZARD", None, "", 120, 1440, 480, 1)
ROUTINE = Kind("", "POTHOLE", "OPERATIONAL", None, None, "", 1440, 1440, 4320, 1)


def told(*events: tuple[float, str, str, int]) -> Story:
    """A story of (minutes, kind, state, cycle)."""
    return [
        Event(minutes * 60, kind, state, "agent", "CITIZEN", None, cycle, None)
        for minutes, kind, state, cycle in events
    ]


def states(story: Story, kind: Kind, *, claimed: bool = False) -> list[tuple[str, int, str]]:
    clocks = clocks_of(story, kind, claimed=claimed, end=10_000 * 60)
    return [(clock.obligation, clock.cycle, clock.state) for clock in clocks]


DISPATCHED = (0, "REGISTERED", "DISPATCHED", 1)


def test_an_urgent_message_runs_to_its_first_action_and_its_resolution() -> None:
    story = told(DISPATCHED)
    assert states(story, URGENT) == [("FIRST_ACTION", 1, "RUNNING"), ("RESOLUTION", 1, "RUNNING")]
    assert next_due(clocks_of(story, URGENT, claimed=False, end=60)) == 120 * 60


def test_a_late_first_action_leaves_its_clock_breached() -> None:
    on_time = told(DISPATCHED, (119, "FIRST_ACTION", "IN_ACTION", 1))
    late = told(DISPATCHED, (121, "FIRST_ACTION", "IN_ACTION", 1))
    assert states(on_time, URGENT)[0] == ("FIRST_ACTION", 1, "MET")
    assert states(late, URGENT)[0] == ("FIRST_ACTION", 1, "BREACHED")


def test_feedback_runs_from_where_the_citizen_can_be_asked() -> None:
    story = told(
        DISPATCHED,
        (10, "FIRST_ACTION", "IN_ACTION", 1),
        (60, "RESOLUTION_CLAIMED", "RESOLUTION_CLAIMED", 1),
        (90, "FEEDBACK_SOUGHT", "FEEDBACK_SOUGHT", 1),
    )
    feedback = clocks_of(story, ROUTINE, claimed=False, end=100 * 60)[-1]
    assert (feedback.obligation, feedback.state) == ("FEEDBACK", "RUNNING")
    assert (feedback.started, feedback.due) == (60 * 60, (60 + 1440) * 60)


def test_waiting_for_another_authority_pauses_the_resolution() -> None:
    story = told(DISPATCHED, (10, "FIRST_ACTION", "IN_ACTION", 1), (20, "REFERRED", "REFERRED", 1))
    assert states(story, ROUTINE) == [("RESOLUTION", 1, "PAUSED")]
    assert next_due(clocks_of(story, ROUTINE, claimed=False, end=100 * 60)) is None


def test_a_claim_runs_until_triage_finds_it_routine() -> None:
    waiting = told((0, "REGISTERED", "REGISTERED", 1))
    triaged = [*waiting, *told((5, "TRIAGED", "TRIAGED", 1))]
    assert states(waiting, ROUTINE, claimed=True) == [("FIRST_ACTION", 1, "RUNNING")]
    assert states(triaged, ROUTINE, claimed=True) == [("FIRST_ACTION", 1, "CANCELLED")]
    assert states(waiting, ROUTINE) == []


def test_a_reopened_message_has_clocks_of_its_own_from_the_objection() -> None:
    story = told(
        DISPATCHED,
        (10, "FIRST_ACTION", "IN_ACTION", 1),
        (60, "RESOLUTION_CLAIMED", "RESOLUTION_CLAIMED", 1),
        (90, "OBJECTED", "OBJECTED", 1),
        (200, "REOPENED", "TRIAGED", 2),
        (201, "DISPATCHED", "DISPATCHED", 2),
    )
    second = [clock for clock in clocks_of(story, URGENT, claimed=False, end=300 * 60) if clock.cycle == 2]
    assert [(clock.obligation, clock.state) for clock in second] == [
        ("FIRST_ACTION", "RUNNING"),
        ("RESOLUTION", "RUNNING"),
    ]
    assert {clock.started for clock in second} == {90 * 60}
