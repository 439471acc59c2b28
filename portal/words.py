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
ACCOUNT_DONE: Final = {
    "changed": "Your password is changed. Everywhere else you are signed out.",
    "ended": "It is signed out there.",
    "contact": "Saved. Notices reach you there from now on.",
    "factor": "The second step is taken away: your password alone signs you in.",
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
}

ROLES: Final = {
    "OPERATOR": "Operator of 137",
    "DISPATCHER": "Dispatcher",
    "EXECUTIVE_AGENT": "Executive agent",
    "INSPECTOR": "Inspector",
    "SPECIAL_FOLLOW_UP_OFFICER": "Special follow-up officer",
    "CORRESPONDENCE_CLERK": "Correspondence clerk",
    "OFFICE_ANALYST": "Analyst of 137",
    "HEAD_OF_OFFICE": "Head of the office",
    "MANAGER": "Manager",
    "COUNCILLOR": "Councillor",
    "BOARD_MEMBER": "Board member",
    "BOARD_CHAIR": "Chair of the board",
    "BOARD_SECRETARY": "Secretary of the board",
    "ADMINISTRATOR": "Administrator",
}

# The policy board.
BOARD_DONE: Final = {
    "seats": "They are a member of the board now.",
    "endings": "Their seat has ended.",
    "quorum-rules": "The new quorum holds from now on.",
}
# So many of so many, with a plus where there must be more.
QUORUM_SHARES: Final = {
    "1/2+": "More than half of the members",
    "2/3": "At least two thirds of the members",
    "3/4": "At least three quarters of the members",
    "1/1": "All members",
}
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
# Of a decision, a vote, and what was left unsettled.
RESULTS: Final = {
    "APPROVED": "Approved",
    "REJECTED": "Rejected",
    "DEFERRED": "Deferred",
    "REFERRED": "Referred to a body",
}
BALLOTS: Final = {"CONSENT": "By consent", "OPEN": "By an open vote", "SECRET": "By a secret vote"}
CHOICES: Final = {"FOR": "For", "AGAINST": "Against", "ABSTAIN": "Abstained"}
DEFERRAL_CAUSES: Final = {
    "DECIDED": "Deferred by decision",
    "QUORUM_LOST": "Carried on: the quorum was lost",
    "NOT_REACHED": "Carried on: not reached",
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
NOTE_KINDS: Final = {
    "COMMENT": "Comment",
    "QUESTION": "Question",
    "SOLUTION": "Proposal",
    "EXPERIENCE": "Experience",
}
NOTE_READERS: Final = {
    "BUNDLE": "All who read this bundle",
    "BOARD": "They and the policy board",
    "PRIVATE": "Only me",
}
NOTE_STATUSES: Final = {
    "OPEN": "Open",
    "ANSWERED": "Answered",
    "ACCEPTED": "Accepted",
    "DECLINED": "Declined",
}
PARAGRAPH_KINDS: Final = {
    "OPENING": "The meeting",
    "ATTENDANCE": "Who was there",
    "DISCUSSION": "What was said",
    "DECISION": "Decision",
    "VOTE": "Vote",
    "OBJECTIONS": "Objections put on record",
    "NOTE": "A paragraph of your own",
}
MINUTES_EDITS: Final = {
    "WRITTEN": "Written from the meeting",
    "TYPED": "In the secretary's words",
    "TAKEN": "The new sentence was taken",
    "KEPT": "The wording was kept",
}
MINUTES_DONE: Final = {
    "beginning": "The minutes are written from the meeting. Go on with them in your own words.",
    "wording": "Saved.",
    "sentence": "The new sentence is taken; what stood before is in its history.",
    "kept-wording": "What stands is kept.",
    "notes": "Added.",
    "order": "The order of the minutes is changed; that of the agenda stays.",
    "corrections": "The correction stands beside what was approved.",
    "approval": "The minutes are approved and sealed.",
    "publication": "The minutes are published.",
}
