"""What a tagged PDF (PDF/UA-1) says of itself."""

import re
from io import BytesIO
from typing import Any

from pypdf import PdfReader


def tags(content: bytes, *, language: str = "fa") -> list[str]:
    """The structure elements of a PDF, in order. It must be tagged, in this language, and shown by its title."""
    root = PdfReader(BytesIO(content)).trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (language, True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert re.search(rb'pdfuaid:part(="|>)1', root["/Metadata"].get_data())
    return [element["/S"] for element in elements(root["/StructTreeRoot"])]


def elements(element: Any) -> Any:
    """The structure elements below one."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        found = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(found, dict) and "/S" in found:
            yield found
            yield from elements(found)
