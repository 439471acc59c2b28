"""Prose (متن): Markdown in; out of it HTML blocks of a few harmless tags, and one canonical text.

The canonical text is what passages are counted in: NFC, the words of each paragraph, heading, item and cell,
parted by an empty line, offsets in code points, whatever the markup. Blocks know their ranges in it, and passages
are marked while the HTML is written, so that a mark never crosses a tag. Raw HTML is but text here: no tag is ever
written that does not stand in `_TAGS`.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from hotline.kit.masking import mask
from hotline.kit.refusals import Refusal
from hotline.kit.text import clean

# As Markdown names them. The first and second heading are the page's own and its sections', so a document's begin
# below them.
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_LEAVES: Final = frozenset({"p", "th", "td", *_HEADINGS})
_TAGS: Final = _LEAVES | {"ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "strong", "em", "s"}
_BETWEEN: Final = "\n\n"
_SIGNS: Final = "[*_`|<~!&"
_MOST_SIGNS: Final = 2_000
# Out over the web, or to a page of ours.
_SCHEMES: Final = ("https://", "http://")

_markdown: Final = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


class PersonalData(Refusal):
    """Numbers that markup takes apart, so that they were not found to be masked until they were read together."""

    code, sentence = (
        "PERSONAL_DATA",
        "It seems to hold a phone number or the like. What is shown to members has none.",
    )


class TooMuchMarkup(Refusal):
    """Reading it would take the square of its marks, which somebody might mean."""

    code, sentence = "TOO_MUCH_MARKUP", "There is more markup in it than {most} signs."


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage to be marked: `start` to `end` in the canonical text, and the note `key` it leads to, which stands
    behind its last letter as `label`."""

    start: int
    end: int
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """Markup; or text, and where it starts in the canonical text."""

    html: str = ""
    text: str = ""
    start: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Block:
    """An outermost element and its range in the canonical text; a ruler's is empty."""

    start: int
    end: int
    pieces: tuple[_Piece, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """A document, read. Each element that holds words says in `data-start` where they begin in `text`."""

    text: str
    blocks: tuple[Block, ...]

    def html(self, marks: Sequence[Mark] = ()) -> str:
        """The whole document, passages marked."""
        return "\n".join(self.parts(marks))

    def parts(self, marks: Sequence[Mark] = ()) -> list[str]:
        """The same, block by block. A passage over several blocks is marked in each, its note named in the last."""
        drawing = _Drawing(self, marks)
        return ["".join(drawing.draw(block.pieces)) for block in self.blocks]


def clean_line(text: str, *, limit: int, path: str) -> str:
    """Plain text as it is stored, personal data masked, and within the limit all the same. Raises what `text.clean`
    raises."""
    return clean(mask(clean(text, limit=limit, path=path)), limit=limit, path=path)


def clean_markdown(markdown: str, *, limit: int, path: str) -> str:
    """The Markdown as it is stored, personal data masked. Raises PersonalData, TooMuchMarkup, and what `text.clean`
    raises, also for letters that entities spell."""
    markdown = mask(clean(markdown, limit=limit, path=path))
    if sum(map(markdown.count, _SIGNS)) > _MOST_SIGNS:
        raise TooMuchMarkup(path, most=_MOST_SIGNS)
    text = read(markdown).text.strip()
    if text and mask(clean(text, limit=limit, path=path)) != text:
        raise PersonalData(path)
    return markdown


def read(markdown: str) -> Prose:
    """What `clean_markdown` gave, read."""
    reading = _Reading()
    for token in _markdown.parse(markdown):
        reading.take(token)
    return Prose("".join(reading.text), tuple(reading.blocks))


class _Reading:
    """One walk along Markdown's tokens. A block ends where nothing is open any more."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.blocks: list[Block] = []
        self._at = 0
        self._pieces: list[_Piece] = []
        self._leaf = "p"
        self._heading = 2

    def take(self, token: Token) -> None:
        if token.type == "inline":
            self._words(self._leaf, list(_inline(token.children or [])))
            return
        if token.type in ("fence", "code_block"):
            self._words("pre", [_Piece(text=token.content.rstrip("\n"))])
            self._pieces.append(_Piece("</pre>"))
        elif token.type == "hr":
            self._pieces.append(_Piece("<hr>"))
        elif token.nesting > 0:
            self._open(token)
            return
        else:
            self._pieces.append(_Piece(f"</{self._tag(token)}>"))
        if token.level == 0:
            words = [piece for piece in self._pieces if piece.text]
            self.blocks.append(Block(words[0].start if words else self._at, self._at, tuple(self._pieces)))
            self._pieces = []

    def _open(self, token: Token) -> None:
        if token.tag in _HEADINGS:
            # Whatever a document begins with, no level of the page's headings is left out.
            self._heading = min(int(token.tag[1]) + 2, self._heading + 1, 6)
        tag = self._tag(token)
        if token.tag in _LEAVES:
            self._leaf = tag
        else:
            start = f' start="{int(first)}"' if (first := token.attrGet("start")) is not None else ""
            self._pieces.append(_Piece(f"<{tag}{start}>"))

    def _words(self, tag: str, pieces: list[_Piece]) -> None:
        pieces = _composed(pieces)
        if self._at and any(piece.text for piece in pieces):
            self._tell(_BETWEEN)
        self._pieces.append(_Piece(f'<{tag} dir="auto" data-start="{self._at}">'))
        for piece in pieces:
            if piece.html or piece.text:
                self._pieces.append(_Piece(piece.html, piece.text, self._at))
                self._tell(piece.text)

    def _tell(self, text: str) -> None:
        self.text.append(text)
        self._at += len(text)

    def _tag(self, token: Token) -> str:
        assert token.tag in _TAGS, token.type
        return _HEADINGS[self._heading - 1] if token.tag in _HEADINGS else token.tag


def _inline(tokens: Sequence[Token]) -> Iterator[_Piece]:
    """Words and tags within a paragraph. A link that leads nowhere it may is its words alone."""
    leads: list[bool] = []
    for token in tokens:
        if token.type == "text":
            yield _Piece(text=token.content)
        elif token.type in ("softbreak", "hardbreak"):
            # Whoever goes to a new line means one.
            yield _Piece("<br>")
            yield _Piece(text="\n")
        elif token.type == "code_inline":
            yield _Piece("<code>")
            yield _Piece(text=token.content)
            yield _Piece("</code>")
        elif token.type == "link_open":
            address = str(token.attrGet("href") or "")
            leads.append(address.startswith(_SCHEMES) or (address[:1] == "/" and address[1:2] not in ("/", "\\")))
            if leads[-1]:
                yield _Piece(f'<a href="{escape(address)}" rel="noopener noreferrer nofollow">')
        elif token.type == "link_close":
            if leads.pop():
                yield _Piece("</a>")
        else:
            assert token.tag in _TAGS, token.type
            yield _Piece(f"<{'/' if token.nesting < 0 else ''}{token.tag}>")


def _composed(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces, their words together NFC. Where markup parts an accent from its letter, the two are worth more
    than the paragraph's markup."""
    words = "".join(piece.text for piece in pieces)
    composed = unicodedata.normalize("NFC", words)
    return pieces if composed == words else [_Piece(text=composed)]


class _Drawing:
    """Pieces to HTML in the order of the document, marks taken up as it comes to them."""

    def __init__(self, prose: Prose, marks: Sequence[Mark]) -> None:
        self._coming = sorted(marks, key=lambda mark: (mark.start, mark.end), reverse=True)
        self._here: list[Mark] = []
        self._starts = [piece.start for block in prose.blocks for piece in block.pieces if piece.text]

    def draw(self, pieces: Sequence[_Piece]) -> Iterator[str]:
        ended: list[Mark] = []
        linked = False
        for piece in pieces:
            if piece.text:
                for html, over in self._cut(piece):
                    yield html
                    ended += over
                    if not linked:
                        yield from map(_reference, ended)
                        ended = []
                continue
            yield piece.html
            linked = piece.html.startswith("<a ") or (linked and piece.html != "</a>")
            # A link within a link is none, so a note that ends in one waits for its end.
            if not linked:
                yield from map(_reference, ended)
                ended = []

    def _cut(self, piece: _Piece) -> Iterator[tuple[str, list[Mark]]]:
        """The piece in parts that the same marks cover, each with the marks that end there."""
        while self._coming and self._coming[-1].start < piece.end:
            self._here.append(self._coming.pop())
        self._here = [mark for mark in self._here if mark.end > piece.start]
        bounds = {at for mark in self._here for at in (mark.start, mark.end) if piece.start < at < piece.end}
        start = piece.start
        for end in sorted(bounds | {piece.end}):
            words = escape(piece.text[start - piece.start : end - piece.start])
            over = [mark for mark in self._here if mark.start < end and mark.end > start]
            keys = escape(" ".join(mark.key for mark in over))
            yield (
                f'<mark data-notes="{keys}">{words}</mark>' if over else words,
                [mark for mark in over if min(mark.end, piece.end) == end and self._is_last(mark, piece)],
            )
            start = end

    def _is_last(self, mark: Mark, piece: _Piece) -> bool:
        return self._starts[bisect_left(self._starts, mark.end) - 1] == piece.start


def _reference(mark: Mark) -> str:
    key = escape(mark.key)
    return f'<a class="noteref" id="noteref-{key}" href="#note-{key}">{escape(mark.label)}</a>'
