"""The press: HTML to PDF, in a process of its own, so that pages laid out for seconds delay nobody's message.

`python -m portal.papers.press FOLDER` reads `whole.html` there and `parts.txt`, the ids at which parts begin, one a
line. It writes `whole.pdf` and each part's pages as `1.pdf`, `2.pdf`…, and says on its output how many pages are
laid out. It fetches nothing but the font: what a document names from the web or the disk is left out.

The one module that imports WeasyPrint at its top, since it needs Pango; the server never imports it.
"""

import logging
import sys
from itertools import pairwise
from pathlib import Path
from typing import Final

from pypdf import PdfReader, PdfWriter
from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.urls import URLFetcher, URLFetcherResponse

FONT: Final = "payesh:vazirmatn"
_FONT: Final = Path(__file__).parent.parent / "static" / "vendor" / "vazirmatn" / "Vazirmatn-wght.woff2"
_LAYOUT: Final = "Step 5 - Creating layout - Page %d"


class Refusing(URLFetcher):  # type: ignore[misc]  # WeasyPrint publishes no types
    """Gives the font, and nothing else whatever asks for it."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        if url != FONT:
            raise ValueError("a paper fetches nothing")
        return URLFetcherResponse(url, _FONT.read_bytes(), headers={"Content-Type": "font/woff2"})


class _Telling(logging.Handler):
    """How many pages are laid out, a line each time."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg == _LAYOUT and isinstance(record.args, tuple):
            print(record.args[0], flush=True)


def laid_out(html: str) -> Document:
    return HTML(string=html, url_fetcher=Refusing(), base_url="payesh:paper/").render(
        pdf_variant="pdf/ua-1", pdf_tags=True
    )


def parts_of(document: Document, ids: list[str]) -> list[tuple[int, int]]:
    """The pages of each part: from the first its id is on to before the next part's."""
    first = [next(at for at, page in enumerate(document.pages) if id_ in page.anchors) for id_ in ids]
    return list(pairwise([*first, len(document.pages)]))


def main(folder: Path) -> None:
    logging.getLogger("weasyprint.progress").addHandler(_Telling())
    logging.getLogger("weasyprint.progress").setLevel(logging.INFO)
    document = laid_out((folder / "whole.html").read_text("utf-8"))
    document.write_pdf(folder / "whole.pdf", pdf_variant="pdf/ua-1", pdf_tags=True)
    ids = (folder / "parts.txt").read_text("utf-8").split()
    # Taken from the whole: writing each anew would shrink the font for each.
    whole = PdfReader(folder / "whole.pdf")
    for number, (start, end) in enumerate(parts_of(document, ids), 1):
        with PdfWriter() as part:
            part.append(whole, pages=(start, end), import_outline=False)
            part.write(folder / f"{number}.pdf")
    print("done", len(document.pages), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
