"""What a viewer may do with a message, each answer with its reason: the verdicts of the rules, tabulated."""

import strawberry

from hotline.clocks import pausing
from hotline.feedback import rules as feedback
from hotline.incidents import rules as incidents
from hotline.inspections import rules as inspections
from hotline.messages import office_rules, rules, unit_rules
from hotline.messages.filters import IN_HAND
from hotline.messages.tables import MessageKind, MessageState, Urgency
from hotline.objections import rules as objections
from schema.permission import Permission
from schema.reader.declarations import decided

_STATE = ("{t}.state", MessageState)
_KIND = ("{t}.kind", MessageKind)
_URGENCY = ("{t}.urgency", Urgency)
_EITHER = (True, False)
_HELD = (IN_HAND, _EITHER)
_OURS = ("coalesce({t}.unit_id = ANY(:units), FALSE) OR coalesce({t}.holder_unit_id = ANY(:units), FALSE)", _EITHER)
_HELD_BY_UNIT = ("coalesce({t}.holder_unit_id = ANY(:units), FALSE)", _EITHER)
_ASSIGNED = ("coalesce({t}.inspector_id = :person, FALSE)", _EITHER)
_INSPECTED = ("EXISTS (SELECT FROM inspection i WHERE i.message_id = {t}.id AND i.state = 'OPEN')", _EITHER)
_OBJECTED = ("EXISTS (SELECT FROM objection o WHERE o.message_id = {t}.id AND o.state = 'OPEN')", _EITHER)
_CLOSED = ("coalesce({t}.closed_by_id = :person, FALSE)", _EITHER)
_REACHABLE = (
    "EXISTS (SELECT FROM message m JOIN reporter r ON r.message_id = m.id AND r.pii_phone IS NOT NULL"
    " WHERE (m.id = {t}.id OR (m.incident_id = {t}.id AND m.state = 'MERGED')) AND NOT EXISTS (SELECT"
    " FROM feedback_request q WHERE q.message_id = m.id AND q.cycle = m.cycle"
    " AND q.state IN ('ANSWERED', 'UNREACHABLE')))",
    _EITHER,
)
_REQUESTED = (
    "EXISTS (SELECT FROM feedback_request q WHERE q.message_id = {t}.id AND q.cycle = {t}.cycle AND q.state = '%s')"
)
_ASKED = (_REQUESTED % "OPEN", _EITHER)
_ANSWERED = (_REQUESTED % "ANSWERED", _EITHER)
_CLOSED_AT = "coalesce({t}.closed_at, (SELECT l.closed_at FROM message l WHERE l.id = {t}.incident_id))"
_LATE = (
    f"coalesce({_CLOSED_AT} < payesh_now() - interval '{objections.OBJECT_WITHIN.days} days', FALSE)",
    _EITHER,
)

_CLOCK = (
    "EXISTS (SELECT FROM clock c WHERE c.message_id = {t}.id AND c.cycle = {t}.cycle AND c.obligation = '%s'"
    " AND %s)"
)
_UNANSWERED = (_CLOCK % ("FIRST_ACTION", "c.met_at IS NULL AND c.cancelled_because IS NULL"), _EITHER)
_RUNS = (_CLOCK % ("RESOLUTION", "c.state = 'RUNNING' AND c.due_at > payesh_now()"), _EITHER)
_PAUSED = (_CLOCK % ("RESOLUTION", "c.state = 'PAUSED'"), _EITHER)


@strawberry.type
class MessagePermissions:
    can_triage: Permission = decided(
        rules.can_triage, "Whether the viewer may triage it now.", state=_STATE, closed=_CLOSED
    )
    can_dispatch: Permission = decided(
        rules.can_dispatch,
        "Whether the viewer may send it out as it was triaged.",
        state=_STATE,
        settled=("{t}.unit_id IS NOT NULL", _EITHER),
        closed=_CLOSED,
    )
    can_take_in_hand: Permission = decided(
        rules.can_take_in_hand,
        "Whether the viewer may take it in hand now.",
        state=_STATE,
        in_hand=_HELD,
        closed=_CLOSED,
    )
    can_add_note: Permission = decided(rules.can_add_note, "Whether the viewer may add a note.", state=_STATE)
    can_read_reporter: Permission = decided(
        rules.can_read_reporter,
        "Whether the viewer may read who reported it.",
        in_hand=_HELD,
        held_by_unit=_HELD_BY_UNIT,
        assigned=_ASSIGNED,
        special=("{t}.special", _EITHER),
    )
    can_acknowledge: Permission = decided(
        unit_rules.can_acknowledge,
        "Whether the viewer may confirm its receipt.",
        state=_STATE,
        urgency=_URGENCY,
        ours=_OURS,
        held=_HELD_BY_UNIT,
    )
    can_return: Permission = decided(
        unit_rules.can_return,
        "Whether the viewer may return it to the office.",
        state=_STATE,
        urgency=_URGENCY,
        ours=_OURS,
    )
    can_assign_unit: Permission = decided(
        unit_rules.can_assign, "Whether the viewer may send a unit.", state=_STATE
    )
    can_record_action: Permission = decided(
        unit_rules.can_record_action,
        "Whether the viewer may record an act on the ground.",
        state=_STATE,
        urgency=_URGENCY,
        ours=_OURS,
        assigned=_ASSIGNED,
    )
    can_claim_resolution: Permission = decided(
        unit_rules.can_claim_resolution,
        "Whether the viewer may say that it is done.",
        state=_STATE,
        urgency=_URGENCY,
        ours=_OURS,
    )
    can_refer: Permission = decided(
        office_rules.can_refer,
        "Whether the viewer may refer it to another authority.",
        state=_STATE,
        closed=_CLOSED,
    )
    can_record_answer: Permission = decided(
        office_rules.can_record_answer,
        "Whether the viewer may record the other authority's answer.",
        state=_STATE,
        inspected=_INSPECTED,
        objected=_OBJECTED,
    )
    can_answer: Permission = decided(
        office_rules.can_answer,
        "Whether the viewer may answer it and close it.",
        state=_STATE,
        kind=_KIND,
        inspected=_INSPECTED,
        objected=_OBJECTED,
    )
    can_reject: Permission = decided(
        office_rules.can_reject,
        "Whether the viewer may reject it.",
        state=_STATE,
        inspected=_INSPECTED,
        objected=_OBJECTED,
    )
    can_close: Permission = decided(
        office_rules.can_close,
        "Whether the viewer may close it without feedback.",
        state=_STATE,
        inspected=_INSPECTED,
        objected=_OBJECTED,
    )
    can_call_again: Permission = decided(
        office_rules.can_call_again, "Whether the viewer may record a further call.", state=_STATE
    )
    can_reclassify: Permission = decided(
        office_rules.can_reclassify, "Whether the viewer may change its classification.", state=_STATE
    )
    can_mark_special: Permission = decided(
        office_rules.can_mark_special,
        "Whether the viewer may make it special.",
        state=_STATE,
        special=("{t}.special", _EITHER),
    )
    can_pause_clock: Permission = decided(
        pausing.can_pause,
        "Whether the viewer may let its resolution clock stand still.",
        state=_STATE,
        held=_HELD_BY_UNIT,
        unanswered=_UNANSWERED,
        runs=_RUNS,
        paused=_PAUSED,
    )
    can_resume_clock: Permission = decided(
        pausing.can_resume,
        "Whether the viewer may let it go on.",
        state=_STATE,
        held=_HELD_BY_UNIT,
        paused=_PAUSED,
    )
    can_open_inspection: Permission = decided(
        inspections.can_open, "Whether the viewer may bring an inspector in.", state=_STATE, inspected=_INSPECTED
    )
    can_assign_inspector: Permission = decided(
        inspections.can_assign, "Whether the viewer may charge another inspector.", inspected=_INSPECTED
    )
    can_record_visit: Permission = decided(
        inspections.can_visit,
        "Whether the viewer may record a visit.",
        inspected=_INSPECTED,
        assigned=_ASSIGNED,
    )
    can_seek_feedback: Permission = decided(
        feedback.can_seek,
        "Whether the viewer may ask the citizen.",
        state=_STATE,
        inspected=_INSPECTED,
        objected=_OBJECTED,
        reachable=_REACHABLE,
        closed=_CLOSED,
    )
    can_record_feedback_try: Permission = decided(
        feedback.can_record_try, "Whether the viewer may record a try.", state=_STATE, asked=_ASKED
    )
    can_record_feedback: Permission = decided(
        feedback.can_answer, "Whether the viewer may record the answer.", state=_STATE, asked=_ASKED
    )
    can_object: Permission = decided(
        objections.can_object,
        "Whether the viewer may object, for the citizen or as the citizen.",
        objected=_OBJECTED,
        late=_LATE,
    )
    can_merge: Permission = decided(
        incidents.can_merge,
        "Whether the viewer may merge it into another.",
        state=_STATE,
        inspected=_INSPECTED,
        objected=_OBJECTED,
    )
    can_lead: Permission = decided(incidents.can_lead, "Whether the viewer may merge others into it.", state=_STATE)
    can_split: Permission = decided(
        incidents.can_split,
        "Whether the viewer may take it out of its incident.",
        state=_STATE,
        answered=_ANSWERED,
    )
