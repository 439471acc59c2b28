"""Pages for when something is not there, not allowed or not working."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from portal.asking import Failed, NotAllowed
from portal.forms import see_other
from portal.rendering import render, signed_in


def not_found(request: Request, error: Exception | None = None) -> Response:
    return _page(request, 404, "This page is not here", "Perhaps the address has a slip in it.")


def forbidden(request: Request, error: Exception | None = None) -> Response:
    return _page(request, 403, "This page is not for your role", "If your work needs it, ask the administrator.")


def bad_request(request: Request, error: Exception | None = None) -> Response:
    return _page(request, 400, "This link does not hold", "It is broken or out of date. Start from the list again.")


def server_error(request: Request, error: Exception | None = None) -> Response:
    return _page(request, 500, "Something went wrong on our side", "Nothing you sent was changed by half.")


def unavailable(request: Request, error: Exception | None = None) -> Response:
    response = _page(request, 503, "The system is busy or restarting", "Try again in a moment.")
    response.headers["retry-after"] = "5"
    return response


def not_allowed(request: Request, error: Exception) -> Response:
    """To the sign-in page where signing in may help."""
    known = signed_in(request) and not (isinstance(error, NotAllowed) and error.code == "UNAUTHENTICATED")
    return forbidden(request) if known else sign_in_first(request)


def failed(request: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, Failed) else 500
    if status == 503:
        return unavailable(request)
    return server_error(request) if status >= 500 else bad_request(request)


def sign_in_first(request: Request) -> Response:
    """Then on to where one was going."""
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    going_on = "?" + urlencode({"next": path}) if request.method == "GET" and path != "/" else ""
    return see_other("/sign-in" + going_on)


def _page(request: Request, status: int, title: str, what: str) -> Response:
    number = getattr(request.state, "request_id", "") if status >= 500 else ""
    return render(request, "errors/page.html", status=status, title=title, what=what, request_id=number)


# For Starlette's `exception_handlers`.
HANDLERS: Final[Mapping[Any, Any]] = {
    NotAllowed: not_allowed,
    Failed: failed,
    404: not_found,
    405: not_found,
    500: server_error,
}
