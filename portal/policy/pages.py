"""The policy: what the city promises of each request type, and how the ladder presses for it; version by version.
All read it; the administrator adopts the next version, which is shown once more before it is official."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.asking import load
from portal.forms import day, read, see_other, whole
from portal.policy import ladder, targets
from portal.policy.targets import Change
from portal.rendering import Fields, moment, render, translate

PAGE: Final = load(__file__, "page.graphql")
VERSION: Final = load(__file__, "version.graphql")
ADOPT: Final = load(__file__, "adopt.graphql")
# Four fields for each request type, of which a city has some hundred and fifty.
_FIELDS: Final = 2000

Row = Mapping[str, Any]


async def page(request: Request) -> Response:
    """A version, the one in force unless another is asked for, and what it changed."""
    data = await request.state.ask(PAGE, {})
    versions = data["policies"]
    in_force = next(one for one in versions if moment(one["validFrom"]) <= request.state.now)
    asked = whole(request.query_params.get("version", ""))
    place = next((place for place, one in enumerate(versions) if one["number"] == asked), None)
    if asked is not None and place is None:
        raise HTTPException(404)
    place = versions.index(in_force) if place is None else place
    shown = await _version(request, versions[place])
    before = await _version(request, versions[place + 1]) if place + 1 < len(versions) else None
    return render(
        request,
        "policy/page.html",
        versions=versions,
        in_force=in_force,
        shown=shown,
        groups=_groups(shown["targets"], request.state.language),
        rungs=shown["ladder"],
        before=before,
        changed=targets.differences(before["targets"], shown["targets"]) if before else [],
        other_ladder=before is not None and before["ladder"] != shown["ladder"],
        may_adopt=data["viewer"]["canAdoptPolicy"]["allowed"],
    )


async def new(request: Request) -> Response:
    return await _form(request, Fields(), {})


async def adopt(request: Request) -> Response:
    """Look at it once more, then adopt it; or go back and change it."""
    form = await read(request, most=_FIELDS)
    last = await _last(request)
    changed, rungs = targets.changes(last["targets"], form), ladder.given(form)
    other = "percent-0" in form and rungs != last["ladder"]
    problems = _problems(request, form, changed)
    if form["again"] or problems:
        return await _form(request, form, problems)
    given = {
        "note": form["note"],
        "validFrom": _since(request, form),
        "targets": targets.inputs(changed),
        "ladder": rungs if other else None,
    }
    if not form["checked"]:
        return render(
            request,
            "policy/check.html",
            path="/policy/new",
            form=form,
            changed=changed,
            rungs=rungs,
            other_ladder=other,
            since=given["validFrom"],
        )
    payload = (await request.state.ask(ADOPT, {"input": given}))["adoptPolicy"]
    if payload["problems"]:
        return await _form(request, form, _refused(payload["problems"], targets.inputs(changed)))
    return see_other(f"/policy?version={payload['policy']['number']}&done=adopted")


async def _form(request: Request, form: Fields, problems: Mapping[str, str]) -> Response:
    last = await _last(request)
    return render(
        request,
        "policy/new.html",
        status=422 if problems else 200,
        path="/policy/new",
        last=last,
        groups=_groups(last["targets"], request.state.language),
        changed={change.category["code"] for change in targets.changes(last["targets"], form)},
        rows=ladder.rows(last["ladder"], form),
        form=form,
        problems=problems,
        times=targets.TIMES,
        written=targets.written,
        field_of=targets.field_of,
    )


async def _last(request: Request) -> Row:
    """The version that the next one starts from. Raises 403 for whoever may adopt none."""
    data = await request.state.ask(PAGE, {})
    if not data["viewer"]["canAdoptPolicy"]["allowed"]:
        raise HTTPException(403)
    return await _version(request, data["policies"][0])


async def _version(request: Request, version: Row) -> Row:
    found: Row = (await request.state.ask(VERSION, {"id": version["id"]}))["node"]
    return found


def _groups(rows: Sequence[Row], language: str) -> list[tuple[str, list[Row]]]:
    """The targets of request types in use, by their group."""
    name = "groupFa" if language == "fa" else "groupEn"
    used = [row for row in rows if row["category"]["active"]]
    by_group = sorted(used, key=lambda row: (row["category"][name], row["category"]["code"]))
    return [(group, list(some)) for group, some in groupby(by_group, key=lambda row: row["category"][name])]


def _since(request: Request, form: Fields) -> str | None:
    """From the beginning of that day; None is as soon as it can be."""
    chosen = day(form, "validFrom", request.state.language) if form["when"] == "DAY" else None
    return moment(chosen).isoformat() if chosen else None


def _problems(request: Request, form: Fields, changed: Sequence[Change]) -> dict[str, str]:
    found = {change.field: _no_time_problem() for change in changed if change.after is None}
    if form["when"] == "DAY" and _since(request, form) is None:
        found["validFrom"] = _no_day_problem()
    return {field: translate(request.state.language, said) for field, said in found.items()}


def _no_time_problem() -> str:
    return "Write hours, or hours and minutes as in 1:30."


def _no_day_problem() -> str:
    return "Write a day, its month and its year."


def _refused(problems: Sequence[Row], given: Sequence[Row]) -> dict[str, str]:
    """Sentences by the element at fault: a target's is the row of its request type."""
    found = {}
    for problem in problems:
        field, *rest = problem["path"] or [""]
        if field == "targets" and rest:
            field = f"type-{given[int(rest[0])]['categoryCode']}"
        found[field] = problem["message"]
    return found
