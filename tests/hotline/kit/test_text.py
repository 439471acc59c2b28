import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.kit.refusals import Refusal
from hotline.kit.text import TextEmpty, TextTooLong, UncleanText, clean, digits, fold, latin_digits

LIMIT = 40
ANY = st.text(st.characters(exclude_categories=()), max_size=200)


@given(ANY)
def test_cleaned_text_is_clean_and_refused_text_is_refused_by_a_known_refusal(text: str) -> None:
    try:
        cleaned = clean(text, limit=LIMIT, path="text")
    except (UncleanText, TextEmpty, TextTooLong):
        return
    assert clean(cleaned, limit=LIMIT, path="text") == cleaned
    assert cleaned == cleaned.strip() == unicodedata.normalize("NFC", cleaned)
    assert 0 < len(cleaned) <= LIMIT
    cleaned.encode()
    assert not set(cleaned) & set("\x00\r\u202e\u2066\x7f")


@pytest.mark.parametrize("mark", ["\x00", "\x1b", "\x7f", "\x85", "\ud800", "\u202e", "\u2067"])
def test_what_cannot_be_stored_or_turns_the_reading_is_refused(mark: str) -> None:
    with pytest.raises(UncleanText):
        clean(f"کوچه{mark}", limit=LIMIT, path="text")


@pytest.mark.parametrize(
    ("text", "refusal"),
    [(" \n\t\u3000", TextEmpty), ("", TextEmpty), ("ک" * 41, TextTooLong), (" " * 161, TextTooLong)],
)
def test_nothing_and_too_much_are_refused(text: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        clean(text, limit=LIMIT, path="body")
    assert refused.value.path == ("body",)


def test_newlines_joiners_and_tabs_are_kept() -> None:
    assert clean(" می‌شود\r\nدو\rسه\tچهار ", limit=LIMIT, path="text") == "می‌شود\nدو\nسه\tچهار"


@given(st.integers(min_value=0))
def test_digits_go_to_each_language_and_back(number: int) -> None:
    persian = digits(number, "fa")
    assert set(persian) <= set("۰۱۲۳۴۵۶۷۸۹")
    assert latin_digits(persian) == digits(persian, "en") == str(number)


@given(st.text())
def test_latin_digits_change_only_digits(text: str) -> None:
    changed = latin_digits(text)
    assert len(changed) == len(text)
    assert all(now == was or now == str(unicodedata.digit(was)) for was, now in zip(text, changed, strict=True))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("شهرداري", "شهرداری"),
        ("كوچه", "کوچه"),
        ("مسئول", "مسیول"),
        ("آب", "اب"),
        ("إصفهان أصفهان", "اصفهان اصفهان"),
        ("می‌شود", "می شود"),
        ("مدرســة", "مدرسه"),
        ("مُحَمَّد", "محمد"),
        ("منطقهٔ ۳", "منطقه 3"),
        ("٣ ۳ 3", "3 3 3"),
        ("LED", "led"),
        ("ﻻﻟﻪ", "لاله"),
    ],
)
def test_two_ways_to_write_a_word_are_one_in_search(typed: str, stored: str) -> None:
    assert fold(typed) == fold(stored)


@given(st.text())
def test_folding_twice_folds_no_further(text: str) -> None:
    assert fold(fold(text)) == fold(text)
