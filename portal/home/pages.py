"""The first page: for a councillor what is new to read and to answer, for the office the way into its work; for a
superior first of all what waits for their note."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from hotline.kit.jalali import TEHRAN
from portal import rights
from portal.asking import load
from portal.forms import read, see_other
from portal.living import follow
from portal.rendering import render

PAGE: Final = load(__file__, "page.graphql")
LIVE: Final = load(__file__, "live.graphql")
ACKNOWLEDGE: Final = load(__file__, "acknowledge.graphql")
WEEK: Final = timedelta(days=6)
LATELY: Final = timedelta(days=14)


async def page(request: Request) -> Response:
    return await _shown(request)


async def acknowledge(request: Request) -> Response:
    """A superior takes a warning up. Somebody may have been quicker: then it says so, and the rest still waits."""
    form = await read(request)
    payload = (await request.state.ask(ACKNOWLEDGE, {"input": {"id": form["id"]}}))["acknowledgeEscalation"]
    if payload["problems"]:
        return await _shown(request, status=422, problems={"": payload["problems"][0]["message"]})
    return see_other("/?done=taking-note")


async def _shown(request: Request, *, status: int = 200, problems: Mapping[str, str] | None = None) -> Response:
    roles = request.state.viewer.roles
    today = request.state.now.astimezone(TEHRAN).date()
    asked = {
        "from": (today - WEEK).isoformat(),
        "to": today.isoformat(),
        "messages": bool(roles & rights.MESSAGES),
        "queue": bool(roles & rights.QUEUE),
        "office": bool(roles & rights.REGISTER),
        "inspect": bool(roles & rights.INSPECT),
        "dispatch": bool(roles & rights.DISPATCH),
        "unit": bool(roles & rights.UNIT),
        "figures": bool(roles & rights.FIGURES),
        "deliveries": bool(roles & rights.DELIVERIES),
        "calls": bool(roles & rights.CALLS),
        "council": bool(roles & rights.MEMBERS),
        "board": bool(roles & rights.MEETINGS),
        "forwards": bool(roles & rights.FORWARDERS),
        "manages": bool(roles & rights.MANAGERS),
    }
    data = await request.state.ask(PAGE, asked)
    if "answers" in data:
        # What was answered long ago stands among one's notes.
        since = (request.state.now - LATELY).isoformat()
        data["answers"] = [one for one in data["answers"]["nodes"] if one["changedAt"] >= since]
    week = {"first_day": today - WEEK, "last_day": today}
    shown = dict.fromkeys(_PARTS) | data | week | {"live": follow(LIVE) if asked["messages"] else None}
    return render(request, "home/page.html", status=status, path="/", problems=problems or {}, **shown)


_PARTS: Final = (
    *("late", "newest", "open", "overdue", "special", "untriaged", "mine", "pending", "stuck"),
    *("toAcknowledge", "toVisit", "toConfirm", "districtRates", "inbox", "calls"),
    *("answers", "coming", "bundles", "awaiting", "forwarded", "effects", "toDo"),
)
