"""Proposing a solution, changing it, and putting the dossier before the policy board with the chosen ones."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from hotline.kit.text import latin_digits
from portal import rights
from portal.asking import load
from portal.dossiers.pages import PAGE, code_of, href
from portal.errors.pages import forbidden
from portal.forms import read_with_list, see_other, whole
from portal.rendering import Fields, render

CHOICES: Final = load(__file__, "choices.graphql")
SOLUTION: Final = load(__file__, "solution.graphql")
PROPOSE: Final = load(__file__, "propose.graphql")
AMEND: Final = load(__file__, "amend.graphql")
FORWARD: Final = load(__file__, "forward.graphql")


async def new(request: Request) -> Response:
    dossier = await _dossier(request)
    if dossier is None or not dossier["canProposeSolution"]["allowed"]:
        return forbidden(request)
    return await _form(request, dossier, Fields(), [])


async def propose(request: Request) -> Response:
    """The solution is written down, or comes back with all that was typed."""
    dossier = await _dossier(request)
    if dossier is None:
        return forbidden(request)
    form, chosen = await read_with_list(request, "categories")
    written = {"dossierId": dossier["id"], "solution": _input(form, chosen)}
    payload = (await request.state.ask(PROPOSE, {"input": written}))["proposeSolution"]
    if payload["problems"]:
        return await _form(request, dossier, form, chosen, payload["problems"])
    return see_other(f"{href(dossier['code'])}?done=proposed#{payload['solution']['id']}")


async def edit(request: Request) -> Response:
    dossier, solution = await _dossier(request), await _solution(request)
    if dossier is None or not solution or not solution["canAmend"]["allowed"]:
        return forbidden(request)
    form = Fields({name: str(value) for name, value in solution.items() if isinstance(value, str | int)})
    form["unit"] = solution["unit"]["code"] if solution["unit"] else ""
    return await _form(request, dossier, form, [one["category"]["code"] for one in solution["effects"]])


async def amend(request: Request) -> Response:
    dossier = await _dossier(request)
    if dossier is None:
        return forbidden(request)
    form, chosen = await read_with_list(request, "categories")
    written = {
        "id": request.path_params["solution"],
        "version": whole(form["version"]) or 0,
        "solution": _input(form, chosen),
    }
    payload = (await request.state.ask(AMEND, {"input": written}))["amendSolution"]
    if payload["problems"]:
        return await _form(request, dossier, form, chosen, payload["problems"])
    return see_other(f"{href(dossier['code'])}?done=amended#{payload['solution']['id']}")


async def choose(request: Request) -> Response:
    """Which solutions go before the board, and why."""
    dossier = await _dossier(request)
    if dossier is None or not dossier["canForward"]["allowed"]:
        return forbidden(request)
    standing = [one["id"] for one in dossier["solutions"] if not one["withdrawnAt"]]
    return _forwarding(request, dossier, Fields(), standing if len(standing) == 1 else [])


async def forward(request: Request) -> Response:
    """Shown once more before it is done: what goes before the board stands still."""
    dossier = await _dossier(request)
    if dossier is None:
        return forbidden(request)
    form, chosen = await read_with_list(request, "solutions")
    if form["again"]:
        return _forwarding(request, dossier, form, chosen)
    if not form["checked"] and chosen and form["reason"].strip():
        return _forwarding(request, dossier, form, chosen, check=True)
    written = {
        "dossierId": dossier["id"],
        "version": whole(form["version"]) or 0,
        "solutionIds": chosen,
        "reason": form["reason"],
    }
    payload = (await request.state.ask(FORWARD, {"input": written}))["forwardDossier"]
    if payload["problems"]:
        return _forwarding(request, dossier, form, chosen, problems=payload["problems"])
    return see_other(f"{href(dossier['code'])}?done=forwarded")


async def _dossier(request: Request) -> Any:
    if not request.state.viewer.roles & rights.DOSSIERS:
        return None
    return (await request.state.ask(PAGE, {"code": code_of(request)}))["dossier"]


async def _solution(request: Request) -> Any:
    return (await request.state.ask(SOLUTION, {"id": request.path_params["solution"]}))["node"]


def _input(form: Fields, chosen: list[str]) -> dict[str, object]:
    cost = latin_digits(form["costMillionRials"]).replace("٬", "").replace(",", "").strip()
    return {
        **{name: form[name] for name in ("title", "what", "who", "effect")},
        "unit": form["unit"] or None,
        # What is no number is refused as one that cannot be, and stays as it was typed.
        "costMillionRials": None if not cost else -1 if whole(cost) is None else whole(cost),
        "days": whole(latin_digits(form["days"]).strip()) or 0,
        "categories": [code for code in chosen if code],
    }


async def _form(
    request: Request,
    dossier: Mapping[str, Any],
    form: Fields,
    chosen: list[str],
    problems: list[Mapping[str, Any]] | None = None,
) -> Response:
    id_ = request.path_params.get("solution")
    here = href(dossier["code"])
    return render(
        request,
        "dossiers/solution.html",
        status=422 if problems else 200,
        path=f"{here}/solutions/{id_}" if id_ else f"{here}/solutions",
        here=here,
        dossier=dossier,
        amending=bool(id_),
        form=form,
        chosen=chosen,
        problems=_said(problems or []),
        **await request.state.ask(CHOICES, {}),
    )


def _forwarding(
    request: Request,
    dossier: Mapping[str, Any],
    form: Fields,
    chosen: list[str],
    *,
    check: bool = False,
    problems: list[Mapping[str, Any]] | None = None,
) -> Response:
    here = href(dossier["code"])
    return render(
        request,
        "dossiers/forward.html",
        status=422 if problems else 200,
        path=f"{here}/forwardings",
        here=here,
        dossier=dossier,
        solutions=[one for one in dossier["solutions"] if not one["withdrawnAt"]],
        form=form,
        chosen=chosen,
        check=check,
        problems=_said(problems or []),
    )


def _said(problems: list[Mapping[str, Any]]) -> dict[str, str]:
    """By the field at fault; under "" what concerns the form as a whole."""
    return {(one["path"][-1] if one["path"] else ""): one["message"] for one in problems}
