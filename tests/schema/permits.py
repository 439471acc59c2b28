"""Who may try which mutation on what, written by hand from domain §2, §8 and §9: the specification that
`test_every_mutation` holds the schema to."""

from collections.abc import Mapping
from typing import Any, Final

from hotline.kit.access import SIGNED_IN
from hotline.kit.viewer import Role
from tests.schema import rows

# By role, which rows they may try it on: SQL over the row `t`.
Who = Mapping[Role, str]
MINE: Final = "t.{} = :person"


def who(*roles: Role, where: str = "TRUE") -> Who:
    return dict.fromkeys(roles, where)


OPERATOR, DISPATCHER, AGENT, INSPECTOR = (
    Role.OPERATOR,
    Role.DISPATCHER,
    Role.EXECUTIVE_AGENT,
    Role.INSPECTOR,
)
SPECIAL, CLERK, ANALYST, HEAD = (
    Role.SPECIAL_FOLLOW_UP_OFFICER,
    Role.CORRESPONDENCE_CLERK,
    Role.OFFICE_ANALYST,
    Role.HEAD_OF_OFFICE,
)
MANAGER, COUNCILLOR, MEMBER, CHAIR, SECRETARY = (
    Role.MANAGER,
    Role.COUNCILLOR,
    Role.BOARD_MEMBER,
    Role.BOARD_CHAIR,
    Role.BOARD_SECRETARY,
)
ADMINISTRATOR, FRONTEND, CITIZEN = Role.ADMINISTRATOR, Role.FRONTEND, Role.CITIZEN

# Which messages are theirs to act on.
DESK: Final = who(OPERATOR, HEAD)
SPECIAL_ONES: Final = who(SPECIAL, where="t.special")
CENTRE: Final = who(DISPATCHER, where="t.dispatched_at IS NOT NULL")
UNIT: Final = who(
    AGENT, where="(t.unit_id = ANY(:units) AND t.dispatched_at IS NOT NULL) OR t.holder_unit_id = ANY(:units)"
)
ASSIGNED: Final = who(INSPECTOR, where="t.inspector_id = :person")
OWN: Final = who(CITIZEN, where="t.id = ANY(:messages)")
GROUND: Final = CENTRE | UNIT
ASKERS: Final = DESK | SPECIAL_ONES

OFFICE: Final = who(ANALYST, HEAD)
MEMBERS: Final = who(COUNCILLOR)
SPEAKERS: Final = OFFICE | MEMBERS
STEERS: Final = who(CHAIR, SECRETARY)

# By what the act is on; none where it makes something new.
TABLE: Final[Mapping[str, Mapping[str, Who]]] = {
    "": {
        # The head's rulings are "never on an act of their own" (§2): the desk's acts are theirs to do.
        "registerMessage": DESK | who(FRONTEND),
        "registerWebhook": who(FRONTEND),
        "declareHoliday": who(ADMINISTRATOR),
        "withdrawHoliday": who(ADMINISTRATOR),
        "setWorkingWeek": who(ADMINISTRATOR),
        "adoptPolicy": who(ADMINISTRATOR),
        "beginDossier": OFFICE,
        "prepareBundle": OFFICE,
        "planMeeting": STEERS,
        "proposeAgendaItem": STEERS | who(MEMBER, HEAD),
        "saveAgendaTemplate": who(SECRETARY),
        "setQuorumRule": who(CHAIR),
    },
    "msg": {
        "acknowledgeMessage": GROUND,
        "returnMessage": GROUND,
        "assignUnit": CENTRE,
        "recordAction": GROUND | ASSIGNED,
        "claimResolution": GROUND,
        "dispatchMessage": DESK,
        "referMessage": DESK,
        "recordAuthorityAnswer": DESK,
        "answerMessage": DESK,
        "rejectMessage": DESK,
        "closeMessage": DESK,
        "callAgain": DESK | OWN,
        "reclassifyMessage": DESK,
        "markSpecial": DESK,
        # Whoever holds it knows for whom it waits (§4): the reasons are listed, the pauses shown, and none is there
        # for an urgent first action.
        "pauseClock": DESK | GROUND,
        "resumeClock": DESK | GROUND,
        "openInspection": DESK,
        "assignInspector": CENTRE | who(HEAD),
        "recordVisit": ASSIGNED,
        "confirmEarlierTime": ASSIGNED,
        "seekFeedback": ASKERS,
        "recordFeedbackTry": ASKERS,
        "recordFeedback": ASKERS | OWN,
        "raiseObjection": DESK | OWN,
        "mergeMessage": DESK,
        "splitMessage": DESK,
        "triageMessage": DESK,
        "takeMessageInHand": DESK,
        "addNote": DESK | GROUND | ASSIGNED | OWN | SPECIAL_ONES | who(CLERK, where="t.special"),
    },
    "obj": {
        "ruleObjection": who(HEAD),
        "takeUpObjection": MEMBERS,
        "recordObjectionResult": MEMBERS,
    },
    # "A named superior acknowledges it" (§4), whatever their role: in the small city its manager, once the head.
    "esc": {"acknowledgeEscalation": who(MANAGER, HEAD, where=MINE.format("person_id"))},
    "dlv": {"resendDelivery": who(HEAD, ADMINISTRATOR) | who(DISPATCHER, where="t.kind = 'CENTRE'")},
    "hok": {
        "rotateWebhookSecret": who(FRONTEND, where="t.token_id = :token"),
        "deactivateWebhook": who(FRONTEND, where="t.token_id = :token") | who(ADMINISTRATOR),
    },
    "fil": {
        "releaseFile": who(HEAD),
        "verifyFile": who(HEAD)
        | who(INSPECTOR, where="t.message_id IN (SELECT id FROM message WHERE inspector_id = :person)")
        # What they sent themselves (§2): neither what a worker took nor what a frontend sent in their name.
        | who(
            CITIZEN,
            where="t.message_id = ANY(:messages) AND num_nonnulls(t.uploaded_by_id, t.uploaded_through_id) = 0",
        ),
    },
    "psn": {
        "setContact": {role: MINE.format("id") for role in SIGNED_IN} | who(ADMINISTRATOR),
        "seatMember": STEERS | who(ADMINISTRATOR),
        "unseatMember": STEERS | who(ADMINISTRATOR),
    },
    "dos": {
        "reviseDossier": OFFICE,
        "markDossierReady": OFFICE,
        "putDossierInEffect": who(HEAD),
        "settleDossier": who(HEAD),
        "takeUpDossierAgain": who(HEAD),
        "addEvidence": OFFICE,
        "askQuestion": OFFICE,
        "proposeSolution": OFFICE | who(COUNCILLOR, where="t.state <> 'DRAFT'"),
        "forwardDossier": who(HEAD) | who(COUNCILLOR, where="t.state <> 'DRAFT'"),
    },
    "evd": {"freezeEvidence": OFFICE, "removeEvidence": OFFICE},
    "qst": {"withdrawQuestion": OFFICE, "answerQuestion": MEMBERS},
    "sol": {
        "amendSolution": dict.fromkeys(SPEAKERS, MINE.format("proposed_by_id")),
        "withdrawSolution": dict.fromkeys(SPEAKERS, MINE.format("proposed_by_id")),
        "endorseSolution": who(COUNCILLOR, where="t.proposed_by_id <> :person"),
        "takeBackEndorsement": MEMBERS,
    },
    "fwd": {
        "withdrawForwarding": dict.fromkeys((COUNCILLOR, HEAD), MINE.format("by_id")),
        "acceptForwarding": who(SECRETARY),
        "returnForwarding": who(SECRETARY),
    },
    "bdl": {
        "describeBundle": OFFICE,
        "arrangeBundle": OFFICE,
        "inviteToBundle": OFFICE,
        "publishBundle": who(HEAD),
    },
    # The office opens what it prepares too, and leaves no trace: who read it is said of members (§8).
    "rev": {"openRevision": SPEAKERS, "printRevision": OFFICE},
    "ppr": {"openPaper": SPEAKERS, "annotate": SPEAKERS, "saveAnnotationDraft": SPEAKERS},
    "ann": {
        "editAnnotation": dict.fromkeys(SPEAKERS, MINE.format("made_by_id")),
        "reopenAnnotation": dict.fromkeys(SPEAKERS, MINE.format("made_by_id")),
        "replyToAnnotation": SPEAKERS,
        "saveReplyDraft": SPEAKERS,
        "answerAnnotation": OFFICE,
        "acceptAnnotation": OFFICE,
        "declineAnnotation": OFFICE,
        "assignAnnotation": OFFICE,
    },
    # "Never lost" (§8): its author says where it stands, or the office, which made the new revision. A member of
    # the board who wrote it as a councillor is its author still.
    "plc": {
        "placeAnnotation": OFFICE
        | who(
            *(COUNCILLOR, MEMBER),
            where="EXISTS (SELECT FROM annotation a WHERE a.id = t.annotation_id AND a.made_by_id = :person)",
        )
    },
    "mtg": {
        "arrangeMeeting": STEERS,
        "openAgenda": STEERS,
        "postponeMeeting": STEERS,
        "cancelMeeting": STEERS,
        "reconveneMeeting": STEERS,
        "openSession": STEERS,
        "adjournMeeting": STEERS,
        "closeMeeting": STEERS,
        "recordArrival": STEERS,
        "recordDeparture": STEERS,
        "correctAttendance": STEERS,
        "beginMinutes": who(SECRETARY),
    },
    "agd": {
        "freezeAgenda": who(CHAIR),
        "scheduleAgendaItem": who(SECRETARY),
        "addAgendaTemplate": who(SECRETARY),
        "removeAgendaItem": who(SECRETARY),
        "moveAgendaItem": who(SECRETARY),
        "setAgendaOrder": who(SECRETARY),
        "changeAgendaItem": who(SECRETARY),
        "admitAgendaItems": who(CHAIR),
        "keepAgendaVersion": who(SECRETARY),
        # Each sees who else has it open (§9): those who see it being built, the chair who freezes it among them.
        "beOnAgenda": STEERS | who(HEAD),
    },
    "itm": {
        "acceptAgendaItem": who(SECRETARY),
        "returnAgendaItem": who(SECRETARY),
        "withdrawAgendaItem": who(SECRETARY) | dict.fromkeys((MEMBER, CHAIR, HEAD), MINE.format("proposed_by_id")),
        "mergeAgendaItem": who(SECRETARY),
        "takeUpItem": STEERS,
        "noteDiscussion": STEERS,
        "decideItem": STEERS,
    },
    "atp": {"dropAgendaTemplate": who(SECRETARY)},
    "dec": {"correctDecision": who(CHAIR), "recordObjection": STEERS, "makeResolution": STEERS},
    "mpa": {
        "writeMinutesParagraph": who(SECRETARY),
        "takeMinutesSentence": who(SECRETARY),
        "keepMinutesWording": who(SECRETARY),
        "correctMinutes": who(CHAIR),
    },
    "min": {
        "addMinutesNote": who(SECRETARY),
        "placeMinutesItem": who(SECRETARY),
        "approveMinutes": who(CHAIR),
        "publishMinutes": STEERS,
    },
    "res": {
        "reportResolution": who(MANAGER, where="t.person_id = :person OR t.unit_id = ANY(:managed)"),
        "verifyResolution": STEERS | who(HEAD),
        "returnResolution": STEERS | who(HEAD),
    },
    "rwn": {"acknowledgeResolutionWarning": who(MANAGER, where=MINE.format("person_id"))},
}
ACTS: Final = {mutation: (prefix, roles) for prefix, acts in TABLE.items() for mutation, roles in acts.items()}
# What the schema lets out and the act asks for all the same.
MORE: Final[Mapping[str, Mapping[str, Any]]] = {
    "addEvidence": {"filter": {"category": "litter"}},
    "changeAgendaItem": {"title": "عنوان"},
    "mergeMessage": {"intoId": f"msg_{rows.message_id(13)}"},
}
# Of these alone: a reminder is acknowledged by nobody, whoever they are, and nothing is twice.
OF: Final = {"esc": "t.tell = 'MANAGER' AND t.acknowledged_at IS NULL"}
