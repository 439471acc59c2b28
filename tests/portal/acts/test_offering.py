"""What stands out on a message's page, and what is only said quietly."""

from typing import Any

import pytest

from portal.acts.acts import ACTS
from portal.acts.fields import FIELDS
from portal.acts.offering import key_of, offer
from portal.acts.saying import ACTS as SAID
from portal.acts.saying import DONE, EFFECTS
from portal.acts.saying import FIELDS as LABELS

NO = {"allowed": False, "code": "NOT_FROM_HERE", "message": "Not now."}
YES = {"allowed": True, "code": None, "message": None}
ON_OTHERS = {"canRule", "canTakeUp", "canRecordResult", "canRelease", "canOpenOriginal"}


def message(state: str = "REGISTERED", *allowed: str, **more: Any) -> dict[str, Any]:
    cans = {act.can: YES if act.can in allowed else NO for act in ACTS.values() if act.can not in ON_OTHERS}
    return {
        "id": "msg_1",
        "state": state,
        "objections": [],
        "escalations": [],
        "followUps": {"nodes": []},
        **cans,
        **more,
    }


def objection(**cans: Any) -> dict[str, Any]:
    return {"id": "obj_00000001", "resultAt": None, "canRule": NO, "canTakeUp": NO, "canRecordResult": NO, **cans}


@pytest.mark.parametrize(
    ("state", "allowed", "first"),
    [
        ("REGISTERED", ("canTriage", "canTakeInHand", "canReject"), "triage"),
        ("TRIAGED", ("canTriage", "canAnswer"), "answer"),
        ("DISPATCHED", ("canAcknowledge", "canRecordAction"), "acknowledgement"),
        ("ACKNOWLEDGED", ("canRecordAction", "canClaimResolution"), "actions"),
        ("IN_ACTION", ("canRecordAction", "canClaimResolution"), "claim"),
        ("VERIFIED", ("canSeekFeedback", "canClose"), "feedback-request"),
        ("VERIFIED", ("canClose",), "closing"),
    ],
)
def test_the_step_the_message_waits_for_stands_out(state: str, allowed: tuple[str, ...], first: str) -> None:
    made = offer(message(state, *allowed))
    assert made.next is not None
    assert made.next.name == first
    of_rows = {"taking-note"}  # asked of each escalation by the same name
    assert {act.name for act in made.more} == {n for n, act in ACTS.items() if act.can in allowed} - {
        first
    } - of_rows


def test_where_nothing_waits_nothing_stands_out() -> None:
    made = offer(message("CLOSED", "canCallAgain"))
    assert made.next is None
    assert [act.name for act in made.more] == ["call"]


def test_an_objection_to_rule_on_comes_before_all_else() -> None:
    made = offer(message("OBJECTED", "canAddNote", objections=[objection(canRule=YES)]))
    assert made.next is not None
    assert (made.next.name, made.next.key) == ("ruling", "ruling-00000001")


def test_a_superior_who_was_told_takes_note_first() -> None:
    made = offer(message("IN_ACTION", "canAddNote", escalations=[{"id": "esc_00000007", "canAcknowledge": YES}]))
    assert made.next is not None
    assert made.next.key == "taking-note-00000007"


def test_a_result_is_asked_for_once() -> None:
    recorded = objection(canRecordResult=YES) | {"resultAt": "2026-09-27T11:00:00+00:00"}
    assert offer(message("OBJECTED", objections=[recorded])).next is None


def test_a_reason_is_said_where_it_is_news_and_once() -> None:
    inspected = {"allowed": False, "code": "INSPECTION_OPEN", "message": "An inspector has it."}
    made = offer(message("RESOLUTION_CLAIMED", canClose=inspected, canSeekFeedback=inspected))
    assert made.refused == {"feedback-request": "An inspector has it."}


def test_an_earlier_time_is_confirmed_only_of_what_was_recorded_late() -> None:
    entry = {"happenedAt": "2026-09-27T11:00:00+00:00", "recordedAt": "2026-09-27T11:00:30+00:00"}
    late = entry | {"recordedAt": "2026-09-27T12:00:00+00:00"}
    for nodes, offered in (([entry], False), ([entry, late], True)):
        made = offer(message("IN_ACTION", "canRecordVisit", followUps={"nodes": nodes}))
        assert ("earlier-time" in {act.name for act in made.more}) is offered


def test_every_act_has_its_words() -> None:
    assert set(SAID) == set(ACTS)
    assert set(DONE) - {"seal-broken"} == set(ACTS)
    assert set(EFFECTS) <= set(ACTS)
    assert {name for name, act in ACTS.items() if act.checked} <= set(EFFECTS)
    for name, fields in FIELDS.items():
        assert name in ACTS
        assert all(f"{name}.{field.name}" in LABELS or field.name in LABELS for field in fields)


def test_forms_of_the_same_act_on_several_rows_are_told_apart() -> None:
    assert key_of("triage", "msg_00000001") == "triage"
    assert key_of("release", "fil_00000001") != key_of("release", "fil_00000002")
