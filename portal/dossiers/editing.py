"""Writing a dossier: the editor keeps whatever is typed until it is saved, and shows how it will look."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from portal import rights
from portal.asking import Failed, load
from portal.dossiers import terms
from portal.dossiers.pages import code_of, href
from portal.errors.pages import forbidden
from portal.forms import read_with_list, see_other, whole
from portal.rendering import Fields, render, translate

EDITOR: Final = load(__file__, "editor.graphql")
PREVIEW: Final = load(__file__, "preview.graphql")
BEGIN: Final = load(__file__, "begin.graphql")
ADD: Final = load(__file__, "add-evidence.graphql")
REVISE: Final = load(__file__, "revise.graphql")

_MOST: Final = 30

Section = dict[str, str]


async def new(request: Request) -> Response:
    if not request.state.viewer.roles & rights.AUTHORS:
        return forbidden(request)
    query = request.query_params
    form = Fields(title=query.get("title", ""), evidence=query.get("evidence", ""))
    titles = [translate(request.state.language, title) for title in terms.DOSSIER_SECTIONS.values()]
    return _editor(request, None, form, [{"title": title, "body": "", "key": ""} for title in titles])


async def begin(request: Request) -> Response:
    if not request.state.viewer.roles & rights.AUTHORS:
        return forbidden(request)
    form, sections = await _read(request)
    if form["do"] != "save":
        return await _again(request, None, form, sections)
    draft = {"title": form["title"], "statement": form["statement"], "sections": _given(sections)}
    payload = (await request.state.ask(BEGIN, {"input": draft}))["beginDossier"]
    if payload["problems"]:
        return _editor(request, None, form, sections, problems=_problems(payload["problems"]))
    await _show(request, payload["dossier"]["id"], form)
    return see_other(f"{href(payload['dossier']['code'])}?done=begun")


async def _show(request: Request, dossier_id: str, form: Fields) -> None:
    """A dossier begun from a candidate has its evidence from the start, if it is still to be found."""
    try:
        sought = json.loads(form["evidence"] or "null")
        if isinstance(sought, dict):
            evidence = {"dossierId": dossier_id, "title": form["title"], "filter": sought}
            await request.state.ask(ADD, {"input": evidence})
    except (ValueError, Failed):
        return


async def edit(request: Request) -> Response:
    dossier = await _dossier(request)
    if dossier is None:
        return render(request, "dossiers/unknown.html", status=404)
    if not dossier["canRevise"]["allowed"]:
        return forbidden(request)
    latest = dossier["latest"]
    form = Fields(title=dossier["title"], statement=latest["statement"], version=str(dossier["version"]))
    return _editor(request, dossier, form, latest["sections"])


async def revise(request: Request) -> Response:
    """Save the next version. If somebody was quicker, all that was typed stays, beside what they wrote."""
    dossier = await _dossier(request)
    if dossier is None:
        return render(request, "dossiers/unknown.html", status=404)
    form, sections = await _read(request)
    if form["do"] != "save":
        return await _again(request, dossier, form, sections)
    draft = {
        "id": dossier["id"],
        "version": whole(form["version"]) or 0,
        "title": form["title"],
        "statement": form["statement"],
        "sections": _given(sections),
        "note": form["note"].strip() or None,
    }
    payload = (await request.state.ask(REVISE, {"input": draft}))["reviseDossier"]
    if payload["problems"]:
        stale = any(problem["code"] == "STALE" for problem in payload["problems"])
        problems = _problems(payload["problems"])
        return _editor(request, dossier, form, sections, problems=problems, stale=stale)
    return see_other(f"{href(dossier['code'])}?done=saved")


async def _dossier(request: Request) -> Any:
    return (await request.state.ask(EDITOR, {"code": code_of(request)}))["dossier"]


async def _read(request: Request) -> tuple[Fields, list[Section]]:
    """The form's fields, and its sections in their order."""
    form, _ = await read_with_list(request, "")
    count = min(whole(form["sections"]) or 0, _MOST)
    return form, [{part: form[f"section-{n}-{part}"] for part in ("title", "body", "key")} for n in range(count)]


async def _again(
    request: Request, dossier: Mapping[str, Any] | None, form: Fields, sections: list[Section]
) -> Response:
    """The editor once more, its sections added to, moved or dropped, or with a look at how it will be read."""
    what, _, number = form["do"].partition("-")
    at = whole(number) or 0
    if what == "add" and len(sections) < _MOST:
        sections.append({"title": "", "body": "", "key": ""})
    elif what == "drop" and at < len(sections):
        del sections[at]
    elif what == "up" and 0 < at < len(sections):
        sections[at - 1 : at + 1] = sections[at], sections[at - 1]
    elif what == "preview":
        texts = [form["statement"], *(section["body"] for section in sections)]
        try:
            looks = await asyncio.gather(*(_look(request, text) for text in texts))
        except Failed as failed:
            return _editor(request, dossier, form, sections, problems={"": failed.message})
        return _editor(request, dossier, form, sections, looks=looks)
    return _editor(request, dossier, form, sections)


async def _look(request: Request, markdown: str) -> str:
    if not markdown.strip():
        return ""
    html: str = (await request.state.ask(PREVIEW, {"markdown": markdown}))["prosePreview"]["html"]
    return html


def _given(sections: list[Section]) -> list[dict[str, str | None]]:
    """Sections that say nothing at all are none."""
    return [
        {**section, "key": section["key"] or None}
        for section in sections
        if section["title"].strip() or section["body"].strip()
    ]


def _problems(problems: list[Mapping[str, Any]]) -> dict[str, str]:
    """By the field at fault: `sections.2.body` is `section-2-body`."""
    found: dict[str, str] = {}
    for problem in problems:
        path = ".".join(problem["path"]).split(".")
        name = f"section-{path[1]}-{path[2]}" if len(path) == 3 else path[0]
        found[name if name in ("title", "statement", "note") or len(path) == 3 else ""] = problem["message"]
    return found


def _editor(
    request: Request,
    dossier: Mapping[str, Any] | None,
    form: Fields,
    sections: list[Section],
    *,
    problems: Mapping[str, str] | None = None,
    stale: bool = False,
    looks: list[str] | None = None,
) -> Response:
    return render(
        request,
        "dossiers/editor.html",
        status=422 if problems else 200,
        path=f"{href(dossier['code'])}/edit" if dossier else "/dossiers/new",
        here=href(dossier["code"]) if dossier else "/dossiers",
        dossier=dossier,
        form=form,
        sections=sections,
        problems=problems or {},
        stale=stale,
        looks=looks,
    )
