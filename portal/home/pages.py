"""The first page: for a councillor three things for today, for the office the way into its work."""

from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from hotline.kit.jalali import TEHRAN
from portal import rights
from portal.asking import load
from portal.rendering import render

PAGE: Final = load(__file__, "page.graphql")
WEEK: Final = timedelta(days=6)


async def page(request: Request) -> Response:
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
    }
    data = await request.state.ask(PAGE, asked)
    week = {"first_day": today - WEEK, "last_day": today}
    return render(request, "home/page.html", **(dict.fromkeys(_PARTS) | data | week))


_PARTS: Final = (
    *("late", "newest", "open", "overdue", "special", "untriaged", "mine", "pending", "stuck"),
    *("toAcknowledge", "toVisit", "toConfirm", "districtFigures"),
)
