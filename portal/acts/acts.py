"""What may be done with a message, one entry each: the document that does it, and how its form becomes the input.

An act's name is the last part of its address and the key of its words in `portal.acts.saying`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from portal import words
from portal.asking import load
from portal.forms import given, whole
from portal.rendering import Fields, moment

Read = Callable[[Fields], Mapping[str, object]]


def _nothing(_: Fields) -> dict[str, object]:
    return {}


@dataclass(frozen=True)
class Act:
    """`can` is the permission that offers it; `row` the input's field that names what it is done to. What is
    `versioned` is decided on one version of the message. What leaves the house or is official is `checked`: shown
    again before it is done. `photos`: its form may carry some, and goes to /reports."""

    can: str
    document: str
    read: Read = _nothing
    row: str = "id"
    versioned: bool = True
    checked: bool = False
    photos: bool = False


def input_of(act: Act, form: Fields) -> dict[str, object]:
    """The mutation's input: the row, the version it was decided on, and the rest."""
    version = {"version": whole(form["version"]) or 0} if act.versioned else {}
    return {act.row: form["id"], **version, **act.read(form)}


def _texts(*names: str) -> Read:
    """Fields that the schema wants, empty or not."""
    return lambda form: {name: form[name].strip() for name in names}


def _chosen(form: Fields, name: str, among: Mapping[str, str]) -> dict[str, object]:
    return {name: form[name]} if form[name] in among else {}


def _files(form: Fields) -> dict[str, object]:
    return {"fileIds": form["files"].split()}


def _earlier(form: Fields, name: str) -> dict[str, object]:
    """When, as a time before the page's own."""
    minutes = whole(form["earlier"]) or 0
    known = form["earlier"] in words.EARLIER and minutes and form["now"]
    return {name: (moment(form["now"]) - timedelta(minutes=minutes)).isoformat()} if known else {}


def _classified(form: Fields) -> dict[str, object]:
    urgent = form["ground"] in words.GROUNDS
    return {
        "categoryCode": form["categoryCode"],
        "districtNumber": whole(form["districtNumber"]) or 0,
        "urgency": "URGENT" if urgent else "ROUTINE",
        "ground": form["ground"] if urgent else None,
    }


def _noted(form: Fields) -> dict[str, object]:
    return {"text": form["text"], **_chosen(form, "audience", words.AUDIENCES)}


def _ruled(form: Fields) -> dict[str, object]:
    return {
        "uphold": form["uphold"] == "yes",
        "ruling": form["ruling"],
        **_chosen(form, "reopenAs", words.REOPENINGS),
    }


def _answered(form: Fields) -> dict[str, object]:
    channel = form["channel"] if form["channel"] in words.FEEDBACK_CHANNELS else "CALL"
    return {"satisfied": form["satisfied"] == "yes", "channel": channel, **given(form, "text")}


def _confirmed(form: Fields) -> dict[str, object]:
    follow_up, _, happened_at = form["record"].partition(" ")
    return {"followUpId": follow_up, "happenedAt": happened_at}


def _act(name: str, can: str, read: Read = _nothing, **more: Any) -> Act:
    return Act(can, load(__file__, f"{name}.graphql"), read, **more)


ACTS: Final[Mapping[str, Act]] = {
    "triage": _act("triage", "canTriage", lambda form: {**_classified(form), **given(form, "note")}),
    "take": _act("take", "canTakeInHand", versioned=False),
    "acknowledgement": _act("acknowledgement", "canAcknowledge"),
    "actions": _act(
        "actions",
        "canRecordAction",
        lambda form: {**given(form, "note"), **_earlier(form, "happenedAt"), **_files(form)},
        photos=True,
    ),
    "claim": _act("claim", "canClaimResolution", lambda form: {"note": form["note"], **_files(form)}, photos=True),
    "return": _act("return", "canReturn", _texts("reason")),
    "assignment": _act(
        "assignment", "canAssignUnit", lambda form: {"unitCode": form["unitCode"], **given(form, "note")}
    ),
    "visits": _act(
        "visits",
        "canRecordVisit",
        lambda form: {
            "found": form["found"] if form["found"] in words.FINDINGS else "NOT_FOUND",
            **given(form, "note"),
            **_earlier(form, "visitedAt"),
            **_files(form),
        },
        photos=True,
    ),
    "earlier-time": _act("earlier-time", "canRecordVisit", _confirmed),
    "pause": _act(
        "pause",
        "canPauseClock",
        lambda form: {
            "because": form["because"] if form["because"] in words.PAUSE_REASONS else "WAITING_FOR_CITIZEN",
            "note": form["note"],
        },
    ),
    "resumption": _act("resumption", "canResumeClock", lambda form: given(form, "note")),
    "inspection": _act("inspection", "canOpenInspection", _texts("reason")),
    "inspector": _act("inspector", "canAssignInspector", lambda form: {"inspectorId": form["inspectorId"]}),
    "feedback-request": _act(
        "feedback-request", "canSeekFeedback", lambda form: _chosen(form, "channel", words.FEEDBACK_CHANNELS)
    ),
    "feedback-try": _act(
        "feedback-try",
        "canRecordFeedbackTry",
        lambda form: {
            "channel": form["channel"] if form["channel"] in words.FEEDBACK_CHANNELS else "CALL",
            "result": form["result"] if form["result"] in words.TRIES else "NO_ANSWER",
        },
    ),
    "feedback": _act("feedback", "canRecordFeedback", _answered, versioned=False),
    "answer": _act("answer", "canAnswer", _texts("answer"), checked=True),
    "referral": _act(
        "referral",
        "canRefer",
        lambda form: {**_texts("authority", "reason")(form), **given(form, "receipt")},
        checked=True,
    ),
    "authority-answer": _act("authority-answer", "canRecordAnswer", _texts("answer"), checked=True),
    "rejection": _act("rejection", "canReject", _texts("reason"), checked=True),
    "closing": _act("closing", "canClose", _texts("reason"), checked=True),
    "merging": _act("merging", "canMerge", lambda form: given(form, "intoCode"), checked=True),
    "splitting": _act("splitting", "canSplit", checked=True),
    "call": _act("call", "canCallAgain", _texts("text"), versioned=False),
    "objection": _act(
        "objection",
        "canObject",
        lambda form: {
            "reason": form["reason"] if form["reason"] in words.OBJECTION_REASONS else "NOT_RESOLVED",
            **given(form, "text", "againstId"),
        },
        row="messageId",
        versioned=False,
    ),
    "classification": _act(
        "classification", "canReclassify", lambda form: {**_classified(form), "reason": form["reason"]}
    ),
    "special-mark": _act("special-mark", "canMarkSpecial", _texts("reason")),
    "note": _act("note", "canAddNote", _noted, row="messageId", versioned=False),
    "ruling": _act("ruling", "canRule", _ruled, versioned=False, checked=True),
    "taking-up": _act("taking-up", "canTakeUp", versioned=False),
    "result": _act("result", "canRecordResult", _texts("result"), versioned=False),
    "taking-note": _act("taking-note", "canAcknowledge", lambda form: given(form, "note"), versioned=False),
    "release": _act("release", "canRelease", versioned=False, checked=True),
    "seal-check": _act("seal-check", "canOpenOriginal", versioned=False),
}
