"""Dossiers to be read: the list, a dossier whole, what changed between versions, the messages behind a figure."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from hotline.kit.jalali import TEHRAN
from portal import rights
from portal.asking import load
from portal.dossiers import figures, filters, terms
from portal.errors.pages import forbidden
from portal.forms import paging, whole
from portal.rendering import Fields, render

LIST: Final = load(__file__, "list.graphql")
PAGE: Final = load(__file__, "page.graphql")
CHANGES: Final = load(__file__, "changes.graphql")
FROZEN: Final = load(__file__, "frozen.graphql")
CANDIDATES: Final = load(__file__, "candidates.graphql")
LIVE: Final = load(__file__, "cases.graphql")
SIZE: Final = 30
QUARTER: Final = timedelta(days=90)


async def listed(request: Request) -> Response:
    """All the viewer may see, narrowed by state or to what awaits their word."""
    if not request.state.viewer.roles & rights.DOSSIERS:
        return forbidden(request)
    state, mine = request.query_params.get("state", ""), request.query_params.get("awaits", "")
    narrowed: dict[str, object] = {"states": [state]} if state in terms.DOSSIER_STATES else {}
    if mine:
        narrowed["awaitsMe"] = True
    data = await request.state.ask(LIST, {"filter": narrowed, **paging(request, SIZE)})
    return render(request, "dossiers/list.html", narrow=bool(narrowed), **data)


async def page(request: Request) -> Response:
    return await shown(request)


async def shown(
    request: Request,
    *,
    status: int = 200,
    form: Fields | None = None,
    problems: Mapping[str, str] | None = None,
    acting: str = "",
) -> Response:
    """The dossier; after a refusal with what was typed into the form `acting` and what was wrong."""
    if not request.state.viewer.roles & rights.DOSSIERS:
        return forbidden(request)
    data = await request.state.ask(PAGE, {"code": code_of(request)})
    dossier = data["dossier"]
    if dossier is None:
        return render(request, "dossiers/unknown.html", status=404)
    evidence = [one for one in dossier["evidence"] if not one["removedAt"]]
    now = await figures.live(request, evidence)
    lists = (data["categories"], data["districts"], data["units"])
    for one in evidence:
        one["rows"] = figures.beside(one["latest"]["figures"], now.get(one["id"], []))
        one["said"] = filters.described(json.loads(one["filter"]), request.state.language, *lists)
    return render(
        request,
        "dossiers/page.html",
        status=status,
        path=href(dossier["code"]),
        here=href(dossier["code"]),
        dossier=dossier,
        evidence=evidence,
        live=bool(now),
        form=form or Fields(),
        problems=problems or {},
        acting=acting,
    )


async def candidates(request: Request) -> Response:
    """What the office might prepare a dossier of: where control limits of the last quarter are passed."""
    if not request.state.viewer.roles & rights.AUTHORS:
        return forbidden(request)
    last = request.state.now.astimezone(TEHRAN).date()
    first = last - QUARTER
    data = await request.state.ask(CANDIDATES, {"from": first.isoformat(), "to": last.isoformat()})
    # What goes wrong with a request type in a district stands together, the furthest outside first.
    places: dict[tuple[str, int], list[Any]] = {}
    for one in data["challengeCandidates"]:
        if one["standing"] in ("OUTSIDE_HIGH", "WATCH_HIGH"):
            places.setdefault((one["category"]["code"], one["district"]["number"]), []).append(one)
    return render(request, "dossiers/candidates.html", places=places.values(), first=first, last=last)


async def changes(request: Request) -> Response:
    """What changed between two versions: the latest two where the address names none."""
    code = code_of(request)
    first, last = (whole(request.query_params.get(name, "")) or 0 for name in ("from", "to"))
    data = await request.state.ask(CHANGES, {"code": code, "from": first, "to": last})
    dossier = data["dossier"]
    if dossier is None:
        return render(request, "dossiers/unknown.html", status=404)
    if not last:
        last = dossier["versions"][0]["number"]
        first = max(last - 1, 1)
        data = await request.state.ask(CHANGES, {"code": code, "from": first, "to": last})
    return render(
        request,
        "dossiers/changes.html",
        path=f"{href(code)}/versions",
        here=href(code),
        dossier=dossier,
        first=first,
        last=last,
        parts=data["dossierChanges"],
    )


async def cases(request: Request) -> Response:
    """The very messages that a figure of evidence counts: those frozen, or those of now."""
    if not request.state.viewer.roles & rights.EVERY:
        return forbidden(request)
    code, id_ = code_of(request), request.path_params["evidence"]
    mark = request.query_params.get("mark", "MESSAGES")
    data = await request.state.ask(FROZEN, {"id": id_, "mark": mark, **paging(request, SIZE)})
    evidence: Any = data["node"]
    if not evidence or not evidence.get("latest"):
        return render(request, "dossiers/unknown.html", status=404)
    found = evidence["latest"]["messages"]
    live = bool(request.query_params.get("live"))
    if live:
        sought = json.loads(evidence["filter"])
        narrowed = {**sought, "marked": [*sought.get("marked", ()), mark]}
        found = (await request.state.ask(LIVE, {"filter": narrowed, **paging(request, SIZE)}))["messages"]
    return render(
        request,
        "dossiers/cases.html",
        path=f"{href(code)}/evidence/{id_}",
        here=href(code),
        evidence=evidence,
        mark=mark,
        live=live,
        found=found,
    )


def code_of(request: Request) -> str:
    return "{year}/{number}".format(**request.path_params)


def href(code: str) -> str:
    """Where a dossier stands, of its code or of the part of it in an address."""
    *_, year, number = code.split("/")
    return f"/dossiers/{year}/{number}"
