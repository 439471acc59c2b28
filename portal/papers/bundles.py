"""A revision on paper: its HTML for the press, the same to be read offline, and the names of its papers.

In Persian, whatever its reader's language: the papers themselves are.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hotline.kit.text import digits
from portal.asking import load
from portal.papers.sheets import style
from portal.rendering import ENVIRONMENTS, STATIC

DOCUMENT: Final = load(__file__, "bundle.graphql")

_ROOM: Final = Path(__file__).parent
_FONT: Final = STATIC / "vendor" / "vazirmatn" / "Vazirmatn-wght.woff2"
# What Windows keeps for itself, marks that turn the reading direction, and what no name needs.
_UNSAFE: Final = re.compile('[<>:"/\\\\|?*\x00-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST: Final = 80
_FOLDER: Final = "پرونده ها"


def for_press(revision: Mapping[str, Any]) -> str:
    """The HTML that is laid out on A4."""
    return _html(revision, style("bundle.css"), offline=False)


def for_screen(revision: Mapping[str, Any]) -> str:
    """The same in one file that needs no other, for a telephone or a computer without a network."""
    font = base64.b64encode(_FONT.read_bytes()).decode()
    offline = (_ROOM / "offline.css").read_text("utf-8")
    return _html(revision, offline.replace("payesh:vazirmatn", f"data:font/woff2;base64,{font}"), offline=True)


def parts(revision: Mapping[str, Any]) -> list[str]:
    """The ids at which its papers begin."""
    return [f"paper-{paper['place']}" for paper in revision["papers"]]


def packed(revision: Mapping[str, Any], whole: bytes, papers: Sequence[bytes]) -> bytes:
    """The ZIP: the whole as one page to be read offline, as one PDF, and each paper by its name. The same revision
    gives the same bytes again."""
    title = file_name(revision["title"])
    files = [
        (f"{title}.html", for_screen(revision).encode()),
        (f"{title}.pdf", whole),
        *zip(map(_paper_name, revision["papers"]), papers, strict=True),
    ]
    at = datetime.fromisoformat(revision["publishedAt"]).timetuple()[:6]
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for name, data in files:
            archive.writestr(ZipInfo(name, date_time=at), data, ZIP_DEFLATED)
    return content.getvalue()


def _paper_name(paper: Mapping[str, Any]) -> str:
    """In a folder beside the whole, in the order of the bundle."""
    return f"{_FOLDER}/{digits(format(paper['place'], '02'), 'fa')} - {file_name(paper['title'])}.pdf"


def file_name(title: str) -> str:
    """The title as a file's name that every system takes."""
    name = " ".join(_UNSAFE.sub(" ", title).split())[:_LONGEST].strip(" .")
    return f"_{name}" if not name or _RESERVED.fullmatch(name) else name


def _html(revision: Mapping[str, Any], sheet: str, *, offline: bool) -> str:
    template = ENVIRONMENTS["fa"].get_template("papers/bundle.html")
    return template.render(revision=revision, style=f"<style>{sheet}</style>", offline=offline)
