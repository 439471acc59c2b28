"""The form of a decision, and what is made of it. Only what its result and its ballot ask for is read: what was
typed beside that stays in the form, and is not recorded."""

from collections.abc import Mapping
from typing import Any, Final

from portal.dates import fields_of
from portal.forms import day, whole
from portal.rendering import Fields, moment, translate

_SUMS: Final = {"votesFor": "sum-for", "votesAgainst": "sum-against", "votesAbstain": "sum-abstain"}


def read_draft(form: Fields, language: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The mutation's input, and what the form alone can tell is wrong."""
    problems: dict[str, str] = {}
    input: dict[str, Any] = {"text": form["text"], "objections": _objections(form)}
    input |= {name: form[name] for name in ("result", "ballot") if form[name]}
    problems |= {
        name: translate(language, _unsaid_problem(name)) for name in ("result", "ballot") if name not in input
    }
    if form["result"] == "REFERRED":
        input["body"] = form["body"]
    if form["result"] == "DEFERRED" and any(form[f"until-{part}"].strip() for part in ("day", "month", "year")):
        if until := day(form, "until", language):
            input["until"] = until.isoformat()
        else:
            problems["until"] = translate(language, "There is no such day.")
    if form["ballot"] == "OPEN":
        input["votes"] = [
            {"personId": name.removeprefix("vote-"), "choice": choice}
            for name, choice in form.items()
            if name.startswith("vote-") and choice
        ]
    if form["ballot"] == "SECRET":
        # What is no number is none that could be counted.
        counts = {name: whole(form[field].strip() or "0") for name, field in _SUMS.items()}
        input["sums"] = {name: -1 if count is None else count for name, count in counts.items()}
    return input, problems


def form_of(decision: Mapping[str, Any], language: str) -> Fields:
    """The form as a decision would fill it."""
    form = Fields({name: decision[name] or "" for name in ("result", "text", "body", "ballot")})
    if decision["until"]:
        form |= fields_of(moment(decision["until"] + "T12:00:00+00:00").date(), "until", language)
    form |= {f"vote-{vote['person']['id']}": vote["choice"] for vote in decision["votes"]}
    form |= {field: f"{decision[name] or 0}" for name, field in _SUMS.items()}
    for objection in decision["objections"]:
        form[f"objection-{objection['person']['id']}"] = objection["text"]
    return form


def _objections(form: Fields) -> list[dict[str, str]]:
    return [
        {"personId": name.removeprefix("objection-"), "text": text}
        for name, text in form.items()
        if name.startswith("objection-") and text.strip()
    ]


def _unsaid_problem(name: str) -> str:
    return "Say what was decided." if name == "result" else "Say how it was decided."
