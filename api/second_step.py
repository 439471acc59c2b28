"""One's own second step: set up, and taken away. Forms beside GraphQL, as those of the account are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.account import key_of, problems_of
from api.signin import address_of, refused, typed
from hotline.kit.refusals import Refusal
from hotline.people import actions as people
from hotline.people.own_factor import Offer, OwnFactor

# The second step's page: the request, what there is or what is offered, and sentences by the field at fault.
Page = Callable[[Request, OwnFactor | None, Offer | None, Mapping[str, str]], Response]
# That of the recovery codes.
CodesPage = Callable[[Request, Sequence[str]], Response]


@dataclass(frozen=True)
class SecondStep:
    """`sign_in_first` answers whoever has no session. Codes of the secrets `before` hold, too."""

    page: Page = field(repr=False)
    codes_page: CodesPage = field(repr=False)
    sign_in_first: Callable[[Request], Response] = field(repr=False)
    secret: bytes = field(repr=False)
    before: Sequence[bytes] = field(default=(), repr=False)

    def routes(self) -> list[Route]:
        return [
            Route("/account/factor", self.show, methods=["GET"]),
            Route("/account/factor", self.set_up, methods=["POST"]),
            Route("/account/factor/taken-away", self.take_away, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        return await self._shown(request, {})

    async def set_up(self, request: Request) -> Response:
        """Answer the recovery codes, which are shown this once; or show the page again with what went wrong."""
        password, code = await typed(request, "password", "code")
        key, address = key_of(request), address_of(request)
        try:
            codes = await people.enrol(key, password, code, secret=self.secret, address=address)
        except Refusal as refusal:
            return refused(refusal, await self._shown(request, problems_of(request, refusal, "password")))
        return self.codes_page(request, codes) if codes else self.sign_in_first(request)

    async def take_away(self, request: Request) -> Response:
        """Take it away and say so; or show the page again with what went wrong."""
        password, code = await typed(request, "password", "code")
        key, address = key_of(request), address_of(request)
        try:
            await people.take_away(key, password, code, secret=self.secret, before=self.before, address=address)
        except Refusal as refusal:
            return refused(refusal, await self._shown(request, problems_of(request, refusal, "password")))
        return RedirectResponse("/account?done=factor", 303)

    async def _shown(self, request: Request, problems: Mapping[str, str]) -> Response:
        factor, offer = await people.factor(key_of(request)), None
        if factor is None:
            offer = await people.offered(key_of(request), secret=self.secret)
        return self.page(request, factor, offer, problems) if factor or offer else self.sign_in_first(request)
