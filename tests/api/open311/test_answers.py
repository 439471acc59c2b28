"""XML by itself: whatever the text, a reader gets it back, and markup in it stays text."""

from xml.etree.ElementTree import fromstring

from hypothesis import given
from hypothesis import strategies as st

from api.open311.answers import xml

_KEPT = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")


@given(st.text(_KEPT))
def test_text_comes_back_as_it_went(text: str) -> None:
    assert (fromstring(xml("errors", [{"description": text}])).findtext("error/description") or "") == text


@given(st.text())
def test_any_text_at_all_makes_a_document(text: str) -> None:
    (error,) = fromstring(xml("errors", [{"description": text}]))
    assert [child.tag for child in error] == ["description"]
    assert not list(error[0])


def test_values_of_every_kind_have_a_spelling() -> None:
    made = xml("services", [{"a": None, "b": True, "c": False, "d": 1.5, "e": "x", "attributes": []}])
    assert made.decode().splitlines()[1] == (
        "<services><service><a /><b>true</b><c>false</c><d>1.5</d><e>x</e><attributes /></service></services>"
    )
