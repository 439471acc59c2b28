import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from policy_board.comparing import compare

WORDS = st.lists(st.sampled_from(["چاله", "معبر", "می‌شود", "۱۲", "<b>", "&", "واحد"]), min_size=1, max_size=8)
DOCUMENTS = st.lists(WORDS.map(" ".join), max_size=6)


def test_two_documents_that_say_the_same_have_no_difference() -> None:
    assert compare("# الف\n\nمتن **درشت**", "# الف\n\nمتن درشت") == []


def test_a_changed_word_is_shown_within_its_sentence() -> None:
    (block,) = compare("در این محله سه چاله دیده شد", "در این محله پنج چاله دیده شد")
    assert block == '<p dir="auto">در این محله <del>سه </del><ins>پنج </ins>چاله دیده شد</p>'


def test_a_new_paragraph_stands_beside_the_one_before_it() -> None:
    assert compare("یکم", "یکم\n\nدوم") == ['<p dir="auto">یکم</p>', '<p dir="auto"><ins>دوم</ins></p>']


def test_what_changed_far_apart_is_parted_by_a_ruler() -> None:
    before = ["الف ب پ ت", "یکم", "دوم", "سوم", "ث ج چ ح"]
    after = ["الف ب پ ته", "یکم", "دوم", "سوم", "ث ج چ خ"]
    assert compare("\n\n".join(before), "\n\n".join(after)).count("<hr>") == 1


def test_signs_of_html_in_a_document_stay_letters() -> None:
    assert compare("", "کد <script>") == ['<p dir="auto"><ins>کد &lt;script&gt;</ins></p>']


@given(DOCUMENTS, DOCUMENTS)
def test_both_documents_can_be_read_from_what_is_shown(before: list[str], after: list[str]) -> None:
    shown = compare("\n\n".join(before), "\n\n".join(after))
    for document, other, out in ((after, before, "del"), (before, after, "ins")):
        read = [unescape(re.sub(rf"<{out}>.*?</{out}>|<[^>]*>", "", block)).strip() for block in shown]
        told = iter(document)
        assert all(text in told for text in read if text), "in its order"
        assert {*document} - {*other} <= {*read}, "all that is only in one"
