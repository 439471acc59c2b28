"""One's own account. What is done on it is the API's."""

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.rendering import render

# Which comes first says it: every browser calls itself by the names of those before it.
_BROWSERS: Final = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS: Final = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def page(request: Request, sessions: Sequence[object], problems: Mapping[str, str]) -> Response:
    """The forms, with what went wrong. A session is as `hotline.people.own_account` has it."""
    return render(
        request, "account/page.html", path="/account", sessions=sessions, problems=problems, device=device
    )


def device(agent: str) -> str:
    """What a browser is known by; empty for what calls itself nothing we know."""
    found = (next((name for mark, name in of.items() if mark in agent), "") for of in (_BROWSERS, _SYSTEMS))
    return " · ".join(filter(None, found))
