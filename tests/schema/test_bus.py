from contextlib import ExitStack

import pytest

from hotline.kit import events
from schema.bus import Bus
from schema.reader.following import ANY, Subject

ONE, OTHER, ALL = ("message", "1"), ("message", "2"), ("message", ANY)


class Woken:
    """Counts how often it was woken."""

    times = 0

    def __call__(self) -> None:
        self.times += 1


def test_an_event_wakes_those_who_wait_for_its_subject_and_no_others() -> None:
    bus, mine, others = Bus(), Woken(), Woken()
    with bus.waiting({ONE, ("access", "9")}, mine), ExitStack() as stack:
        for id_ in range(2, 1002):
            stack.enter_context(bus.waiting({("message", str(id_))}, others))
        bus.hear({"message": ["1"], "delivery": ["2"]}, 10)
        bus.hear({"access": ["9"]}, 11)
        assert (mine.times, others.times) == (2, 0)


def test_whoever_waits_for_any_of_a_topic_is_woken_by_each() -> None:
    bus, woken = Bus(), Woken()
    with bus.waiting({ALL}, woken):
        bus.hear({"message": ["1"]}, 10)
        bus.hear({"delivery": ["2"]}, 11)
        bus.hear({"message": None}, 12)
        assert woken.times == 2


@pytest.mark.parametrize("heard", [None, {"message": None}])
def test_whoever_cannot_be_named_wakes_all_whom_it_may_concern(heard: events.Topics | None) -> None:
    bus, one, other = Bus(), Woken(), Woken()
    with bus.waiting({ONE}, one), bus.waiting({OTHER}, other):
        bus.hear(heard, 10)
        assert (one.times, other.times) == (1, 1)


def test_whoever_stopped_waiting_is_forgotten() -> None:
    bus, first, second = Bus(), Woken(), Woken()
    with bus.waiting({ONE}, first), bus.waiting({ONE}, second):
        pass
    bus.hear(None, 10)
    assert (first.times, second.times) == (0, 0)
    assert bus._waiting == {"message": {}}


@pytest.mark.parametrize("subject", [ONE, ALL])
def test_what_a_reading_did_not_see_may_have_changed_what_it_shows(subject: Subject) -> None:
    bus = Bus()
    bus.hear(None, 10)
    bus.hear({"message": ["1"], "delivery": ["7"]}, 15)
    assert [bus.may_have_changed({subject}, since) for since in (9, 10, 15, 16)] == [True, True, True, False]
    assert not bus.may_have_changed({OTHER}, 12)


def test_a_transaction_that_commits_late_is_newer_than_a_reading_that_waited_for_none() -> None:
    bus = Bus()
    bus.hear(None, 10)
    # The reading's mark is 12, for that transaction was still open; 14 had been seen.
    bus.hear({"message": ["2"]}, 14)
    bus.hear({"message": ["1"]}, 12)
    bus.hear({"message": ["1"]}, 11)
    assert bus.may_have_changed({ONE}, 12)


def test_what_was_not_heard_or_is_forgotten_may_have_changed_anything() -> None:
    bus = Bus(remembered=4)
    assert bus.may_have_changed({ONE}, 5)
    bus.hear(None, 10)
    for number in range(10, 20):
        bus.hear({"message": [str(number)]}, number)
    assert bus.may_have_changed({ONE}, 16)
    assert not bus.may_have_changed({ONE}, 17)
    bus.hear({"message": None}, 20)
    assert bus.may_have_changed({ONE}, 20)
    assert not bus.may_have_changed({ONE}, 21)
    bus.hear(None, 30)
    assert bus.may_have_changed({ONE}, 29)
    assert len(bus._changed) <= 4
