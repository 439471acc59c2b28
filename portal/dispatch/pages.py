"""The dispatcher's board: what was handed to the operations centre, by the time left, and acts on many at once.

Many acts are as many mutations, each with the version its row was chosen in: one that somebody was quicker with is
refused, the others stand, and the answer says which is which.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from portal import words
from portal.asking import load
from portal.forms import given, read_with_list, whole
from portal.living import follow
from portal.rendering import Fields, render, translate

PAGE: Final = load(__file__, "page.graphql")
LIVE: Final = load(__file__, "live.graphql")
CHOSEN: Final = load(__file__, "chosen.graphql")
UNITS: Final = load(__file__, "units.graphql")
ACKNOWLEDGE: Final = load(__file__, "acknowledge.graphql")
ASSIGN: Final = load(__file__, "assign.graphql")

MOST: Final = 100


@dataclass(frozen=True)
class Choice:
    """A message as it was when it was chosen."""

    id: str
    version: int


async def page(request: Request) -> Response:
    return await _board(request)


async def acknowledge(request: Request) -> Response:
    form, chosen = await _read(request)
    if not chosen:
        return await _board(request, form, nothing=True)
    outcomes = [await _acknowledged(request, choice) for choice in chosen]
    return _told(request, form, "acknowledged", outcomes)


async def check(request: Request) -> Response:
    """Which unit goes where: shown before it is sent, for it leaves the house."""
    form, chosen = await _read(request)
    if not chosen:
        return await _board(request, form, nothing=True)
    return await _check(request, form, chosen)


async def assign(request: Request) -> Response:
    form, chosen = await _read(request)
    if not form["unitCode"] or not chosen:
        return await _check(request, form, chosen, status=422)
    sent = {"unitCode": form["unitCode"], **given(form, "note")}
    outcomes = [await _done(request, ASSIGN, choice, **sent) for choice in chosen]
    return _told(request, form, "assigned", outcomes)


async def _read(request: Request) -> tuple[Fields, list[Choice]]:
    form, values = await read_with_list(request, "chosen")
    return form, [choice for value in values[:MOST] if (choice := _choice(value))]


def _choice(value: str) -> Choice | None:
    id_, _, version = value.rpartition(":")
    number = whole(version)
    return Choice(id_, number) if id_ and number is not None else None


async def _board(request: Request, form: Mapping[str, str] | None = None, *, nothing: bool = False) -> Response:
    district = whole(str((form or request.query_params).get("district", "")))
    data = await request.state.ask(PAGE, {"district": district})
    groups = [{"name": name, **data[name]} for name in words.GROUPS]
    return render(
        request,
        "dispatch/page.html",
        status=422 if nothing else 200,
        path="/dispatch",
        query=Fields({"district": str(district)} if district is not None else {}),
        groups=groups,
        districts=data["districts"],
        nothing=nothing,
        live=follow(LIVE, district=district),
    )


async def _check(request: Request, form: Fields, chosen: Sequence[Choice], status: int = 200) -> Response:
    messages = [message for choice in chosen if (message := await _message(request, choice))]
    units = (await request.state.ask(UNITS, {}))["units"]
    # Where one unit is responsible for all, it is the likely one.
    likely = {message["unit"]["code"] for message in messages if message["unit"]}
    unit = form["unitCode"] or (likely.pop() if len(likely) == 1 else "")
    ready = [message for message in messages if message["canAssignUnit"]["allowed"]]
    return render(
        request,
        "dispatch/check.html",
        status=status,
        path="/dispatch",
        query=Fields(),
        messages=ready,
        left_out=[message for message in messages if message not in ready],
        units=units,
        unit=unit,
        form=form,
        missing=status != 200,
    )


async def _message(request: Request, choice: Choice) -> dict[str, Any] | None:
    """The message chosen, in the version it was chosen in."""
    found: dict[str, Any] | None = (await request.state.ask(CHOSEN, {"id": choice.id}))["node"]
    return found and {**found, "version": choice.version}


async def _acknowledged(request: Request, choice: Choice) -> dict[str, Any]:
    """Only what has just come in: what a unit has in hand is not to be taken back by a row too many."""
    message = await _message(request, choice)
    if message and message["state"] != "DISPATCHED":
        said = translate(request.state.language, _known_problem())
        return {"message": message, "problems": [{"message": said}]}
    return await _done(request, ACKNOWLEDGE, choice)


def _known_problem() -> str:
    return "It was acknowledged before; nothing was changed."


async def _done(request: Request, document: str, choice: Choice, **more: object) -> dict[str, Any]:
    """What became of one of many, and where it stands now."""
    asked = {"input": {"id": choice.id, "version": choice.version, **more}}
    (payload,) = (await request.state.ask(document, asked)).values()
    now = (await request.state.ask(CHOSEN, {"id": choice.id}))["node"]
    return {"message": now, "problems": payload["problems"]}


def _told(request: Request, form: Fields, done: str, outcomes: Sequence[Mapping[str, Any]]) -> Response:
    refused = [outcome for outcome in outcomes if outcome["problems"]]
    return render(
        request,
        "dispatch/outcomes.html",
        status=409 if refused and len(refused) == len(outcomes) else 200,
        path="/dispatch",
        query=Fields(),
        done=done,
        refused=refused,
        accepted=[outcome for outcome in outcomes if not outcome["problems"]],
        district=form["district"],
    )
