"""Who may see escalations: the people who work on the message, and councillors; not the citizen, who is told what
was done and not who was reminded."""

from hotline.kit.access import WORKERS, Access, roles
from hotline.kit.viewer import Role
from hotline.messages.access import MESSAGE

ESCALATION = Access("escalation", rows=roles(*WORKERS, Role.COUNCILLOR), within=("message_id", MESSAGE))

REVIEW_CANDIDATE = Access(
    "review_candidate",
    rows=roles(Role.OFFICE_ANALYST, Role.HEAD_OF_OFFICE, Role.COUNCILLOR),
    within=("message_id", MESSAGE),
)

# How escalation stands as a whole: numbers only.
ESCALATION_HEALTH = Access(
    "escalation", rows=roles(Role.DISPATCHER, Role.OFFICE_ANALYST, Role.HEAD_OF_OFFICE, Role.ADMINISTRATOR)
)
