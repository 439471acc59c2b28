"""Papers made when asked for: of what whoever asks may see, as it stands. Those of a meeting are in their language,
those of a bundle with its notes in Persian, as the bundle is."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any, Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.asking import load
from portal.bundles.pages import code_of
from portal.minutes.parting import parted
from portal.papers import bundles, word
from portal.papers.appointments import appointment
from portal.papers.sheets import for_press, sheet

AGENDA: Final = load(__file__, "agenda.graphql")
MINUTES: Final = load(__file__, "minutes.graphql")
APPOINTMENT: Final = load(__file__, "appointment.graphql")
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def agenda(request: Request) -> Response:
    meeting = await _meeting(request, AGENDA)
    if meeting["agenda"] is None:
        raise HTTPException(404)
    grouped = [
        (key, list(lines)) for key, lines in groupby(meeting["agenda"]["items"], lambda item: item["addendum"])
    ]
    return await _served(request, "agenda", "agenda", meeting=meeting, parted=grouped)


async def minutes(request: Request) -> Response:
    """As they stand: approved or not is said on them."""
    meeting = await _meeting(request, MINUTES)
    if meeting["minutes"] is None:
        raise HTTPException(404)
    return await _served(request, "minutes", "minutes", meeting=meeting, groups=parted(meeting["minutes"]))


async def decision(request: Request) -> Response:
    """One decision of approved minutes, for those who carry it out."""
    meeting, place = await _meeting(request, MINUTES), request.path_params["place"]
    if meeting["minutes"] is None or meeting["minutes"]["approvedAt"] is None:
        raise HTTPException(404)
    for item, paragraphs in parted(meeting["minutes"]):
        if item and item["place"] == place:
            told = [one for one in paragraphs if one["kind"] in ("DECISION", "VOTE", "OBJECTIONS")]
            return await _served(request, "decision", "minutes", meeting=meeting, item=item, paragraphs=told)
    raise HTTPException(404)


async def calendar(request: Request) -> Response:
    """The meeting for a calendar: one entry, which a later file of it changes."""
    meeting = await _meeting(request, APPOINTMENT)
    address = f"{request.state.public_url}/meetings/{meeting['number']}"
    content = appointment(meeting, address=address, language=request.state.language, now=request.state.now)
    return _file(content, "text/calendar; charset=utf-8", f"meeting-{meeting['number']}.ics")


async def noted_revision(request: Request) -> Response:
    """A revision with the notes that whoever asks may read."""
    form = request.path_params["form"]
    if form not in ("pdf", "html", "zip"):
        raise HTTPException(404)
    found = await _noted(request, bundles.NOTED_REVISION, "revision")
    revision = bundles.with_notes(found)
    name = f"notes-{'-'.join(found['code'].split('/')[1:])}.{form}"
    if form == "html":
        return _file(await run_in_threadpool(bundles.for_screen, revision), "text/html; charset=utf-8", name)
    whole = await request.state.press(await run_in_threadpool(bundles.for_press, revision))
    if form == "pdf":
        return _file(whole, "application/pdf", name)
    return _file(await run_in_threadpool(bundles.packed_with_notes, revision, whole), "application/zip", name)


async def noted_paper(request: Request) -> Response:
    """One dossier of it, likewise."""
    found = await _noted(request, bundles.NOTED_PAPER, "revisionPaper")
    revision = bundles.with_notes(bundles.of_one(found))
    content = await request.state.press(await run_in_threadpool(bundles.for_press, revision))
    name = f"notes-{'-'.join(revision['code'].split('/')[1:])}-{found['place']}.pdf"
    return _file(content, "application/pdf", name)


async def _noted(request: Request, document: str, field: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] | None = (
        await request.state.ask(document, {"code": code_of(request), "noted": True})
    )[field]
    if found is None:
        raise HTTPException(404)
    return found


async def _served(request: Request, name: str, page: str, **values: Any) -> Response:
    """The sheet in the form that the address asks for."""
    form, language = request.path_params["form"], request.state.language
    if form not in ("pdf", "docx"):
        raise HTTPException(404)
    address = f"{request.state.public_url}/meetings/{request.path_params['number']}/{page}"
    text = sheet(name, language, address=address, **values)
    numbers = (request.path_params["number"], request.path_params.get("place"))
    title = "-".join([name, *(str(number) for number in numbers if number is not None)]) + f".{form}"
    if form == "pdf":
        return _file(await request.state.press(for_press(text)), "application/pdf", title)
    return _file(await run_in_threadpool(word.write, text), DOCX, title)


def _file(content: bytes | str, kind: str, name: str) -> Response:
    return Response(
        content,
        media_type=kind,
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "cache-control": "private, no-store",
            "x-content-type-options": "nosniff",
        },
    )


async def _meeting(request: Request, document: str) -> Mapping[str, Any]:
    asked = {"number": request.path_params["number"]}
    meeting: Mapping[str, Any] | None = (await request.state.ask(document, asked))["meeting"]
    if meeting is None:
        raise HTTPException(404)
    return meeting
