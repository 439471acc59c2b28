"""Doing something with a message. A refusal brings the message back with what was typed; what is official is shown
once more before it is done."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.acts.acts import ACTS, input_of
from portal.acts.fields import FIELDS
from portal.acts.offering import key_of
from portal.asking import load
from portal.forms import read, see_other
from portal.message.pages import code_of, href, shown
from portal.rendering import Fields, moment, render

SINCE: Final = load(__file__, "since.graphql")


async def act(request: Request) -> Response:
    return await _perform(request, code_of(request), request.path_params["act"], await read(request))


async def report(request: Request) -> Response:
    """From the street, with photos. They are kept whatever becomes of the rest."""
    sent = await request.state.take(request)
    form = Fields(sent.fields)
    form["files"] = " ".join([*form["files"].split(), *sent.files])
    if sent.problem is not None:
        key = key_of(form["act"], form["id"])
        return await _refused(request, form["message"], form["act"], form, {f"{key}-photos": sent.problem})
    return await _perform(request, form["message"], form["act"], form)


async def _perform(request: Request, code: str, name: str, form: Fields) -> Response:
    if name not in ACTS:
        raise HTTPException(404)
    doing = ACTS[name]
    if form["again"]:
        return await shown(request, code, acting=key_of(name, form["id"]), form=form)
    if doing.checked and not form["checked"]:
        path = f"{href(code)}/{name}"
        return render(
            request, "acts/check.html", path=path, code=code, name=name, form=form, fields=FIELDS.get(name, ())
        )
    data = await request.state.ask(doing.document, {"input": input_of(doing, form)})
    (payload,) = data.values()
    if payload["problems"]:
        stale = any(problem["code"] == "STALE" for problem in payload["problems"])
        since = await _since(request, code, form) if stale else None
        return await _refused(request, code, name, form, _problems(name, form, payload["problems"]), since)
    done = "seal-broken" if payload.get("intact") is False else name
    return see_other(f"{href(code)}?done={done}")


async def _refused(
    request: Request,
    code: str,
    name: str,
    form: Fields,
    problems: Mapping[str, str],
    since: Sequence[Mapping[str, Any]] | None = None,
) -> Response:
    return await shown(
        request,
        code,
        status=422,
        acting=key_of(name, form["id"]),
        form=form,
        problems={} if since is not None else problems,
        since=since,
    )


def _problems(name: str, form: Fields, problems: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Sentences by the element at fault; under "" what concerns the act as a whole."""
    known = {field.name for field in FIELDS.get(name, ())}
    paths = [(problem["path"][-1] if problem["path"] else "", problem["message"]) for problem in problems]
    return {f"{key_of(name, form['id'])}-{path}" if path in known else "": said for path, said in paths}


async def _since(request: Request, code: str, form: Fields) -> list[Mapping[str, Any]]:
    """What was recorded since the form was made, so that one sees who was quicker and with what."""
    data = await request.state.ask(SINCE, {"code": code})
    try:
        made = moment(form["now"])
        return [entry for entry in data["message"]["followUps"]["nodes"] if moment(entry["recordedAt"]) >= made]
    except (TypeError, ValueError):
        return []
