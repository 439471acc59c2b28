"""Standing items: what comes back at every meeting, kept under a name by the secretary."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from portal import rights
from portal.agenda.edits import minutes
from portal.asking import load
from portal.errors.pages import forbidden
from portal.forms import read, see_other, whole
from portal.rendering import Fields, render

PAGE: Final = load(__file__, "page.graphql")
SAVE: Final = load(__file__, "save.graphql")
DROP: Final = load(__file__, "drop.graphql")
# Lines of a form, and how many of them a page offers empty.
LINES: Final = 50
EMPTY: Final = 3
_FIELDS: Final = 4 * LINES + 10


async def page(request: Request) -> Response:
    return await _shown(request)


async def save(request: Request) -> Response:
    form = await read(request, most=_FIELDS)
    items = [
        {"title": line["title"], "minutes": minutes(line), "confidential": bool(line["confidential"])}
        for line in _lines(form)
    ]
    wanted = {"name": form["name"], "items": items}
    kept = (await request.state.ask(SAVE, {"input": wanted}))["saveAgendaTemplate"]
    if kept["problems"]:
        return await _shown(request, form=form, problems=kept["problems"])
    return see_other("/standing?done=saved")


async def drop(request: Request) -> Response:
    form = await read(request)
    done = (await request.state.ask(DROP, {"input": {"id": form["id"]}}))["dropAgendaTemplate"]
    # Whoever drops what is gone already has what they want.
    if done["problems"] and done["problems"][0]["code"] != "NOT_FOUND":
        return await _shown(request, problems=done["problems"])
    return see_other("/standing?done=dropped")


async def _shown(
    request: Request, *, form: Fields | None = None, problems: Sequence[Mapping[str, Any]] = ()
) -> Response:
    if not request.state.viewer.roles & rights.BUILDING:
        return forbidden(request)
    data = await request.state.ask(PAGE, {})
    kept = [
        {"key": one["id"], "name": one["name"], "id": one["id"], "lines": list(map(_typed, one["lines"]))}
        for one in data["agendaTemplates"]["nodes"]
    ]
    kept.append({"key": "new", "name": "", "id": "", "lines": []})
    if form is not None:
        # As it was typed, in the form it was typed in.
        typed = next((one for one in kept if one["key"] == form["key"]), kept[-1])
        typed |= {"lines": _lines(form), "name": form["name"]}
    for one in kept:
        one["lines"] += [Fields()] * min(EMPTY, LINES - len(one["lines"]))
    return render(
        request,
        "standing/page.html",
        status=422 if problems else 200,
        templates=kept,
        acting=form["key"] if form is not None else "",
        problems={"": problems[0]["message"]} if problems else {},
    )


def _typed(line: Mapping[str, Any]) -> Fields:
    confidential = "1" if line["confidential"] else ""
    return Fields(title=line["title"], minutes=str(line["minutes"] or ""), confidential=confidential)


def _lines(form: Fields) -> list[Fields]:
    """What was typed in the lines that have a title, in the order of their places; one without a place stays."""
    lines = []
    for number in range(LINES):
        names = ("title", "minutes", "confidential", "place")
        line = Fields({name: form[f"{name}-{number}"] for name in names})
        if line["title"].strip():
            place = whole(line["place"].strip())
            lines.append((number + 1 if place is None else place, line))
    return [line for _, line in sorted(lines, key=lambda placed: placed[0])]
