"""A policy's promises as a form's fields."""

from typing import Any

import pytest

from portal.policy.targets import Change, changes, differences, inputs, minutes, written

HOLE = {"code": "HOLE", "titleEn": "Hole"}
LEAK = {"code": "LEAK", "titleEn": "Leak"}


def target(category: dict[str, str], **more: Any) -> dict[str, Any]:
    usual = {"firstActionMinutes": 120, "feedbackMinutes": 1440, "resolutionMinutes": 90, "workingHours": False}
    return {"category": category, **usual, **more}


@pytest.mark.parametrize(
    ("text", "read"),
    [("2", 120), (" ۱:۳۰ ", 90), ("0:05", 5), ("١٢", 720), ("", None), ("1.5", None), ("1:60", None), ("-1", None)],
)
def test_a_time_is_read_as_hours_or_hours_and_minutes_in_any_digits(text: str, read: int | None) -> None:
    assert minutes(text) == read


@pytest.mark.parametrize("read", [1, 59, 60, 90, 120, 14_400])
def test_what_is_written_is_read_as_it_was(read: int) -> None:
    assert minutes(written(read)) == read


def test_a_form_as_it_was_made_changes_nothing_and_neither_does_an_emptied_field() -> None:
    form = {"firstActionMinutes-HOLE": "2", "feedbackMinutes-HOLE": "", "workingHours-HOLE": "no"}
    assert changes([target(HOLE), target(LEAK)], form) == []


def test_each_change_becomes_part_of_its_request_types_input() -> None:
    form = {"firstActionMinutes-HOLE": "۰:۳۰", "workingHours-HOLE": "yes", "resolutionMinutes-LEAK": "soon"}
    found = changes([target(HOLE), target(LEAK)], form)
    assert found == [
        Change(HOLE, "firstActionMinutes", 120, 30),
        Change(HOLE, "workingHours", False, True),
        Change(LEAK, "resolutionMinutes", 90, None),
    ]
    assert found[2].field == "resolutionMinutes-LEAK"
    assert inputs(found[:2]) == [{"categoryCode": "HOLE", "firstActionMinutes": 30, "workingHours": True}]


def test_versions_differ_in_what_both_know() -> None:
    now = [target(HOLE, feedbackMinutes=60), target(LEAK)]
    assert differences([target(HOLE)], now) == [Change(HOLE, "feedbackMinutes", 1440, 60)]
