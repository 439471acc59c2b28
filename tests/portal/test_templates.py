"""What holds for every template: nothing inline, and every sentence in Persian too."""

import re
from pathlib import Path

import pytest

from portal.rendering import PERSIAN
from tests.portal.catalogue import ROOM, TEMPLATES, used_sentences

# What `default-src 'self'` would block in silence.
_INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)|https?://", re.IGNORECASE)
_BRACES = re.compile(r"\{[a-z]*\}")
_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOM)))
def test_a_template_has_nothing_inline_and_nothing_from_elsewhere(template: Path) -> None:
    assert _INLINE.findall(template.read_text(encoding="utf-8").replace(_NAMESPACE, "")) == []


@pytest.mark.parametrize("inline", ['<p style="x">', "<script>x</script>", '<a onclick="x">', "<style>"])
def test_what_is_inline_is_found(inline: str) -> None:
    assert _INLINE.search(inline)


def test_every_form_that_changes_something_carries_the_token() -> None:
    for template in TEMPLATES:
        text = template.read_text(encoding="utf-8")
        for form in re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL):
            assert "csrf_field()" in form, template


def test_a_password_is_typed_unseen_and_a_password_manager_knows_the_field() -> None:
    (field,) = re.findall(r"<input[^>]*password[^>]*>", (ROOM / "signin" / "page.html").read_text(encoding="utf-8"))
    assert 'type="password"' in field
    assert 'autocomplete="current-password"' in field


def test_whoever_signed_in_can_sign_out_on_every_page() -> None:
    whole = {path for path in TEMPLATES if "<!doctype" in path.read_text(encoding="utf-8")}
    base = ROOM / "templates" / "base.html"
    assert whole == {base, ROOM / "papers" / "sheet.html", ROOM / "papers" / "bundle.html"}
    # In none of the blocks, which a page may fill otherwise.
    fixed = re.sub(r"\{% block .*?\{% endblock %\}", "", base.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert '<form action="/sign-out" method="post">' in fixed


def test_every_sentence_is_in_the_catalogue_and_none_is_stale() -> None:
    assert used_sentences() == set(PERSIAN)


def test_a_persian_sentence_has_the_same_gaps_as_the_english() -> None:
    for english, persian in PERSIAN.items():
        assert sorted(_BRACES.findall(english)) == sorted(_BRACES.findall(persian)), english


def test_no_stylesheet_knows_left_from_right() -> None:
    sided = re.compile(r"\b(left|right)\b|(margin|padding|border)-(top|bottom)|(?<![-\w])(width|height)\s*:")
    for sheet in (ROOM / "static").glob("*.css"):
        assert sided.findall(sheet.read_text(encoding="utf-8").partition("*/")[2]) == [], sheet
