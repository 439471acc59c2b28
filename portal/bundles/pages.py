"""Bundles to be read: the list, a revision's contents, and what changed since another.

That a member opened a page is written down after it was sent, the first time.
"""

from collections.abc import Mapping
from typing import Any, Final

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from portal import rights
from portal.asking import load
from portal.errors.pages import forbidden
from portal.forms import paging, see_other, whole
from portal.living import follow
from portal.rendering import render

LIST: Final = load(__file__, "list.graphql")
CONTENTS: Final = load(__file__, "contents.graphql")
CHANGES: Final = load(__file__, "changes.graphql")
LIVE: Final = load(__file__, "live.graphql")
OPEN_REVISION: Final = load(__file__, "open-revision.graphql")
SIZE: Final = 20


async def listed(request: Request) -> Response:
    """For members what is meant for them; for the office its drafts too."""
    if not request.state.viewer.roles & rights.BUNDLES:
        return forbidden(request)
    data = await request.state.ask(LIST, {"office": _office(request), **paging(request, SIZE)})
    return render(request, "bundles/list.html", office=_office(request), **data)


async def latest(request: Request) -> Response:
    """To its latest revision, or where there is none yet to its draft."""
    if not request.state.viewer.roles & rights.BUNDLES:
        return forbidden(request)
    code = code_of(request)
    bundle = (await request.state.ask(_LATEST, {"code": code}))["bundle"]
    if bundle is None:
        return unknown(request)
    number = bundle["revisionNumber"]
    return see_other(f"{href(bundle['code'])}/{number or 'edit'}")


async def contents(request: Request) -> Response:
    if not request.state.viewer.roles & rights.BUNDLES:
        return forbidden(request)
    office = _office(request)
    data = await request.state.ask(CONTENTS, {"code": code_of(request), "office": office})
    revision = data["revision"]
    if revision is None:
        return unknown(request)
    unfinished = revision["printing"]["state"] in ("WAITING", "RUNNING")
    shown = render(
        request,
        "bundles/contents.html",
        revision=revision,
        here=href(revision["bundle"]["code"]),
        office=office,
        live=follow(LIVE, code=revision["bundle"]["code"]) if office or unfinished else None,
    )
    return noting(
        request, shown, OPEN_REVISION, revision["id"], [one for one in revision["openings"] if not one["paper"]]
    )


async def changes(request: Request) -> Response:
    """What became of each dossier since the revision before, or the one that the address names."""
    if not request.state.viewer.roles & rights.BUNDLES:
        return forbidden(request)
    since = whole(request.query_params.get("since", ""))
    data = await request.state.ask(CHANGES, {"code": code_of(request), "since": since})
    revision = data["revision"]
    if revision is None:
        return unknown(request)
    return render(
        request,
        "bundles/changes.html",
        revision=revision,
        here=href(revision["bundle"]["code"]),
        since=since or revision["number"] - 1,
    )


def unknown(request: Request) -> Response:
    return render(request, "bundles/unknown.html", status=404)


def code_of(request: Request) -> str:
    """The code that the address names: a bundle's, a revision's or a paper's."""
    parts = (request.path_params.get(name) for name in ("year", "number", "revision", "place"))
    return "/".join(str(part) for part in parts if part is not None)


def href(code: str) -> str:
    """Where a bundle is: `ب/1405/0007` at `/bundles/1405/0007`."""
    return "/bundles/" + "/".join(code.split("/")[1:])


def noting(
    request: Request, response: Response, document: str, id_: str, openings: list[Mapping[str, Any]]
) -> Response:
    """The page, and that it was opened; not where a browser fetches it in case it is wanted."""
    guessed = "prefetch" in request.headers.get("sec-purpose", "")
    known = any(one["form"] == "PAGE" for one in openings)
    if request.state.viewer.roles & rights.MEMBERS and not known and not guessed:
        response.background = BackgroundTask(request.state.tell, document, {"input": {"id": id_}})
    return response


def _office(request: Request) -> bool:
    return bool(request.state.viewer.roles & rights.AUTHORS)


_LATEST: Final = "query Latest($code: String!) { bundle(code: $code) { code revisionNumber } }"
