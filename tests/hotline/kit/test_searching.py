import json
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hotline.kit import searching
from hotline.kit.numbering import tracking_code
from hotline.kit.refusals import Refusal
from tests.search import judging

CODE = tracking_code(1405, 8421)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)


async def test_search_finds_what_was_judged_to_be_meant(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        given_, raw = await judging.answers(connection), await judging.answers(connection, judging.RAW)
    finally:
        await connection.close()
    assert len(given_) >= 120
    assert judging.precision(given_) >= 0.98
    assert judging.recall(given_) >= 0.96
    # The bar that anyone could have had for nothing.
    assert judging.recall(raw) < 0.5


def test_the_judged_set_is_whole() -> None:
    numbers = judging.messages().keys()
    assert len(numbers) >= 60
    assert all(question.wanted <= numbers for question in judging.questions())


@pytest.mark.parametrize("question", ["", "   ", "و در از", "⟦تلفن⟧", "،؛؟"])
def test_a_question_without_a_word_is_refused(question: str) -> None:
    with pytest.raises(Refusal):
        searching.sought(question)


def test_a_tracking_code_is_sought_however_it_is_written() -> None:
    asked = {searching.sought(code) for code in (CODE, "۱۳۷/۱۴۰۵/۰۰۰۸۴۲۱۳", "137140500084213")}
    assert len(asked) == 1
    assert json.loads(asked.pop()) == [{"said": f"('{CODE}')", "meant": f"('{CODE}')"}]


def test_digits_are_never_taken_for_a_slip() -> None:
    assert searching.vector("45210") == "'45210'"


def test_what_masking_put_there_is_not_found() -> None:
    assert searching.vector("تماس با ⟦تلفن⟧ لطفا") == searching.vector("تماس با . لطفا")


@given(TEXTS)
@example("'\\ & | ! ( ) <-> :* ''")
async def test_whatever_is_asked_or_said_is_understood_by_postgresql(text: str) -> None:
    # Only letters and digits are left, so nothing in it can be taken for an operator or end the quotation.
    quoted = [searching.vector(text)]
    with suppress(Refusal):
        quoted += [form for word in json.loads(searching.sought(text)) for form in word.values()]
    for written in quoted:
        inside = written.replace("' '", "").replace("' | '", "").strip("'()")
        assert not set(inside) & set("'\\&|!:*<>")


def test_the_page_on_search_has_the_figures_of_today() -> None:
    page = Path("docs/search.md").read_text("utf-8")
    assert f"{len(judging.questions())} questions" in page
    assert f"{len(judging.messages())} messages" in page
