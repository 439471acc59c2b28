"""What papers are made of: their style, the code that leads from paper to page, and the template they share."""

import re
import unicodedata
from pathlib import Path
from typing import Final

import segno
from markupsafe import Markup

from portal.rendering import ENVIRONMENTS

_ROOM: Final = Path(__file__).parent
_TURNED: Final = re.compile('(<bdi dir="(auto|ltr)">)(.*?)(</bdi>)', re.DOTALL)
_BLOCK: Final = re.compile('(<(?:p|h2)[^>]*) dir="auto">(.*?)(</(?:p|h2)>)', re.DOTALL)
_TAG: Final = re.compile("<[^>]*>")
_ISOLATES: Final = {"auto": "\u2068", "ltr": "\u2066"}


def style(*names: str) -> str:
    """The style of all papers, and what these files add to it."""
    return "".join((_ROOM / name).read_text("utf-8") for name in ("paper.css", *names))


def sheet(name: str, language: str, **values: object) -> str:
    """A paper of the board as the HTML that is laid out or written as DOCX."""
    look = f"<style>{style('board.css')}</style>"
    text = ENVIRONMENTS[language].get_template(f"papers/{name}.html").render(style=look, qr=_code, **values)
    return _BLOCK.sub(lambda found: f"{found[1]}{_direction(found[2])}>{found[2]}{found[3]}", text)


def for_press(text: str) -> str:
    """The sheet with its turns of direction as characters: the press knows the elements, but not what they mean."""
    return _TURNED.sub(lambda found: f"{found[1]}{_ISOLATES[found[2]]}{found[3]}\u2069{found[4]}", text)


def _direction(text: str) -> str:
    """The attribute of a paragraph with a direction of its own: that of its first letter, which neither the press
    nor Word looks for."""
    turns = map(unicodedata.bidirectional, _TAG.sub("", text))
    first = next((turn for turn in turns if turn in ("L", "R", "AL")), None)
    return "" if first is None else ' dir="ltr"' if first == "L" else ' dir="rtl"'


def _code(address: str, said: str) -> Markup:
    """A QR code of an address; `said` is what it is to those who do not see it."""
    code = segno.make(address, error="m").svg_inline(border=0, omitsize=True, title=said)
    return Markup(code.replace("<svg ", Markup('<svg data-address="{}" ').format(address), 1))  # noqa: S704 -- segno escapes the title
