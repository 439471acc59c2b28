"""The page of a meeting in session: who is here, whether there is a quorum, the item at hand, and what is decided.

Whatever is done while a decision is being written is sent with it, so that nothing typed is lost: who comes and
goes is a button of the same form, and the form comes back as it was."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal import rights
from portal.asking import load
from portal.forms import problems_by_field, read, read_with_list, see_other, whole
from portal.living import follow
from portal.people.finding import known
from portal.rendering import Fields, render, translate
from portal.session.drafts import form_of, read_draft
from portal.session.people import guest, people_of, read_times, session_days, times_form

PAGE: Final = load(__file__, "page.graphql")
LIVE: Final = load(__file__, "live.graphql")
OPEN: Final = load(__file__, "open.graphql")
CORRECT: Final = load(__file__, "correct.graphql")
NOTE: Final = load(__file__, "note.graphql")
TAKE_UP: Final = load(__file__, "take-up.graphql")
DECIDE: Final = load(__file__, "decide.graphql")
OBJECT: Final = load(__file__, "object.graphql")
CORRECT_DECISION: Final = load(__file__, "correct-decision.graphql")
# Acts on the meeting by the last part of their address.
ENDING: Final = {"adjournment": load(__file__, "adjourn.graphql"), "closing": load(__file__, "close.graphql")}
MOVING: Final = {"arrivals": load(__file__, "arrive.graphql"), "departures": load(__file__, "leave.graphql")}
# What a draft leaves out, where its result and its ballot do not ask for it.
_UNSAID: Final[Mapping[str, Any]] = {"body": None, "until": None, "votes": [], "sums": None}
# A decision with votes and objections of a whole board.
FIELDS: Final = 200


async def page(request: Request) -> Response:
    return await _shown(request)


async def open_session(request: Request) -> Response:
    form, present = await read_with_list(request, "present")
    input = {"id": form["id"], "version": whole(form["version"]) or 0, "presentIds": present}
    return await _done(request, OPEN, input, form)


async def end(request: Request) -> Response:
    name, form = _act(request), await read(request)
    input: dict[str, object] = {"id": form["id"], "version": whole(form["version"]) or 0}
    if name == "adjournment":
        input["reason"] = form["reason"]
    return await _done(request, ENDING[name], input, form)


async def attend(request: Request) -> Response:
    """Somebody comes or goes. A decision that is being written comes back as it was."""
    form = await read(request, most=FIELDS)
    input = {"meetingId": form["id"], "personId": form["person"]}
    (payload,) = (await request.state.ask(MOVING[_act(request)], {"input": input})).values()
    problems = problems_by_field(payload["problems"])
    if not form["item"]:
        return await _shown(request, status=422, problems=problems) if problems else see_other(here_of(request))
    return await _shown(request, status=422 if problems else 200, form=form, problems=problems)


async def note(request: Request) -> Response:
    """What was said is kept; a decision that is being written comes back with it."""
    form = await read(request, most=FIELDS)
    problems = await _note(request, form)
    return await _shown(request, status=422 if problems else 200, form=form, problems=problems, noted=not problems)


async def take_up(request: Request) -> Response:
    """Another item is taken up; what was written of the one before is kept first."""
    form = await read(request, most=FIELDS)
    if form["item"] and form["item"] != form["next"] and (problems := await _note(request, form)):
        return await _shown(request, status=422, form=form, problems=problems)
    input = {"itemId": form["next"]}
    payload = (await request.state.ask(TAKE_UP, {"input": input}))["takeUpItem"]
    if payload["problems"]:
        return await _shown(request, status=422, problems=problems_by_field(payload["problems"]))
    return see_other(f"{here_of(request)}#at-hand")


async def decide(request: Request) -> Response:
    """Shown once more before it is recorded: it never changes then."""
    form = await read(request, most=FIELDS)
    if form["change"]:
        return await _shown(request, form=form)
    draft, problems = read_draft(form, request.state.language)
    if problems:
        return await _shown(request, status=422, form=form, problems=problems)
    if not form["checked"]:
        return await _checked(request, form, draft)
    input = draft | {
        "itemId": form["item"],
        "discussion": form["discussion"],
        "discussionVersion": whole(form["discussionVersion"]) or 0,
    }
    payload = (await request.state.ask(DECIDE, {"input": input}))["decideItem"]
    if payload["problems"]:
        problems = problems_by_field(payload["problems"])
        return await _shown(request, status=422, form=form, problems=problems, standing=payload["standing"])
    return see_other(f"{here_of(request)}?decided={form['item']}#line-{form['item']}")


async def put_on_record(request: Request) -> Response:
    form = await read(request)
    input = {"decisionId": form["decision"], "personId": form["objector"], "text": form["objection"]}
    payload = (await request.state.ask(OBJECT, {"input": input}))["recordObjection"]
    if payload["problems"]:
        sentences = [problem["message"] for problem in payload["problems"]]
        return await _shown(request, status=422, form=form, problems={"": sentences[0]})
    return see_other(f"{here_of(request)}#decision-{form['decision']}")


async def correction(request: Request) -> Response:
    """A decision as it should have been recorded, by a form of its own."""
    data = await asked(request)
    sought = request.path_params["decision"]
    lines = data["meeting"]["agenda"]["items"]
    found = [(item, one) for item in lines for one in item["decisions"] if one["id"] == sought]
    if not found or not found[0][1]["canCorrect"]["allowed"]:
        raise HTTPException(404)
    ((item, decision),) = found
    problems: dict[str, str] = {}
    form = form_of(decision, request.state.language)
    if request.method == "POST":
        form = await read(request, most=FIELDS)
        draft, problems = read_draft(form, request.state.language)
        if not problems:
            input = draft | {"decisionId": sought, "reason": form["reason"]}
            payload = (await request.state.ask(CORRECT_DECISION, {"input": input}))["correctDecision"]
            problems = problems_by_field(payload["problems"])
            if not problems:
                return see_other(f"{here_of(request)}#line-{item['id']}")
    return drawn(request, "session/correction.html", data, form, problems, item=item, decision=decision)


async def attendance(request: Request) -> Response:
    """When one person was present: all of it, to be put right with a reason."""
    data = await asked(request)
    meeting, sought = data["meeting"], request.path_params["person"]
    person = next((one for one in people_of(meeting, data["boardSeats"]) if one["id"] == sought), None)
    person = person or guest(await known(request, sought))
    if person is None or not meeting["canCorrectAttendance"]["allowed"]:
        raise HTTPException(404)
    count = len(person["spans"]) + 2
    form, problems = times_form(person), dict[str, str]()
    if request.method == "POST":
        form = await read(request)
        intervals = read_times(form, count, meeting, person)
        if intervals is None:
            problems = {"times": translate(request.state.language, _times_problem())}
        else:
            input = {
                "meetingId": meeting["id"],
                "personId": sought,
                "intervals": intervals,
                "seenIds": form["seen"].split(),
                "reason": form["reason"],
            }
            payload = (await request.state.ask(CORRECT, {"input": input}))["correctAttendance"]
            problems = {
                name if name == "reason" else "times": said
                for name, said in problems_by_field(payload["problems"]).items()
            }
            if not problems:
                return see_other(here_of(request))
    days = session_days(meeting)
    return drawn(request, "session/attendance.html", data, form, problems, person=person, count=count, days=days)


async def _note(request: Request, form: Fields) -> dict[str, str]:
    """What was wrong with it; the form then carries the version that was made."""
    version = whole(form["discussionVersion"]) or 0
    input = {"itemId": form["item"], "text": form["discussion"], "version": version}
    payload = (await request.state.ask(NOTE, {"input": input}))["noteDiscussion"]
    if not payload["problems"]:
        form["discussionVersion"] = f"{payload['item']['discussion']['version']}"
    return problems_by_field(payload["problems"])


async def _done(request: Request, document: str, input: Mapping[str, object], form: Fields) -> Response:
    (payload,) = (await request.state.ask(document, {"input": input})).values()
    if payload["problems"]:
        problems = problems_by_field(payload["problems"])
        return await _shown(request, status=422, form=form, problems=problems)
    return see_other(here_of(request))


async def _checked(request: Request, form: Fields, draft: Mapping[str, Any]) -> Response:
    data = await asked(request)
    item = next((one for one in data["meeting"]["agenda"]["items"] if one["id"] == form["item"]), None)
    if item is None:
        raise HTTPException(404)
    return drawn(request, "session/check.html", data, form, {}, item=item, draft={**_UNSAID, **draft})


async def _shown(
    request: Request,
    *,
    status: int = 200,
    form: Fields | None = None,
    problems: Mapping[str, str] | None = None,
    standing: Mapping[str, Any] | None = None,
    noted: bool = False,
) -> Response:
    data = await asked(request)
    values = {"standing": standing, "noted": noted, "live": follow(LIVE, id=data["meeting"]["agenda"]["id"])}
    return drawn(request, "session/page.html", data, form, problems or {}, status=status, **values)


def drawn(
    request: Request,
    template: str,
    data: Mapping[str, Any],
    form: Fields | None,
    problems: Mapping[str, str],
    *,
    status: int = 200,
    **values: object,
) -> Response:
    here = here_of(request)
    people = people_of(data["meeting"], data["boardSeats"])
    shown = {
        "path": here,
        "here": here,
        "meeting": data["meeting"],
        "people": people,
        "present": [person for person in people if person["member"] and person["here"]],
        "at_hand": _at_hand(data["meeting"], form),
        "form": form or Fields(),
        "problems": problems,
    }
    return render(request, template, status=422 if problems else status, **shown | values)


def _at_hand(meeting: Mapping[str, Any], form: Fields | None) -> Mapping[str, Any] | None:
    """The item of the form, or the one that was taken up last and is not settled."""
    if not meeting["canHold"]["allowed"]:
        return None
    items = [item for item in meeting["agenda"]["items"] if item["canDecide"]["allowed"]]
    if form and (written := [item for item in items if item["id"] == form["item"]]):
        return dict(written[0])
    taken_up = [item for item in items if item["state"] == "DISCUSSED"]
    return max(taken_up, key=lambda item: str(item["discussion"]["takenUpAt"]), default=None)


async def asked(request: Request) -> dict[str, Any]:
    within = not request.state.viewer.roles.isdisjoint(rights.DISCUSSING)
    asked = {"number": request.path_params["number"], "within": within}
    data: dict[str, Any] = await request.state.ask(PAGE, asked)
    if data["meeting"] is None or data["meeting"]["agenda"] is None:
        raise HTTPException(404)
    return data


def _times_problem() -> str:
    return "Write times as 9:05."


def here_of(request: Request) -> str:
    return f"/meetings/{request.path_params['number']}/session"


def _act(request: Request) -> str:
    return request.url.path.rpartition("/")[2]


# The pages that are only sent to, by the last part of their address.
ACTS: Final = {
    "opening": open_session,
    "adjournment": end,
    "closing": end,
    "arrivals": attend,
    "departures": attend,
    "notes": note,
    "item-at-hand": take_up,
    "decisions": decide,
    "objections": put_on_record,
}
