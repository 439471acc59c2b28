"""The inspector's list, and the result of a visit in three taps: open, what was found, send (R3)."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from portal import words
from portal.asking import load
from portal.forms import given, problems_by_field, see_other, whole
from portal.inspections.ordering import ordered
from portal.living import follow
from portal.rendering import Fields, render, translate

PAGE: Final = load(__file__, "page.graphql")
LIVE: Final = load(__file__, "live.graphql")
VISIT: Final = load(__file__, "visit.graphql")
RECORD: Final = load(__file__, "record.graphql")


async def page(request: Request) -> Response:
    messages = (await request.state.ask(PAGE, {}))["messages"]
    due, way = ordered(messages["nodes"], request.state.now)
    return render(request, "inspections/page.html", total=messages, due=due, way=way, live=follow(LIVE))


async def visit(request: Request) -> Response:
    return await _shown(request, f"137/{request.path_params['year']}/{request.path_params['number']}")


async def record(request: Request) -> Response:
    """The result. Photos are kept whatever becomes of the rest, so that a refused result loses none."""
    sent = await request.state.take(request)
    form = Fields(sent.fields)
    form["files"] = " ".join([*form["files"].split(), *sent.files])
    problems = {"photos": sent.problem} if sent.problem else {}
    if problem := _finding_problem(form):
        problems["found"] = translate(request.state.language, problem)
    if not problems:
        payload = (await request.state.ask(RECORD, {"input": _result(form)}))["recordVisit"]
        if not payload["problems"]:
            return see_other(f"/inspections?done={form['id']}")
        problems = problems_by_field(payload["problems"])
    return await _shown(request, form["code"], status=422, form=form, problems=problems)


def _finding_problem(form: Mapping[str, str]) -> str | None:
    return None if form["found"] in words.FINDINGS else "Say what you found."


def _result(form: Fields) -> dict[str, object]:
    return {
        "id": form["id"],
        "version": whole(form["version"]) or 0,
        "found": form["found"],
        "fileIds": form["files"].split(),
        "place": _place(form),
        **given(form, "note"),
    }


def _place(form: Mapping[str, str]) -> dict[str, float] | None:
    """Where the device was, if it said so."""
    try:
        return {"latitude": float(form["latitude"]), "longitude": float(form["longitude"])}
    except ValueError:
        return None


async def _shown(request: Request, code: str, status: int = 200, **values: Any) -> Response:
    message = (await request.state.ask(VISIT, {"code": code}))["message"]
    if message is None:
        return render(request, "message/unknown.html", status=404, asked=code)
    seen = {"form": Fields(), "problems": {}, "path": "/inspections/" + code.removeprefix("137/")} | values
    return render(request, "inspections/visit.html", status=status, message=message, **seen)
