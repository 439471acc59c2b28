"""The queue: messages by the time left on them, narrowed by the URL."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal import marks, rights, words
from portal.asking import Failed, load
from portal.dates import fields_of
from portal.forms import day, paging, whole
from portal.living import follow
from portal.rendering import Fields, moment, render

PAGE: Final = load(__file__, "page.graphql")
LIVE: Final = load(__file__, "live.graphql")
SIZE: Final = 50


async def page(request: Request) -> Response:
    query = _asked(request)
    office = bool(request.state.viewer.roles & rights.REGISTER)
    asked, problems = {"filter": narrowed(query), "office": office, **paging(request, SIZE)}, {}
    try:
        data = await request.state.ask(PAGE, asked)
    except Failed as failed:
        if failed.code not in _NOT_SOUGHT:
            raise
        problems = {"text": failed.message}
        data = await request.state.ask(PAGE, asked | {"filter": narrowed({**query, "text": ""})})
    narrow = any(query.get(name) for name in _NAMES)
    # What stands behind the first page is looked at as it was: it would slip away under the reader.
    first = not (query.get("after") or query.get("before") or problems)
    live = follow(LIVE, filter=asked["filter"], first=SIZE) if first else None
    return render(
        request,
        "queue/page.html",
        query=query,
        days=_days(query, request.state.language),
        narrow=narrow,
        problems=problems,
        live=live,
        **data,
    )


def _asked(request: Request) -> Fields:
    """What the URL asks. The days that a form names in three fields each become `from` and `to`; one alone is that
    day."""
    language, params = request.state.language, request.query_params
    query = Fields((name, value) for name, value in params.items() if value and name not in _DAY_FIELDS)
    first, last = (day(params, name, language) for name in ("from", "to"))
    if found := [one for one in (first, last) if one]:
        query |= {"from": min(found).isoformat(), "to": max(found).isoformat()}
    return query


def _days(query: Mapping[str, str], language: str) -> Fields:
    """The days, as the form's fields."""
    if not _registered(query):
        return Fields()
    first, last = (fields_of(date.fromisoformat(query[name]), name, language) for name in ("from", "to"))
    return Fields({**first, **last})


def narrowed(query: Mapping[str, str]) -> dict[str, object]:
    """The filter that the URL names; what it does not know it leaves out. Without words, a state or a time, what is
    still to do."""
    state, urgency = query.get("state", ""), query.get("urgency", "")
    chosen = _rated(query) or _registered(query)
    if text := query.get("text", "").strip():
        chosen["text"] = text
    if state in words.STATES:
        chosen["states"] = [state]
    elif not chosen:
        chosen["open"] = True
    if (district := whole(query.get("district", ""))) is not None:
        chosen["district"] = district
    if urgency in words.URGENCIES:
        chosen["urgency"] = urgency
    chosen |= {name: query[name] for name in ("unit", "category") if query.get(name)}
    chosen |= {name: True for name in ("special", "overdue", "inMyHand") if query.get(name)}
    if marks.is_known(mark := query.get("mark", "")):
        chosen["marked"] = [mark]
    return chosen


def _rated(query: Mapping[str, str]) -> dict[str, object]:
    """The cases of an on-time rate: due from the first to the last day."""
    if (due := query.get("due", "")) not in words.OBLIGATIONS or not _registered(query):
        return {}
    was = query.get("was", "")
    only = f";was={was}" if was in words.RATED else ""
    return {"rated": f"obligation={due};from={query['from']};to={query['to']}{only}"}


def _registered(query: Mapping[str, str]) -> dict[str, object]:
    """From the first to the last day, both included, in Tehran."""
    try:
        first, last = (date.fromisoformat(query.get(name, "")) for name in ("from", "to"))
        after = last + timedelta(days=1)
    except (ValueError, OverflowError):
        return {}
    return {"registeredFrom": moment(first).isoformat(), "registeredTo": moment(after).isoformat()}


# What is wrong with the words sought is said beside their field.
_NOT_SOUGHT: Final = {"NOTHING_SOUGHT", "TEXT_TOO_LONG", "TEXT_UNCLEAN"}
_DAY_FIELDS: Final = {f"{name}-{part}" for name in ("from", "to") for part in ("year", "month", "day")}
_NAMES: Final = (
    *("state", "district", "urgency", "unit", "category", "special", "overdue", "inMyHand", "from", "mark"),
)
