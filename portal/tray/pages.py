"""The secretary's tray: what waits to be put before the board, and what becomes of it."""

from collections.abc import Callable, Mapping
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal import rights
from portal.agenda.edits import minutes
from portal.asking import load
from portal.forms import given, problems_by_field, read, see_other
from portal.rendering import Fields, render

PAGE: Final = load(__file__, "page.graphql")


def _row(form: Fields) -> dict[str, object]:
    return {"id": form["id"]}


def _with_reason(form: Fields) -> dict[str, object]:
    return {"id": form["id"], "reason": form["reason"]}


def _proposed(form: Fields) -> dict[str, object]:
    return {
        "title": form["title"],
        **given(form, "note"),
        "minutes": minutes(form),
        "confidential": bool(form["confidential"]),
    }


# The document of each act, and how its form becomes the input.
ACTS: Final[Mapping[str, tuple[str, Callable[[Fields], dict[str, object]]]]] = {
    "accept": (load(__file__, "accept.graphql"), _row),
    "return": (load(__file__, "return.graphql"), _with_reason),
    "withdraw": (load(__file__, "withdraw.graphql"), _with_reason),
    "merge": (load(__file__, "merge.graphql"), lambda form: {"id": form["id"], "intoId": form["intoId"]}),
    "accept-forwarding": (load(__file__, "accept-forwarding.graphql"), _row),
    "return-forwarding": (load(__file__, "return-forwarding.graphql"), _with_reason),
    "propose": (load(__file__, "propose.graphql"), _proposed),
}


async def page(request: Request) -> Response:
    return await _shown(request)


async def act(request: Request) -> Response:
    name = request.path_params["act"]
    if name not in ACTS:
        raise HTTPException(404)
    form = await read(request)
    document, input_of = ACTS[name]
    (payload,) = (await request.state.ask(document, {"input": input_of(form)})).values()
    if payload["problems"]:
        problems = problems_by_field(payload["problems"])
        key = f"-{form['id']}" if form["id"] else ""
        named = {f"{field}{key}" if field else "": said for field, said in problems.items()}
        return await _shown(request, status=422, form=form, problems=named, acting=name)
    return see_other(f"/tray?done={name}")


async def _shown(
    request: Request,
    *,
    status: int = 200,
    form: Fields | None = None,
    problems: Mapping[str, str] | None = None,
    acting: str = "",
) -> Response:
    building = not request.state.viewer.roles.isdisjoint(rights.BUILDING)
    data = await request.state.ask(PAGE, {"building": building})
    return render(
        request,
        "tray/page.html",
        status=status,
        path="/tray",
        form=form or Fields(),
        problems=problems or {},
        acting=acting,
        forwarded=data.get("forwarded", {"nodes": []})["nodes"],
        waiting=data.get("waiting", {"nodes": []})["nodes"],
        accepted=data.get("accepted", {"nodes": []})["nodes"],
        settled=data.get("settled", {"nodes": []})["nodes"],
    )
