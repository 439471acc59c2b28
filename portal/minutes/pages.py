"""The minutes of a meeting: written by the secretary, signed and corrected by the chair, read by all who may."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.asking import load
from portal.forms import paging, problems_by_field, read, read_with_list, see_other, whole
from portal.minutes.parting import parted
from portal.rendering import Fields, render

PAGE: Final = load(__file__, "page.graphql")
HISTORY: Final = load(__file__, "history.graphql")
PUBLISHED: Final = load(__file__, "published.graphql")
LIST: Final = load(__file__, "list.graphql")
# Acts by the last part of their address, and the part of the page on which what was typed comes back.
ACTS: Final = {
    "beginning": (load(__file__, "begin.graphql"), ""),
    "wording": (load(__file__, "write.graphql"), "edit"),
    "sentence": (load(__file__, "take.graphql"), ""),
    "kept-wording": (load(__file__, "keep.graphql"), ""),
    "notes": (load(__file__, "note.graphql"), "note"),
    "order": (load(__file__, "place.graphql"), ""),
    "corrections": (load(__file__, "correct.graphql"), "correct"),
}
# What is official is shown once more before it is done.
OFFICIAL: Final = {
    "approval": load(__file__, "approve.graphql"),
    "publication": load(__file__, "publish.graphql"),
}
SIZE: Final = 20


async def page(request: Request) -> Response:
    return await _shown(request)


async def act(request: Request) -> Response:
    name = request.path_params["act"]
    if name in OFFICIAL:
        return await _official(request, name)
    if name not in ACTS:
        raise HTTPException(404)
    document, part = ACTS[name]
    form = await read(request)
    if form["do"] == "restore":
        return await _shown(request, form=form, part=part)
    (payload,) = (await request.state.ask(document, {"input": _input(name, form)})).values()
    if payload["problems"]:
        problems = problems_by_field(payload["problems"])
        return await _shown(request, status=422, form=form, problems=problems, part=part)
    at = form["id"] if name in ("wording", "sentence", "kept-wording", "corrections") else form["item"]
    return see_other(f"{_here(request)}?done={name}" + (f"#at-{at}" if at else ""))


async def published(request: Request) -> Response:
    """Published minutes, for everybody, signed in or not."""
    found = (await request.state.ask(PUBLISHED, {"number": request.path_params["number"]}))["publishedMinutes"]
    if found is None:
        raise HTTPException(404)
    return render(request, "minutes/published.html", minutes=found)


async def listed(request: Request) -> Response:
    data = await request.state.ask(LIST, paging(request, SIZE))
    return render(request, "minutes/list.html", found=data["allPublishedMinutes"])


async def _official(request: Request, name: str) -> Response:
    form, withheld = await read_with_list(request, "withheld")
    problems: Mapping[str, str] = {}
    if form["checked"]:
        input: dict[str, object] = {"id": form["minutes"], "version": whole(form["version"]) or 0}
        if name == "publication":
            input["withheld"] = withheld
        (payload,) = (await request.state.ask(OFFICIAL[name], {"input": input})).values()
        if not payload["problems"]:
            return see_other(f"{_here(request)}?done={name}")
        problems = problems_by_field(payload["problems"])
    meeting = await _meeting(request)
    return render(
        request,
        "minutes/check.html",
        status=422 if problems else 200,
        path=_here(request),
        here=_here(request),
        meeting=meeting,
        groups=parted(meeting["minutes"]),
        problems=problems,
        act=name,
        withheld=withheld,
    )


def _input(name: str, form: Fields) -> dict[str, object]:
    paragraph = {"id": form["id"], "version": whole(form["version"]) or 0}
    match name:
        case "beginning":
            return {"meetingId": form["id"]}
        case "wording":
            return {**paragraph, "text": form["text"]}
        case "notes":
            return {"minutesId": form["minutes"], "itemId": form["item"] or None, "text": form["text"]}
        case "order":
            where = {"itemId": form["item"], "place": whole(form["place"]) or 0}
            return {"id": form["minutes"], "version": whole(form["version"]) or 0, **where}
        case "corrections":
            return {"paragraphId": form["id"], "text": form["text"], "reason": form["reason"]}
        case _:
            return paragraph


async def _shown(
    request: Request,
    *,
    status: int = 200,
    form: Fields | None = None,
    problems: Mapping[str, str] | None = None,
    part: str = "",
) -> Response:
    meeting = await _meeting(request)
    here, query = _here(request), request.query_params
    open_ = Fields({part: form["id"] or form["item"] or "meeting"} if form and part else query)
    history = None
    if open_["edit"] and meeting["minutes"] and meeting["minutes"]["canWrite"]["allowed"]:
        history = (await request.state.ask(HISTORY, {"id": open_["edit"]}))["node"]
    return render(
        request,
        "minutes/page.html",
        status=status,
        path=here,
        here=here,
        meeting=meeting,
        groups=parted(meeting["minutes"]) if meeting["minutes"] else [],
        form=form or Fields(),
        problems=problems or {},
        open_=open_,
        history=history,
    )


async def _meeting(request: Request) -> Mapping[str, Any]:
    asked = {"number": request.path_params["number"]}
    meeting: Mapping[str, Any] | None = (await request.state.ask(PAGE, asked))["meeting"]
    if meeting is None:
        raise HTTPException(404)
    return meeting


def _here(request: Request) -> str:
    return f"/meetings/{request.path_params['number']}/minutes"
