"""What the schema's codes of dossiers are called. The English stands here, its Persian in locale/fa.po."""

from typing import Final

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
# Figures of messages, by measure; what obligation or stage one is of is named beside it (`portal/marks.py`).
MEASURES: Final = {
    "MESSAGES": "Messages",
    "URGENT": "Urgent",
    "OPEN": "Still open",
    "OBJECTED": "Objected to",
    "REOPENED": "Reopened",
    "ON_TIME": "In time",
    "LATE": "Late",
    "LATE_AT": "Late",
    "OBJECTED_AT": "Objected to",
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
# What a candidate challenge says, by measure.
CHALLENGES: Final = {
    "OBJECTED": "Citizens raised {counted} objections to {whole} messages.",
    "OBJECTED_AT": "Citizens raised {counted} objections to {whole} messages {when}.",
    "REOPENED": "{counted} of {whole} messages were reopened after an objection.",
    "LATE": "Time for {promise} ran out in {counted} of {whole} cases.",
    "LATE_AT": "Time for {promise} ran out {when} in {counted} of {whole} cases.",
}
PROMISES: Final = {"FIRST_ACTION": "the first action", "FEEDBACK": "feedback", "RESOLUTION": "the resolution"}
# Where a message stood, as part of such a sentence.
WHEN: Final = {
    "REGISTERED": "while the message waited to be settled",
    "TRIAGED": "while the message waited to be sent to a unit",
    "DISPATCHED": "after the message was sent, before its receipt was confirmed",
    "RETURNED": "after the unit had returned the message",
    "ACKNOWLEDGED": "after its receipt was confirmed, before anything was done",
    "IN_ACTION": "while work on it was under way",
    "RESOLUTION_CLAIMED": "after the unit had said that it was done",
    "UNDER_INSPECTION": "while an inspector had it",
    "VERIFIED": "after an inspector had confirmed it",
    "FEEDBACK_SOUGHT": "while the citizen was being asked",
    "OBJECTED": "while an objection was open",
    "REFERRED": "after it had been handed to another authority",
    "REJECTED": "after it had been rejected",
    "MERGED": "while it was part of an incident",
    "CLOSED": "after it had been closed",
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
