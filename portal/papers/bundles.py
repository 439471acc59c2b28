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
from portal.annotations.arranging import blocks, lost, on_the_whole
from portal.asking import load
from portal.papers.sheets import for_press as sheets_for_press
from portal.papers.sheets import style
from portal.rendering import ENVIRONMENTS, STATIC

DOCUMENT: Final = load(__file__, "bundle.graphql")
# The same with notes, as far as whoever asks may read them.
NOTED_REVISION: Final = load(__file__, "noted-revision.graphql")
NOTED_PAPER: Final = load(__file__, "noted-paper.graphql")

_ROOM: Final = Path(__file__).parent
_FONT: Final = STATIC / "vendor" / "vazirmatn" / "Vazirmatn-wght.woff2"
# What Windows keeps for itself, marks that turn the reading direction, and what no name needs.
_UNSAFE: Final = re.compile('[<>:"/\\\\|?*\x00-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
# As `prose` writes them: in the words of a paper a quotation mark is an entity.
_REFERENCE, _NOTE = 'id="noteref-', 'href="#note-'
_LONGEST: Final = 80
_FOLDER: Final = "پرونده ها"


def for_press(revision: Mapping[str, Any]) -> str:
    """The HTML that is laid out on A4; with a margin for notes where it has any."""
    noted = "placements" in revision["papers"][0]
    sheets = ("bundle.css", "notes.css") if noted else ("bundle.css",)
    return sheets_for_press(_html(revision, style(*sheets), offline=False))


def for_screen(revision: Mapping[str, Any]) -> str:
    """The same in one file that needs no other, for a telephone or a computer without a network."""
    font = base64.b64encode(_FONT.read_bytes()).decode()
    offline = (_ROOM / "offline.css").read_text("utf-8")
    return _html(revision, offline.replace("payesh:vazirmatn", f"data:font/woff2;base64,{font}"), offline=True)


def of_one(paper: Mapping[str, Any]) -> Mapping[str, Any]:
    """A revision of this one paper, with neither cover nor analysis."""
    return {**paper["revision"], "papers": [paper], "of": len(paper["revision"]["papers"]), "analysis": None}


def with_notes(revision: Mapping[str, Any]) -> Mapping[str, Any]:
    """Its papers with their blocks and the notes beside them, numbered within each paper."""
    return {**revision, "papers": [_arranged(paper) for paper in revision["papers"]]}


def _arranged(paper: Mapping[str, Any]) -> dict[str, Any]:
    place = paper["place"]
    beside = [
        block
        | {"html": block["html"].replace(_REFERENCE, f'id="ref-{place}-').replace(_NOTE, f'href="#note-{place}-')}
        for block in blocks(paper)
    ]
    return {**paper, "blocks": beside, "whole": on_the_whole(paper), "lost": lost(paper)}


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


def packed_with_notes(revision: Mapping[str, Any], whole: bytes) -> bytes:
    """The ZIP of what somebody may read with its notes: one page for offline, and one PDF."""
    title = file_name(revision["title"])
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr(f"{title}.html", for_screen(revision))
        archive.writestr(f"{title}.pdf", whole)
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
