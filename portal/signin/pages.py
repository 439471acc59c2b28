"""The sign-in page. Signing in itself is the API's."""

from starlette.requests import Request
from starlette.responses import Response

from portal.rendering import render


def page(request: Request, problem: str | None = None, username: str = "", status: int = 200) -> Response:
    """The form, with what went wrong and the username already typed."""
    next_ = request.query_params.get("next", "/")
    return render(request, "signin/page.html", status=status, problem=problem, username=username, next=next_)
