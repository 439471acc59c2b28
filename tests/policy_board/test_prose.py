"""Whatever is typed comes out as harmless HTML over one text; whatever is marked is marked letter for letter."""

import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hotline.kit.masking import PHONE
from hotline.kit.refusals import Refusal
from hotline.kit.text import TextEmpty, TextTooLong, UncleanText
from policy_board import prose
from policy_board.prose import Mark, TooMuchMarkup

ALLOWED = {
    *("p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "table", "thead", "tbody", "tr", "th"),
    *("td", "strong", "em", "s", "code", "a", "br", "hr", "mark"),
}
ATTRIBUTES = {"dir", "data-start", "start", "href", "rel", "data-notes", "class", "id"}
EMPTY = {"br", "hr"}

WORDS = st.sampled_from(
    [
        "آب‌گرفتگی",
        "کوچهٔ ۱۲",
        "نمی‌شود",
        "👷🏽‍♀️",
        "كلي",
        "e\u0301",
        "<b>",
        "&lt;",
        "&amp;",
        "a\\*b",
        "[x](y)",
        '"',
        "'",
    ]
)
SIGNS = st.sampled_from(
    [
        "\n",
        "\n\n",
        "# ",
        "- ",
        "0. ",
        "7. ",
        "> ",
        "**",
        "*",
        "~~",
        "`",
        "```\n",
        "    ",
        "---\n",
        "  \n",
        "|",
        "\n|-|-|\n",
    ]
)
LINKS = st.sampled_from(
    [
        "[پیوند](https://a.ir/?q=1&r=2)",
        "[x](javascript:alert(1))",
        "[y](//a.ir)",
        "[z](/dossiers/1 'm')",
        "![i](/i)",
    ]
)
MARKDOWN = st.lists(st.one_of(WORDS, SIGNS, LINKS, st.text(max_size=6)), max_size=40).map("".join)


class Page(HTMLParser):
    """What a browser would make of it: the words of each element that has a place, what is marked, what is open."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.places: dict[int, str] = {}
        self.marked: dict[str, str] = {}
        self.references: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self._place: int | None = None
        self._keys: list[str] = []
        self._within = False
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.seen.append((tag, named))
        assert not (tag == "a" and "a" in self._open), "a link within a link"
        if tag not in EMPTY:
            self._open.append(tag)
        if named.get("class") == "noteref":
            self.references.append(str(named["href"]).removeprefix("#note-"))
            self._within = True
        if place := named.get("data-start"):
            self._place = int(place)
            self.places[self._place] = ""
        if notes := named.get("data-notes"):
            self._keys = notes.split()

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        if tag == "a":
            self._within = False
        if tag == "mark":
            self._keys = []

    def handle_data(self, data: str) -> None:
        if self._within or (self._place is None):
            return
        if any(tag in self._open for tag in ("p", "h3", "h4", "h5", "h6", "pre", "th", "td")):
            self.places[self._place] += data
            for key in self._keys:
                self.marked[key] = self.marked.get(key, "") + data


@settings(deadline=None)
@given(MARKDOWN)
@example("<script>alert(1)</script>")
@example("x <img src=x onerror=alert(1)> [a](javascript:alert(1)) <https://a.ir> <javascript:x>")
@example("[a](data:text/html,x) [b](vbscript:x) [c](/\\a.ir) [d](//a.ir) [e](&#106;avascript:x)")
def test_no_tag_or_attribute_comes_out_that_is_not_harmless(markdown: str) -> None:
    for tag, attributes in Page(prose.read(markdown).html()).seen:
        assert tag in ALLOWED
        assert set(attributes) <= ATTRIBUTES
        address = attributes.get("href") or "/"
        assert address.startswith(("https://", "http://", "#")) or (
            address[0] == "/" and address[1:2] not in ("/", "\\")
        )


@settings(deadline=None)
@given(MARKDOWN)
@example("| الف | ب |\n|-|-|\n| ۱ | |\n\n---\n\n> - یک\n>   دو\n\n#\n\nسه")
@example("d*\u0302*\u0323")
def test_the_canonical_text_is_what_the_reader_sees_where_its_places_say(markdown: str) -> None:
    document = prose.read(markdown)
    assert document.text == unicodedata.normalize("NFC", document.text)
    shown = {start: words for start, words in Page(document.html()).places.items() if words}
    for start, words in shown.items():
        assert document.text[start : start + len(words)] == words
    assert document.text == prose._BETWEEN.join(words for _, words in sorted(shown.items()))
    ends = [0]
    for block in document.blocks:
        assert ends[-1] <= block.start <= block.end
        ends.append(block.end)
    assert ends[-1] == len(document.text)


@settings(deadline=None)
@given(MARKDOWN, st.lists(st.tuples(st.integers(0, 200), st.integers(1, 200)), max_size=6))
@example("یک [دو **سه**](/x) چهار\n\n- پنج\n- شش", [(3, 4), (3, 6), (0, 200), (8, 12)])
def test_a_marked_passage_is_its_letters_and_no_others(markdown: str, ranges: list[tuple[int, int]]) -> None:
    document = prose.read(markdown)
    marks = [
        Mark(start, min(start + length, len(document.text)), str(number), str(number))
        for number, (start, length) in enumerate(ranges)
        if start < len(document.text)
    ]
    page = Page(document.html(marks))
    words = Page(document.html()).places
    for mark in marks:
        expected = "".join(
            text[max(mark.start - start, 0) : max(mark.end - start, 0)] for start, text in sorted(words.items())
        )
        assert page.marked.get(mark.key, "") == expected
        assert page.references.count(mark.key) == (1 if expected else 0)
    # Marks add nothing to the words.
    assert page.places == words


@pytest.mark.parametrize("letter", ["\x00", "\u202e", "\u2066", "\x1b", "\ud800"])
def test_letters_that_turn_the_reading_or_cannot_be_stored_are_refused(letter: str) -> None:
    with pytest.raises(UncleanText) as refused:
        prose.clean_markdown(f"معبر {letter} ۱۲", limit=100, path="body")
    assert refused.value.path == ("body",)


@pytest.mark.parametrize("entity", ["&#x202E;", "&#8238;", "&#x2067;", "&#8294;"])
def test_so_are_the_same_letters_spelled_as_entities(entity: str) -> None:
    with pytest.raises(UncleanText):
        prose.clean_markdown(f"معبر {entity} ۱۲", limit=100, path="body")


@pytest.mark.parametrize(("text", "refusal"), [(" \n ", TextEmpty), ("ک" * 101, TextTooLong)])
def test_nothing_and_too_much_are_refused(text: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        prose.clean_markdown(text, limit=100, path="body")


def test_a_line_is_masked_and_stays_within_its_limit_all_the_same() -> None:
    assert prose.clean_line(" تماس ۰۹۱۲۱۲۳۴۵۶۷ ", limit=20, path="title") == f"تماس {PHONE}"
    with pytest.raises(TextTooLong):
        prose.clean_line("a@b.ir " * 4, limit=27, path="title")


@pytest.mark.parametrize("sign", ["[", "*a", "_a", "![", "|a"])
def test_markup_that_would_take_long_to_read_is_refused(sign: str) -> None:
    prose.clean_markdown(f"متن {sign * 1000}", limit=40_000, path="body")
    with pytest.raises(TooMuchMarkup) as refused:
        prose.clean_markdown(f"متن {sign * 2001}", limit=40_000, path="body")
    assert refused.value.path == ("body",)


def test_headings_begin_below_the_pages_own_and_leave_none_out() -> None:
    tags = [tag for tag, _ in Page(prose.read("#### الف\n\n# ب\n\n###### پ").html()).seen]
    assert tags == ["h3", "h3", "h4"]


def test_a_note_on_the_end_of_a_link_stands_behind_the_link() -> None:
    html = prose.read("[نقشه](/map) آمد").html([Mark(0, 4, "7", "۷")])
    assert html.index("</a>") < html.index("noteref")
    assert 'href="#note-7">۷</a> آمد' in html


def test_persian_with_half_spaces_and_emoji_counts_in_code_points() -> None:
    document = prose.read("**نمی‌شود** 👷🏽‍♀️ رفت")
    start = document.text.index("رفت")
    assert '<mark data-notes="1">رفت</mark>' in document.html([Mark(start, start + 3, "1", "۱")])
    assert len("👷🏽‍♀️") == 5


def test_a_long_document_with_many_notes_is_drawn_in_one_walk() -> None:
    document = prose.read("\n\n".join(f"بند {number} **مهم** است" for number in range(500)))
    marks = [Mark(at, at + 9, str(at), "۱") for at in range(0, len(document.text) - 9, 20)]
    page = Page(document.html(marks))
    assert sorted(page.references) == sorted(mark.key for mark in marks)
