"""How a page follows what it shows: by a subscription that its script opens, and then renews the page's parts.

The stream says only that something changed; what is shown comes from the page itself, read anew. Without a script
the page is as good as when it was loaded.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

import orjson


def follow(document: str, **variables: object) -> str:
    """The address of the stream, for `components.live`."""
    asked: Mapping[str, str] = {"query": " ".join(document.split()), "variables": orjson.dumps(variables).decode()}
    return "/graphql?" + urlencode(asked)
