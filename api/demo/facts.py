"""What clocks read of a follow-up, as actions write it."""

from api.demo import telling
from api.demo.cases import Case
from api.demo.clocks import Facts
from api.demo.stories import Event


def facts_of(event: Event, case: Case) -> Facts:
    kind = case.kind
    settled = {"urgency": "URGENT" if kind.ground else "ROUTINE", "category": kind.id}
    match event.kind:
        case "REGISTERED":
            return {**settled, "claimed": case.claimed, "kind": kind.kind}
        case "TRIAGED":
            first = event is next(other for other in case.played if other.kind == "TRIAGED")
            return {**settled, "unit": case.unit, "leaves": kind.kind == "OPERATIONAL", "first": first}
        case "REOPENED":
            return settled
        case "FIRST_ACTION":
            return {"evidence": True}
        case "RESOLUTION_CLAIMED":
            return {"inspection_required": telling.inspected(case.played, event.cycle)}
        case "INSPECTION_OPENED":
            return {"cause": telling.cause(event)}
        case "INSPECTION_VISIT":
            return {"found": telling.finding(event)}
        case "PAUSED":
            return {"reason": event.note}
        case "FEEDBACK_TRIED":
            return {"result": "NO_ANSWER", "channel": "CALL"}
        case "FEEDBACK":
            return {"satisfied": telling.satisfied(event), "channel": telling.answered_through(event)}
        case "OBJECTED":
            return {"reason": "NOT_RESOLVED"}
        case "RULED":
            return {"upheld": telling.upheld(event)}
        case "MERGED" if case.leader:
            standing = case.leader.standing(case.at + int(event.after * 1000))
            return {"other": case.leader.code, "incident_state": standing.state}
        case "FOLLOWED" if event.about:
            return {"followed": event.about.kind, "incident_state": event.about.state}
        case "CLOSED":
            return {"outcome": event.outcome}
    return {}
