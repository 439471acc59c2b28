"""The board's meetings: planned, arranged, called off."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from hotline.kit.jalali import from_jalali, jalali
from portal.asking import load
from portal.forms import paging, problems_by_field, read, see_other, whole
from portal.rendering import Fields, moment, render, translate

LIST: Final = load(__file__, "list.graphql")
PAGE: Final = load(__file__, "page.graphql")
PLAN: Final = load(__file__, "plan.graphql")
# Acts on a meeting by the last part of their address.
ARRANGING: Final = {
    "arrangement": load(__file__, "arrange.graphql"),
    "reconvening": load(__file__, "reconvene.graphql"),
}
ACTS: Final = {
    "opening": load(__file__, "open.graphql"),
    "postponement": load(__file__, "postpone.graphql"),
    "cancellation": load(__file__, "cancel.graphql"),
}
SIZE: Final = 20
# What a new meeting is offered as; its quorum is the rule's.
USUAL: Final = {"hour": "9", "minute": "0", "budget": "120"}
QUORUM: Final = load(__file__, "usual.graphql")


async def listed(request: Request) -> Response:
    data = await request.state.ask(LIST, paging(request, SIZE))
    return render(request, "meetings/list.html", meetings=data["meetings"])


async def new(request: Request) -> Response:
    year, month, day = jalali(request.state.now + timedelta(days=7))
    quorum = (await request.state.ask(QUORUM, {}))["quorumIf"]["needed"]
    form = Fields({"year": f"{year}", "month": f"{month}", "day": f"{day}", "quorum": f"{quorum}", **USUAL})
    return _form(request, form, action="/meetings/new")


async def plan(request: Request) -> Response:
    form = await read(request)
    payload, problems = await _arranged(request, PLAN, form, {})
    if problems:
        return _form(request, form, action="/meetings/new", problems=problems, status=422)
    return see_other(f"/meetings/{payload['meeting']['number']}")


async def page(request: Request) -> Response:
    return await _shown(request)


async def arranging(request: Request) -> Response:
    """The form of another day, place, length or quorum."""
    meeting = await _meeting(request)
    year, month, day = jalali(moment(meeting["startsAt"]))
    local = moment(meeting["startsAt"]).astimezone(from_jalali(year, month, day).tzinfo)
    form = Fields({name: f"{meeting[name]}" for name in ("id", "version", "title", "place", "budget", "quorum")})
    form |= {"year": f"{year}", "month": f"{month}", "day": f"{day}"}
    form |= {"hour": f"{local.hour}", "minute": f"{local.minute}"}
    return _form(request, form, action=request.url.path, meeting=meeting)


async def act(request: Request) -> Response:
    name, form = request.path_params["act"], await read(request)
    row = {"id": form["id"], "version": whole(form["version"]) or 0}
    here = f"/meetings/{request.path_params['number']}"
    if name in ARRANGING:
        _, problems = await _arranged(request, ARRANGING[name], form, row)
        if problems:
            meeting = await _meeting(request)
            return _form(request, form, action=request.url.path, meeting=meeting, problems=problems, status=422)
        return see_other(here)
    if name not in ACTS:
        raise HTTPException(404)
    said = {} if name == "opening" else {"reason": form["reason"]}
    (payload,) = (await request.state.ask(ACTS[name], {"input": row | said})).values()
    if payload["problems"]:
        problems = {
            f"{name}-{path}" if path else "": said for path, said in problems_by_field(payload["problems"]).items()
        }
        return await _shown(request, status=422, form=form, problems=problems)
    return see_other(f"{here}/agenda" if name == "opening" else here)


async def _arranged(
    request: Request, document: str, form: Fields, row: Mapping[str, object]
) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """The payload, or what is wrong with the form."""
    starts_at = _starts_at(form)
    if problem := _day_problem(starts_at):
        return {}, {"day": translate(request.state.language, problem)}
    assert starts_at is not None, "else it is a problem"
    input = {
        **row,
        "title": form["title"],
        "place": form["place"],
        "startsAt": starts_at.isoformat(),
        "budget": whole(form["budget"]) or 0,
        "quorum": whole(form["quorum"]) or 0,
    }
    (payload,) = (await request.state.ask(document, {"input": input})).values()
    problems = problems_by_field(payload["problems"])
    return payload, {("day" if name == "startsAt" else name): said for name, said in problems.items()}


def _day_problem(starts_at: datetime | None) -> str | None:
    return "There is no such day." if starts_at is None else None


def _starts_at(form: Mapping[str, str]) -> datetime | None:
    numbers = [whole(form[name]) for name in ("year", "month", "day", "hour", "minute")]
    year, month, day, hour, minute = (-1 if number is None else number for number in numbers)
    try:
        return from_jalali(year, month, day).replace(hour=hour, minute=minute)
    except ValueError:
        return None


def _form(
    request: Request,
    form: Fields,
    *,
    action: str,
    meeting: Mapping[str, Any] | None = None,
    problems: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    this_year = jalali(request.state.now)[0]
    return render(
        request,
        "meetings/form.html",
        status=status,
        form=form,
        action=action,
        meeting=meeting,
        problems=problems or {},
        years=(this_year, this_year + 1),
    )


async def _meeting(request: Request) -> Mapping[str, Any]:
    asked = {"number": request.path_params["number"]}
    meeting: Mapping[str, Any] | None = (await request.state.ask(PAGE, asked))["meeting"]
    if meeting is None:
        raise HTTPException(404)
    return meeting


async def _shown(
    request: Request, *, status: int = 200, form: Fields | None = None, problems: Mapping[str, str] | None = None
) -> Response:
    meeting = await _meeting(request)
    here = f"/meetings/{meeting['number']}"
    return render(
        request,
        "meetings/page.html",
        status=status,
        path=here,
        here=here,
        meeting=meeting,
        form=form or Fields(),
        problems=problems or {},
    )
