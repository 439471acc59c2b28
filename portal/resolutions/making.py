"""Writing down what is to be done of a decision: the secretary's form."""

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.asking import load
from portal.forms import day, problems_by_field, read_with_list, see_other
from portal.rendering import Fields, render, translate

DECISION: Final = load(__file__, "decision.graphql")
MAKE: Final = load(__file__, "make.graphql")


async def new(request: Request) -> Response:
    return await _form(request, request.query_params.get("decision", ""), Fields(), ())


async def make(request: Request) -> Response:
    form, chosen = await read_with_list(request, "categories")
    due_on = day(form, "dueOn", request.state.language)
    if due_on is None:
        problems = {"dueOn": translate(request.state.language, _day_problem())}
        return await _form(request, form["decision"], form, chosen, status=422, problems=problems)
    input_ = {
        "decisionId": form["decision"],
        "text": form["text"],
        "unit": form["unit"],
        "dueOn": due_on.isoformat(),
        "categories": chosen,
    }
    payload = (await request.state.ask(MAKE, {"input": input_}))["makeResolution"]
    if payload["problems"]:
        problems = problems_by_field(payload["problems"])
        return await _form(request, form["decision"], form, chosen, status=422, problems=problems)
    code = payload["resolution"]["code"].partition("/")[2]
    return see_other(f"/resolutions/{code}?done=made")


def _day_problem() -> str:
    return "There is no such day."


async def _form(
    request: Request,
    decision_id: str,
    form: Fields,
    chosen: Sequence[str],
    *,
    status: int = 200,
    problems: Mapping[str, str] | None = None,
) -> Response:
    data = await request.state.ask(DECISION, {"id": decision_id})
    if not data["node"]:
        raise HTTPException(404)
    return render(
        request,
        "resolutions/new.html",
        status=status,
        path="/resolutions/new",
        decision=data["node"],
        units=data["units"],
        categories=data["categories"],
        form=form,
        chosen=chosen,
        problems=problems or {},
    )
