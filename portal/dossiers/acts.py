"""What is done on a dossier's own page: one short form each. A refusal brings the page back with what was typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.asking import load
from portal.dossiers.pages import code_of, href, shown
from portal.forms import read, see_other, whole
from portal.rendering import Fields, render


@dataclass(frozen=True)
class Act:
    """The document that does it, how its form becomes the input, and under which of `terms.DOSSIER_DONE` it is said
    to be done. What is official is `checked`: shown again before it is done."""

    document: str
    read: Callable[[Fields], Mapping[str, object]]
    done: str
    checked: bool = False


def _id(form: Fields) -> Mapping[str, object]:
    return {"id": form["id"]}


def _noted(form: Fields) -> Mapping[str, object]:
    return {"id": form["id"], "note": form["note"].strip() or None}


def _act(name: str, read: Callable[[Fields], Mapping[str, object]], done: str, *, checked: bool = False) -> Act:
    return Act(load(__file__, f"{name}.graphql"), read, done, checked)


ACTS: Final[Mapping[str, Act]] = {
    "ready": _act(
        "ready", lambda form: {"id": form["id"], "version": whole(form["version"]) or 0}, "ready", checked=True
    ),
    "effect": _act("effect", _noted, "effect", checked=True),
    "settle": _act("settle", _noted, "settled", checked=True),
    "again": _act("again", _noted, "again", checked=True),
    "freeze-evidence": _act("freeze-evidence", _id, "frozen"),
    "remove-evidence": _act("remove-evidence", _id, "removed"),
    "ask": _act("ask", lambda form: {"dossierId": form["id"], "text": form["text"]}, "asked"),
    "withdraw-question": _act("withdraw-question", _id, "unasked"),
    "answer": _act("answer", lambda form: {"questionId": form["id"], "text": form["text"]}, "answered"),
    "endorse": _act("endorse", _id, "endorsed"),
    "take-back": _act("take-back", _id, "unendorsed"),
    "withdraw-solution": _act("withdraw-solution", _id, "withdrawn"),
    "withdraw-forwarding": _act(
        "withdraw-forwarding",
        lambda form: {"id": form["id"], "reason": form["reason"].strip() or None},
        "recalled",
        checked=True,
    ),
}


async def act(request: Request) -> Response:
    name, form = request.path_params["act"], await read(request)
    if name not in ACTS:
        raise HTTPException(404)
    doing, here = ACTS[name], href(code_of(request))
    if doing.checked and not form["checked"]:
        return render(request, "dossiers/check.html", path=f"{here}/{name}", here=here, name=name, form=form)
    (payload,) = (await request.state.ask(doing.document, {"input": doing.read(form)})).values()
    if payload["problems"]:
        said = {("text" if "text" in one["path"] else ""): one["message"] for one in payload["problems"]}
        return await shown(request, status=422, form=form, problems=said, acting=f"{name}-{form['id']}")
    return see_other(f"{here}?done={doing.done}")
