"""A sheet as DOCX, to be edited: the HTML of the paper itself, so that it says the same in both forms.

Word lays Persian out rightly only where it is told so at every step: paragraphs, runs, tables and the section each
have a mark of their own, and complex scripts a font, size and boldness of their own.
"""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final

import segno
from docx import Document
from docx.enum.table import WD_TABLE_DIRECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from lxml import html

FONT: Final = "Vazirmatn"
# Where the font is not installed: every Windows has it, with Persian letters.
_OTHERWISE: Final = "Tahoma"
_BLOCKS: Final = frozenset({"p", "h1", "h2", "h3"})
_HEADINGS: Final = {"h1": "Title", "h2": "Heading 1", "h3": "Heading 2"}
_SIZES: Final = {"Normal": 10.5, "Title": 17, "Heading 1": 14, "Heading 2": 12}
_CENTRED: Final = frozenset({"name", "under", "opens"})
_BLUE, _RED, _SOFT = RGBColor(0x0A, 0x3D, 0x6B), RGBColor(0xA8, 0x3A, 0x1C), RGBColor(0x4A, 0x5F, 0x69)
_COLOURS: Final = {"soft": _SOFT, "secret": _RED, "mark": _RED}
# Words of Latin or of Persian letters, with what stands between them.
_LATIN: Final = re.compile(r"([A-Za-z][A-Za-z0-9 .,:;/@_&'()#?=%+-]*[A-Za-z0-9)/]|[A-Za-z])")
_PERSIAN: Final = re.compile("([\u0600-\u06ff](?:[\u0600-\u06ff\u200c .,:()-]*[\u0600-\u06ff])?)")
_SPACE: Final = re.compile(r"\s+")
# What stands behind an element in the format's order: it refuses others.
_AFTER_SIZE: Final = (
    "w:highlight",
    "w:u",
    "w:vertAlign",
    "w:rtl",
    "w:cs",
    "w:lang",
    "w:eastAsianLayout",
    "w:specVanish",
)
_AFTER_BIDI: Final = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr")


def write(text: str) -> bytes:
    """The DOCX of a sheet."""
    root = html.document_fromstring(text)
    return _Writer(rtl=root.get("dir") == "rtl", language=root.get("lang", "fa")).of(root)


class _Writer:
    def __init__(self, *, rtl: bool, language: str) -> None:
        self.rtl, self.language = rtl, language
        self.document = Document()

    def of(self, root: Any) -> bytes:
        self._dress()
        self.document.core_properties.title = root.findtext("head/title").strip()
        self.document.core_properties.language = "fa-IR" if self.rtl else "en-GB"
        self._number_pages(root.find("head/meta[@name='page']").get("content"))
        body = root.find("body")
        # What floats beside the text on a page stands behind it here.
        for aside in body.findall("div[@class='opens']"):
            body.append(aside)
        self._blocks(body, self.document)
        content = BytesIO()
        self.document.save(content)
        return content.getvalue()

    def _dress(self) -> None:
        """A4, and the font for every script."""
        (section,) = self.document.sections
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(18)
        section.top_margin, section.bottom_margin = Mm(22), Mm(20)
        if self.rtl:
            _put(section._sectPr, "w:bidi", before=("w:rtlGutter", "w:docGrid"))
        for name, size in _SIZES.items():
            style = self.document.styles[name]
            style.font.size = Pt(size)
            style.font.bold = name != "Normal"
            properties = style.element.get_or_add_rPr()
            fonts = properties.get_or_add_rFonts()
            fonts.attrib.clear()
            for script in ("ascii", "hAnsi", "cs", "eastAsia"):
                fonts.set(qn(f"w:{script}"), FONT)
            _put(properties, "w:szCs", before=_AFTER_SIZE, val=str(int(size * 2)))
            if name == "Normal":
                _put(properties, "w:lang", before=_AFTER_SIZE[-3:], val="en-GB", bidi="fa-IR")
            else:
                style.font.color.rgb, style.font.cs_bold = _BLUE, True
        # A line below, and letters set apart, which would tear Persian words.
        for found in self.document.styles["Title"].element.xpath("w:pPr/w:pBdr | w:rPr/w:spacing | w:rPr/w:kern"):
            found.getparent().remove(found)
        self.document.styles["Normal"].paragraph_format.space_after = Pt(4)
        self._name_another_font()

    def _name_another_font(self) -> None:
        """What Word takes where the font is not installed."""
        for relation in self.document.part.rels.values():
            if relation.reltype.endswith("/fontTable"):
                entry = f'<w:font w:name="{FONT}"><w:altName w:val="{_OTHERWISE}"/></w:font></w:fonts>'
                part = relation.target_part
                part._blob = part.blob.replace(b"</w:fonts>", entry.encode())

    def _number_pages(self, sentence: str) -> None:
        paragraph = self.document.sections[0].footer.paragraphs[0]
        self._turn(paragraph, rtl=self.rtl, centred=True)
        for part in re.split(r"(\{page\}|\{pages\})", sentence):
            if field := {"{page}": "PAGE", "{pages}": "NUMPAGES"}.get(part):
                _field(self._run(paragraph, "", {"soft"}, rtl=self.rtl), field)
            else:
                self._run(paragraph, part, {"soft"}, rtl=self.rtl)

    def _blocks(self, parent: Any, into: Any) -> None:
        for element in parent:
            if element.tag == "table":
                self._table(element, into)
            elif element.tag in _BLOCKS or element.tag == "svg":
                self._paragraph(element, into)
            elif element.tag in ("ul", "ol"):
                for number, item in enumerate(element, 1):
                    self._paragraph(item, into, bullet=f"{number}. " if element.tag == "ol" else "• ")
            elif isinstance(element.tag, str):
                self._blocks(element, into)

    def _paragraph(self, element: Any, into: Any, *, paragraph: Any = None, bullet: str = "") -> None:
        paragraph = paragraph or into.add_paragraph()
        if element.tag in _HEADINGS:
            paragraph.style = self.document.styles[_HEADINGS[element.tag]]
        classes = _classes(element) | _classes(element.getparent())
        rtl = element.get("dir", "rtl" if self.rtl else "ltr") == "rtl"
        self._turn(paragraph, rtl=rtl, centred=bool(classes & _CENTRED) or element.tag == "h1")
        if element.tag == "svg":
            self._picture(paragraph, element)
            return
        if bullet:
            self._run(paragraph, bullet, set(), rtl=rtl)
        for words, marks in _words(element, classes):
            self._run(paragraph, words, marks, rtl=rtl)

    def _table(self, element: Any, into: Any) -> None:
        rows = element.findall(".//tr")
        table = into.add_table(len(rows), max(len(row) for row in rows))
        facts = "facts" in _classes(element)
        table.style = self.document.styles["Table Grid" if "items" in _classes(element) else "Normal Table"]
        if self.rtl:
            table.table_direction = WD_TABLE_DIRECTION.RTL
        for at, row in enumerate(rows):
            if row.getparent().tag == "thead":
                _put(table.rows[at]._tr.get_or_add_trPr(), "w:tblHeader")
            for place, cell in enumerate(row):
                self._cell(cell, table.cell(at, place))
        self._widths(table, rows, facts)
        # Word wants something between a table and the next.
        self._turn(into.add_paragraph(), rtl=self.rtl)

    def _widths(self, table: Any, rows: Any, facts: bool) -> None:
        """Numbers and times need little, words the rest."""
        table.autofit = False
        count = len(table.columns)
        names = [_classes(cell) for cell in rows[0]]
        widths = [16 if "number" in some else 28 if "time" in some else 0 for some in names]
        if facts and count == 2:
            widths = [40, 0]
        widths += [0] * (count - len(widths))
        rest = (174 - sum(widths)) / max(1, widths.count(0))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width or rest)
            for cell in column.cells:
                cell.width = Mm(width or rest)

    def _cell(self, element: Any, cell: Any) -> None:
        blocks = [child for child in element if child.tag in _BLOCKS]
        first = cell.paragraphs[0]
        if not blocks:
            self._paragraph(element, cell, paragraph=first)
        for at, block in enumerate(blocks):
            self._paragraph(block, cell, paragraph=first if at == 0 else None)
        if element.tag == "th":
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.font.bold = run.font.cs_bold = True

    def _turn(self, paragraph: Any, *, rtl: bool, centred: bool = False) -> None:
        """Its direction, and with it the side on which it begins."""
        if rtl:
            _put(paragraph._p.get_or_add_pPr(), "w:bidi", before=_AFTER_BIDI)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _run(self, paragraph: Any, words: str, marks: set[str], *, rtl: bool) -> Any:
        made = None
        # Each second part is of the other direction.
        for at, part in enumerate((_LATIN if rtl else _PERSIAN).split(words)):
            if not part and words:
                continue
            made = paragraph.add_run(part)
            made.font.rtl = True if rtl == (at % 2 == 0) else None
            if "strong" in marks:
                made.font.bold = made.font.cs_bold = True
            for mark, colour in _COLOURS.items():
                if mark in marks:
                    made.font.color.rgb = colour
        return made

    def _picture(self, paragraph: Any, element: Any) -> None:
        picture = BytesIO()
        segno.make(element.get("data-address"), error="m").save(picture, kind="png", scale=6, border=1)
        drawn = paragraph.add_run().add_picture(picture, width=Mm(26))
        drawn._inline.docPr.set("descr", element.findtext("title") or "")


def _words(element: Any, marks: set[str]) -> Iterator[tuple[str, set[str]]]:
    """What it says, with the marks of what it stands in."""
    lines = "words" in marks
    yield from _said(element.text, marks, lines)
    for child in element:
        if child.tag == "br":
            yield "\n", marks
        elif isinstance(child.tag, str):
            more = {"strong"} if child.tag in ("strong", "b") else set()
            yield from _words(child, marks | more | _classes(child))
        yield from _said(child.tail, marks, lines)


def _said(text: str | None, marks: set[str], lines: bool) -> Iterator[tuple[str, set[str]]]:
    """Spaces are one, and so are lines but where they are meant."""
    if text:
        kept = "\n".join(_SPACE.sub(" ", line) for line in text.split("\n")) if lines else _SPACE.sub(" ", text)
        if kept:
            yield kept, marks


def _classes(element: Any) -> set[str]:
    return set((element.get("class") or "").split())


def _put(parent: Any, name: str, *, before: Sequence[str] = (), **values: str) -> None:
    """An element, at the place that the format's order gives it."""
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    parent.insert_element_before(made, *before)


def _field(run: Any, code: str) -> None:
    for kind in ("begin", None, "end"):
        made = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            made.set(qn("w:fldCharType"), kind)
        else:
            made.text = f" {code} "
        run._r.append(made)
