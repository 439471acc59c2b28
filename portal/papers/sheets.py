"""What papers are made of: their style, the code that leads from paper to page, and the template they share."""

import re
from pathlib import Path
from typing import Final

import segno
from markupsafe import Markup

from portal.rendering import ENVIRONMENTS

_ROOM: Final = Path(__file__).parent
_TURNED: Final = re.compile('(<bdi dir="(auto|ltr)">)(.*?)(</bdi>)', re.DOTALL)
_ISOLATES: Final = {"auto": "\u2068", "ltr": "\u2066"}


def style(*names: str) -> str:
    """The style of all papers, and what these files add to it."""
    return "".join((_ROOM / name).read_text("utf-8") for name in ("paper.css", *names))


def sheet(name: str, language: str, **values: object) -> str:
    """A paper of the board as the HTML that is laid out or written as DOCX."""
    look = f"<style>{style('board.css')}</style>"
    return ENVIRONMENTS[language].get_template(f"papers/{name}.html").render(style=look, qr=_code, **values)


def for_press(text: str) -> str:
    """The sheet with its turns of direction as characters: the press knows the elements, but not what they mean."""
    return _TURNED.sub(lambda found: f"{found[1]}{_ISOLATES[found[2]]}{found[3]}\u2069{found[4]}", text)


def _code(address: str, said: str) -> Markup:
    """A QR code of an address; `said` is what it is to those who do not see it."""
    code = segno.make(address, error="m").svg_inline(border=0, omitsize=True, title=said)
    return Markup(code.replace("<svg ", Markup('<svg data-address="{}" ').format(address), 1))  # noqa: S704 -- segno escapes the title
