"""What the schema's codes are called. The English stands here, its Persian in locale/fa.po."""

from typing import Final

STATES: Final = {
    "REGISTERED": "Registered",
    "TRIAGED": "Triaged",
    "DISPATCHED": "Dispatched",
    "RETURNED": "Returned",
    "ACKNOWLEDGED": "Acknowledged",
    "IN_ACTION": "In action",
    "RESOLUTION_CLAIMED": "Said to be done",
    "UNDER_INSPECTION": "Under inspection",
    "VERIFIED": "Verified",
    "FEEDBACK_SOUGHT": "Citizen is being asked",
    "OBJECTED": "Objection raised",
    "REFERRED": "Referred elsewhere",
    "REJECTED": "Rejected",
    "MERGED": "Part of an incident",
    "CLOSED": "Closed",
}
OPEN_STATES: Final = tuple(state for state in STATES if state not in ("CLOSED", "REJECTED", "MERGED"))
URGENCIES: Final = {"ROUTINE": "Routine", "URGENT": "Urgent"}
GROUNDS: Final = {
    "HAZARD": "Removing a hazard",
    "COSTLY_VIOLATION": "Confronting a costly violation",
    "RESOURCE_WASTE": "Preventing waste of city resources",
}
KINDS: Final = {"OPERATIONAL": "Operational", "INFORMATION": "Information", "OPINION": "Opinion"}
CHANNELS: Final = {
    "PHONE": "Phone",
    "SMS": "Text message",
    "APP": "App",
    "WEB": "Web",
    "IN_PERSON": "In person",
    "SOCIAL": "Social network",
}
OBLIGATIONS: Final = {"FIRST_ACTION": "First action", "FEEDBACK": "Feedback", "RESOLUTION": "Resolution"}
OUTCOMES: Final = {
    "ANSWERED": "Answered",
    "SATISFIED": "Citizen satisfied",
    "UNSATISFIED": "Citizen not satisfied",
    "NOT_NEEDED": "No feedback needed",
    "UNREACHABLE": "Citizen not reached",
    "DISMISSED": "Objection dismissed",
}
HAPPENINGS: Final = {
    "REGISTERED": "Registered",
    "CALLED_AGAIN": "The citizen called again",
    "TRIAGED": "Triaged",
    "DISPATCHED": "Dispatched",
    "ACKNOWLEDGED": "Acknowledged",
    "RETURNED": "Returned",
    "FIRST_ACTION": "First action",
    "ACTION": "Action",
    "RESOLUTION_CLAIMED": "Said to be done",
    "INSPECTION_OPENED": "Inspection opened",
    "INSPECTION_VISIT": "Inspector's visit",
    "VERIFIED": "Verified",
    "FEEDBACK_SOUGHT": "Citizen is being asked",
    "FEEDBACK": "Feedback",
    "OBJECTED": "Objection raised",
    "RULED": "Objection ruled on",
    "REOPENED": "Reopened",
    "REFERRED": "Referred elsewhere",
    "REJECTED": "Rejected",
    "MERGED": "Part of an incident",
    "SPLIT": "Split off from the incident",
    "JOINED": "Another message joined it",
    "LEFT": "A message left its incident",
    "FOLLOWED": "The incident went on",
    "ESCALATED": "Escalated",
    "BREACHED": "Deadline passed",
    "TAKEN_IN_HAND": "Taken in hand",
    "NOTE": "Note",
    "CLOSED": "Closed",
}
ACTORS: Final = {
    "PERSON": "Staff",
    "CITIZEN": "Citizen",
    "FRONTEND": "Public application",
    "SYSTEM": "System",
    "CENTRE": "Operations centre",
}
AUDIENCES: Final = {"INTERNAL": "Staff only", "COUNCIL": "Councillors too", "CITIZEN": "The citizen too"}
REASONS: Final = {
    "CALL_BACK": "To call the citizen back",
    "CLARIFY": "To clear something up",
    "ON_SITE": "To find the place",
    "OBJECTION": "For an objection",
    "LEGAL": "For a legal duty",
}
DELIVERY_STATES: Final = {
    "PENDING": "Waiting to leave",
    "STUCK": "Stuck",
    "DELIVERED": "Delivered",
    "CANCELLED": "Cancelled",
}
DELIVERY_KINDS: Final = {
    "CENTRE": "Operations centre",
    "SMS": "Text message",
    "EMAIL": "E-mail",
    "WEBHOOK": "Webhook",
}
CLOCK_STATES: Final = {
    "RUNNING": "Running",
    "PAUSED": "Paused",
    "MET": "In time",
    "BREACHED": "Late",
    "CANCELLED": "Cancelled",
}
GROUPS: Final = {
    "late": "Past their time",
    "toAcknowledge": "To acknowledge",
    "toAssign": "To send a unit to",
    "sent": "A unit is on its way",
    "inAction": "In action",
}
