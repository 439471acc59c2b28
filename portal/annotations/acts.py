"""What is done with notes on a paper's page: one short form each. A refusal brings the page back as typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.annotations.reading import shown
from portal.asking import load
from portal.bundles.pages import code_of
from portal.forms import read, read_with_list, see_other, whole
from portal.rendering import Fields

ANNOTATE: Final = load(__file__, "annotate.graphql")
DRAFT: Final = load(__file__, "draft.graphql")
REPLY_DRAFT: Final = load(__file__, "reply-draft.graphql")


@dataclass(frozen=True)
class Act:
    """The document that does it, and how its form becomes the input."""

    document: str
    read: Callable[[Fields], Mapping[str, object]]


def _passage(form: Fields) -> dict[str, object] | None:
    start, end = whole(form["start"]), whole(form["end"])
    return None if start is None or end is None else {"start": start, "end": end, "quote": form["quote"]}


def _words(form: Fields) -> dict[str, object]:
    return {"text": form["text"], "kind": form["kind"] or "COMMENT", "visibility": form["visibility"] or "BUNDLE"}


def _versioned(form: Fields) -> dict[str, object]:
    return {"id": form["id"], "version": whole(form["version"]) or 0}


def _answered(form: Fields) -> dict[str, object]:
    return _versioned(form) | {"text": form["text"]}


ACTS: Final[Mapping[str, Act]] = {
    "edit": Act(load(__file__, "edit.graphql"), lambda form: _versioned(form) | _words(form)),
    "reply": Act(load(__file__, "reply.graphql"), lambda form: {"id": form["id"], "text": form["text"]}),
    "answer": Act(load(__file__, "answer.graphql"), _answered),
    "reopen": Act(load(__file__, "reopen.graphql"), _answered),
    "accept": Act(load(__file__, "accept.graphql"), _answered),
    "decline": Act(load(__file__, "decline.graphql"), _answered),
    "assign": Act(
        load(__file__, "assign.graphql"),
        lambda form: _versioned(form) | {"assigneeId": form["assignee"] or None, "dueOn": form["due"] or None},
    ),
    "place": Act(
        load(__file__, "place.graphql"), lambda form: {"placementId": form["id"], "passage": _passage(form)}
    ),
}


async def annotate(request: Request) -> Response:
    """A new note; then the page, at it."""
    form, mentions = await read_with_list(request, "mention")
    form["quote"] = form["quote"].replace("\r\n", "\n")
    wanted = {"paperId": form["id"], "passage": _passage(form), "mentions": mentions, **_words(form)}
    made = (await request.state.ask(ANNOTATE, {"input": wanted}))["annotate"]
    if made["problems"]:
        said = {"text" if "text" in one["path"] else "": one["message"] for one in made["problems"]}
        return await shown(request, status=422, form=form, problems=said, acting="write")
    return see_other(f"{_paper(request)}#note-{made['annotation']['number']}")


async def draft(request: Request) -> Response:
    """What is typed, kept by the script as it is typed."""
    form = await read(request)
    words = _words(form)
    wanted = {"paperId": form["id"], "start": whole(form["start"]), "end": whole(form["end"]), **words}
    kept = (await request.state.ask(DRAFT, {"input": wanted}))["saveAnnotationDraft"]
    return Response(status_code=422 if kept["problems"] else 204)


async def reply_draft(request: Request) -> Response:
    """What is typed under a note, likewise."""
    form = await read(request)
    wanted = {"id": form["id"], "text": form["text"]}
    kept = (await request.state.ask(REPLY_DRAFT, {"input": wanted}))["saveReplyDraft"]
    return Response(status_code=422 if kept["problems"] else 204)


async def act(request: Request) -> Response:
    name, form = request.path_params["act"], await read(request)
    if name not in ACTS:
        raise HTTPException(404)
    doing = ACTS[name]
    form["quote"] = form["quote"].replace("\r\n", "\n")
    (payload,) = (await request.state.ask(doing.document, {"input": doing.read(form)})).values()
    if payload["problems"]:
        said = {"text" if "text" in one["path"] else "": one["message"] for one in payload["problems"]}
        kept = Fields({name: value for name, value in form.items() if name != "start"})
        return await shown(request, status=422, form=kept, problems=said, acting=f"{name}-{form['id']}")
    return see_other(f"{_paper(request)}#note-{payload['annotation']['number']}")


def _paper(request: Request) -> str:
    return f"/bundles/{code_of(request)}"
