import pytest

from portal.forms import given, problems_by_field, whole


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("۱۲", 12), ("", None), ("1.5", None), ("9" * 12, None)])
def test_a_whole_number_is_read_in_any_digits(text: str, number: int | None) -> None:
    assert whole(text) == number


def test_fields_left_blank_are_not_given() -> None:
    assert given({"name": " ", "phone": "1 "}, "name", "phone", "home") == {
        "name": None,
        "phone": "1",
        "home": None,
    }


def test_problems_stand_by_the_last_word_of_their_path() -> None:
    problems = [
        {"code": "A", "path": ["reporter", "phone"], "message": "not a phone"},
        {"code": "B", "path": [], "message": "all of it"},
    ]
    assert problems_by_field(problems) == {"phone": "not a phone", "": "all of it"}
