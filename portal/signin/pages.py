"""The sign-in pages. Signing in itself is the API's."""

from starlette.requests import Request
from starlette.responses import Response

from portal.rendering import render


def page(request: Request, problem: str | None = None, username: str = "", status: int = 200) -> Response:
    """The form, with what went wrong and the username already typed."""
    next_ = request.query_params.get("next", "/")
    return render(request, "signin/page.html", status=status, problem=problem, username=username, next=next_)


def code_page(request: Request, problem: str | None = None) -> Response:
    """The second step's form, with what went wrong."""
    problems = {"code": problem} if problem else {}
    next_ = request.query_params.get("next", "/")
    return render(request, "signin/code.html", path="/sign-in/code", problems=problems, next=next_)
