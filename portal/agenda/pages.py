"""The agenda of a meeting: built by several secretaries at once, frozen by the chair, read and printed by all."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal import rights
from portal.agenda.comparing import compared
from portal.agenda.edits import NoEdit, again, read_edit
from portal.asking import load
from portal.forms import problems_by_field, read, read_with_list, see_other, whole
from portal.living import follow
from portal.rendering import Fields, render

PAGE: Final = load(__file__, "page.graphql")
LIVE: Final = load(__file__, "live.graphql")
PRESENT: Final = load(__file__, "present.graphql")
FREEZE: Final = load(__file__, "freeze.graphql")
ADMIT: Final = load(__file__, "admit.graphql")
KEEP: Final = load(__file__, "keep.graphql")
HISTORY: Final = load(__file__, "history.graphql")


async def page(request: Request) -> Response:
    return await _shown(request)


async def edit(request: Request) -> Response:
    """One edit. What conflicts comes back with what others did, and can be sent again as it was."""
    form = await read(request)
    try:
        document, input = read_edit(form)
    except NoEdit:
        raise HTTPException(404) from None
    (payload,) = (await request.state.ask(document, {"input": input})).values()
    if payload["problems"]:
        problems = problems_by_field(payload["problems"])
        return await _shown(request, status=422, form=form, problems=problems, conflict=payload["conflict"])
    rebased = "&rebased=1" if payload["rebased"] else ""
    return see_other(f"{_here(request)}?done={payload['revision']}{rebased}")


async def be_there(request: Request) -> Response:
    form = await read(request)
    await request.state.ask(PRESENT, {"id": form["agenda"]})
    return Response(status_code=204)


async def freeze(request: Request) -> Response:
    """Shown once more, with all its numbers, before it is done: it is official."""
    form = await read(request)
    problems: Mapping[str, str] = {}
    if form["checked"]:
        input = {"id": form["agenda"], "revision": whole(form["revision"]) or 0}
        payload = (await request.state.ask(FREEZE, {"input": input}))["freezeAgenda"]
        if not payload["problems"]:
            return see_other(f"{_here(request)}?frozen=1")
        problems = problems_by_field(payload["problems"])
    data = await _asked(request)
    status = 422 if problems else 200
    here = _here(request)
    return render(request, "agenda/freeze.html", status=status, path=here, here=here, problems=problems, **data)


async def admit(request: Request) -> Response:
    form, chosen = await read_with_list(request, "chosen")
    input = {"agendaId": form["agenda"], "itemIds": chosen}
    payload = (await request.state.ask(ADMIT, {"input": input}))["admitAgendaItems"]
    if payload["problems"]:
        return await _shown(request, status=422, problems=problems_by_field(payload["problems"]))
    return see_other(f"{_here(request)}?admitted={payload['number']}")


async def keep(request: Request) -> Response:
    form = await read(request)
    payload = (await request.state.ask(KEEP, {"id": form["agenda"]}))["keepAgendaVersion"]
    if payload["problems"]:
        return await _shown(request, status=422, problems=problems_by_field(payload["problems"]))
    return see_other(f"{_here(request)}/history?kept=1")


async def history(request: Request) -> Response:
    """What was done, newest first, and any two versions compared."""
    query = request.query_params
    data = await request.state.ask(HISTORY, {"number": _number(request), "before": query.get("after") or None})
    meeting = data["meeting"]
    if meeting is None or meeting["agenda"] is None:
        raise HTTPException(404)
    versions = {version["number"]: version for version in meeting["agenda"]["versions"]}
    chosen = [versions.get(whole(query.get(name, ""))) for name in ("from", "to")]
    difference = compared(*(one["lines"] for one in chosen if one)) if all(chosen) else None
    return render(
        request, "agenda/history.html", meeting=meeting, here=_here(request), chosen=chosen, difference=difference
    )


async def _shown(
    request: Request,
    *,
    status: int = 200,
    form: Fields | None = None,
    problems: Mapping[str, str] | None = None,
    conflict: Mapping[str, Any] | None = None,
) -> Response:
    data, here = await _asked(request), _here(request)
    agenda = data["meeting"]["agenda"]
    building = agenda["canEdit"]["allowed"] and "read" not in request.query_params
    done = whole(request.query_params.get("done", ""))
    edits = agenda.get("edits") or {"nodes": []}
    return render(
        request,
        "agenda/build.html" if building else "agenda/page.html",
        status=status,
        path=here,
        here=here,
        live=follow(LIVE, id=agenda["id"]),
        problems=problems or {},
        conflict=conflict,
        again=again(form or {}),
        done=next((edit for edit in edits["nodes"] if edit["revision"] == done), None),
        allotted=sum(item["minutes"] or 0 for item in agenda["items"]),
        blocks=blocks_of(agenda["items"]),
        **data,
    )


def blocks_of(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Items with what their buttons need: the neighbours they are moved past, and their place among their kind."""
    found = []
    for item in items:
        kind = [other for other in items if other["underId"] == item["underId"]]
        place = next(place for place, other in enumerate(kind) if other is item)
        has_parts = any(other["underId"] == item["id"] for other in items)
        found.append(
            {
                "item": item,
                "place": place + 1,
                "count": len(kind),
                "above": kind[place - 1] if place else None,
                "below": kind[place + 1] if place + 1 < len(kind) else None,
                "parts": has_parts,
            }
        )
    return found


async def _asked(request: Request) -> dict[str, Any]:
    building = not request.state.viewer.roles.isdisjoint(rights.BUILDING)
    data: dict[str, Any] = await request.state.ask(PAGE, {"number": _number(request), "building": building})
    if data["meeting"] is None or data["meeting"]["agenda"] is None:
        raise HTTPException(404)
    return data


def _number(request: Request) -> int:
    number: int = request.path_params["number"]
    return number


def _here(request: Request) -> str:
    return f"/meetings/{_number(request)}/agenda"
