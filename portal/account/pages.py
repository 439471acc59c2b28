"""One's own account. What is done on it is the API's."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

import segno
from markupsafe import Markup
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


class Offer(Protocol):
    """A key for one's app, as `hotline.people.own_factor` has it."""

    @property
    def address(self) -> str: ...


def page(request: Request, sessions: Sequence[object], factor: object, problems: Mapping[str, str]) -> Response:
    """The forms, with what went wrong. A session is as `hotline.people.own_account` has it, the second factor, or
    None, as `hotline.people.own_factor`."""
    return render(
        request,
        "account/page.html",
        path="/account",
        sessions=sessions,
        factor=factor,
        problems=problems,
        device=device,
    )


def factor_page(request: Request, factor: object, offer: Offer | None, problems: Mapping[str, str]) -> Response:
    """Where the second step is taken away, or set up by what is offered."""
    qr = _qr(offer.address) if offer else None
    path = "/account/factor"
    return render(request, "account/factor.html", path=path, factor=factor, offer=offer, qr=qr, problems=problems)


def codes_page(request: Request, codes: Sequence[str]) -> Response:
    """The recovery codes, this once."""
    return render(request, "account/codes.html", path="/account/factor", codes=codes)


def _qr(address: str) -> Markup:
    """Dark on light by night too, as cameras want it."""
    return Markup(segno.make(address, error="m").svg_inline(border=4, omitsize=True, light="#fff"))  # noqa: S704 -- squares


def device(agent: str) -> str:
    """What a browser is known by; empty for what calls itself nothing we know."""
    found = (next((name for mark, name in of.items() if mark in agent), "") for of in (_BROWSERS, _SYSTEMS))
    return " · ".join(filter(None, found))
