"""Every act on a message, as its mutation calls it: which `can…` field speaks of it, and the call itself with input
that is good wherever the act may be done."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from hotline.clocks import actions as clocks
from hotline.clocks.tables import PauseReason
from hotline.feedback import actions as feedback
from hotline.feedback.tables import FeedbackChannel, TryResult
from hotline.follow_ups import actions as follow_ups
from hotline.follow_ups.tables import Audience
from hotline.incidents import actions as incidents
from hotline.inspections import actions as inspections
from hotline.inspections.tables import Finding
from hotline.kit.viewer import ActorKind, Role, Viewer
from hotline.messages import actions as messages
from hotline.messages.tables import Ground, MessageState, Urgency
from hotline.objections import actions as objections
from hotline.objections.tables import ObjectionReason
from tests import world

Call = Callable[[dict[str, Any], Viewer], Awaitable[Any]]


@dataclass(frozen=True)
class Act:
    """`can` is the permission's field, on the message or on its latest objection. `hangs` are the refusals that
    hang on more than the field speaks of: on the input, or on what the viewer did before. It `moves` the message on
    by one of these numbers of versions."""

    can: str
    call: Call
    hangs: frozenset[str] = frozenset()
    of_objection: bool = False
    moves: frozenset[int] = frozenset({1})


def _on(action: Callable[..., Awaitable[Any]], **input: Any) -> Call:
    """The act on the version of the message that the viewer saw."""
    return lambda seen, by: action(seen["id"], by=by, version=seen["version"], **input)


def _at_once(action: Callable[..., Awaitable[Any]], **input: Any) -> Call:
    """The act on whatever version there is."""
    return lambda seen, by: action(seen["id"], by=by, **input)


def _objection(action: Callable[..., Awaitable[Any]], **input: Any) -> Call:
    return lambda seen, by: action(seen["objection"] or UUID(int=0), by=by, **input)


def _note(seen: dict[str, Any], by: Viewer) -> Awaitable[Any]:
    return follow_ups.add_note(seen["id"], by=by, text="یادداشت", audience=Audience.CITIZEN)


def _reclassify(seen: dict[str, Any], by: Viewer) -> Awaitable[Any]:
    urgent = seen["urgency"] == Urgency.URGENT
    return messages.reclassify(
        seen["id"],
        by=by,
        version=seen["version"],
        category_code="pothole" if urgent else "open-manhole",
        district_number=2 if urgent else 1,
        urgency=Urgency.ROUTINE if urgent else Urgency.URGENT,
        ground=None if urgent else Ground.HAZARD,
        reason="در محل دیده شد",
    )


def _confirm(seen: dict[str, Any], by: Viewer) -> Awaitable[Any]:
    """Of what was done on the ground, half as late as it was recorded."""
    begun, acted = seen["registered_at"], seen["acted_at"] or seen["registered_at"]
    return inspections.confirm_earlier_time(
        seen["id"],
        by=by,
        version=seen["version"],
        follow_up_id=seen["acted"] or UUID(int=0),
        happened_at=begun + (acted - begun) / 2,
    )


def _merge(seen: dict[str, Any], by: Viewer) -> Awaitable[Any]:
    return incidents.merge(seen["id"], by=by, version=seen["version"], into_id=seen["other"] or UUID(int=0))


_TRIAGE: Final = {"category_code": "open-manhole", "district_number": 1}
ACTS: Final[Mapping[str, Act]] = {
    "triage urgent": Act(
        "canTriage", _on(messages.triage, **_TRIAGE, urgency=Urgency.URGENT, ground=Ground.HAZARD)
    ),
    "triage routine": Act("canTriage", _on(messages.triage, **_TRIAGE, urgency=Urgency.ROUTINE)),
    "triage a question": Act(
        "canTriage",
        _on(messages.triage, category_code="opening-hours", district_number=2, urgency=Urgency.ROUTINE),
    ),
    "dispatch": Act("canDispatch", _on(messages.dispatch)),
    "take in hand": Act("canTakeInHand", _at_once(messages.take_in_hand)),
    # A clock that waits for the citizen goes on when they add one.
    "note": Act("canAddNote", _note, moves=frozenset({0, 1})),
    "acknowledge": Act("canAcknowledge", _on(messages.acknowledge)),
    "return": Act("canReturn", _on(messages.return_to_office, reason="از ما نیست")),
    "send a unit": Act("canAssignUnit", _on(messages.assign, unit_code="1-roads")),
    "act": Act("canRecordAction", _on(messages.record_action, note="درپوش گذاشتیم")),
    "claim": Act("canClaimResolution", _on(messages.claim_resolution, note="انجام شد")),
    "refer": Act("canRefer", _on(messages.refer, authority="اداره آب", reason="کار ایشان است")),
    "authority's answer": Act("canRecordAnswer", _on(messages.record_answer, answer="انجام می‌دهیم")),
    "answer": Act("canAnswer", _on(messages.answer, answer="ساعت هفت")),
    "reject": Act("canReject", _on(messages.reject, reason="نامفهوم")),
    "close": Act("canClose", _on(messages.close, reason="نیازی به پرسش نیست")),
    "call again": Act("canCallAgain", _at_once(messages.call_again, text="هنوز مانده")),
    "reclassify": Act("canReclassify", _reclassify, frozenset({"NOTHING_RECLASSIFIED"})),
    "mark special": Act("canMarkSpecial", _on(messages.mark_special, reason="مهم است")),
    "pause": Act(
        "canPauseClock", _on(clocks.pause, because=PauseReason.WAITING_FOR_CITIZEN, note="نشانی را بفرمایید")
    ),
    "resume": Act("canResumeClock", _on(clocks.resume)),
    "open an inspection": Act("canOpenInspection", _on(inspections.open_by_hand, reason="ببینید")),
    "assign an inspector": Act(
        "canAssignInspector", _on(inspections.assign, inspector_id=world.id_of("person", Role.INSPECTOR))
    ),
    "find it done": Act(
        "canRecordVisit", _on(inspections.visit, found=Finding.DONE, note="دیدم"), frozenset({"OWN_WORK"})
    ),
    "find it not done": Act("canRecordVisit", _on(inspections.visit, found=Finding.NOT_DONE, note="دیدم")),
    "confirm an earlier time": Act("canRecordVisit", _confirm, frozenset({"NOT_FOUND"})),
    # What it is merged into has a say too.
    "merge": Act(
        "canMerge",
        _merge,
        frozenset({"NOT_FOUND", "NOT_FROM_HERE", "INTO_ITSELF", "IS_OVER", "ANOTHER_KIND", "NOT_OUT_YET"}),
    ),
    "split": Act("canSplit", _on(incidents.split)),
    "seek feedback": Act("canSeekFeedback", _on(feedback.seek)),
    "try in vain": Act(
        "canRecordFeedbackTry",
        _on(feedback.record_try, channel=FeedbackChannel.CALL, result=TryResult.NO_ANSWER),
    ),
    "satisfied": Act("canRecordFeedback", _at_once(feedback.record_answer, satisfied=True)),
    "unsatisfied": Act("canRecordFeedback", _at_once(feedback.record_answer, satisfied=False)),
    "object": Act("canObject", _at_once(objections.raise_objection, reason=ObjectionReason.NOTHING_DONE)),
    "uphold": Act(
        "canRule",
        _objection(objections.rule, uphold=True, ruling="درست است"),
        of_objection=True,
        moves=frozenset({1, 2}),
    ),
    "uphold and inspect": Act(
        "canRule",
        _objection(objections.rule, uphold=True, ruling="درست است", reopen_as=MessageState.UNDER_INSPECTION),
        of_objection=True,
        moves=frozenset({1, 2}),
    ),
    "dismiss": Act(
        "canRule",
        _objection(objections.rule, uphold=False, ruling="وارد نیست"),
        frozenset({"INSPECTION_OPEN"}),
        of_objection=True,
    ),
    "take up": Act("canTakeUp", _objection(objections.take_up), of_objection=True),
    "record the result": Act(
        "canRecordResult", _objection(objections.record_result, result="بازدید شد"), of_objection=True
    ),
}
CAN: Final = sorted({act.can for act in ACTS.values() if not act.of_objection})
CAN_OF_OBJECTION: Final = sorted({act.can for act in ACTS.values() if act.of_objection})


def viewer_of(role: Role, message: UUID) -> Viewer:
    """Whoever has that role in the small city; the citizen is the message's."""
    if role is Role.CITIZEN:
        return world.citizen(message)
    if role is Role.FRONTEND:
        return world.frontend()
    if role is Role.PUBLIC:
        return Viewer(ActorKind.CITIZEN, frozenset({role}), language="en")
    return world.viewer(role)
