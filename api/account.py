"""One's own account: the password, and where one is signed in. Forms that work without JavaScript, and, as signing
in is, beside GraphQL: they belong to the cookie's session, and no token reaches them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.requests import headers_of
from api.signin import TRY_AGAIN, address_of
from api.viewers import session_key
from hotline.kit.refusals import Refusal
from hotline.people import actions as people
from hotline.people.own_account import OwnSession
from hotline.people.rules import TooManyTries

_FIELDS: Final = 10

# The account's page: the request, one's sessions, and sentences by the field at fault.
Page = Callable[[Request, Sequence[OwnSession], Mapping[str, str]], Response]


@dataclass(frozen=True)
class Account:
    """`sign_in_first` answers whoever has no session."""

    page: Page = field(repr=False)
    sign_in_first: Callable[[Request], Response] = field(repr=False)

    def routes(self) -> list[Route]:
        return [
            Route("/account", self.show, methods=["GET"]),
            Route("/account/password", self.change_password, methods=["POST"]),
            Route("/account/sessions/ends", self.end_sessions, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        return await self._shown(request, {})

    async def change_password(self, request: Request) -> Response:
        """Change it and say so; or show the page again with what went wrong."""
        async with request.form(max_files=0, max_fields=_FIELDS) as form:
            current, new = (str(form.get(name, "")) for name in ("current", "new"))
        try:
            await people.change_password(_key(request), current, new, address=address_of(request))
        except Refusal as refusal:
            language = str(getattr(request.state, "language", "fa"))
            name = str(refusal.path[-1]) if refusal.path else "current"
            response = await self._shown(request, {name: refusal.say(language)})
            response.status_code = refusal.status
            if isinstance(refusal, TooManyTries):
                response.headers["retry-after"] = TRY_AGAIN
            return response
        return RedirectResponse("/account?done=password", 303)

    async def end_sessions(self, request: Request) -> Response:
        """End the session named, or every other."""
        async with request.form(max_files=0, max_fields=_FIELDS) as form:
            named = str(form.get("id", ""))
        await people.end_sessions(_key(request), only=_id(named) if named else None)
        return RedirectResponse("/account?done=ended", 303)

    async def _shown(self, request: Request, problems: Mapping[str, str]) -> Response:
        sessions = await people.sessions(_key(request))
        return self.page(request, sessions, problems) if sessions else self.sign_in_first(request)


def _key(request: Request) -> str:
    return session_key(headers_of(request.scope)) or ""


def _id(text: str) -> UUID:
    """The nil id, which is no session's, for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
