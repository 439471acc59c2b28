"""The calls that somebody must make: who is to be asked, and nobody has reached them yet (R5)."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.asking import load
from portal.forms import paging
from portal.living import follow
from portal.rendering import render

PAGE: Final = load(__file__, "page.graphql")
LIVE: Final = load(__file__, "live.graphql")
SIZE: Final = 50
# Whose calls, as the URL says it.
_WHOSE: Final[Mapping[str, Mapping[str, bool]]] = {"MINE": {"mine": True}, "NOBODYS": {"taken": False}}


async def page(request: Request) -> Response:
    whose = _WHOSE.get(request.query_params.get("whose", ""), {})
    data = await request.state.ask(PAGE, {"filter": whose, **paging(request, SIZE)})
    first = not request.query_params.keys() & {"after", "before"}
    return render(request, "calls/page.html", live=follow(LIVE) if first else None, **data)
