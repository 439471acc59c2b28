"""Signing in to the portal and out of it: forms that work without JavaScript. Between the password and the code of
whoever has a second step stands a cookie of its own, which is no session."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypedDict
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.origins import CrossSite, same_origin
from api.requests import headers_of
from api.viewers import COOKIE, session_key
from hotline.kit.refusals import Refusal
from hotline.people import actions as people
from hotline.people.rules import (
    SESSION_LASTS,
    STEP_LASTS,
    TRIES_WINDOW,
    CodeNeeded,
    StepEnded,
    TooManyTries,
)

CODE: Final = "/sign-in/code"
STEP_COOKIE: Final = "payesh_step"
# Sent to no other page.
_STEP_PATH: Final = "/sign-in"
# In how many seconds, as a header says it.
TRY_AGAIN: Final = str(int(TRIES_WINDOW.total_seconds()))
_FIELDS: Final = 10


class Kept(TypedDict):
    """How a browser keeps a cookie of ours."""

    path: str
    httponly: bool
    secure: bool
    samesite: Literal["lax"]


# The portal's sign-in page: the request, what went wrong in the reader's language, the username typed.
Page = Callable[[Request, str | None, str], Response]
# The page of the second step: the request, and what went wrong.
CodePage = Callable[[Request, str | None], Response]


@dataclass(frozen=True)
class SigningIn:
    """`secure` keeps the cookies to HTTPS. `public_url` is the address people know us by. Codes of the
    secrets `before` hold, too."""

    page: Page = field(repr=False)
    code_page: CodePage = field(repr=False)
    secret: bytes = field(repr=False)
    secure: bool
    public_url: str = ""
    before: Sequence[bytes] = field(default=(), repr=False)

    def routes(self) -> list[Route]:
        return [
            Route("/sign-in", self.show, methods=["GET"]),
            Route("/sign-in", self.sign_in, methods=["POST"]),
            Route(CODE, self.show_code, methods=["GET"]),
            Route(CODE, self.enter_code, methods=["POST"]),
            Route("/sign-out", self.sign_out, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        return self.page(request, None, "")

    async def sign_in(self, request: Request) -> Response:
        """Set the session's cookie and go on to `next`, or to the code where one is asked for; or show the page
        again with what went wrong."""
        username, password, next_ = await typed(request, "username", "password", "next")
        try:
            self._only_ours(request)
            signed_in = await people.sign_in(
                username, password, address=address_of(request), agent=agent_of(request)
            )
        except CodeNeeded as needed:
            response = RedirectResponse(f"{CODE}?{urlencode({'next': safe_next(next_)})}", 303)
            shown = people.ticket(needed.halfway, self.secret)
            lasts = int(STEP_LASTS.total_seconds())
            response.set_cookie(STEP_COOKIE, shown, lasts, **self._kept(_STEP_PATH))
            return response
        except Refusal as refusal:
            return refused(refusal, self.page(request, said(request, refusal), username))
        return await self._signed_in(request, signed_in, next_)

    async def show_code(self, request: Request) -> Response:
        """The second step's form; the first for whoever has not been there."""
        return (
            self.code_page(request, None) if STEP_COOKIE in request.cookies else RedirectResponse("/sign-in", 303)
        )

    async def enter_code(self, request: Request) -> Response:
        """Set the session's cookie and go on to `next`; or show the page again with what went wrong, the first one
        where it has to begin anew."""
        code, next_ = await typed(request, "code", "next")
        shown = request.cookies.get(STEP_COOKIE, "")
        try:
            self._only_ours(request)
            address, agent = address_of(request), agent_of(request)
            signed_in = await people.enter_code(
                shown, code, secret=self.secret, before=self.before, address=address, agent=agent
            )
        except StepEnded as refusal:
            response = refused(refusal, self.page(request, said(request, refusal), ""))
            response.delete_cookie(STEP_COOKIE, **self._kept(_STEP_PATH))
            return response
        except Refusal as refusal:
            return refused(refusal, self.code_page(request, said(request, refusal)))
        response = await self._signed_in(request, signed_in, next_)
        response.delete_cookie(STEP_COOKIE, **self._kept(_STEP_PATH))
        return response

    async def sign_out(self, request: Request) -> Response:
        """End the session at once. Whoever has none is signed out already."""
        if (key := session_key(headers_of(request.scope))) is not None:
            await people.sign_out(key)
        response = RedirectResponse("/sign-in", 303)
        response.delete_cookie(COOKIE, **self._kept("/"))
        # What was being written, too. Not the cache, where no page of ours is kept; nor cookies, among which are
        # the language and the colours of whoever sits here next.
        response.headers["clear-site-data"] = '"storage"'
        return response

    def _only_ours(self, request: Request) -> None:
        """Without a session there is no token of it: that the browser names us as the origin must do. Raises
        CrossSite."""
        if not same_origin(headers_of(request.scope), self.public_url):
            raise CrossSite()

    async def _signed_in(self, request: Request, signed_in: people.SignedIn, next_: str) -> Response:
        if (before := session_key(headers_of(request.scope))) is not None:
            await people.sign_out(before)
        response = RedirectResponse(safe_next(next_), 303)
        response.set_cookie(COOKIE, signed_in.key, int(SESSION_LASTS.total_seconds()), **self._kept("/"))
        return response

    def _kept(self, path: str) -> Kept:
        return {"path": path, "httponly": True, "secure": self.secure, "samesite": "lax"}


async def typed(request: Request, *names: str) -> list[str]:
    """What a form's fields say."""
    async with request.form(max_files=0, max_fields=_FIELDS) as form:
        return [str(form.get(name, "")) for name in names]


def refused(refusal: Refusal, page: Response) -> Response:
    """The page that says so, with the status it has, and when to come back."""
    page.status_code = refusal.status
    if isinstance(refusal, TooManyTries):
        page.headers["retry-after"] = TRY_AGAIN
    return page


def said(request: Request, refusal: Refusal) -> str:
    """The refusal in the language of the page."""
    return refusal.say(str(getattr(request.state, "language", "fa")))


def agent_of(request: Request) -> str:
    """What its browser calls itself."""
    return request.headers.get("user-agent", "")


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
