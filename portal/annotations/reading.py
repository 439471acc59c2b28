"""A bundle's paper with its notes in the margin: what a page of it shows, and what is being written there."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

from hotline.kit.jalali import TEHRAN
from portal import rights
from portal.annotations.arranging import blocks, ends_in, lost, on_the_whole
from portal.asking import load
from portal.bundles.pages import code_of, href, noting, unknown
from portal.errors.pages import forbidden
from portal.forms import whole
from portal.rendering import Fields, render

PAPER: Final = load(__file__, "paper.graphql")
EXPORTED: Final = load(__file__, "exported.graphql")
OPEN_PAPER: Final = load(__file__, "open-paper.graphql")
# In so many days a note is to be seen to.
_DUE: Final = (3, 7, 14, 30)
_CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"


async def paper(request: Request) -> Response:
    return await shown(request)


async def shown(
    request: Request,
    *,
    status: int = 200,
    form: Fields | None = None,
    problems: Mapping[str, str] | None = None,
    acting: str = "",
) -> Response:
    """The paper; after a refusal with what was typed in the form `acting`, and what is wrong with it."""
    if not request.state.viewer.roles & rights.BUNDLES:
        return forbidden(request)
    office = bool(request.state.viewer.roles & rights.AUTHORS)
    data = await request.state.ask(PAPER, {"code": code_of(request), "office": office})
    found = data["revisionPaper"]
    if found is None:
        return unknown(request)
    on = _on(request, form, found["text"])
    bundle = found["revision"]["bundle"]
    here = href(bundle["code"])
    page = render(
        request,
        "annotations/paper.html",
        status=status,
        path=f"{here}/{found['revision']['number']}/{found['place']}",
        paper=found,
        here=here,
        revision=found["revision"],
        on=on,
        blocks=_blocks(found, on),
        whole=on_the_whole(found),
        lost=lost(found),
        drafts=found["drafts"],
        people=[one for one in bundle["invitations"] if one["person"]],
        due_days=_due_days(request.state.now),
        officers=data.get("officers", []),
        placing=request.query_params.get("place", ""),
        form=form or Fields(_draft(found["drafts"], on, len(found["text"]))),
        problems=problems or {},
        acting=acting,
    )
    return noting(request, page, OPEN_PAPER, found["id"], found["openings"])


async def exported(request: Request) -> Response:
    """Its notes as a collection of the W3C Web Annotation model."""
    if not request.state.viewer.roles & rights.BUNDLES:
        return forbidden(request)
    found = (await request.state.ask(EXPORTED, {"code": code_of(request)}))["revisionPaper"]
    if found is None:
        return unknown(request)
    notes = [orjson.loads(one["annotation"]["jsonLd"]) for one in found["placements"]]
    collection = {
        "@context": _CONTEXT,
        "id": f"urn:uuid:{found['id'].partition('_')[2]}#notes",
        "type": "AnnotationCollection",
        "label": found["title"],
        "total": len(notes),
        "first": {
            "id": f"urn:uuid:{found['id'].partition('_')[2]}#notes-1",
            "type": "AnnotationPage",
            "startIndex": 0,
            "items": notes,
        },
    }
    name = "notes-" + "-".join(found["code"].split("/")[1:])
    return Response(
        orjson.dumps(collection),
        media_type=f'application/ld+json; profile="{_CONTEXT}"',
        headers={"content-disposition": f'attachment; filename="{name}.jsonld"'},
    )


def _due_days(now: datetime) -> dict[int, str]:
    """The days that are offered for seeing to a note, by how far they are."""
    today = now.astimezone(TEHRAN).date()
    return {count: (today + timedelta(days=count)).isoformat() for count in _DUE}


def _on(request: Request, form: Fields | None, text: str) -> dict[str, Any] | None:
    """The passage that is being noted on: as the address or the form names it; `whole` for the whole paper."""
    wanted = request.query_params.get("on", "")
    if form is not None and "start" in form:
        wanted = f"{form['start']}-{form['end']}" if form["start"] else "whole"
    if wanted == "whole":
        return {"start": None, "end": None, "quote": ""}
    start, end = (whole(part) for part in (wanted if wanted.count("-") == 1 else "-").split("-"))
    if start is None or end is None or not start < end <= len(text):
        return None
    return {"start": start, "end": end, "quote": text[start:end]}


def _blocks(paper: Mapping[str, Any], on: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Each block with its notes, and whether it is being written on."""
    end = on["end"] if on is not None and on["start"] is not None else None
    return [block | {"writing": ends_in(block["start"], block["end"], end)} for block in blocks(paper)]


def _draft(drafts: list[dict[str, Any]], on: Mapping[str, Any] | None, length: int) -> dict[str, str]:
    """What the viewer wrote there before."""
    there = on and ((0, length) if on["start"] is None else (on["start"], on["end"]))
    for draft in drafts:
        if (draft["start"], draft["end"]) == there:
            return {name: draft[name] for name in ("text", "kind", "visibility")}
    return {}
