"""Where passages stand after an edit: `tests/anchoring` measures it, this holds it."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_board.annotations.anchoring import Anchoring, Found, follow, place, select
from policy_board.annotations.shadow import Shadow
from tests.anchoring.editing import edited
from tests.anchoring.judging import by_hand, by_selector, followed, outcome, tally
from tests.anchoring.writing import dossier

REPORT = "\n\n".join(" ".join(sentences) for sentences in dossier(Random(137), 3000))
PASSAGE = "ساکنان کوچه سروش سه بار تماس گرفته‌اند"
BEFORE, AFTER = "در گزارش ناظر آمده است که ", " و هنوز پاسخی نشنیده‌اند."
OLD = f"{REPORT}\n\n{BEFORE}{PASSAGE}{AFTER}\n\n{REPORT[::-1]}"
START = OLD.index(PASSAGE)
END = START + len(PASSAGE)


def found(new: str) -> Found:
    return follow(Shadow(OLD), START, END, Shadow(new))


def test_every_passage_judged_by_hand_is_found_or_said_to_be_gone() -> None:
    assert tally(pair for text in by_hand() for pair in followed(text)).keys() >= {"moved paragraph", "deleted"}
    assert [case.kind for text in by_hand() for case, it in followed(text) if outcome(case, it) != "right"] == []


def test_of_five_hundred_passages_that_were_nearly_all_edited_most_are_found_and_none_is_misplaced() -> None:
    outcomes = sum(tally(followed(edited(5, pages=50, notes=500))).values(), Counter())
    assert outcomes["right"] >= 475
    assert outcomes["wrong"] == 0


def test_a_quote_alone_finds_what_was_judged_by_hand_too_and_misplaces_nothing() -> None:
    outcomes = Counter(outcome(case, it) for text in by_hand() for case, it in by_selector(text))
    assert outcomes["right"] >= 0.95 * outcomes.total()
    assert outcomes["wrong"] == 0


def test_what_stands_where_it_stood_is_exact() -> None:
    it = found(OLD)
    assert it.anchoring is Anchoring.EXACT
    assert it.place
    assert (it.place.start, it.place.end, it.place.confidence) == (START, END, 1.0)


def test_what_is_pushed_on_is_shifted_by_as_much() -> None:
    it = found("یک جمله پیش از همه.\n\n" + OLD)
    assert it.anchoring is Anchoring.SHIFTED
    assert it.place
    assert it.place.start == START + len("یک جمله پیش از همه.\n\n")


def test_another_spelling_is_the_same_words() -> None:
    it = found(OLD.replace("ی", "ي").replace("ک", "ك").replace("\u200c", " "))
    assert it.anchoring is Anchoring.SHIFTED


def test_changed_words_are_fuzzy_and_less_sure() -> None:
    new = OLD.replace("سه بار تماس", "چند بار پیام")
    it = found(new)
    assert it.anchoring is Anchoring.FUZZY
    assert it.place
    assert new[it.place.start : it.place.end] == PASSAGE.replace("سه بار تماس", "چند بار پیام")
    assert 0.4 < it.place.confidence < 1


def test_a_mark_never_begins_within_a_word() -> None:
    new = OLD.replace("ساکنان کوچه", "اهالی کوچه")
    it = found(new)
    assert it.place
    assert new[it.place.start : it.place.end].startswith("اهالی")


def test_a_struck_out_passage_is_orphaned() -> None:
    assert found(OLD.replace(PASSAGE, "")) == Found(Anchoring.ORPHANED)


def test_a_struck_out_passage_does_not_move_to_another_like_it() -> None:
    twin = OLD.replace(
        "\n\n" + REPORT[::-1], f"\n\nدر تماس دیگری گفته شد که {PASSAGE} ولی نادرست بود.{REPORT[::-1]}"
    )
    it = follow(Shadow(twin), START, END, Shadow(twin.replace(PASSAGE, "", 1)))
    assert it == Found(Anchoring.ORPHANED)


def test_two_places_that_nothing_parts_are_ambiguous_and_both_are_named() -> None:
    sentence = "این جمله دو بار آمده و چیزی میان آن دو نیست."
    old, start = f"آغاز. {sentence} پایان.", len("آغاز. ")
    it = follow(Shadow(old), start, start + len(sentence), Shadow(f"{sentence}\n\n{sentence}"))
    assert it.anchoring is Anchoring.AMBIGUOUS
    assert it.place is None
    assert len(it.candidates) == 2


def test_a_passage_without_a_letter_is_nowhere() -> None:
    assert follow(Shadow("الف \u200c ب"), 3, 6, Shadow("الف \u200c ب")) == Found(Anchoring.ORPHANED)


def test_positions_are_code_points_whatever_stands_before() -> None:
    new = "👷🏽‍♂️🚧" + OLD
    it = found(new)
    assert it.place
    assert new[it.place.start : it.place.end] == PASSAGE


LETTERS = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=60)
WORDS = st.lists(
    st.sampled_from(["شهر", "پیام", "ناظر", "۱۳۷", "می‌شود", "كوچه", "🙂", "است.", "و\n\nدر"]),
    min_size=1,
    max_size=60,
)


@given(LETTERS)
def test_every_letter_of_a_shadow_knows_where_it_stands(text: str) -> None:
    shadow = Shadow(text)
    assert shadow.at == sorted(shadow.at)
    assert len(shadow.at) == len(shadow)
    for first in range(len(shadow)):
        start, end = shadow.passage(first, first + 1)
        assert Shadow(text[start:end]).letters.count(shadow.letters[first]) >= 1


@given(WORDS, WORDS, st.data())
def test_whatever_the_edit_a_place_lies_in_the_text_and_says_how_sure_it_is(
    one: list[str], other: list[str], data: st.DataObject
) -> None:
    old, new = " ".join(one), " ".join(other)
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    for it in (follow(Shadow(old), start, end, Shadow(new)), place(select(old, start, end), Shadow(new))):
        assert (it.place is None) == (it.anchoring in {Anchoring.AMBIGUOUS, Anchoring.ORPHANED})
        for spot in [it.place, *it.candidates]:
            assert spot is None or (0 <= spot.start < spot.end <= len(new) and 0 <= spot.confidence <= 1)
        if it.anchoring in {Anchoring.EXACT, Anchoring.SHIFTED}:
            assert it.place
            assert Shadow(new[it.place.start : it.place.end]).letters == Shadow(old[start:end]).letters


@given(WORDS, WORDS, st.data())
def test_a_telling_passage_is_found_wherever_its_paragraph_moves(
    one: list[str], other: list[str], data: st.DataObject
) -> None:
    before, after = "\n\n".join(one), "\n\n".join(other)
    block = f"{BEFORE}{PASSAGE}{AFTER}"
    old, new = f"{before}\n\n{block}\n\n{after}", f"{after}\n\n{block}\n\n{before}"
    start = old.index(PASSAGE)
    it = follow(Shadow(old), start, start + len(PASSAGE), Shadow(new))
    assert it.place
    assert new[it.place.start : it.place.end] == PASSAGE


@pytest.mark.parametrize("length", [1, 3, 12])
def test_an_unchanged_text_keeps_every_passage_that_can_be_told(length: int) -> None:
    shadow = Shadow(REPORT)
    words = REPORT.split()
    at, starts = 0, []
    for word in words:
        at = REPORT.index(word, at)
        starts.append((at, at + len(word)))
        at += len(word)
    for first in range(0, len(words) - length, 7):
        start, end = starts[first][0], starts[first + length - 1][1]
        it = follow(shadow, start, end, shadow)
        assert it.anchoring is Anchoring.EXACT
        assert it.place
        assert (it.place.start, it.place.end) == (start, end)
