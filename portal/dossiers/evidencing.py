"""Adding evidence: by what messages have in common, or one by one; looked at before it is added."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from portal.asking import Failed, load
from portal.dossiers import figures, filters
from portal.dossiers.pages import code_of, href
from portal.errors.pages import forbidden
from portal.forms import read, see_other
from portal.rendering import Fields, render

EDITOR: Final = load(__file__, "editor.graphql")
CHOICES: Final = load(__file__, "choices.graphql")
ADD: Final = load(__file__, "add-evidence.graphql")


async def new(request: Request) -> Response:
    dossier = await _dossier(request)
    return await _form(request, dossier, Fields(period="365")) if dossier else forbidden(request)


async def add(request: Request) -> Response:
    """First what is found is shown with its figures; then it is added."""
    dossier = await _dossier(request)
    if dossier is None:
        return forbidden(request)
    form = await read(request)
    sought = filters.read(form, request.state.now)
    if form["do"] != "add":
        try:
            found = await figures.of(request, sought) if sought else []
        except Failed as failed:
            return await _form(request, dossier, form, problems={"": failed.message})
        return await _form(request, dossier, form, found=found)
    written = {"dossierId": dossier["id"], "title": form["title"], "filter": sought}
    payload = (await request.state.ask(ADD, {"input": written}))["addEvidence"]
    if payload["problems"]:
        problems = {("title" if "title" in one["path"] else ""): one["message"] for one in payload["problems"]}
        return await _form(request, dossier, form, problems=problems)
    return see_other(f"{href(dossier['code'])}?done=evidence")


async def _dossier(request: Request) -> Any:
    """The dossier, where the viewer may add to it."""
    dossier = (await request.state.ask(EDITOR, {"code": code_of(request)}))["dossier"]
    return dossier if dossier and dossier["canRevise"]["allowed"] else None


async def _form(
    request: Request,
    dossier: Mapping[str, Any],
    form: Fields,
    *,
    problems: Mapping[str, str] | None = None,
    found: list[Any] | None = None,
) -> Response:
    here = href(dossier["code"])
    rows = None if found is None else [{"frozen": None, "now": one, "figure": one} for one in found]
    return render(
        request,
        "dossiers/evidence.html",
        status=422 if problems else 200,
        path=f"{here}/evidence",
        here=here,
        dossier=dossier,
        form=form,
        problems=problems or {},
        rows=rows,
        **await request.state.ask(CHOICES, {}),
    )
