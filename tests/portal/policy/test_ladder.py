"""The escalation ladder as a form's fields."""

from portal.policy import ladder
from portal.rendering import Fields

LADDER = [
    {"percent": 50, "tell": "HOLDER", "inspect": False, "review": False, "climb": 10},
    {"percent": 100, "tell": "MANAGER", "inspect": True, "review": False, "climb": 10},
]


def test_a_form_as_it_was_made_gives_the_same_ladder() -> None:
    assert ladder.given(sent(ladder.rows(LADDER, Fields()))) == LADDER


def test_a_step_without_its_percent_is_left_out_and_the_rest_are_sorted() -> None:
    form = sent(ladder.rows(LADDER, Fields()))
    form["percent-0"] = " "
    form |= {"percent-2": "۱۵۰", "tell-2": "DEPUTY", "climb-2": "۲۰"}
    form |= {"percent-3": "75", "review-3": "yes"}
    assert [(rung["percent"], rung["tell"], rung["climb"]) for rung in ladder.given(form)] == [
        (75, None, 10),
        (100, "MANAGER", 10),
        (150, "DEPUTY", 20),
    ]


def test_what_was_sent_comes_back_with_empty_rows_behind_it() -> None:
    form = sent(ladder.rows(LADDER, Fields()))
    form["percent-1"] = "a hundred"
    assert [row["percent"] for row in ladder.rows(LADDER, form)] == ["50", "a hundred", "", ""]


def sent(rows: list[dict[str, str]]) -> Fields:
    return Fields({f"{name}-{place}": value for place, row in enumerate(rows) for name, value in row.items()})
