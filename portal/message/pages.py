"""A message: what the citizen said, what has happened, and what the viewer may do with it now."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from hotline.kit.numbering import InvalidTrackingCode, parse_tracking_code, tracking_code
from portal import rights, words
from portal.acts.offering import Offered, is_late_record, offer
from portal.asking import load
from portal.forms import read, see_other
from portal.living import follow
from portal.message.timeline import parts
from portal.rendering import Fields, render

PAGE: Final = load(__file__, "page.graphql")
LIVE: Final = load(__file__, "live.graphql")
CONTACT: Final = load(__file__, "contact.graphql")


async def find(request: Request) -> Response:
    """From a tracking code, in any digits, to its message."""
    asked = request.query_params.get("code", "")
    try:
        return see_other(href(tracking_code(*parse_tracking_code(asked))))
    except InvalidTrackingCode:
        return render(request, "message/unknown.html", status=404, asked=asked)


async def page(request: Request) -> Response:
    return await shown(request, code_of(request))


async def contact(request: Request) -> Response:
    """Who reported it, once: the read is written down, and the page is kept nowhere."""
    form, code = await read(request), code_of(request)
    if form["reason"] not in words.REASONS:
        return await shown(request, code, status=422, form=form)
    data = await request.state.ask(CONTACT, {"code": code, "reason": form["reason"]})
    response = await shown(request, code, reporter=data["message"] and data["message"]["reporter"], form=form)
    response.headers["cache-control"] = "no-store"
    return response


async def shown(
    request: Request,
    code: str,
    *,
    status: int = 200,
    acting: str = "",
    form: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    reporter: Mapping[str, Any] | None = None,
    since: Sequence[Mapping[str, Any]] | None = None,
) -> Response:
    """The message's page. `acting` is the key of the form that came back with `form` in it and `problems`; `since`,
    what others recorded while it was filled in."""
    roles = request.state.viewer.roles
    asked = {
        "code": code,
        "unmasked": bool(roles & rights.UNMASKED),
        "address": bool(roles & rights.ADDRESS),
        "deliveries": bool(roles & rights.DELIVERIES),
        "acting": bool(roles & rights.ACTING),
        "office": bool(roles & rights.REGISTER),
        "sending": bool(roles & rights.DISPATCH),
        "charging": bool(roles & rights.CHARGING),
        "seals": bool(roles & rights.SEALS),
        "after": request.query_params.get("after") or None,
    }
    data = await request.state.ask(PAGE, asked)
    if data["message"] is None:
        return render(request, "message/unknown.html", status=404, asked=code)
    return render(
        request,
        "message/page.html",
        status=status,
        path=href(code),
        here=href(code),
        printed=False,
        acting=acting,
        form=form or Fields(),
        problems=problems or {},
        reporter=reporter,
        since=since,
        offer=offer(data["message"]),
        offered=Offered,
        late_record=is_late_record,
        parts=parts,
        live=follow(LIVE, code=code),
        **data,
    )


def href(tracking_code: str) -> str:
    """Where the message of this code stands."""
    return "/messages/" + tracking_code.removeprefix("137/")


def code_of(request: Request) -> str:
    return f"137/{request.path_params['year']}/{request.path_params['number']}"
