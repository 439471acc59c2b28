"""Preparing a bundle: its words, its dossiers in order, whom it is meant for; and publishing it, after a check."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from hotline.kit.jalali import TEHRAN, from_jalali, jalali
from portal import rights
from portal.asking import load
from portal.bundles.pages import code_of, href, unknown
from portal.dates import fields_of
from portal.errors.pages import forbidden
from portal.forms import day, problems_by_field, read_with_list, see_other, whole
from portal.rendering import Fields, render, translate

EDITOR: Final = load(__file__, "editor.graphql")
PREPARE: Final = load(__file__, "prepare.graphql")
ACTS: Final = {
    name: load(__file__, f"{name}.graphql") for name in ("words", "dossiers", "members", "publication", "printing")
}
_DAYS: Final = ("visitOn", "firstDay", "lastDay")


async def new(request: Request) -> Response:
    """A bundle not yet begun: of the last whole month, unless something else is chosen."""
    if not request.state.viewer.roles & rights.AUTHORS:
        return forbidden(request)
    today = request.state.now.astimezone(TEHRAN)
    year, month, _ = jalali(today)
    last = from_jalali(year, month, 1) - timedelta(days=1)
    first = from_jalali(*jalali(last)[:2], 1)
    days = (today + timedelta(days=7)).date(), first.date(), last.date()
    form = _filled(dict(zip(_DAYS, days, strict=True)), request.state.language)
    return render(request, "bundles/new.html", form=form, problems={})


async def prepare(request: Request) -> Response:
    if not request.state.viewer.roles & rights.AUTHORS:
        return forbidden(request)
    form, _ = await read_with_list(request, "")
    draft, problems = _words(form, request.state.language)
    if not problems:
        payload = (await request.state.ask(PREPARE, {"input": {"bundle": draft}}))["prepareBundle"]
        if not payload["problems"]:
            return see_other(f"{href(payload['bundle']['code'])}/edit?done=begun")
        problems = problems_by_field(payload["problems"])
    return render(request, "bundles/new.html", status=422, form=form, problems=problems)


async def edit(request: Request) -> Response:
    return await _shown(request)


async def check(request: Request) -> Response:
    """What publishing means, before it is done."""
    data = await request.state.ask(EDITOR, {"code": code_of(request)})
    if data["bundle"] is None:
        return unknown(request)
    form, _ = await read_with_list(request, "")
    path = href(data["bundle"]["code"])
    return render(request, "bundles/check.html", path=f"{path}/edit", here=path, form=form, **data)


async def act(request: Request) -> Response:
    """One part of the editor, saved. A refusal brings the editor back with all that was typed."""
    name = request.path_params["act"]
    if name not in ACTS:
        raise HTTPException(404)
    form, chosen = await read_with_list(request, "id" if name == "dossiers" else "person")
    input_: dict[str, object] = {"id": form["bundle"], "version": whole(form["version"]) or 0}
    problems: dict[str, str] = {}
    if name == "words":
        input_["bundle"], problems = _words(form, request.state.language)
    elif name == "dossiers":
        input_["dossierIds"] = _ordered(form, chosen)
    elif name == "members":
        input_ |= {"personIds": chosen, "readers": "ALL" if form["all"] else "INVITED"}
    elif name == "publication":
        input_["note"] = form["note"].strip() or None
    else:
        input_ = {"id": form["id"]}
    if not problems:
        (payload,) = (await request.state.ask(ACTS[name], {"input": input_})).values()
        if not payload["problems"]:
            there = href(code_of_bundle(request))
            if name == "publication":
                return see_other(f"{href(payload['revision']['code'])}?done=published")
            return see_other(f"{there}/edit?done={name}#{name}")
        problems = problems_by_field(payload["problems"])
    return await _shown(request, status=422, form=form if name == "words" else None, problems=problems)


def code_of_bundle(request: Request) -> str:
    year, number = (request.path_params[name] for name in ("year", "number"))
    return f"ب/{year}/{number}"


async def _shown(
    request: Request, *, status: int = 200, form: Fields | None = None, problems: Mapping[str, str] | None = None
) -> Response:
    if not request.state.viewer.roles & rights.AUTHORS:
        return forbidden(request)
    data = await request.state.ask(EDITOR, {"code": code_of(request)})
    bundle = data["bundle"]
    if bundle is None:
        return unknown(request)
    placed = {one["dossier"]["id"] for one in bundle["dossiers"]}
    here = href(bundle["code"])
    return render(
        request,
        "bundles/editor.html",
        status=status,
        path=f"{here}/edit",
        here=here,
        form=form or _form(bundle, request.state.language),
        problems=problems or {},
        addable=[one for one in data["dossiers"]["nodes"] if one["id"] not in placed and one["state"] != "DRAFT"],
        invited={one["person"]["id"] for one in bundle["invitations"]},
        **data,
    )


def _form(bundle: Mapping[str, Any], language: str) -> Fields:
    days = {name: date.fromisoformat(bundle[name]) for name in _DAYS}
    return Fields(_filled(days, language) | {"title": bundle["title"], "introduction": bundle["introduction"]})


def _filled(days: Mapping[str, date], language: str) -> Fields:
    return Fields({part: value for name in _DAYS for part, value in fields_of(days[name], name, language).items()})


def _words(form: Fields, language: str) -> tuple[dict[str, object], dict[str, str]]:
    """The input of a bundle's own words, and what is wrong with its days."""
    days = {name: day(form, name, language) for name in _DAYS}
    problems = {name: translate(language, _no_day_problem()) for name, on in days.items() if on is None}
    written = {name: on.isoformat() for name, on in days.items() if on}
    return {"title": form["title"], "introduction": form["introduction"] or None, **written}, problems


def _no_day_problem() -> str:
    return "Write a day, its month and its year."


def _ordered(form: Fields, ids: list[str]) -> list[str]:
    """The order after the button that was pressed: `up-2`, `down-2`, `to-2`, `drop-2`, `add`; places from 1."""
    what, _, number = form["do"].partition("-")
    at = (whole(number) or 0) - 1
    if what == "add":
        return [*ids, form["dossier"]] if form["dossier"] else ids
    if not 0 <= at < len(ids):
        return ids
    moved, rest = ids[at], ids[:at] + ids[at + 1 :]
    if what == "drop":
        return rest
    wanted = {"up": at - 1, "down": at + 1, "to": (whole(form[f"to-{number}"]) or at + 1) - 1}.get(what, at)
    wanted = min(max(wanted, 0), len(rest))
    return [*rest[:wanted], moved, *rest[wanted:]]
