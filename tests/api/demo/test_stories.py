from itertools import pairwise
from random import Random

import pytest

from api.demo import stories
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.messages.rules import TRANSITIONS
from hotline.messages.tables import MessageState, Outcome

TOLD = (stories.urgent, stories.routine, stories.unsettled, stories.question, stories.merged)


@pytest.mark.parametrize("tell", TOLD, ids=lambda tell: tell.__name__)
def test_every_step_of_a_story_is_an_edge_of_the_transition_table(tell: stories.Tell) -> None:
    for seed in range(400):
        for before, after in pairwise(tell(Random(seed), stormy=seed % 2 == 0)):
            assert before.after <= after.after
            if before.state != after.state:
                assert MessageState(after.state) in TRANSITIONS[MessageState(before.state)], (before, after)


@pytest.mark.parametrize("tell", TOLD, ids=lambda tell: tell.__name__)
def test_a_story_begins_with_its_registration_and_says_only_what_can_be_stored(tell: stories.Tell) -> None:
    for seed in range(400):
        story = tell(Random(seed), stormy=False)
        assert (story[0].after, story[0].kind, story[0].cycle) == (0, "REGISTERED", 1)
        for event in story:
            assert event.kind in FollowUpKind.__members__
            assert event.audience in Audience.__members__
            assert (event.outcome in Outcome.__members__) is (event.state == "CLOSED")


def test_together_the_stories_pass_through_every_state_and_are_reopened() -> None:
    events = [event for tell in TOLD for seed in range(400) for event in tell(Random(seed), stormy=False)]
    assert {event.state for event in events} == set(MessageState.__members__)
    assert {event.outcome for event in events if event.outcome} == set(Outcome.__members__)
    assert {event.audience for event in events} == set(Audience.__members__)
    assert max(event.cycle for event in events) == 2


def test_the_same_seed_tells_the_same_story() -> None:
    assert stories.urgent(Random(137), stormy=True) == stories.urgent(Random(137), stormy=True)
