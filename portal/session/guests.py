"""A guest of a session: somebody who is no member and is there, found by name. They never make the quorum."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.forms import read
from portal.people.finding import Found, find
from portal.rendering import Fields
from portal.session.pages import FIELDS, asked, drawn


async def page(request: Request) -> Response:
    """A decision that is being written goes along as fields out of sight."""
    form = await read(request, most=FIELDS) if request.method == "POST" else Fields()
    data = await asked(request)
    meeting = data["meeting"]
    if not meeting["canCorrectAttendance"]["allowed"]:
        raise HTTPException(404)
    form["id"] = meeting["id"]
    found = await find(request, form["name"]) if form["name"].strip() else Found()
    return drawn(request, "session/guests.html", data, form, found.problems, found=found)
