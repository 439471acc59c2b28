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
    "FEEDBACK_TRIED": "A try to reach the citizen",
    "FEEDBACK": "Feedback",
    "OBJECTED": "Objection raised",
    "OBJECTION_TAKEN_UP": "A councillor took the objection up",
    "OBJECTION_RESULT": "What came of taking it up",
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
    "ESCALATION_ACKNOWLEDGED": "A superior has taken note",
    "BREACHED": "Deadline passed",
    "RESCINDED": "Breach rescinded",
    "TAKEN_IN_HAND": "Taken in hand",
    "ASSIGNED": "Assigned",
    "RECLASSIFIED": "Classified anew",
    "MARKED_SPECIAL": "Made special",
    "PAUSED": "Clock paused",
    "RESUMED": "Clock goes on",
    "CONFIRMED": "Earlier time confirmed",
    "ANSWERED": "Answered",
    "NOTE": "Note",
    "CLOSED": "Closed",
}
# What says only that somebody was pressed, not what was done.
PRESSING: Final = ("ESCALATED", "ESCALATION_ACKNOWLEDGED", "BREACHED", "RESCINDED", "PAUSED", "RESUMED")
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
INBOUND_SOURCES: Final = {"CENTRE": "Operations centre", "SMS": "Text message"}
INBOUND_RESULTS: Final = {
    "APPLIED": "Carried out",
    "NOTED": "A note on the message",
    "NOT_UNDERSTOOD": "Not understood",
}
# Why something was kept as a note; "" is any other reason.
INBOUND_REASONS: Final = {
    "UNKNOWN_STATUS": "The centre named a state that we do not know.",
    "NO_VERDICT": "It is no verdict: neither 1 nor 2 with the code of a case.",
    "NOT_FOUND": "Its code is of no case on which this number is being asked.",
    "NOT_YET": "It was dated in the future.",
    "HELD_ALREADY": "The centre had confirmed it already.",
    "": "It did not fit how the message stood.",
}
WHOSE_CALLS: Final = {"MINE": "In my hand", "NOBODYS": "Nobody has them in hand"}
WEEKDAYS: Final = {
    5: "Saturday",
    6: "Sunday",
    0: "Monday",
    1: "Tuesday",
    2: "Wednesday",
    3: "Thursday",
    4: "Friday",
}
CALENDAR_DONE: Final = {
    "declared": "The offices are closed on that day.",
    "withdrawn": "It is a working day.",
    "week": "The hours are set.",
}
PROMISES: Final = {
    "firstActionMinutes": "First action",
    "feedbackMinutes": "Feedback",
    "resolutionMinutes": "Resolution",
    "workingHours": "Routine resolution counts",
}
COUNTED: Final = {"no": "round the clock", "yes": "working time"}
TELL: Final = {
    "HOLDER": "Whoever holds it",
    "SUPERVISOR": "The supervisor",
    "MANAGER": "The manager",
    "DEPUTY": "The deputy",
}
TELLS: Final = {
    "HOLDER": "whoever holds it is reminded",
    "SUPERVISOR": "the unit's supervisor is told",
    "MANAGER": "the unit's manager is told",
    "DEPUTY": "the deputy is told",
}
TOLD: Final = {
    "HOLDER": "Whoever held it was reminded",
    "SUPERVISOR": "The supervisor was told",
    "MANAGER": "The manager was told",
    "DEPUTY": "The deputy was told",
}
CAUSES: Final = {
    "BREACH": "A deadline passed",
    "THIRD_CALL": "The citizen called a third time",
    "OBJECTION": "An objection",
    "BY_HAND": "At the office's wish",
}
INSPECTION_STATES: Final = {"OPEN": "Under way", "VERIFIED": "Verified", "CANCELLED": "Cancelled"}
FINDINGS: Final = {"DONE": "It is done", "NOT_DONE": "It is not done", "NOT_FOUND": "The place was not found"}
OBJECTION_REASONS: Final = {
    "NOTHING_DONE": "Nothing was done",
    "NOT_RESOLVED": "It is not resolved",
    "BADLY_DONE": "It was done badly",
    "WRONGLY_REJECTED": "It was wrongly rejected",
    "WRONGLY_MERGED": "It was wrongly merged with others",
    "CONDUCT": "How somebody behaved",
}
OBJECTION_STATES: Final = {"OPEN": "Waits for a ruling", "UPHELD": "The citizen is right", "DISMISSED": "Dismissed"}
REOPENINGS: Final = {"TRIAGED": "From the office, which sends it out anew", "UNDER_INSPECTION": "With an inspector"}
FEEDBACK_CHANNELS: Final = {
    "CALL": "By a call",
    "SMS": "By text message",
    "APP": "Through the app",
    "IN_PERSON": "In person",
}
ASKED_BY: Final = {"": "As their number allows"} | FEEDBACK_CHANNELS
FEEDBACK_STATES: Final = {
    "OPEN": "Being asked",
    "ANSWERED": "Answered",
    "UNREACHABLE": "Citizen not reached",
    "CANCELLED": "Cancelled",
}
TRIES: Final = {
    "NO_ANSWER": "No answer",
    "BUSY": "Busy",
    "WRONG_NUMBER": "Wrong number",
    "CALL_LATER": "Asked to be called later",
}
TRY_RESULTS: Final = TRIES | {"SENT": "Sent"}
PAUSE_REASONS: Final = {
    "WAITING_FOR_CITIZEN": "Waits for the citizen",
    "WAITING_FOR_AUTHORITY": "Waits for another authority",
}
VERDICTS: Final = {"yes": "Yes, it is resolved", "no": "No; they object"}
RULINGS: Final = {"yes": "The citizen is right: it goes on", "no": "The objection is dismissed"}
# How long ago something was done, in minutes.
EARLIER: Final = {
    "0": "Just now",
    "15": "A quarter of an hour ago",
    "30": "Half an hour ago",
    "60": "An hour ago",
    "120": "Two hours ago",
    "240": "Four hours ago",
    "480": "Eight hours ago",
    "1440": "Yesterday at this time",
}
CLOCK_STATES: Final = {
    "RUNNING": "Running",
    "PAUSED": "Paused",
    "MET": "In time",
    "BREACHED": "Late",
    "CANCELLED": "Cancelled",
}
# Which of the cases of an on-time rate, and how a district stands against what chance explains.
RATED: Final = {
    "MET": "Those in time.",
    "LATE": "Those late.",
    "PAUSED": "Those whose clock stood still for a while.",
}
STANDINGS: Final = {
    "OUTSIDE_LOW": "Outside the limits: fewer than expected",
    "OUTSIDE_HIGH": "Outside the limits: more than expected",
}
# What is still to be done, of an obligation that has run out or will.
OWED: Final = {
    "FIRST_ACTION": "The first action is still to be taken.",
    "FEEDBACK": "The citizen is still to be asked.",
    "RESOLUTION": "It is still to be resolved.",
}
GROUPS: Final = {
    "late": "Past their time",
    "toAcknowledge": "To acknowledge",
    "toAssign": "To send a unit to",
    "sent": "A unit is on its way",
    "inAction": "In action",
}
PAPER_CHANGES: Final = {
    "ADDED": "New in this revision",
    "REMOVED": "Taken out",
    "CHANGED": "Its words changed",
    "MOVED": "At another place",
    "SAME": "The same words",
}
BUNDLE_DONE: Final = {
    "begun": "The bundle is begun. Add dossiers and invite the members.",
    "words": "Saved.",
    "dossiers": "The dossiers stand in this order now.",
    "members": "Saved whom it is meant for.",
    "printing": "It is being made once more.",

# What may be done with a message, as its button says it.
ACTS: Final = {
    "triage": "Triage it",
    "take": "Take in hand",
    "acknowledgement": "Confirm that we have it",
    "actions": "Record an action",
    "claim": "Say that it is done",
    "return": "Return it to the office",
    "assignment": "Send a unit",
    "visits": "Record a visit",
    "earlier-time": "Confirm an earlier time",
    "inspection": "Bring an inspector in",
    "inspector": "Charge another inspector",
    "feedback-request": "Ask the citizen",
    "feedback-try": "Record a try to reach the citizen",
    "feedback": "Record the citizen's answer",
    "answer": "Answer it and close it",
    "referral": "Refer it to another authority",
    "authority-answer": "Close it with the authority's answer",
    "rejection": "Reject it",
    "closing": "Close it without feedback",
    "merging": "Merge it with another message",
    "splitting": "Split it off from its incident",
    "call": "The citizen called again",
    "objection": "Raise an objection",
    "classification": "Classify it anew",
    "special-mark": "Make it special",
    "note": "Add a note",
    "ruling": "Rule on the objection",
    "taking-up": "Take the objection up",
    "result": "Record what came of it",
    "taking-note": "Take note of the warning",
    "release": "Release to councillors",
    "seal-check": "Verify the seal",
}
# What an act means for others, said before it is done.
EFFECTS: Final = {
    "triage": "An urgent message, or one that asks for action, goes out at once.",
    "acknowledgement": "From then on it is in your unit's hands.",
    "actions": "The first action stops the two-hour clock. Say what was done, or send a photo.",
    "claim": "Whether it is done, an inspector or the citizen says.",
    "return": "The office reads why and sends it elsewhere.",
    "visits": "Only what you saw yourself. Done means verified; otherwise it goes back to the unit.",
    "earlier-time": "The clock then goes by the earlier time; that it was recorded late stays visible.",
    "answer": "The answer is told to the citizen, and the message is closed.",
    "referral": "The citizen is told whose matter it is.",
    "authority-answer": "The answer is told to the citizen, and the message is closed.",
    "rejection": "The reason is told to the citizen, who may object.",
    "closing": "The reason is told to the citizen, who may object within thirty days.",
    "merging": "It then follows the other message: one work order, one clock. Its caller is answered all the same.",
    "splitting": "It then goes on by itself, from where it stood.",
    "feedback": "Whoever is not satisfied objects thereby; the message is then open again.",
    "ruling": "The ruling is told to the citizen. If they are right, a new cycle begins with clocks of its own.",
    "taking-up": "Your name stands on the timeline, and you record what came of it.",
    "result": "The result is told to the citizen.",
    "taking-note": "With your name on it the warning climbs no further.",
    "release": "Councillors then see it for good. Look for faces, number plates and names first.",
}
# Said after an act.
DONE: Final = {
    "triage": "Triaged. Whoever must act has it now.",
    "take": "The message is in your hand.",
    "acknowledgement": "Confirmed: it is in your unit's hands.",
    "actions": "The action is on the timeline.",
    "claim": "Thank you. Now it is looked at.",
    "return": "It is back with the office.",
    "assignment": "The unit has been told.",
    "visits": "Your visit is on the timeline.",
    "earlier-time": "The earlier time is confirmed.",
    "inspection": "An inspector has been brought in.",
    "inspector": "The inspector has been charged.",
    "feedback-request": "The citizen is being asked.",
    "feedback-try": "The try is written down.",
    "feedback": "The citizen's answer is written down.",
    "answer": "Answered and closed.",
    "referral": "Referred. The citizen has been told.",
    "authority-answer": "Closed with the authority's answer.",
    "rejection": "Rejected. The citizen has been told why.",
    "closing": "Closed. The citizen has been told why.",
    "merging": "Merged. Its caller has been told.",
    "splitting": "It goes on by itself.",
    "call": "The call is on the timeline.",
    "objection": "The objection is written down.",
    "classification": "Classified anew.",
    "special-mark": "The special follow-up unit has it too.",
    "note": "Your note is on the timeline.",
    "ruling": "The ruling stands, and the citizen has been told.",
    "taking-up": "You have taken the objection up.",
    "result": "The result is on the timeline.",
    "taking-note": "You have taken note; the warning climbs no further.",
    "release": "Councillors see the photo now.",
    "seal-check": "The original is what was sealed, byte for byte.",
    "seal-broken": "The original is NOT what was sealed. Tell the administrator at once.",
}
# What forms ask; first by act and field, else by field alone.
FIELDS: Final = {
    "reason": "Why?",
    "note": "Note, if any",
    "actions.note": "What was done?",
    "claim.note": "What was done?",
    "visits.note": "What did you see?",
    "taking-note.note": "What is done about it, if anything",
    "photos": "Photos, four at most",
    "earlier": "When was it?",
    "categoryCode": "Request type",
    "districtNumber": "District",
    "ground": "Is it urgent?",
    "classification.reason": "On which new facts?",
    "unitCode": "Which unit?",
    "found": "What did you find?",
    "record": "Which record?",
    "inspectorId": "Which inspector?",
    "channel": "How?",
    "feedback-try.result": "What came of it?",
    "satisfied": "Is it resolved, as the citizen says?",
    "feedback.text": "In the citizen's words, if any",
    "answer": "The answer",
    "authority": "Whose matter is it?",
    "referral.reason": "Why is it theirs?",
    "receipt": "Number of their receipt, if any",
    "intoCode": "Tracking code of the other message",
    "call.text": "What did the citizen say this time?",
    "objection.reason": "What do they contest?",
    "objection.text": "In the citizen's words, if any",
    "againstId": "Against which act?",
    "note.text": "The note",
    "audience": "Who may read it",
    "uphold": "Who is right?",
    "reopenAs": "Where does it go on, if the citizen is right?",
    "ruling": "The ruling, in words for the citizen",
    "result": "What came of it, in words for the citizen",
}
DOSSIER_STATES: Final = {
    "DRAFT": "Draft",
    "READY": "Ready for the members",
    "UNDER_DISCUSSION": "Under discussion",
    "FORWARDED": "Before the policy board",
    "DECIDED": "Decided",
    "IN_EFFECT": "Decision in effect",
    "SETTLED": "Settled",
}
FORWARDING_STATES: Final = {
    "WAITING": "In the secretary's tray",
    "ACCEPTED": "Accepted",
    "RETURNED": "Returned",
    "SCHEDULED": "On an agenda",
    "DECIDED": "Decided",
    "DEFERRED": "Deferred",
    "WITHDRAWN": "Taken back",
}
# What a new dossier has places for; its author may drop them.
DOSSIER_SECTIONS: Final = {
    "process": "The process as it is",
    "tried": "What was tried",
    "stake": "What is at stake",
}
# Figures of messages, by measure; of those with an obligation or a stage, that is named beside it.
MEASURES: Final = {
    "MESSAGES": "Messages",
    "URGENT": "Urgent",
    "OPEN": "Still open",
    "OBJECTED": "Objected to",
    "REOPENED": "Reopened",
    "ON_TIME": "In time",
    "LATE": "Late",
    "STAGE": "Time at a stage",
}
# The marks by which evidence may be chosen.
MARKS: Final = {
    "LATE:FIRST_ACTION": "First action late",
    "LATE:RESOLUTION": "Resolution late",
    "LATE:FEEDBACK": "Feedback late",
    "OBJECTED": "Objected to",
    "REOPENED": "Reopened",
    "OPEN": "Still open",
}
PERIODS: Final = {
    "30": "Of the last 30 days",
    "90": "Of the last 90 days",
    "180": "Of the last 180 days",
    "365": "Of the last year",
}
# What a kept filter of messages goes by.
FILTERS: Final = {
    "category": "Request type",
    "district": "District",
    "unit": "Unit",
    "urgency": "Urgency",
    "states": "State",
    "marked": "What is true of them",
    "special": "Mark",
    "open": "Mark",
    "overdue": "Mark",
    "text": "Words",
    "trackingCodes": "Tracking codes",
    "registeredFrom": "Registered from",
    "registeredTo": "Registered to",
}
DOSSIER_DONE: Final = {
    "begun": "The dossier is begun. Add evidence to it, then show it to the members.",
    "saved": "The new version is saved; the one before stays to be read.",
    "ready": "The members see it now.",
    "effect": "It is written down that the decision is in effect.",
    "settled": "It is written down that the matter is settled.",
    "again": "The dossier is open for discussion again.",
    "evidence": "The evidence is added, as it stands now.",
    "frozen": "The evidence is frozen anew; what was frozen before stays.",
    "removed": "The evidence is removed.",
    "asked": "The members are asked.",
    "unasked": "The question is withdrawn; its answers stay.",
    "answered": "Your answer stands on the dossier.",
    "proposed": "Your solution stands on the dossier.",
    "amended": "Your solution is changed.",
    "withdrawn": "Your solution is taken back.",
    "endorsed": "You stand behind this solution.",
    "unendorsed": "You stand behind it no longer.",
    "forwarded": "The dossier is before the policy board. Its secretary sees it now.",
    "recalled": "The dossier is taken back from the board.",
}
DOSSIER_CHECKS: Final = {
    "ready": "The members of the council will see the dossier from now on, as it now stands.",
    "effect": "It is written down that what was decided is being done.",
    "settle": "It is written down that the matter has an end.",
    "again": "The dossier opens for discussion again, with all that was said of it.",
    "withdraw-forwarding": "The dossier leaves the board, and is open for discussion again.",
}

# The policy board.
MEETING_STATES: Final = {
    "PLANNED": "Planned",
    "AGENDA_OPEN": "Agenda being built",
    "AGENDA_FROZEN": "Agenda frozen",
    "IN_SESSION": "In session",
    "ADJOURNED": "Adjourned",
    "MINUTES_DRAFT": "Minutes being written",
    "MINUTES_APPROVED": "Minutes approved",
    "PUBLISHED": "Minutes published",
    "POSTPONED": "Postponed",
    "CANCELLED": "Cancelled",
}
ITEM_STATES: Final = {
    "PROPOSED": "Waits for an answer",
    "ACCEPTED": "Waits for an agenda",
    "RETURNED": "Returned",
    "MERGED": "Part of another",
    "SCHEDULED": "On an agenda",
    "DISCUSSED": "Discussed",
    "DECIDED": "Decided",
    "DEFERRED": "Deferred",
    "WITHDRAWN": "Withdrawn",
}
# What was done to an agenda, said of somebody.
EDITS: Final = {
    "ADDED": "{by} put «{title}» on the agenda as number {now}.",
    "REMOVED": "{by} took «{title}», number {was}, off the agenda.",
    "MOVED": "{by} moved «{title}» from number {was} to number {now}.",
    "ORDERED": "{by} put the whole agenda in a new order.",
    "CHANGED": "{by} changed «{title}».",
}
# The same, said to whoever did it.
EDITED: Final = {
    "ADDED": "«{title}» is on the agenda as number {now}.",
    "REMOVED": "«{title}» is off the agenda and waits in the tray.",
    "MOVED": "«{title}» went from number {was} to number {now}.",
    "ORDERED": "The agenda is in its new order.",
    "CHANGED": "«{title}» is changed.",
}
VERSION_CAUSES: Final = {"BY_HAND": "Kept by hand", "FROZEN": "Frozen", "ADDENDUM": "With an addendum"}
MONTHS: Final = {
    "1": "Farvardin",
    "2": "Ordibehesht",
    "3": "Khordad",
    "4": "Tir",
    "5": "Mordad",
    "6": "Shahrivar",
    "7": "Mehr",
    "8": "Aban",
    "9": "Azar",
    "10": "Dey",
    "11": "Bahman",
    "12": "Esfand",
}
TRAY_DONE: Final = {
    "accept": "It is accepted and waits for an agenda.",
    "return": "It is returned, with your reason.",
    "merge": "It is part of the other now.",
    "withdraw": "It is taken back.",
    "propose": "It waits in the tray.",
    "accept-forwarding": "The dossier is accepted and waits for an agenda. Whoever forwarded it sees that.",
    "return-forwarding": "The dossier is returned. Whoever forwarded it reads your reason.",
}
