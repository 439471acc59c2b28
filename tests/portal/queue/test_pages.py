import pytest

from portal.queue.pages import narrowed


def test_without_a_filter_the_queue_shows_what_is_still_to_do() -> None:
    assert narrowed({}) == {"open": True}


def test_what_the_url_names_narrows_the_queue() -> None:
    url = {"district": "۳", "urgency": "URGENT", "state": "OBJECTED", "overdue": "yes", "unit": "ROADS"}
    assert narrowed(url) == {
        "states": ["OBJECTED"],
        "district": 3,
        "urgency": "URGENT",
        "overdue": True,
        "unit": "ROADS",
    }


def test_words_are_sought_among_all_messages_open_or_not() -> None:
    assert narrowed({"text": " چاله "}) == {"text": "چاله"}
    assert narrowed({"text": "چاله", "state": "CLOSED"}) == {"text": "چاله", "states": ["CLOSED"]}


def test_days_are_whole_days_in_tehran_whether_open_or_not() -> None:
    assert narrowed({"from": "2026-09-26", "to": "2026-09-27"}) == {
        "registeredFrom": "2026-09-26T00:00:00+03:30",
        "registeredTo": "2026-09-28T00:00:00+03:30",
    }


def test_the_cases_of_a_rate_are_those_due_in_its_days() -> None:
    url = {"district": "3", "due": "FIRST_ACTION", "from": "2026-09-26", "to": "2026-09-27"}
    named = "obligation=FIRST_ACTION;from=2026-09-26;to=2026-09-27"
    assert narrowed(url) == {"rated": named, "district": 3}
    assert narrowed(url | {"was": "LATE"}) == {"rated": named + ";was=LATE", "district": 3}
    assert narrowed(url | {"was": "x", "from": "x"}) == {"open": True, "district": 3}


def test_the_messages_of_a_candidate_are_those_that_bear_its_mark() -> None:
    assert narrowed({"mark": "LATE_AT:FIRST_ACTION:DISPATCHED", "district": "3"}) == {
        "open": True,
        "district": 3,
        "marked": ["LATE_AT:FIRST_ACTION:DISPATCHED"],
    }


@pytest.mark.parametrize("mark", ["", "X", "LATE", "LATE:DISPATCHED", "LATE_AT:FIRST_ACTION", "OBJECTED:CLOSED"])
def test_a_mark_that_says_nothing_is_left_out(mark: str) -> None:
    assert narrowed({"mark": mark}) == {"open": True}


def test_what_the_url_has_wrong_is_left_out() -> None:
    wrong = {"state": "ASLEEP", "district": "north", "urgency": "VERY", "from": "x", "to": "9999-12-31"}
    assert narrowed(wrong) == {"open": True}
