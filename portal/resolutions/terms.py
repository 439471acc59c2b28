"""What the schema's codes of resolutions are called. The English stands here, its Persian in locale/fa.po."""

from typing import Final

RESOLUTION_STATES: Final = {
    "OPEN": "To be done",
    "REPORTED": "Reported as done",
    "RETURNED": "Returned, to be done",
    "VERIFIED": "Done and verified",
}
RESOLUTION_STEPS: Final = {
    "OPEN": "Resolved",
    "REPORTED": "It was reported as done",
    "RETURNED": "The report was returned",
    "VERIFIED": "It was verified as done",
}
# The lists a board of resolutions is looked at by.
RESOLUTION_LISTS: Final = {
    "open": "To be done",
    "overdue": "Overdue",
    "soon": "Due within a fortnight",
    "reported": "Waiting to be verified",
    "done": "Done and verified",
    "proof": "Proof to release",
}
RESOLUTION_EMPTY: Final = {
    "open": "Nothing is to be done now. What the board approves and entrusts to somebody appears here.",
    "overdue": "Nothing is overdue.",
    "soon": "Nothing is due within a fortnight.",
    "reported": "No report waits to be verified.",
    "done": "Nothing has been verified as done yet.",
    "proof": "No photo of a report waits to be released.",
}
FACETS: Final = {
    "ON_TIME:FIRST_ACTION": "First action in time",
    "ON_TIME:FEEDBACK": "Feedback in time",
    "ON_TIME:RESOLUTION": "Resolved in time",
    "TAKEN:FIRST_ACTION": "Time to the first action",
    "TAKEN:RESOLUTION": "Time until it is resolved",
    "VOLUME": "Messages a day",
}
VERDICTS: Final = {
    "BETTER": "Better",
    "WORSE": "Worse",
    "MORE": "More messages",
    "FEWER": "Fewer messages",
    "SAME": "No change that matters",
    "SEASONAL": "Changed, but it may be the season",
    "UNTOLD": "Cannot be told yet",
}
# What it means for others, said before it is done.
RESOLUTION_EFFECTS: Final = {
    "releases": "Councillors and members of the board then see it for good. Look for faces, number plates and names"
    " first.",
}
RESOLUTION_DONE: Final = {
    "made": "The resolution is written down, and its time runs.",
    "reports": "Your report waits to be verified by somebody else.",
    "verification": "It is verified. What comes of it is measured from now on.",
    "returns": "The report is returned, and the time goes on.",
    "releases": "Councillors and members of the board see the photo now.",
    "notes": "You have taken note of it; it climbs no further.",
}
