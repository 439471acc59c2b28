"""A message's whole cycle on one page (R6), and what may be done with it there."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from hotline.kit.numbering import InvalidTrackingCode, parse_tracking_code, tracking_code
from portal import rights, words
from portal.asking import load
from portal.forms import given, problems_by_field, read, see_other, whole
from portal.living import follow
from portal.rendering import Fields, render

PAGE: Final = load(__file__, "page.graphql")
TRIAGE: Final = load(__file__, "triage.graphql")
TAKE: Final = load(__file__, "take.graphql")
LIVE: Final = load(__file__, "live.graphql")
NOTE: Final = load(__file__, "note.graphql")
CONTACT: Final = load(__file__, "contact.graphql")


async def find(request: Request) -> Response:
    """From a tracking code, in any digits, to its message."""
    asked = request.query_params.get("code", "")
    try:
        return see_other(href(tracking_code(*parse_tracking_code(asked))))
    except InvalidTrackingCode:
        return render(request, "message/unknown.html", status=404, asked=asked)


async def page(request: Request) -> Response:
    return await _shown(request)


async def triage(request: Request) -> Response:
    """Settle the message; back to the form with what was typed where that is refused."""
    form = await read(request)
    settled: dict[str, object] = {
        "id": form["id"],
        "version": whole(form["version"]) or 0,
        "categoryCode": form["categoryCode"],
        "districtNumber": whole(form["districtNumber"]) or 0,
        "urgency": "URGENT" if form["ground"] in words.GROUNDS else "ROUTINE",
        "ground": form["ground"] if form["ground"] in words.GROUNDS else None,
        **given(form, "note"),
    }
    data = await request.state.ask(TRIAGE, {"input": settled})
    return await _after(request, data["triageMessage"], "triaged", form)


async def take(request: Request) -> Response:
    form = await read(request)
    data = await request.state.ask(TAKE, {"input": {"id": form["id"]}})
    return await _after(request, data["takeMessageInHand"], "taken", form)


async def note(request: Request) -> Response:
    form = await read(request)
    written = {"messageId": form["id"], "text": form["text"]}
    if form["audience"] in words.AUDIENCES:
        written["audience"] = form["audience"]
    data = await request.state.ask(NOTE, {"input": written})
    return await _after(request, data["addNote"], "noted", form)


async def contact(request: Request) -> Response:
    """Who reported it, once: the read is written down, and the page is kept nowhere."""
    form = await read(request)
    if form["reason"] not in words.REASONS:
        return await _shown(request, status=422, form=form)
    data = await request.state.ask(CONTACT, {"code": _code(request), "reason": form["reason"]})
    response = await _shown(request, reporter=data["message"] and data["message"]["reporter"], form=form)
    response.headers["cache-control"] = "no-store"
    return response


async def _after(request: Request, payload: Mapping[str, Any], done: str, form: Mapping[str, str]) -> Response:
    if payload["problems"]:
        return await _shown(request, status=422, problems=problems_by_field(payload["problems"]), form=form)
    return see_other(f"{href(_code(request))}?done={done}")


async def _shown(request: Request, status: int = 200, **values: object) -> Response:
    roles = request.state.viewer.roles
    asked = {
        "code": _code(request),
        "unmasked": bool(roles & rights.UNMASKED),
        "address": bool(roles & rights.ADDRESS),
        "deliveries": bool(roles & rights.DELIVERIES),
        "office": bool(roles & rights.REGISTER),
        "after": request.query_params.get("after") or None,
    }
    data = await request.state.ask(PAGE, asked)
    if data["message"] is None:
        return render(request, "message/unknown.html", status=404, asked=asked["code"])
    seen = {"problems": {}, "form": Fields(), "reporter": None, "path": href(_code(request))} | values
    seen["live"] = follow(LIVE, code=asked["code"])
    return render(request, "message/page.html", status=status, **(data | seen))


def href(tracking_code: str) -> str:
    """Where the message of this code stands."""
    return "/messages/" + tracking_code.removeprefix("137/")


def _code(request: Request) -> str:
    return f"137/{request.path_params['year']}/{request.path_params['number']}"
