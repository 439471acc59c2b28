"""Who sits on the policy board and by which rule it has its quorum, now and before. Whoever may change either sees
first what would follow."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal import rights
from portal.asking import load
from portal.errors.pages import forbidden
from portal.forms import read, see_other, whole
from portal.people.finding import Found, find
from portal.rendering import Fields, render

PAGE: Final = load(__file__, "page.graphql")
LOOK: Final = load(__file__, "look.graphql")
# Acts by the last part of their address: what is asked, the permission, and how many members more it makes.
ACTS: Final = {
    "seats": (load(__file__, "seat.graphql"), "canSeatMembers", 1),
    "endings": (load(__file__, "unseat.graphql"), "canSeatMembers", -1),
    "quorum-rules": (load(__file__, "rule.graphql"), "canSetQuorumRule", 0),
}


async def page(request: Request) -> Response:
    return await _shown(request, name=request.query_params.get("name", ""))


async def act(request: Request) -> Response:
    """What would follow is shown before anything is done."""
    name, form = request.path_params["act"], await read(request)
    if name not in ACTS:
        raise HTTPException(404)
    document, permission, change = ACTS[name]
    given = {"personId": form["person"]} if change else _share(form)
    look = await _look(request, change, given)
    if not look.pop("viewer")[permission]["allowed"]:
        return forbidden(request)
    # Of a share that is none, the act itself says why.
    if not form["checked"] and look["then"]["needed"] is not None:
        return render(request, "board/check.html", path="/board", act=name, form=form, given=given, **look)
    (payload,) = (await request.state.ask(document, {"input": given})).values()
    if payload["problems"]:
        said = {"" if change else "share": payload["problems"][0]["message"]}
        return await _shown(request, name=form["name"], form=form, problems=said)
    return see_other(f"/board?done={name}")


async def _shown(
    request: Request, *, name: str, form: Fields | None = None, problems: Mapping[str, str] | None = None
) -> Response:
    roles = request.state.viewer.roles
    data = await request.state.ask(PAGE, {"seats": bool(roles & rights.SEATING)})
    found = await find(request, name) if name and roles & rights.SEATING else Found()
    seated = {seat["person"]["id"] for seat in data["boardSeats"] if seat["sitting"]}
    in_force, *before = data["quorumRules"]
    wrong = {**found.problems, **(problems or {})}
    return render(
        request,
        "board/page.html",
        status=422 if wrong else 200,
        path="/board",
        name=name,
        form=form or Fields(),
        problems=wrong,
        members=sorted((one for one in data["boardSeats"] if one["sitting"]), key=_name),
        former=[one for one in data["boardSeats"] if not one["sitting"]][::-1],
        quorum=data["quorumIf"],
        rule=in_force,
        rules=before,
        found=found,
        seated=seated,
        likely=[one for one in data.get("likely", {"nodes": []})["nodes"] if one["id"] not in seated],
        seats=data["viewer"]["canSeatMembers"]["allowed"],
        sets_rule=data["viewer"]["canSetQuorumRule"]["allowed"],
    )


async def _look(request: Request, change: int, given: Mapping[str, object]) -> dict[str, Any]:
    asked = {
        "change": change,
        "numerator": given.get("numerator"),
        "denominator": given.get("denominator"),
        "beyond": given.get("beyond"),
        "person": given.get("personId", ""),
        "named": bool(change),
        "meetings": bool(request.state.viewer.roles & rights.MEETINGS),
    }
    found: dict[str, Any] = await request.state.ask(LOOK, asked)
    if change and not found["node"]:
        raise HTTPException(404)
    held = {one["role"] for one in found["node"]["roles"]} if change else set()
    return {"meetings": {"nodes": []}, "node": None, "sees": bool(held & rights.MEETINGS)} | found


def _share(form: Fields) -> dict[str, object]:
    """One of the usual shares, by its key in `words.QUORUM_SHARES`, or the one that was written."""
    if form["share"] == "OTHER":
        numerator, denominator, beyond = form["numerator"], form["denominator"], form["beyond"] == "yes"
    else:
        numerator, _, denominator = form["share"].rstrip("+").partition("/")
        beyond = form["share"].endswith("+")
    return {"numerator": whole(numerator) or 0, "denominator": whole(denominator) or 0, "beyond": beyond}


def _name(seat: Mapping[str, Any]) -> str:
    return str(seat["person"]["name"])
