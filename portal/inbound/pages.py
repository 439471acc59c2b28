"""What came in from other systems and by text message: above all what was kept as a note, since nothing could
follow from it."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal import rights, words
from portal.asking import load
from portal.forms import paging
from portal.rendering import render

PAGE: Final = load(__file__, "page.graphql")
SIZE: Final = 50
_KEPT: Final = ("NOTED", "NOT_UNDERSTOOD")


async def page(request: Request) -> Response:
    roles, query = request.state.viewer.roles, request.query_params
    wanted: dict[str, object] = {"results": list(_KEPT)}
    if (result := query.get("result", "")) in words.INBOUND_RESULTS:
        wanted["results"] = [result]
    if (source := query.get("source", "")) in words.INBOUND_SOURCES:
        wanted["source"] = source
    asked = {
        "filter": wanted,
        "messages": bool(roles & rights.MESSAGES),
        "texts": bool(roles & rights.REGISTER),
        **paging(request, SIZE),
    }
    return render(request, "inbound/page.html", **await request.state.ask(PAGE, asked))
