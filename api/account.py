"""One's own account: the password, and where one is signed in. Forms that work without JavaScript, and, as signing
in is, beside GraphQL: they belong to the cookie's session, and no token reaches them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.requests import headers_of
from api.signin import address_of, refused, said, typed
from api.viewers import session_key
from hotline.kit.refusals import Refusal
from hotline.people import actions as people
from hotline.people.own_account import OwnSession
from hotline.people.own_factor import OwnFactor

# The account's page: the request, one's sessions and second factor, and sentences by the field at fault.
Page = Callable[[Request, Sequence[OwnSession], OwnFactor | None, Mapping[str, str]], Response]


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
        current, new = await typed(request, "current", "new")
        try:
            await people.change_password(key_of(request), current, new, address=address_of(request))
        except Refusal as refusal:
            return refused(refusal, await self._shown(request, problems_of(request, refusal, "current")))
        return RedirectResponse("/account?done=changed", 303)

    async def end_sessions(self, request: Request) -> Response:
        """End the session named, or every other."""
        (named,) = await typed(request, "id")
        await people.end_sessions(key_of(request), only=_id(named) if named else None)
        return RedirectResponse("/account?done=ended", 303)

    async def _shown(self, request: Request, problems: Mapping[str, str]) -> Response:
        sessions = await people.sessions(key_of(request))
        if not sessions:
            return self.sign_in_first(request)
        return self.page(request, sessions, await people.factor(key_of(request)), problems)


def problems_of(request: Request, refusal: Refusal, otherwise: str) -> Mapping[str, str]:
    """What went wrong, by the field at fault; `otherwise` where it names none."""
    return {str(refusal.path[-1]) if refusal.path else otherwise: said(request, refusal)}


def key_of(request: Request) -> str:
    """The session's key; empty where there is none."""
    return session_key(headers_of(request.scope)) or ""


def _id(text: str) -> UUID:
    """The nil id, which is no session's, for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
