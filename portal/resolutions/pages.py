"""The board of resolutions, and the page of one: what is to be done by whom, how it went, and what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from math import log
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal import rights
from portal.asking import load
from portal.forms import paging, problems_by_field, read, see_other, whole
from portal.rendering import Fields, render
from portal.resolutions.terms import RESOLUTION_EFFECTS

LIST: Final = load(__file__, "list.graphql")
MANAGERS: Final = load(__file__, "managers.graphql")
PAGE: Final = load(__file__, "page.graphql")
REPORT: Final = load(__file__, "report.graphql")
RELEASE: Final = load(__file__, "release.graphql")
ACKNOWLEDGE: Final = load(__file__, "acknowledge.graphql")
# Acts of those who judge a report, with what each takes of its form.
JUDGING: Final = {
    "verification": (load(__file__, "verify.graphql"), "note"),
    "returns": (load(__file__, "return.graphql"), "reason"),
}
SIZE: Final = 20
LISTS: Final[Mapping[str, Mapping[str, object]]] = {
    "open": {"states": ["OPEN", "RETURNED"]},
    "overdue": {"overdue": True},
    "soon": {"dueSoon": True},
    "reported": {"states": ["REPORTED"]},
    "done": {"states": ["VERIFIED"]},
    "proof": {"proofWaiting": True},
}
# A ratio is drawn from a quarter to four times, a difference of shares from all of one to all of the other.
_FOURFOLD: Final = log(4)


async def listed(request: Request) -> Response:
    return await _listed(request)


async def managers(request: Request) -> Response:
    found = (await request.state.ask(MANAGERS, {}))["resolutions"]
    lines = by_unit(found["nodes"])
    return render(request, "resolutions/managers.html", lines=lines, more=found["pageInfo"]["hasNextPage"])


async def page(request: Request) -> Response:
    return await _shown(request, _code(request))


async def report(request: Request) -> Response:
    """Photos are kept whatever becomes of the rest, so that a refused report loses none."""
    sent = await request.state.take(request)
    form = Fields(sent.fields)
    form["files"] = " ".join([*form["files"].split(), *sent.files])
    if sent.problem:
        return await _shown(request, form["code"], status=422, form=form, problems={"photos": sent.problem})
    input_ = _version(form) | {"text": form["text"], "fileIds": form["files"].split()}
    return await _done(request, form["code"], REPORT, input_, form, "reports")


async def judge(request: Request) -> Response:
    name, form = request.path_params["act"], await read(request)
    if name not in JUDGING:
        raise HTTPException(404)
    document, field = JUDGING[name]
    input_ = _version(form) | {field: form[field]}
    return await _done(request, _code(request), document, input_, form, name)


async def release(request: Request) -> Response:
    """A photo that proves the report, for good: it is looked at once more before."""
    code, form = _code(request), await read(request)
    here = _here(f"/{code}")
    if form["again"]:
        return see_other(f"{here}#timeline")
    if not form["checked"]:
        return render(
            request,
            "acts/check.html",
            path=f"{here}/releases",
            code=form["code"],
            name="release",
            effect=RESOLUTION_EFFECTS["releases"],
            fields=(),
            form=form,
        )
    payload = (await request.state.ask(RELEASE, {"input": {"id": form["id"]}}))["releaseFile"]
    if payload["problems"]:
        problems = {"": next(iter(problems_by_field(payload["problems"]).values()))}
        return await _shown(request, code, status=422, problems=problems)
    return see_other(f"{here}?done=releases")


async def acknowledge(request: Request) -> Response:
    """A superior takes note, on the board or on the page of one."""
    form, here = await read(request), request.url.path.removesuffix("/notes")
    payload = (await request.state.ask(ACKNOWLEDGE, {"input": {"id": form["id"]}}))["acknowledgeResolutionWarning"]
    if payload["problems"]:
        problems = problems_by_field(payload["problems"])
        said = {"": next(iter(problems.values()))}
        if here == "/resolutions":
            return await _listed(request, status=422, problems=said)
        return await _shown(request, _code(request), status=422, problems=said)
    return see_other(f"{here}?done=notes")


def by_unit(resolutions: Iterable[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """A line for each unit, the most overdue first, then by the day that is due next."""
    ordered = sorted(resolutions, key=lambda one: str(one["unit"]["code"]))
    lines = [_line(list(some)) for _, some in groupby(ordered, key=lambda one: str(one["unit"]["code"]))]
    return sorted(lines, key=lambda line: (-line["overdue"], line["next"] or "9999"))


def drawn(effect: Mapping[str, Any]) -> Mapping[str, float]:
    """Where its change and interval lie in a hundred, no change at fifty; within what is drawn."""
    ends = {"change": effect["change"], "low": effect["low"], "high": effect["high"]}
    return {name: _place(effect["facet"], number) for name, number in ends.items()}


def _place(facet: str, number: float | None) -> float:
    if number is None:
        return 100.0
    share = number if facet == "ON_TIME" else log(max(number, 1e-9)) / _FOURFOLD
    return round(50 + 50 * min(1.0, max(-1.0, share)), 2)


def _line(some: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    owed = [one for one in some if one["state"] != "REPORTED"]
    return {
        "unit": some[0]["unit"],
        "open": len(owed),
        "overdue": sum(one["overdue"] for one in owed),
        "reported": len(some) - len(owed),
        "next": min((one["dueOn"] for one in owed), default=None),
    }


def _version(form: Fields) -> dict[str, object]:
    return {"id": form["id"], "version": whole(form["version"]) or 0}


async def _done(
    request: Request, code: str, document: str, input_: Mapping[str, object], form: Fields, name: str
) -> Response:
    (payload,) = (await request.state.ask(document, {"input": input_})).values()
    if payload["problems"]:
        problems = problems_by_field(payload["problems"])
        if "fileIds" in problems:
            problems["photos"] = problems.pop("fileIds")
        return await _shown(request, code, status=422, form=form, problems=problems)
    return see_other(f"{_here(payload['resolution']['code'])}?done={name}")


def _code(request: Request) -> str:
    return f"{request.path_params['year']}/{request.path_params['number']}"


def _here(code: str) -> str:
    """The address of a resolution by its code, `م/1405/0012`."""
    return f"/resolutions/{code.partition('/')[2]}"


async def _listed(request: Request, *, status: int = 200, problems: Mapping[str, str] | None = None) -> Response:
    chosen = request.query_params.get("list", "")
    chosen = chosen if chosen in LISTS else "open"
    unit = request.query_params.get("unit") or None
    asked = {
        **paging(request, SIZE),
        "filter": {**LISTS[chosen], "unit": unit},
        "manages": bool(request.state.viewer.roles & rights.MANAGERS),
        "releases": bool(request.state.viewer.roles & rights.RELEASING),
        "makes": bool(request.state.viewer.roles & rights.STEERING),
    }
    data = await request.state.ask(LIST, asked)
    nodes = data["resolutions"]["nodes"]
    return render(
        request,
        "resolutions/list.html",
        status=status,
        path="/resolutions",
        problems=problems or {},
        chosen=chosen,
        unit=nodes[0]["unit"] if unit and nodes else None,
        resolutions=data["resolutions"],
        counts=data,
        warnings=data["warnings"]["nodes"] if "warnings" in data else [],
        decisions=data["unresolved"]["nodes"] if "unresolved" in data else [],
    )


async def _shown(
    request: Request,
    code: str,
    *,
    status: int = 200,
    form: Fields | None = None,
    problems: Mapping[str, str] | None = None,
) -> Response:
    asked = {"code": code, "board": bool(request.state.viewer.roles & rights.MEETINGS)}
    resolution = (await request.state.ask(PAGE, asked))["resolution"]
    if resolution is None:
        raise HTTPException(404)
    return render(
        request,
        "resolutions/page.html",
        status=status,
        path=_here(resolution["code"]),
        here=_here(resolution["code"]),
        resolution={"meeting": None, "item": None, "returnedItem": None, "dossier": None, "solutions": []}
        | resolution,
        entries=_entries(resolution),
        horizons=_horizons(resolution["effects"]),
        form=form or Fields(),
        problems=problems or {},
    )


def _entries(resolution: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """What became of it and how it was pressed for, by time."""
    warnings = [warning | {"at": warning["firedAt"]} for warning in resolution["warnings"]]
    return sorted([*resolution["steps"], *warnings], key=lambda entry: str(entry["at"]))


def _horizons(effects: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The latest first."""
    found = [
        {"days": days, "frozen": some[0]["frozenAt"], "counted": some[0]["counted"], "effects": some}
        for days, group in groupby(effects, key=lambda effect: int(effect["days"]))
        if (some := [dict(effect) | {"drawn": drawn(effect)} for effect in group])
    ]
    return found[::-1]
