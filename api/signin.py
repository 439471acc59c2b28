"""Signing in to the portal and out of it: two forms that work without JavaScript."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.origins import CrossSite, same_origin
from api.requests import headers_of
from api.viewers import COOKIE, session_key
from hotline.kit.refusals import Refusal
from hotline.people import actions as people
from hotline.people.rules import SESSION_LASTS, TRIES_WINDOW, TooManyTries

# In how many seconds, as a header says it.
TRY_AGAIN: Final = str(int(TRIES_WINDOW.total_seconds()))
_FIELDS: Final = 10

# The portal's sign-in page: the request, what went wrong in the reader's language, the username typed.
Page = Callable[[Request, str | None, str], Response]


@dataclass(frozen=True)
class SigningIn:
    """`secure` keeps the cookie to HTTPS. `public_url` is the address people know us by."""

    page: Page = field(repr=False)
    secure: bool
    public_url: str = ""

    def routes(self) -> list[Route]:
        return [
            Route("/sign-in", self.show, methods=["GET"]),
            Route("/sign-in", self.sign_in, methods=["POST"]),
            Route("/sign-out", self.sign_out, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        return self.page(request, None, "")

    async def sign_in(self, request: Request) -> Response:
        """Set the session's cookie and go on to `next`; or show the page again with what went wrong."""
        async with request.form(max_files=0, max_fields=_FIELDS) as form:
            username, password, next_ = (str(form.get(name, "")) for name in ("username", "password", "next"))
        headers = headers_of(request.scope)
        try:
            # Without a session there is no token of it: that the browser names us as the origin must do.
            if not same_origin(headers, self.public_url):
                raise CrossSite()
            agent = request.headers.get("user-agent", "")
            signed_in = await people.sign_in(username, password, address=address_of(request), agent=agent)
        except Refusal as refusal:
            return self._again(request, refusal, username)
        if (before := session_key(headers)) is not None:
            await people.sign_out(before)
        response = RedirectResponse(safe_next(next_), 303)
        response.set_cookie(
            COOKIE,
            signed_in.key,
            max_age=int(SESSION_LASTS.total_seconds()),
            httponly=True,
            secure=self.secure,
            samesite="lax",
        )
        return response

    async def sign_out(self, request: Request) -> Response:
        """End the session at once. Whoever has none is signed out already."""
        if (key := session_key(headers_of(request.scope))) is not None:
            await people.sign_out(key)
        response = RedirectResponse("/sign-in", 303)
        response.delete_cookie(COOKIE, httponly=True, secure=self.secure, samesite="lax")
        return response

    def _again(self, request: Request, refusal: Refusal, username: str) -> Response:
        language = str(getattr(request.state, "language", "fa"))
        response = self.page(request, refusal.say(language), username)
        response.status_code = refusal.status
        if isinstance(refusal, TooManyTries):
            response.headers["retry-after"] = TRY_AGAIN
        return response


def address_of(request: Request) -> str:
    """Where it came from; empty over a socket of the machine's own."""
    return request.client.host if request.client else ""


def safe_next(next_: str) -> str:
    """A path of our own to go on to; the front page for anything else, so that no link through our sign-in leads
    to another site. Browsers read a backslash as a slash, and drop tabs and newlines."""
    if not next_.startswith("/") or next_.startswith("//") or "\\" in next_ or not next_.isprintable():
        return "/"
    parts = urlsplit(next_)
    return "/" if parts.scheme or parts.netloc else next_
