"""Lists of notes: one's own with their state, those one is asked about, and those whose words were struck out."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal import rights
from portal.asking import load
from portal.errors.pages import forbidden
from portal.forms import paging
from portal.rendering import render

LIST: Final = load(__file__, "list.graphql")
SIZE: Final = 20
# What is listed under each tab, by its name in the address.
TABS: Final = {
    "mine": {"mine": True},
    "answered": {"mine": True, "statuses": ["ANSWERED", "ACCEPTED", "DECLINED"]},
    "open": {"statuses": ["OPEN"]},
    "for-me": {"mentioningMe": True},
    "assigned": {"assignedToMe": True},
    "lost": {"lost": True},
}


async def listed(request: Request) -> Response:
    if not request.state.viewer.roles & rights.BUNDLES:
        return forbidden(request)
    office = bool(request.state.viewer.roles & rights.AUTHORS)
    tab = request.query_params.get("show", "")
    tab = tab if tab in TABS else ("open" if office else "mine")
    data = await request.state.ask(LIST, {"filter": TABS[tab], **paging(request, SIZE)})
    return render(request, "annotations/list.html", tab=tab, office=office, **data)
