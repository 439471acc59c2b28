"""Registering a message while the citizen is on the telephone: once for each matter, however many call about it."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from hotline.kit.numbering import InvalidTrackingCode, parse_tracking_code, tracking_code
from hotline.kit.text import latin_digits
from portal import rights, words
from portal.asking import load
from portal.errors.pages import forbidden
from portal.forms import given, problems_by_field, read, see_other, whole
from portal.rendering import Fields, render, translate

PAGE: Final = load(__file__, "page.graphql")
SIMILAR: Final = load(__file__, "similar.graphql")
REGISTER: Final = load(__file__, "register.graphql")
CALL: Final = load(__file__, "call.graphql")


async def page(request: Request) -> Response:
    if not request.state.viewer.roles & rights.REGISTER:
        return forbidden(request)
    return await _shown(request, Fields(idempotencyKey=secrets.token_urlsafe(12)))


async def likely(request: Request) -> Response:
    """What is much like it, while it is being written."""
    if not request.state.viewer.roles & rights.REGISTER:
        return forbidden(request)
    return render(request, "registration/likely.html", similar=await _similar(request, await read(request)))


async def register(request: Request) -> Response:
    """Register, then say the tracking code; or the form again with all that is wrong. What is much like it is shown
    before, and decided on: a further call on a known case is no new message (domain §3)."""
    form = await read(request)
    decision, _, known = form["decision"].partition(" ")
    if form["again"]:
        return await _shown(request, form)
    latitude, longitude = _degrees(form["latitude"]), _degrees(form["longitude"])
    if problem := _place_problem(form, latitude, longitude):
        said = translate(request.state.language, problem)
        return await _shown(request, form, problems={"latitude": said}, status=422)
    if decision == "call":
        return await _call_again(request, form, known)
    if not decision and (similar := await _similar(request, form)):
        return render(request, "registration/similar.html", form=form, similar=similar, problems={})
    into = {"intoId": known} if decision == "merge" else {}
    data = await request.state.ask(REGISTER, {"input": _input(form, latitude, longitude) | into})
    payload = data["registerMessage"]
    if payload["problems"]:
        return await _shown(request, form, problems=problems_by_field(payload["problems"]), status=422)
    return see_other(f"/messages/new?registered={payload['trackingCode']}{'&merged=yes' if into else ''}")


async def _call_again(request: Request, form: Fields, message_id: str) -> Response:
    data = await request.state.ask(CALL, {"input": {"id": message_id, "text": form["body"]}})
    payload = data["callAgain"]
    if payload["problems"]:
        return await _shown(request, form, problems=problems_by_field(payload["problems"]), status=422)
    return see_other("/messages/new?called=" + payload["message"]["trackingCode"])


async def _similar(request: Request, form: Mapping[str, str]) -> list[Any]:
    """Nothing until a request type is chosen, and something is said."""
    if not form["categoryCode"] or not form["body"].strip():
        return []
    asked = {
        "text": form["body"],
        "categoryCode": form["categoryCode"],
        "districtNumber": whole(form["districtNumber"]),
        "latitude": _degrees(form["latitude"]),
        "longitude": _degrees(form["longitude"]),
    }
    data = await request.state.ask(SIMILAR, asked)
    return [found["message"] for found in data["suggestedDuplicates"] if found["message"]]


def _input(form: Mapping[str, str], latitude: float | None, longitude: float | None) -> dict[str, object]:
    urgency: dict[str, object] = {}
    if form["ground"] in words.GROUNDS:
        urgency = {"urgency": "URGENT", "ground": form["ground"]}
    elif form["ground"] == "ROUTINE":
        urgency = {"urgency": "ROUTINE"}
    place = {"latitude": latitude, "longitude": longitude}
    reporter = given(form, "name", "phone", "nationalId", "home")
    return {
        "body": form["body"],
        **given(form, "categoryCode", "address", "specialReason", "idempotencyKey"),
        "districtNumber": whole(form["districtNumber"]),
        "channel": form["channel"] if form["channel"] in words.CHANNELS else "PHONE",
        "place": None if latitude is None else place,
        "reporter": reporter if any(reporter.values()) else None,
        **urgency,
    }


def _place_problem(form: Mapping[str, str], latitude: float | None, longitude: float | None) -> str | None:
    """What the schema cannot say, since half a place never reaches it."""
    written = [form[name].strip() for name in ("latitude", "longitude")]
    incomplete = any(written) and (latitude is None or longitude is None)
    return "Give both coordinates in degrees, such as 32.6572 and 51.6776, or neither." if incomplete else None


def _degrees(text: str) -> float | None:
    try:
        degrees = float(latin_digits(text.strip()).replace("٫", "."))
    except ValueError:
        return None
    return degrees if -180 <= degrees <= 180 else None


async def _shown(
    request: Request, form: Fields, *, problems: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    data = await request.state.ask(PAGE, {})
    return render(
        request,
        "registration/page.html",
        status=status,
        path="/messages/new",
        form=form,
        problems=problems or {},
        registered=_registered(request.query_params.get("registered", "")),
        called=_registered(request.query_params.get("called", "")),
        **data,
    )


def _registered(given_code: str) -> str | None:
    try:
        return tracking_code(*parse_tracking_code(given_code))
    except InvalidTrackingCode:
        return None
