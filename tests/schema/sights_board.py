"""Who may read which field of what the board makes of messages, written by hand from domain §2, §8 and §9."""

from collections.abc import Mapping
from typing import Final

from hotline.kit.viewer import Role
from tests.schema.permits import (
    ADMINISTRATOR,
    ANALYST,
    CHAIR,
    COUNCILLOR,
    HEAD,
    MANAGER,
    MEMBER,
    MINE,
    OFFICE,
    SECRETARY,
    SPEAKERS,
    who,
)
from tests.schema.sights import EVERYBODY, Sight, sight, within

BOARD: Final = who(MEMBER, CHAIR, SECRETARY)
INSIDE: Final = BOARD | who(HEAD)
COUNCIL: Final = who(COUNCILLOR, ANALYST)
READERS: Final = INSIDE | COUNCIL
BUILDERS: Final = who(CHAIR, SECRETARY, HEAD)
# The administrator seats members, too.
SEATS_SEEN: Final = READERS | who(ADMINISTRATOR)
LATER: Final = COUNCIL | who(MEMBER)

BEFORE_IT: Final = "{} IN (SELECT dossier_id FROM forwarding)"
MEANT: Final = (
    "{0}.revision > 0 AND ({0}.readers = 'ALL'"
    " OR {0}.id IN (SELECT bundle_id FROM invitation WHERE person_id = :person))"
)
DRAFTED: Final = (
    *("title", "introduction", "visitOn", "firstDay", "lastDay", "comparedFirst", "comparedLast"),
    *("version", "createdAt", "createdBy", "changedAt", "changedBy"),
)
SHARED: Final = "(t.visibility <> 'PRIVATE' OR t.made_by_id = :person)"
READ_IN: Final = f"EXISTS (SELECT FROM bundle b WHERE b.id = t.bundle_id AND {MEANT.format('b')})"
FOR_BOARD: Final = f"t.visibility = 'BOARD' AND {BEFORE_IT.format('t.dossier_id')}"
OWN_NOTES: Final = dict.fromkeys(SPEAKERS, MINE.format("person_id"))
FROZEN: Final = (
    "{} IN (SELECT a.id FROM agenda a JOIN meeting m ON m.id = a.meeting_id"
    " WHERE m.state NOT IN ('PLANNED', 'AGENDA_OPEN', 'POSTPONED', 'CANCELLED'))"
)
THEIRS: Final = "coalesce(t.proposed_by_id = :person, FALSE)"
ITEMS: Final = {
    **BUILDERS,
    Role.BOARD_MEMBER: f"{THEIRS} OR {FROZEN.format('t.agenda_id')}",
    **dict.fromkeys(COUNCIL, f"{THEIRS} OR (NOT t.confidential AND {FROZEN.format('t.agenda_id')})"),
}
ANSWERS: Final = "t.unit_id = ANY(:managed) OR coalesce(t.person_id = :person, FALSE)"
PROVED: Final = "t.file_id IN (SELECT id FROM file WHERE released_at IS NOT NULL)"
OPEN: Final = "NOT EXISTS (SELECT FROM agenda_item i WHERE i.id = t.item_id AND i.confidential)"

BOARDS: Final[Mapping[str, Sight]] = {
    # A dossier is the office's; a member's once it is ready; the board's once it is put before it. Its
    # parts go with it.
    "Dossier": sight(
        OFFICE | who(COUNCILLOR, where="t.state <> 'DRAFT'") | dict.fromkeys(BOARD, BEFORE_IT.format("t.id"))
    ),
    "DossierVersion": within("dossier_id", "Dossier"),
    "DossierSection": within("version_id", "DossierVersion"),
    "DossierStep": within("dossier_id", "Dossier"),
    "DossierQuestion": within("dossier_id", "Dossier"),
    "DossierAnswer": within("question_id", "DossierQuestion"),
    "DossierChange": within("dossier_id", "Dossier"),
    "Evidence": within("dossier_id", "Dossier"),
    "EvidenceFreeze": within("evidence_id", "Evidence"),
    "FrozenFigure": within("freeze_id", "EvidenceFreeze"),
    "FrozenMessage": within("freeze_id", "EvidenceFreeze"),
    "Solution": within("dossier_id", "Dossier"),
    "SolutionEffect": within("solution_id", "Solution"),
    "Endorsement": within("solution_id", "Solution"),
    "Forwarding": within("dossier_id", "Dossier"),
    "ForwardingStep": within("forwarding_id", "Forwarding"),
    "ForwardedSolution": within("forwarding_id", "Forwarding"),
    "ForwardedEvidence": within("forwarding_id", "Forwarding"),
    # A bundle's draft is the office's; members read the revisions that are meant for them, and see who else
    # read only of themselves.
    "Bundle": sight(OFFICE | who(COUNCILLOR, where=MEANT.format("t")), **dict.fromkeys(DRAFTED, OFFICE)),
    "BundleDossier": within("bundle_id", "Bundle", to=OFFICE),
    "Invitation": within("bundle_id", "Bundle"),
    "LiveAnalysed": within("bundle_id", "Bundle", to=OFFICE),
    "Revision": within("bundle_id", "Bundle"),
    "RevisionPaper": within("revision_id", "Revision"),
    "PaperEvidence": within("paper_id", "RevisionPaper"),
    "PaperChange": within("revision_id", "Revision"),
    "MarkedPaper": sight(SPEAKERS),
    "RevisionAnalysed": within("revision_id", "Revision"),
    "Printing": within("revision_id", "Revision"),
    "Opening": within("revision_id", "Revision", to=OFFICE | who(COUNCILLOR, where=MINE.format("person_id"))),
    # A private note is its author's; the others are for those who read the bundle, and for the board where
    # meant for it.
    "Annotation": sight(
        dict.fromkeys((ANALYST, HEAD), SHARED)
        | who(COUNCILLOR, where=f"{SHARED} AND {READ_IN}")
        | dict.fromkeys(BOARD, FOR_BOARD)
    ),
    "AnnotationEdit": within(
        "annotation_id", "Annotation", to=dict.fromkeys(READERS, "t.visibility <> 'PRIVATE' OR t.by_id = :person")
    ),
    "AnnotationReply": within("annotation_id", "Annotation"),
    "AnnotationMention": within("annotation_id", "Annotation"),
    "Placement": within("annotation_id", "Annotation"),
    "PlacementCandidate": within("placement_id", "Placement"),
    "AnnotationDraft": sight(OWN_NOTES),
    "AnnotationReplyDraft": within("annotation_id", "Annotation", to=OWN_NOTES),
    # That the board meets is known to it, to the office and to the council; its agenda to those who build
    # it, and to the others once it is frozen, what is confidential kept from all but the board.
    "Meeting": sight(READERS),
    "MeetingStep": within("meeting_id", "Meeting"),
    "BoardSeat": sight(SEATS_SEEN),
    "QuorumRule": sight(SEATS_SEEN),
    "QuorumIf": sight(SEATS_SEEN),
    "Attendance": within("meeting_id", "Meeting"),
    "Agenda": within("meeting_id", "Meeting", to=BUILDERS | dict.fromkeys(LATER, FROZEN.format("t.id"))),
    "AgendaItem": sight(ITEMS),
    "AgendaEdit": within("agenda_id", "Agenda", to=BUILDERS),
    "AgendaPresence": within("agenda_id", "Agenda", to=BUILDERS),
    "AgendaVersion": within("agenda_id", "Agenda", to=BUILDERS | dict.fromkeys(LATER, "t.cause <> 'BY_HAND'")),
    "AgendaVersionLine": within(
        "version_id", "AgendaVersion", to=BUILDERS | who(MEMBER) | dict.fromkeys(COUNCIL, "NOT t.confidential")
    ),
    "AgendaTemplate": sight(BUILDERS),
    "AgendaTemplateLine": within("template_id", "AgendaTemplate", to=BUILDERS),
    # What was decided goes with its item; what was said stays with the board until it stands in the
    # minutes.
    "Discussion": within("item_id", "AgendaItem", to=INSIDE),
    "Decision": within("item_id", "AgendaItem"),
    "Vote": within("decision_id", "Decision"),
    "DecisionObjection": within("decision_id", "Decision"),
    "Deferral": within("item_id", "AgendaItem"),
    "Minutes": within("meeting_id", "Meeting", to=INSIDE | dict.fromkeys(COUNCIL, "t.approved_at IS NOT NULL")),
    "MinutesItem": within("minutes_id", "Minutes", to=INSIDE | dict.fromkeys(COUNCIL, OPEN)),
    "MinutesParagraph": within("minutes_id", "Minutes", to=INSIDE | dict.fromkeys(COUNCIL, OPEN)),
    "MinutesEdit": within("paragraph_id", "MinutesParagraph", to=BUILDERS),
    "MinutesCorrection": within("paragraph_id", "MinutesParagraph"),
    "PublishedMinutes": sight(EVERYBODY),
    "PublishedLine": within("publication_id", "PublishedMinutes"),
    # A resolution is the board's, the office's and the council's, and the manager's who answers for it.
    "Resolution": sight(INSIDE | dict.fromkeys(COUNCIL, "NOT t.confidential") | who(MANAGER, where=ANSWERS)),
    "ResolutionCategory": within("resolution_id", "Resolution"),
    "ResolutionSolution": within("resolution_id", "Resolution"),
    "ResolutionStep": within("resolution_id", "Resolution"),
    "ResolutionWarning": within("resolution_id", "Resolution"),
    "ResolutionEffect": within("resolution_id", "Resolution"),
    # Proof waits for the office as a message's photos do; the secretary and the chair judge the report by it.
    "ResolutionProof": within(
        "step_id", "ResolutionStep", to=BUILDERS | who(ANALYST, MANAGER) | who(COUNCILLOR, MEMBER, where=PROVED)
    ),
}
