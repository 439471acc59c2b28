"""How a page follows what it shows: by a subscription that its script opens, and then renews the page's parts.

The stream says only that something changed; what is shown comes from the page itself, read anew. Without a script
the page is as good as when it was loaded.
"""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

import orjson


def follow(document: str, **variables: object) -> str:
    """The address of the stream, for `components.live`."""
    asked: Mapping[str, str] = {"query": _in_one_line(document), "variables": orjson.dumps(variables).decode()}
    return "/graphql?" + urlencode(asked)


def documents() -> list[str]:
    """Every document that a page follows, as its script sends it."""
    files = sorted(Path(__file__).parent.glob("*/live.graphql"))
    return [_in_one_line(file.read_text(encoding="utf-8")) for file in files]


def _in_one_line(document: str) -> str:
    return " ".join(document.split())
