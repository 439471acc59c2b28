"""Who may see who held a message: all who see it, for its whole cycle is theirs to judge (R6, R7)."""

from hotline.kit.access import SIGNED_IN, Access, roles
from hotline.messages.access import CYCLE, MESSAGE

CUSTODY_SPAN = Access(
    "custody_span",
    rows=roles(*CYCLE),
    # A citizen sees the unit that held it, never the person.
    columns={"person_id": roles(*SIGNED_IN)},
    within=("message_id", MESSAGE),
)
